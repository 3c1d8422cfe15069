"""Everything the desk keeps of one person, found by the inventory: for their copy, and for what is taken away."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select

from desk.ids import MediaId, PersonId
from desk.personal import Personal
from storage.inventory import INVENTORY, Holding
from storage.sheets.copies import workbook
from storage.tables import addresses, media, metadata, tickets
from storage.transaction import Transaction
from usecases.privacy_ports import Copy, Row

MOST_EVIDENCE = 20_000_000
"""Bytes of photos and files that one copy holds; what is beyond is named, and handed over by the desk's operator."""
_WITHOUT = ("media", "ticket_texts")
"""Not by their rows: evidence is named by messages and events; what is searched is made of the events, and holds others' words too."""
WITHHELD = "***"
"""Instead of hashes and tokens: they open things, and say nothing about anybody."""


class Belongings:
    """`privacy_ports.Belongings` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn
        self._now = tx.now

    def of(self, person: PersonId) -> Copy:
        """Their rows in every table that holds anything of people. Of a ticket that was only worked on, the facts."""
        peers = self.peers(person)
        tables = {
            name: tuple(self._rows(name, holding, person, peers))
            for name, holding in INVENTORY.items()
            if holding.personal and name not in _WITHOUT
        }
        tables["media"] = tuple(self._evidence(tables))
        columns = {name: _columns(name, INVENTORY[name]) for name in tables}
        return Copy(person, self._now, columns, tables)

    def files(self, copy: Copy) -> tuple[bytes, bytes]:
        """As JSON, and as a workbook without the pictures themselves."""
        whole = {"person": copy.person, "made_at": _written(copy.made_at), "tables": copy.tables}
        return json.dumps(whole, ensure_ascii=False, indent=1).encode(), workbook(copy)

    def peers(self, person: PersonId) -> tuple[str, ...]:
        """Their chats."""
        wanted = select(addresses.c.peer).where(addresses.c.person == person)
        return tuple(self._conn.execute(wanted).scalars())

    def _rows(self, name: str, holding: Holding, person: PersonId, peers: tuple[str, ...]) -> Iterator[Row]:
        table = metadata.tables[name]
        columns = [table.c[column] for column in _columns(name, holding)]
        for row in self._conn.execute(select(*columns).where(mine(name, person, peers))):
            given = dict(zip(_columns(name, holding), row, strict=True))
            if name == "tickets" and given["reporter"] != person:
                given["body"] = None
            yield {column: _shown(holding, column, value) for column, value in given.items()}

    def _evidence(self, tables: Mapping[str, Iterable[Row]]) -> Iterator[Row]:
        """What they sent, by the ids in their messages and events; each once."""
        sent = (row["body"] for name in ("events", "inbox", "webchat_lines") for row in tables[name])
        left = MOST_EVIDENCE
        for wanted in dict.fromkeys(found for body in sent for found in media_in(body)):
            row = self._conn.execute(
                select(media.c.id, media.c.body, media.c.content).where(media.c.id == wanted)
            ).first()
            if row is None:
                continue
            left -= len(row.content)
            content = base64.b64encode(row.content).decode() if left >= 0 else WITHHELD
            yield {"id": row.id, "body": json.loads(row.body), "content": content}


def mine(name: str, person: PersonId, peers: tuple[str, ...]) -> ColumnElement[bool]:
    """Which rows of a table are this person's."""
    table, whose = metadata.tables[name], INVENTORY[name].whose
    ways: list[ColumnElement[bool]] = [table.c[column] == person for column in whose.person]
    ways += [table.c[column] == peer for column in whose.peer for peer in peers]
    if whose.ticket:
        theirs = select(tickets.c.id).where(tickets.c.reporter == person)
        ways.append(table.c[whose.ticket].in_(theirs))
    if whose.named_in:
        ways += list(_named(table, whose.named_in, person, peers))
    return or_(false(), *ways)


def media_in(value: object) -> Iterator[MediaId]:
    """Ids of evidence that stand anywhere in a body, under `media`: as ids, or with their name and type."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "media" and isinstance(inner, list):
                yield from (MediaId(one["id"] if isinstance(one, Mapping) else one) for one in inner)
            else:
                yield from media_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from media_in(inner)


def _named(
    table: Table, column: str, person: PersonId, peers: tuple[str, ...]
) -> Iterator[ColumnElement[bool]]:
    """A body that has the person's id as a value, or their chat."""
    yield table.c[column].contains(f'"{person}"', autoescape=True)
    for peer in peers:
        channel, _, space = peer.partition(":")
        chat = f'"channel":"{channel}","space":"{space.partition(":")[0]}"'
        yield table.c[column].contains(chat, autoescape=True)


def _columns(name: str, holding: Holding) -> tuple[str, ...]:
    """What is personal, behind what the row is known by and when it was."""
    known = [
        column.name for column in metadata.tables[name].columns if column.primary_key or column.name == "kind"
    ]
    return tuple(dict.fromkeys((*known, *holding.personal)))


def _shown(holding: Holding, column: str, value: Any) -> object:
    """As JSON has it."""
    if value is not None and Personal.SECRET in holding.columns[column]:
        return WITHHELD
    if isinstance(value, datetime):
        return _written(value)
    if column == "body" and isinstance(value, str):
        return json.loads(value)
    return value


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
