"""APScheduler wakes the ticker: at the due instant, when new timers are committed, every two seconds; never off the loop."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from app.clock import WallClock
from desk.timers import Timer, TimerKind
from scheduler.heartbeat import beating
from scheduler.ticker import Ticker
from scheduler.wakeups import AT_LATEST_SECONDS, Wakeups
from storage.store import SqlStore
from tests.conftest import Line
from tests.kit.builders import NOON
from tests.kit.clock import PushedClock
from usecases.ports import UnitOfWork


class Woken(Ticker):
    """A ticker that notes when and on which thread it was woken."""

    def __init__(self, store: SqlStore) -> None:
        super().__init__(store, lambda uow, timer: None)
        self.threads: list[int] = []
        self.bell = asyncio.Event()

    def wake(self) -> None:
        self.threads.append(threading.get_ident())
        asyncio.get_running_loop().call_soon_threadsafe(self.bell.set)


class Wall(PushedClock):
    """Desk time stands still; every due instant is `ahead` real seconds away."""

    def __init__(self, start: datetime, ahead: float) -> None:
        super().__init__(start)
        self._ahead = ahead

    def wall(self, instant: datetime) -> datetime:
        return WallClock().now() + timedelta(seconds=self._ahead)


@asynccontextmanager
async def running(wakeups: Wakeups) -> AsyncIterator[None]:
    task = asyncio.create_task(wakeups.run())
    yield
    wakeups.stop()
    async with asyncio.timeout(1):
        await task


def add(uow: UnitOfWork, key: str) -> None:
    uow.timers.add([Timer(key, TimerKind.REPEAT, NOON)])


async def test_the_ticker_is_woken_at_the_due_instant_on_the_loops_own_thread(store: SqlStore) -> None:
    await store.run(add, "due")
    ticker = Woken(store)
    async with running(Wakeups(store, Wall(NOON, 0.2), ticker)), asyncio.timeout(AT_LATEST_SECONDS - 0.5):
        await ticker.bell.wait()
    assert set(ticker.threads) == {threading.get_ident()}


async def test_a_new_timer_wakes_the_ticker_at_once(store: SqlStore) -> None:
    ticker = Woken(store)
    async with running(Wakeups(store, Wall(NOON, 3600), ticker)), asyncio.timeout(AT_LATEST_SECONDS - 0.5):
        await store.read(lambda uow: uow.timers.next_due())
        await store.run(add, "new")
        await ticker.bell.wait()


async def test_without_anything_due_the_ticker_is_woken_every_two_seconds_all_the_same(
    store: SqlStore,
) -> None:
    ticker = Woken(store)
    async with running(Wakeups(store, Wall(NOON, 3600), ticker)), asyncio.timeout(AT_LATEST_SECONDS + 1):
        await ticker.bell.wait()


async def test_a_process_without_a_ticker_still_beats(store: SqlStore, clock: PushedClock) -> None:
    wakeups = Wakeups(store, clock, None)
    beat, happened = beating(store, "web"), asyncio.Event()

    async def job() -> None:
        await beat()
        happened.set()

    wakeups.every(0.05, job, "beat-web")
    async with running(wakeups), asyncio.timeout(2):
        await happened.wait()
    assert await store.read(lambda uow: dict(uow.health.beats())) == {"web": NOON}


async def test_a_second_beat_replaces_the_first(store: SqlStore, clock: PushedClock) -> None:
    beat = beating(store, "bot")
    await beat()
    clock.push_to(NOON + timedelta(seconds=10))
    await beat()
    assert await store.read(lambda uow: dict(uow.health.beats())) == {"bot": NOON + timedelta(seconds=10)}


async def test_a_part_whose_loop_hangs_is_silent_and_says_so(
    store: SqlStore, clock: PushedClock, log_lines: list[Line]
) -> None:
    rounds = iter((1, 2, 2, 3))
    beat = beating(store, "scheduler", (lambda: next(rounds),))
    seen = []
    for _ in range(4):
        clock.push_to(clock.now() + timedelta(seconds=10))
        await beat()
        seen.append((await store.read(lambda uow: dict(uow.health.beats())))["scheduler"] == clock.now())
    assert seen == [True, True, False, True]
    assert [line["part"] for line in log_lines if line.get("action") == "loop_silent"] == ["scheduler"]
