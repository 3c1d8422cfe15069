"""Everything kept of one person, on both databases: each personal column is in the copy (P1), and no row of anybody else."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table

from desk.ids import PersonId
from storage import belongings
from storage.codec import encode
from storage.engines import engine_for
from storage.inventory import INVENTORY
from storage.store import SqlStore
from storage.tables import Instant, metadata
from tests.storage.conftest import MONDAY, Open

ME, OTHER = PersonId("me-1"), PersonId("other-1")
MY_CHAT, OTHER_CHAT = "web:my-chat", "web:other-chat"
WHO = {ME: MY_CHAT, OTHER: OTHER_CHAT}
_PERSONS, _PEERS = ("person", "by", "reporter", "handler", "asked"), ("peer", "used_by")


def value(table: Table, column: Column[Any], who: PersonId, n: int) -> object:
    """Something to stand in a column: the person's own where the column is about people."""
    name = column.name
    own: dict[str, object] = {
        **dict.fromkeys(_PERSONS, who),
        **dict.fromkeys(_PEERS, WHO[who]),
        "ticket": f"ticket-{who}",
        "body": body(table.name, who),
        "private": "{}",
        "team": "team",
        "incident": f"id-incidents-{who}",
    }
    if (table.name, name) == ("people", "id"):
        return who
    return own[name] if name in own else _plain(column, f"{name}-{table.name}-{who}", n)


MADE_OF_THE_REST = "ticket_texts"
"""What the search looks through: words of tickets and events, one's own of which the copy has, and others' notes, which it must not."""


def _plain(column: Column[Any], text: str, n: int) -> object:
    """By the column's type."""
    if isinstance(column.type, Instant):
        return MONDAY
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer | BigInteger):
        return n
    return f"picture of {text[-4:]}".encode() if isinstance(column.type, LargeBinary) else text


def body(table: str, who: PersonId) -> str:
    """A body that names the person, their chat and a picture of theirs."""
    channel, space = WHO[who].split(":")
    own: dict[str, object] = {"who": who, "peer": {"channel": channel, "space": space}}
    if table in ("inbox", "events"):
        own["media"] = [f"id-media-{who}"]
    return encode(own)


def fill(url: str) -> None:
    """One row for each of the two in every table, as the columns say."""
    with engine_for(url).begin() as conn:
        for table in metadata.sorted_tables:
            if table.name in ("counters", "teams", "rotations"):
                continue
            for n, who in enumerate(WHO, start=1):
                row = {column.name: value(table, column, who, n) for column in table.columns}
                row |= {"id": f"ticket-{who}"} if table.name == "tickets" else {}
                conn.execute(table.insert().values(**row))
        team = {"id": "team", "place": 1, "body": "{}"}
        conn.execute(metadata.tables["teams"].insert().values(**team))
        for who in WHO:
            turn = {"id": f"turn-{who}", "place": 1, "team": "team", "body": body("rotations", who)}
            conn.execute(metadata.tables["rotations"].insert().values(**turn))


async def test_a_copy_has_every_personal_column_of_every_table_and_only_ones_own(
    url: str, open_store: Open
) -> None:
    fill(url)
    store = await open_store()
    copy = await store.read(lambda uow: uow.belongings.of(ME))
    assert MADE_OF_THE_REST not in copy.tables
    for name, holding in INVENTORY.items():
        if holding.personal and name != MADE_OF_THE_REST:
            assert set(holding.personal) <= set(copy.columns[name]), name
            assert len(copy.tables[name]) == 1, name
            assert set(copy.columns[name]) == set(copy.tables[name][0]), name
    document, workbook = await store.read(lambda uow: uow.belongings.files(copy))
    for text in (document.decode(), _cells(workbook)):
        assert OTHER not in text
        assert "other-chat" not in text
        assert ME in text
    assert json.loads(document)["tables"].keys() == copy.tables.keys()


async def test_codes_and_tokens_are_withheld(url: str, open_store: Open) -> None:
    fill(url)
    store = await open_store()
    copy = await store.read(lambda uow: uow.belongings.of(ME))
    assert copy.tables["invitations"][0]["code_hash"] == belongings.WITHHELD
    assert copy.tables["prompts"][0]["token"] == belongings.WITHHELD


async def test_pictures_are_in_the_document_up_to_a_size(
    url: str, open_store: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(url)
    store = await open_store()
    assert await _picture(store) == "cGljdHVyZSBvZiBtZS0x"
    monkeypatch.setattr(belongings, "MOST_EVIDENCE", 4)
    assert await _picture(store) == belongings.WITHHELD


async def test_who_worked_on_a_job_gets_its_facts_and_not_the_teachers_words(
    url: str, open_store: Open
) -> None:
    fill(url)
    tickets = metadata.tables["tickets"]
    with engine_for(url).begin() as conn:
        conn.execute(tickets.update().where(tickets.c.reporter == OTHER).values(handler=ME))
    store = await open_store()
    rows = (await store.read(lambda uow: uow.belongings.of(ME))).tables["tickets"]
    assert sorted(row["body"] is None for row in rows) == [False, True]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@a", "\t=1", "＝1", " =1", "\x00=1"])
async def test_no_cell_is_a_formula(url: str, open_store: Open, start: str) -> None:
    fill(url)
    people = metadata.tables["people"]
    name = f"{start}|cmd".replace("\x00", "" if "postgresql" in url else "\x00")
    with engine_for(url).begin() as conn:
        conn.execute(people.update().where(people.c.id == ME).values(name=name))
    store = await open_store()
    copy = await store.read(lambda uow: uow.belongings.of(ME))
    _, workbook = await store.read(lambda uow: uow.belongings.files(copy))
    book = load_workbook(io.BytesIO(workbook))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    begins = ("=", "+", "-", "@", "\t", "＝")
    assert not [cell.value for cell in cells if str(cell.value).lstrip(" ").startswith(begins)]


async def _picture(store: SqlStore) -> object:
    copy = await store.read(lambda uow: uow.belongings.of(ME))
    (row,) = copy.tables["media"]
    return row["content"]


def _cells(workbook: bytes) -> str:
    book = load_workbook(io.BytesIO(workbook))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_the_desks_time_is_utc_in_a_copy() -> None:
    assert belongings._written(datetime(2026, 9, 21, 8, tzinfo=UTC)) == "2026-09-21T08:00:00Z"
