"""The seals of trails in SQL: set at night and before words are taken away, so that no report waits for them (ADR 0022)."""

import json
import secrets
from collections.abc import Collection, Iterator

from sqlalchemy import and_, bindparam, insert, select, update

from desk.chain import GENESIS
from desk.ids import TicketId
from desk.seals import Held, Line, Seal, flaw, sealed, without_salt
from storage.privacy_tables import event_seals
from storage.tables import events
from storage.transaction import Transaction

_E, _S = events.c, event_seals.c
_TRAIL = (
    select(_E.ticket, _E.seq, _E.kind, _E.body, _S.private, _S.hash)
    .select_from(events.outerjoin(event_seals, and_(_S.ticket == _E.ticket, _S.seq == _E.seq)))
    .where(_E.ticket == bindparam("of"))
    .order_by(_E.seq)
)
_UNSEALED = (
    select(_E.ticket)
    .select_from(events.outerjoin(event_seals, and_(_S.ticket == _E.ticket, _S.seq == _E.seq)))
    .where(_S.hash.is_(None))
    .distinct()
    .limit(bindparam("most"))
)
_SEALED = select(_S.ticket).distinct().order_by(_S.ticket)
_SET = insert(event_seals)
_CHANGE = (
    update(event_seals)
    .where(_S.ticket == bindparam("of"), _S.seq == bindparam("at_seq"))
    .values(private=bindparam("fields"))
)


class SealRows:
    """`privacy_ports.Seals` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def seal(self, ticket: TicketId) -> int:
        """Seal what is not sealed yet of this trail; how many events that were."""
        prev, rows = GENESIS, []
        for line in self._trail(ticket):
            seal = line.seal
            if seal is None:
                seal = sealed(line, prev, lambda: secrets.token_hex(16))
                row = {"ticket": ticket, "seq": line.seq, "private": _written(seal), "hash": seal.hash}
                rows.append(row)
            prev = seal.hash
        if rows:
            self._conn.execute(_SET, rows)
        return len(rows)

    def unsealed(self, most: int) -> tuple[TicketId, ...]:
        """Tickets with events that have no seal yet."""
        return tuple(TicketId(row) for row in self._conn.execute(_UNSEALED, {"most": most}).scalars())

    def take_away(self, ticket: TicketId, seq: int, paths: Collection[str]) -> None:
        """The salts of these fields go. Call it in the transaction that takes the fields away; the event must be sealed."""
        line = next(line for line in self._trail(ticket) if line.seq == seq)
        if line.seal is None:
            raise ValueError(f"{ticket}, event {seq}: seal the trail before words are taken away")
        fields = _written(without_salt(line.seal, paths))
        self._conn.execute(_CHANGE, {"of": ticket, "at_seq": seq, "fields": fields})

    def flaws(self) -> Iterator[str]:
        """What is wrong with the trails, one sentence for each that is not as it was sealed."""
        for ticket in list(self._conn.execute(_SEALED).scalars()):
            if found := flaw(self._trail(ticket)):
                yield found

    def _trail(self, ticket: str) -> list[Line]:
        return [
            Line(row.ticket, row.seq, row.kind, json.loads(row.body), _read(row.private, row.hash))
            for row in self._conn.execute(_TRAIL, {"of": ticket}).all()
        ]


def _written(seal: Seal) -> str:
    return json.dumps({path: [held.digest, held.salt] for path, held in seal.private.items()})


def _read(private: str | None, link: str | None) -> Seal | None:
    if private is None or link is None:
        return None
    return Seal({path: Held(digest, salt) for path, (digest, salt) in json.loads(private).items()}, link)
