"""A rolling upgrade: processes of the version before go on while the schema is the new one already (R15).

What this proves: for each of the last three schemas, every table and column is still there under the new one, an INSERT that knows only the
old columns is taken, what was written before reads as before, and UPDATE and DELETE by the old columns work, on both databases. Statements are
made from the old schema as the database itself tells it, so no table can be forgotten. What it does not prove: that an old process understands
what a new one has written into a body; that is the codec's promise (fields are added with defaults, `tests/storage/test_codec.py`).
"""

from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Update,
)

from storage import migrate
from storage.engines import engine_for
from storage.migrations import HEAD

RELEASES = 3
BEFORE, MEANWHILE = 1, 2


def olders() -> list[str]:
    """The schemas before this one, newest first."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    steps = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert steps[0] == HEAD
    return steps[1 : RELEASES + 1]


def as_it_was(conn: Connection) -> MetaData:
    """The tables as the version before knows them."""
    found = MetaData()
    found.reflect(conn)
    found.remove(found.tables["alembic_version"])
    return found


def take_time(conn: Connection) -> None:
    """PostgreSQL ends a transaction in which nothing happens for three seconds; making statements may take as long here."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")


def row(table: Table, number: int) -> dict[str, Any]:
    """A row of the old version's: every column it knows, and no other."""
    return {column.name: value(table, column, number) for column in table.columns}


def value(table: Table, column: Column[Any], number: int) -> object:
    for key in column.foreign_keys:
        return value(key.column.table, key.column, number)
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, Integer):
        return number
    text = f"{table.name}-{column.name}-{number}"
    return text.encode() if isinstance(column.type, LargeBinary) else text


def write(conn: Connection, old: MetaData, number: int) -> None:
    for table in old.sorted_tables:
        conn.execute(table.insert().values(row(table, number)))


def keys_of(table: Table, number: int) -> list[ColumnElement[bool]]:
    wanted = row(table, number)
    return [column == wanted[column.name] for column in table.primary_key]


def read(conn: Connection, table: Table, number: int) -> dict[str, Any]:
    found = conn.execute(table.select().where(*keys_of(table, number)))
    return {
        name: got if isinstance(got, (int, str, bytes)) else bytes(got)
        for name, got in found.mappings().one().items()
    }


@pytest.mark.parametrize("older", olders())
def test_the_version_before_writes_and_reads_under_the_new_schema(bare_url: str, older: str) -> None:
    migrate.upgrade(bare_url, older)
    with engine_for(bare_url).begin() as conn:
        take_time(conn)
        old = as_it_was(conn)
        write(conn, old, BEFORE)
    migrate.upgrade(bare_url)
    with engine_for(bare_url).begin() as conn:
        take_time(conn)
        write(conn, old, MEANWHILE)
        for number in (BEFORE, MEANWHILE):
            for table in old.sorted_tables:
                assert read(conn, table, number) == row(table, number), table.name
    with engine_for(bare_url).begin() as conn:
        for table in reversed(old.sorted_tables):
            assert conn.execute(changed(table)).rowcount == 1, table.name
            assert conn.execute(table.delete().where(*keys_of(table, MEANWHILE))).rowcount == 1, table.name


def changed(table: Table) -> Update:
    """The first row, written anew by the old columns; what may be empty is."""
    known = row(table, BEFORE)
    return (
        table.update()
        .where(*keys_of(table, BEFORE))
        .values(known | {c.name: None for c in table.columns if c.nullable})
    )


def test_a_schema_that_takes_a_column_away_would_be_found(bare_url: str) -> None:
    """What the test above can see: a new column that must be given is as bad as one that is gone."""
    migrate.upgrade(bare_url, olders()[0])
    with engine_for(bare_url).begin() as conn:
        old = as_it_was(conn)
        conn.exec_driver_sql("ALTER TABLE heartbeats RENAME COLUMN at TO seen")
    with (
        pytest.raises(Exception, match=r"no column named at|column \"at\""),
        engine_for(bare_url).begin() as conn,
    ):
        write(conn, old, MEANWHILE)
