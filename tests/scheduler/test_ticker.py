"""Due timers: each alone, oldest first, none silenced by a broken neighbour."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.ids import TicketId
from desk.timers import Timer, TimerKind
from scheduler.ticker import AT_ONCE, LEASE, UNDER_WAY, Ticker
from storage.store import SqlStore
from tests.conftest import Line
from tests.kit.builders import MINUTE, NOON
from tests.kit.clock import PushedClock
from usecases.ports import UnitOfWork


class Fired:
    """A use case for timers that notes them and marks them done; `broken` keys raise after their first write."""

    def __init__(self, *broken: str) -> None:
        self.keys: list[str] = []
        self.broken = set(broken)
        self.then: Callable[[], None] = lambda: None

    def __call__(self, uow: UnitOfWork, timer: Timer) -> None:
        self.keys.append(timer.key)
        uow.timers.fired(timer.key, uow.now)
        self.then()
        if timer.key in self.broken:
            raise RuntimeError(f"{timer.key} is broken")


def add(uow: UnitOfWork, *timers: tuple[str, float]) -> None:
    uow.timers.add(Timer(key, TimerKind.REPEAT, NOON + minute * MINUTE) for key, minute in timers)


def count_due(uow: UnitOfWork) -> int:
    return len(uow.timers.lease_due(uow.now, uow.now + LEASE, 10_000))


async def test_what_is_due_fires_once_oldest_first_and_the_rest_waits(
    store: SqlStore, clock: PushedClock
) -> None:
    fired = Fired()
    ticker = Ticker(store, fired)
    await store.run(add, ("late", 0), ("early", -5), ("tomorrow", 1440))
    assert await ticker.sweep() == 2
    assert await ticker.sweep() == 0
    assert fired.keys == ["early", "late"]
    clock.push_to(NOON + timedelta(days=1))
    await ticker.sweep()
    assert fired.keys[-1] == "tomorrow"


async def test_a_broken_timer_stops_no_other_and_is_tried_again_when_its_lease_ends(
    store: SqlStore, clock: PushedClock, log_lines: list[Line]
) -> None:
    fired = Fired("bad")
    ticker = Ticker(store, fired)
    await store.run(add, ("before", -3), ("bad", -2), ("after", -1))
    await ticker.sweep()
    assert fired.keys == ["before", "bad", "after"]
    assert [line["key"] for line in log_lines if line.get("action") == "timer_failed"] == ["bad"]
    clock.push_to(NOON + LEASE - timedelta(seconds=1))
    assert await ticker.sweep() == 0
    fired.broken.clear()
    clock.push_to(NOON + LEASE)
    await ticker.sweep()
    assert fired.keys == ["before", "bad", "after", "bad"]
    clock.push_to(NOON + 9 * LEASE)
    assert await ticker.sweep() == 0


async def test_two_tickers_never_fire_the_same_timer(store: SqlStore) -> None:
    fired = Fired()
    await store.run(add, *[(f"{number}", -1) for number in range(30)])
    await asyncio.gather(Ticker(store, fired).sweep(), Ticker(store, fired).sweep())
    assert sorted(fired.keys) == sorted(f"{number}" for number in range(30))


async def test_a_woken_ticker_works_off_everything_that_is_due(store: SqlStore) -> None:
    fired, done = Fired(), asyncio.Event()
    loop, many = asyncio.get_running_loop(), 2 * AT_ONCE + 7

    def then() -> None:
        if len(fired.keys) == many:
            loop.call_soon_threadsafe(done.set)

    fired.then = then
    ticker = Ticker(store, fired)
    running = asyncio.create_task(ticker.run())
    await store.run(add, *[(f"{number:03}", -1) for number in range(many)])
    ticker.wake()
    async with asyncio.timeout(5):
        await done.wait()
        ticker.stop()
        await running
    assert fired.keys == [f"{number:03}" for number in range(many)]


async def test_timers_share_commits_and_those_of_one_ticket_follow_one_another(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way: set[str] = set()
    together: list[set[str]] = []
    order: list[str] = []
    fired = Fired()

    async def run(use_case: Callable[..., object], *given: object) -> object:
        if use_case is not fired:
            return await real(use_case, *given)
        (timer,) = given
        assert isinstance(timer, Timer)
        under_way.add(timer.key)
        together.append(set(under_way))
        await real(use_case, *given)
        order.append(timer.key)
        under_way.remove(timer.key)
        return None

    real = store.run
    monkeypatch.setattr(store, "run", run)
    one = TicketId("t1")
    due = [Timer(f"own-{n}", TimerKind.REPEAT, NOON - (9 - n) * MINUTE, one) for n in range(3)]
    due += [Timer(f"other-{n:02}", TimerKind.REPEAT, NOON, TicketId(f"o{n}")) for n in range(AT_ONCE - 3)]
    await real(lambda uow: uow.timers.add(due))
    assert await Ticker(store, fired).sweep() == AT_ONCE
    assert max(map(len, together)) == UNDER_WAY
    assert all(sum(key.startswith("own") for key in keys) <= 1 for keys in together)
    assert [key for key in order if key.startswith("own")] == ["own-0", "own-1", "own-2"]
    assert len(order) == AT_ONCE


async def test_a_stop_ends_after_the_timers_in_hand_and_takes_no_more(store: SqlStore) -> None:
    fired = Fired()
    ticker = Ticker(store, fired)
    loop = asyncio.get_running_loop()

    def then() -> None:
        loop.call_soon_threadsafe(ticker.stop)

    fired.then = then
    await store.run(add, *[(f"{number:03}", -1) for number in range(3 * AT_ONCE)])
    async with asyncio.timeout(5):
        await ticker.run()
    assert "000" in fired.keys
    assert len(fired.keys) <= UNDER_WAY, "those in hand, and none after them"
    assert await store.run(count_due) == 2 * AT_ONCE


@pytest.mark.parametrize("wakes", [1, 5])
async def test_a_wake_up_too_many_is_harmless(store: SqlStore, wakes: int) -> None:
    fired = Fired()
    ticker = Ticker(store, fired)
    await store.run(add, ("only", -1))
    running = asyncio.create_task(ticker.run())
    for _ in range(wakes):
        ticker.wake()
        await store.run(count_due)
    ticker.stop()
    async with asyncio.timeout(5):
        await running
    assert fired.keys.count("only") <= 1
