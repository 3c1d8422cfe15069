"""A copy made in the middle of writing is a whole desk; a copy that is not is found out (R15: restore from a backup)."""

import asyncio
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desk import events as ev
from desk.ids import TicketId
from desk.ticket import replay
from storage.backups import back_up, check_copy
from storage.engines import StorageNotReady
from storage.store import SqlStore
from tests.kit import builders as a
from tests.kit.clock import PushedClock
from tests.kit.world import ZONE
from tests.storage.builders import NoWords
from tests.storage.conftest import Open
from usecases.ports import UnitOfWork


def open_and_add(uow: UnitOfWork, number: int) -> int:
    """One ticket with two events, and a little ballast, in one transaction."""
    opened = a.an_opening(words="black " * 200)
    trail = (
        replace(opened, ticket=TicketId(f"t{number}"), no=1001 + number),
        ev.InformationAdded(at=a.NOON, by=a.TEACHER, words=f"words {number}"),
    )
    uow.tickets.save(replay(trail), trail)
    return number


def copies_in(folder: Path) -> list[str]:
    return [path.name for path in folder.glob("copy*")]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_copy_made_in_the_middle_of_writing_holds_all_that_was_committed_before_and_nothing_by_halves(
    open_store: Open, url: str, tmp_path: Path
) -> None:
    store: SqlStore = await open_store()
    copy, done = tmp_path / "copy.sqlite3", 0
    for number in range(150):
        done = await store.run(open_and_add, number)
    copying = asyncio.create_task(asyncio.to_thread(back_up, url, copy))
    written = done
    while not copying.done():
        written = await store.run(open_and_add, written + 1)
    size = await copying
    assert size == copy.stat().st_size > 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    found = check_copy(copy)
    assert found.problems == ()
    assert done + 1 <= found.tickets <= written + 1
    assert found.events == 2 * found.tickets
    assert copies_in(tmp_path) == ["copy.sqlite3"]
    restored = await _reopened(copy)
    assert restored == found.tickets


async def _reopened(copy: Path) -> int:
    """How many tickets a desk finds that is started from the copy."""
    store = SqlStore(f"sqlite:///{copy}", PushedClock(a.NOON), NoWords(), {}, ZONE)
    await store.start()
    count = await store.read(lambda uow: len(uow.tickets.recent_in((), 100_000)))
    await store.close()
    return count


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (
            "UPDATE events SET body = replace(body, 'words 3', 'other') WHERE ticket = 't3' AND seq = 2",
            "ticket 1004: its trail leads to another",
        ),
        (
            "DELETE FROM events WHERE ticket = 't5' AND seq = 2",
            "ticket 1006: its trail has 1 events, the ticket counts 2",
        ),
        ("DELETE FROM events WHERE ticket = 't6'", "ticket 1007: it has no trail"),
        ("UPDATE alembic_version SET version_num = '0001'", "the database's schema is 0001"),
    ],
)
async def test_what_somebody_changed_in_a_copy_is_found(
    store: SqlStore, url: str, tmp_path: Path, harm: str, says: str
) -> None:
    for number in range(8):
        await store.run(open_and_add, number)
    copy = tmp_path / "copy.sqlite3"
    back_up(url, copy)
    with dbapi2.connect(str(copy)) as conn:
        assert conn.execute(harm).rowcount == 1 or "t6" in harm
    conn.close()
    (problem,) = check_copy(copy).problems
    assert says in problem


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_torn_file_is_no_copy(store: SqlStore, url: str, tmp_path: Path) -> None:
    for number in range(40):
        await store.run(open_and_add, number)
    copy = tmp_path / "copy.sqlite3"
    back_up(url, copy)
    copy.write_bytes(copy.read_bytes()[:20_000])
    assert check_copy(copy).problems
    copy.write_bytes(b"no database at all" * 100)
    assert check_copy(copy).problems


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_no_copy_is_overwritten_and_what_is_not_there_is_not_copied(
    store: SqlStore, url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    back_up(url, copy)
    with pytest.raises(FileExistsError, match="name of its own"):
        back_up(url, copy)
    with pytest.raises(StorageNotReady, match="there is no database"):
        back_up(f"sqlite:///{tmp_path}/nothing.sqlite3", tmp_path / "other.sqlite3")


def test_postgresql_is_told_its_own_command_without_the_password() -> None:
    with pytest.raises(StorageNotReady) as told:
        back_up("postgresql+psycopg://desk:secret@db:5432/chalkline", Path("monday.dump"))
    assert "pg_dump --format=custom --file=monday.dump 'postgresql://desk@db:5432/chalkline'" in str(
        told.value
    )
    assert "secret" not in str(told.value)
