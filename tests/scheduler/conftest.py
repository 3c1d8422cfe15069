"""A store with nothing in it, a clock that is pushed, and a wire that can be held."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.store import SqlStore
from tests.kit.builders import NOON
from tests.kit.clock import PushedClock
from tests.kit.world import ZONE
from tests.storage.builders import NoWords


@pytest.fixture
def clock() -> PushedClock:
    return PushedClock(NOON)


@pytest.fixture
async def store(migrated_file: Path, tmp_path: Path, clock: PushedClock) -> AsyncIterator[SqlStore]:
    shutil.copy(migrated_file, tmp_path / "desk.sqlite3")
    store = SqlStore(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock, NoWords(), {}, ZONE)
    await store.start()
    yield store
    await store.close()
