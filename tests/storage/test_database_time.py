"""Two hosts whose clocks are ten minutes apart: neither fires early, neither takes what the other works on."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from app.clock import WallClock
from desk.messages import Urgency
from storage import notify
from storage.database_time import set_by_database
from storage.store import SqlStore
from tests.kit.processes import PATIENCE, until
from tests.storage.builders import NoWords, a_message, a_peer, a_text, a_timer, minutes
from tests.storage.conftest import MONDAY, ZONE
from tests.storage.holding_desk import lease_shortly, wrong_by
from usecases.ports import Clock, UnitOfWork

pytestmark = pytest.mark.postgres

WRONG = 5


class Deaf:
    """A wall clock as most programs have it: it believes its machine."""

    label = ""

    def __init__(self, minutes: float) -> None:
        self._inner = wrong_by(minutes)
        self.now, self.wall = self._inner.now, self._inner.wall
        self.seconds_until, self.real_seconds = self._inner.seconds_until, self._inner.real_seconds


@asynccontextmanager
async def desk(url: str, clock: Clock) -> AsyncIterator[SqlStore]:
    store = SqlStore(url, clock, NoWords(), {}, ZONE)
    await store.start()
    yield store
    await store.close()


@contextmanager
def another_host(url: str, wrong: int) -> Iterator[str]:
    """A process there has taken what it could; how many messages, pages and timers that were."""
    command = [sys.executable, "-m", "tests.storage.holding_desk", url, str(wrong)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline()
        process.kill()


def fill(uow: UnitOfWork) -> None:
    uow.inbox.accept([a_message("k", uow.now)], uow.now)
    uow.outbox.add("k", a_peer(), a_text(), Urgency.PAGE)
    uow.timers.add([a_timer("due", uow.now), a_timer("soon", uow.now + minutes(3))])


def took(uow: UnitOfWork) -> tuple[int, ...]:
    return tuple(map(len, lease_shortly(uow)))


async def test_two_hosts_ten_minutes_apart_neither_fire_early_nor_steal(postgres_url: str) -> None:
    async with desk(postgres_url, wrong_by(WRONG)) as ahead:
        await ahead.run(fill)
        held = await asyncio.to_thread(_taken_there, postgres_url)
        assert held == "1 1 1\n"
        assert await ahead.run(took) == (0, 0, 0)


def _taken_there(url: str) -> str:
    with another_host(url, -WRONG) as held:
        return held


async def test_with_clocks_of_their_own_they_would(postgres_url: str) -> None:
    """What the tests above and below can see."""
    async with desk(postgres_url, Deaf(-WRONG)) as behind, desk(postgres_url, Deaf(WRONG)) as ahead:
        await behind.run(fill)
        assert await behind.run(took) == (1, 1, 1)
        assert await ahead.run(took) == (1, 1, 2)


async def test_every_host_shows_the_time_of_the_database(postgres_url: str) -> None:
    async with desk(postgres_url, wrong_by(-WRONG)) as behind, desk(postgres_url, wrong_by(WRONG)) as ahead:
        seen = [await one.run(lambda uow: uow.now) for one in (behind, ahead)]
    assert abs(seen[1] - seen[0]) < timedelta(minutes=1)


async def test_the_clock_is_kept_right(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[datetime] = []

    class Listening(WallClock):
        def follow(self, instant: datetime, at: float, within: float) -> None:
            told.append(instant)

    monkeypatch.setattr(notify, "SET_CLOCK_SECONDS", 0.1)
    async with desk(postgres_url, Listening()):
        await until(lambda: len(told) >= 4, PATIENCE, "the database was not asked again")
    assert told == sorted(told)


def test_the_quickest_answer_is_believed() -> None:
    """A slow answer may be old; what is asked lies in the middle between question and answer."""
    seconds = iter([0.0, 8.0, 10.0, 10.2, 20.0, 24.0])
    answers = iter([MONDAY, MONDAY + timedelta(seconds=7), MONDAY + timedelta(seconds=30)])
    clock = WallClock(monotonic=lambda: 11.1)
    set_by_database(
        clock, lambda _: int(next(answers).timestamp()) * 1_000_000, monotonic=lambda: next(seconds)
    )
    assert clock.now() == MONDAY + timedelta(seconds=8)
    assert clock.now().tzinfo is UTC
