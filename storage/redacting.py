"""Takes words out of a ticket's trail: events, the ticket folded from them, what is searched of them, and the salts of their seals, in
one transaction.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import bindparam, select, update

from desk.ids import MediaId, TicketId
from desk.personal import Fields, emptied, parted, without
from desk.ticket import replay
from storage.belongings import media_in
from storage.codec import decode_event, encode
from storage.seals import SealRows
from storage.searching import SearchRows
from storage.tables import events, tickets
from storage.transaction import Transaction

Goes = Callable[[str, Fields, str, object], bool]
"""Whether a private value goes: by the event's kind and fields, the value's path, the value."""

_TRAIL = (
    select(events.c.seq, events.c.kind, events.c.body)
    .where(events.c.ticket == bindparam("of"))
    .order_by(events.c.seq)
)
_CHANGE = (
    update(events)
    .where(events.c.ticket == bindparam("of"), events.c.seq == bindparam("at_seq"))
    .values(body=bindparam("now_reads"))
)
_FOLD = update(tickets).where(tickets.c.id == bindparam("of")).values(body=bindparam("now_reads"))


@dataclass(slots=True)
class Removed:
    """What was taken away: how many events changed, the words as they had been, evidence that nothing names any more."""

    events: int = 0
    words: list[str] = field(default_factory=list)
    media: list[MediaId] = field(default_factory=list)


class Redaction:
    """Works inside one transaction."""

    def __init__(self, tx: Transaction) -> None:
        """Of this transaction."""
        self._tx = tx
        self._conn = tx.conn
        self._seals = SealRows(tx)

    def redact(self, ticket: TicketId, goes: Goes) -> Removed:
        """Empty what goes. The trail is sealed first, so that it can be shown afterwards that nothing else was touched."""
        removed = Removed()
        rows = self._conn.execute(_TRAIL, {"of": ticket}).all()
        after = [(row.kind, row.body) for row in rows]
        for number, row in enumerate(rows):
            fields = json.loads(row.body)
            gone = tuple(_going(row.kind, fields, goes))
            if not gone:
                continue
            if removed.events == 0:
                self._seals.seal(ticket)
            removed.events += 1
            _collect(removed, row.kind, fields, gone)
            left = without(row.kind, fields, partial(_left, gone))
            after[number] = (row.kind, encode(left))
            self._conn.execute(_CHANGE, {"of": ticket, "at_seq": row.seq, "now_reads": after[number][1]})
            self._seals.take_away(ticket, row.seq, gone)
        if removed.events:
            trail = [decode_event(kind, body) for kind, body in after]
            folded = replay(trail)
            self._conn.execute(_FOLD, {"of": ticket, "now_reads": encode(folded)})
            SearchRows(self._tx).write_anew(folded, trail)
        return removed


def _going(kind: str, fields: Fields, goes: Goes) -> Iterator[str]:
    """The paths that go and are not empty already."""
    for path, value in parted(kind, fields)[1].items():
        if value != emptied(path, value) and goes(kind, fields, path, value):
            yield path


def _left(gone: tuple[str, ...], path: str, value: object) -> object:
    return emptied(path, value) if path in gone else value


def _collect(removed: Removed, kind: str, fields: Fields, gone: tuple[str, ...]) -> None:
    private = parted(kind, fields)[1]
    for path in gone:
        value = private[path]
        if isinstance(value, str):
            removed.words.append(value)
        elif path == "media":
            removed.media += media_in({"media": value})
