"""`chalkline db copy`: a desk moves from SQLite to PostgreSQL with every row, or not at all."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import Connection, Table, text
from typer.testing import CliRunner

from app.actions import Stopped
from app.backups import db_commands
from app.settings import Settings
from desk.messages import Urgency
from storage import desk_copy
from storage.backups import check_copy, check_server
from storage.contents import TABLES, contents
from storage.desk_copy import copy_desk
from storage.engines import StorageNotReady, engine_for
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.kit.postgres import PostgresServer
from tests.storage.builders import NoWords, a_message, a_peer, a_text
from tests.storage.conftest import MONDAY, ZONE
from tests.storage.test_backups import open_and_add
from tests.storage.test_belongings import fill
from usecases.ports import UnitOfWork

pytestmark = pytest.mark.postgres

PICTURE = bytes(range(256)) * 3
WORDS = "三年级2班\t大屏\\N 黑屏了\n🖥️ \u202e \\. 'quoted' \"twice\" Ünïcode"


def say(uow: UnitOfWork, number: int) -> None:
    uow.inbox.accept([a_message(f"k{number}", uow.now, text=WORDS)], uow.now)
    uow.outbox.add(f"k{number}", a_peer(), a_text(WORDS), Urgency.PAGE)


@contextmanager
def changed(file: Path) -> Iterator[dbapi2.Connection]:
    conn = dbapi2.connect(str(file))
    yield conn
    conn.commit()
    conn.close()


@pytest.fixture
async def desk(sqlite_url: str) -> Path:
    """A stopped desk with real tickets: open ones without a handler, messages that wait, numbers counted on."""
    await ran(sqlite_url, 12)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with changed(file) as conn:
        conn.execute("INSERT INTO media VALUES ('m', 1, '{}', ?)", (PICTURE,))
        conn.execute("DELETE FROM inbox WHERE id = 3")
    return file


async def ran(url: str, tickets: int) -> None:
    store = SqlStore(url, PushedClock(MONDAY), NoWords(), {}, ZONE)
    await store.start()
    for number in range(tickets):
        await store.run(open_and_add, number)
        await store.run(say, number)
    await store.close()


@pytest.fixture
def empty(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.empty_database()
    yield url
    postgres.drop(url)


async def test_the_copy_is_the_desk_and_goes_on_as_it(desk: Path, empty: str) -> None:
    before = check_copy(desk)
    seen: list[tuple[str, int, int]] = []
    copied = copy_desk(str(desk), empty, lambda *step: seen.append(step))
    assert before.problems == ()
    assert check_server(empty) == before == check_copy(desk)
    assert {name: content.rows for name, content in copied.tables.items()}["events"] == 24
    assert sum(done for _, done, _ in seen) == seen[0][2] == 2 * copied.rows
    with engine_for(empty).connect() as conn:
        assert bytes(conn.execute(text("SELECT content FROM media")).scalar_one()) == PICTURE
    store = SqlStore(empty, PushedClock(MONDAY), NoWords(), {}, ZONE)
    await store.start()
    waiting = await store.run(lambda uow: uow.inbox.lease(uow.now, uow.now, 50))
    assert [row.incoming.text for row in waiting] == [WORDS]
    await store.run(open_and_add, 12)
    await store.run(say, 12)
    await store.close()
    with engine_for(empty).connect() as conn:
        assert conn.execute(text("SELECT max(id) FROM inbox")).scalar() == 13
    assert check_server(empty).problems == ()


def test_every_table_and_every_kind_of_column_arrives_as_it_was(sqlite_url: str, empty: str) -> None:
    fill(sqlite_url)
    copied = copy_desk(sqlite_url, empty)
    assert set(copied.tables) == {table.name for table in TABLES}
    assert all(content.rows for content in copied.tables.values())
    with engine_for(sqlite_url).connect() as old, engine_for(empty).connect() as new:
        assert contents(old) == contents(new) == copied.tables
        for table in TABLES:
            left, right = (sorted(map(repr, conn.execute(table.select()))) for conn in (old, new))
            assert left == right, table.name


async def test_a_running_desk_is_not_copied(sqlite_url: str, empty: str) -> None:
    store = SqlStore(sqlite_url, PushedClock(MONDAY), NoWords(), {}, ZONE)
    await store.start()
    await store.run(open_and_add, 1)
    with pytest.raises(StorageNotReady, match=r"a desk is running on .*stop it first"):
        await asyncio.to_thread(copy_desk, sqlite_url, empty)
    await store.run(open_and_add, 2)
    await store.close()
    assert copy_desk(sqlite_url, empty).tables["tickets"].rows == 2


def test_a_database_in_use_is_not_written_over(desk: Path, empty: str) -> None:
    copy_desk(str(desk), empty)
    before = check_server(empty)
    with pytest.raises(StorageNotReady, match=r"in use: \w+ has \d+ rows\. Copy into a new database"):
        copy_desk(str(desk), empty)
    assert check_server(empty) == before


def test_whoever_is_at_work_on_the_new_database_is_in_the_way(desk: Path, postgres: PostgresServer) -> None:
    url = postgres.migrated_database()
    with engine_for(url).begin() as busy:
        busy.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        busy.execute(text("SELECT 1 FROM tickets"))
        with pytest.raises(StorageNotReady, match="somebody is at work on the PostgreSQL database"):
            copy_desk(str(desk), url)
    assert copy_desk(str(desk), url).tables["tickets"].rows == 12
    postgres.drop(url)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        ("UPDATE tickets SET is_open = 7 WHERE id = 't3'", "table tickets, row t3: the value in is_open"),
        ("UPDATE tickets SET no = 'many' WHERE id = 't3'", "table tickets, row t3: the value in no"),
        ("UPDATE tickets SET school = 'a' || char(0) WHERE id = 't3'", "row t3: the value in school"),
        ("UPDATE alembic_version SET version_num = '0009'", "schema of the SQLite file is 0009"),
        ("CREATE TABLE notes (words TEXT)", "tables that no desk makes: notes"),
        ("DELETE FROM tickets WHERE id = 't4'", r"a row of \w+ points at nothing in tickets"),
    ],
)
def test_what_cannot_be_moved_whole_is_not_moved_at_all(desk: Path, empty: str, harm: str, says: str) -> None:
    with changed(desk) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")
        conn.execute(harm)
    with pytest.raises(StorageNotReady, match=says):
        copy_desk(str(desk), empty)
    assert _rows(empty) == 0


def test_a_row_that_arrives_changed_undoes_everything(
    desk: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a trigger of the new database would change it."""
    monkeypatch.setattr(desk_copy, "_count_on", _spoil)
    with pytest.raises(StorageNotReady, match="table tickets: 12 rows were read and 12 arrived, or not as"):
        copy_desk(str(desk), empty)
    assert _rows(empty) == 0


def _spoil(new: Connection, table: Table) -> None:
    if table.name == "tickets":
        new.execute(text("UPDATE tickets SET school = 'other' WHERE id = 't5'"))


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("nothing.sqlite3", "there is no file"),
        ("postgresql://a:b@c/d", "the copy is made of a SQLite desk"),
        ("text.txt", "cannot be read: file is not a database"),
    ],
)
def test_a_wrong_source_is_told(tmp_path: Path, empty: str, source: str, says: str) -> None:
    (tmp_path / "text.txt").write_text("no database at all" * 100)
    with pytest.raises(StorageNotReady, match=says):
        copy_desk(source if "://" in source else str(tmp_path / source), empty)


def test_the_other_way_round_is_not_offered(desk: Path, tmp_path: Path) -> None:
    with pytest.raises(StorageNotReady, match="the copy goes into PostgreSQL"):
        copy_desk(str(desk), f"sqlite:///{tmp_path}/new.sqlite3")


def test_a_copy_of_the_file_can_be_moved_too(desk: Path, empty: str, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite3"
    shutil.copy(desk, other)
    assert copy_desk(f"sqlite:///{other}", empty).tables["tickets"].rows == 12


def test_as_it_is_typed(desk: Path, empty: str) -> None:
    commands = db_commands(lambda: Settings(database_url=empty))
    typed = CliRunner().invoke(commands, ["copy", str(desk)])
    assert typed.exit_code == 0, typed.output
    assert "tickets: 12 rows" in typed.output
    assert "each the same at both ends" in typed.output
    ends = [CliRunner().invoke(commands, ["check", end]).output for end in (str(desk), empty)]
    assert ends[0] == ends[1]
    assert "12 tickets (12 open), 24 events" in ends[0]
    refused = CliRunner().invoke(commands, ["copy", str(desk)])
    assert isinstance(refused.exception, Stopped)
    assert "the PostgreSQL database is in use" in str(refused.exception)


def _rows(url: str) -> int:
    """Of all tables besides those that a migration fills."""
    with engine_for(url).connect() as conn:
        if not conn.dialect.has_table(conn, "tickets"):
            return 0
        found = contents(conn)
    return sum(content.rows for name, content in found.items() if name != "counters")
