"""One suite for both databases: every test that takes `store` or `url` runs on SQLite and on a real PostgreSQL."""

import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import pytest

from desk.edition import Edition
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.kit.postgres import PostgresServer, postgres_server
from tests.storage.builders import NoWords

MONDAY = datetime(2026, 9, 21, 0, 0, tzinfo=UTC)  # 08:00 in the district
ZONE = ZoneInfo("Asia/Shanghai")

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


class Open(Protocol):
    """Opens one more desk on the same database; `at_hand` are the playbooks that it has just read from its folder."""

    async def __call__(self, at_hand: Edition | None = None) -> SqlStore: ...


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with postgres_server(tmp_path_factory.mktemp("postgres") / "data") as server:
        yield server


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "desk.sqlite3")
    return f"sqlite:///{tmp_path / 'desk.sqlite3'}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    return postgres.shared_database()


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture(params=BOTH)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.empty_database()


@pytest.fixture
def clock() -> PushedClock:
    return PushedClock(MONDAY)


@pytest.fixture
async def open_store(url: str, clock: PushedClock) -> AsyncIterator[Open]:
    """Opens one more desk on the same database: another process, or the same one after a restart."""
    opened: list[SqlStore] = []

    async def another(at_hand: Edition | None = None) -> SqlStore:
        store = SqlStore(url, clock, NoWords(), {}, ZONE, at_hand=at_hand)
        await store.start()
        opened.append(store)
        return store

    yield another
    for store in opened:
        await store.close()


@pytest.fixture
async def store(open_store: Open) -> SqlStore:
    return await open_store()
