"""Statements on SQLite's driver behave as through SQLAlchemy, only quicker."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.direct import Direct, Plans
from storage.engines import engine_for
from storage.tables import heartbeats, outbox

NOON = datetime(2026, 9, 24, 4, 0, tzinfo=UTC)
_ADD = insert(heartbeats)
_AT = select(heartbeats.c.at, heartbeats.c.loop).where(heartbeats.c.loop == bindparam("name"))
_NAMED = (
    select(heartbeats.c.loop)
    .where(heartbeats.c.loop.in_(bindparam("names", expanding=True)))
    .order_by(heartbeats.c.loop)
)


@pytest.fixture
def conn(sqlite_url: str) -> Iterator[Connection]:
    with engine_for(sqlite_url).connect() as conn, conn.begin():
        yield conn


@pytest.fixture
def direct(conn: Connection) -> Direct:
    direct = Direct(conn, Plans())
    direct.execute(_ADD, [{"loop": "bot", "at": NOON}, {"loop": "web", "at": NOON}])
    return direct


def test_rows_have_names_and_the_types_of_their_columns(direct: Direct) -> None:
    row = direct.execute(_AT, {"name": "bot"}).first()
    assert (row.at, row.loop) == (NOON, "bot")
    assert direct.execute(_AT, {"name": "bot"}).scalar() == NOON
    assert direct.execute(_AT, {"name": "nobody"}).first() is None
    assert direct.execute(_AT, {"name": "nobody"}).scalar() is None


def test_what_it_writes_sqlalchemy_reads(direct: Direct, conn: Connection) -> None:
    assert conn.execute(_AT, {"name": "web"}).all() == direct.execute(_AT, {"name": "web"}).all()


def test_one_statement_may_set_different_columns(direct: Direct) -> None:
    change = update(heartbeats).where(heartbeats.c.loop == bindparam("of"))
    assert direct.execute(change, {"of": "bot", "at": NOON.replace(hour=5)}).rowcount == 1
    assert direct.execute(change, {"of": "bot", "loop": "chat"}).rowcount == 1
    assert direct.execute(_AT, {"name": "chat"}).scalar() == NOON.replace(hour=5)


def test_a_list_of_names_goes_the_usual_way(direct: Direct) -> None:
    assert list(direct.execute(_NAMED, {"names": ["web", "bot"]}).scalars()) == ["bot", "web"]
    assert list(direct.execute(_NAMED, {"names": ["web"]}).scalars()) == ["web"]


def test_errors_are_sqlalchemys_and_quote_nobodys_words(direct: Direct) -> None:
    with pytest.raises(IntegrityError) as refused:
        direct.execute(_ADD, {"loop": "bot", "at": NOON})
    assert "UNIQUE" in str(refused.value)
    assert str(NOON) not in str(refused.value)
    direct.exec_driver_sql("DROP TABLE outbox")
    with pytest.raises(OperationalError, match="no such table"):
        direct.execute(select(outbox.c.id))


def test_a_missing_value_is_an_error_not_a_null(direct: Direct) -> None:
    with pytest.raises(KeyError):
        direct.execute(_AT, {"nam": "bot"})
    with pytest.raises(ValueError, match="time zone"):
        direct.execute(_ADD, {"loop": "x", "at": NOON.replace(tzinfo=None)})


def test_the_only_value_is_the_only_one(direct: Direct) -> None:
    assert direct.execute(select(heartbeats.c.loop).where(heartbeats.c.loop == "bot")).scalar_one() == "bot"
    with pytest.raises(ValueError, match="unpack"):
        direct.execute(select(heartbeats.c.loop)).scalar_one()


def test_plans_of_statements_that_are_gone_are_forgotten(conn: Connection) -> None:
    plans = Plans()
    direct = Direct(conn, plans)
    for _ in range(3):
        direct.execute(select(heartbeats.c.loop))
    assert len(plans) == 0
