"""Timer rows (reliability.md T08-T10, T20, T25): each fires once, none is lost, on both databases."""

import asyncio
from dataclasses import replace

import pytest

from desk.messages import Peer
from desk.refusals import NotFound
from desk.timers import Timer, TimerKind
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import a_timer, minutes
from tests.storage.conftest import Open
from usecases.ports import UnitOfWork


def lease(uow: UnitOfWork, limit: int = 10) -> tuple[Timer, ...]:
    return uow.timers.lease_due(uow.now, uow.now + minutes(1), limit)


async def test_a_timer_comes_back_as_it_was_set(store: SqlStore, clock: PushedClock) -> None:
    timer = replace(
        a_timer("k", clock.now()),
        ticket=None,
        peer=Peer("tg", "1", "7"),
        kind=TimerKind.QUESTION_PATIENCE,
        step=3,
    )
    await store.run(lambda uow: uow.timers.add([timer]))
    assert await store.run(lease) == (timer,)


async def test_nothing_fires_before_it_is_due_and_the_oldest_goes_first(
    store: SqlStore, clock: PushedClock
) -> None:
    due = [a_timer(f"k{i}", clock.now() + minutes(i)) for i in (3, 1, 2, 9)]
    await store.run(lambda uow: uow.timers.add(due))
    assert await store.run(lease) == ()
    clock.push_to(clock.now() + minutes(3))
    assert [timer.key for timer in await store.run(lease)] == ["k1", "k2", "k3"]


async def test_setting_a_timer_twice_is_setting_it_once_even_after_it_fired(
    store: SqlStore, clock: PushedClock
) -> None:
    timer = a_timer("k", clock.now())
    await store.run(lambda uow: uow.timers.add([timer, timer]))
    await store.run(lambda uow: uow.timers.add([replace(timer, due=clock.now() + minutes(5))]))
    assert await store.run(lease) == (timer,)
    await store.run(lambda uow: uow.timers.fired("k", uow.now))
    await store.run(lambda uow: uow.timers.add([timer]))
    clock.push_to(clock.now() + minutes(10))
    assert await store.run(lease) == ()


async def test_a_timer_whose_worker_died_is_due_again_when_the_lease_has_run_out(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(
        lambda uow: uow.timers.add([a_timer("k", clock.now()), a_timer("l", clock.now() + minutes(0.5))])
    )
    assert len(await store.run(lease)) == 1
    assert await store.run(lease) == ()
    clock.push_to(clock.now() + minutes(1))
    assert [timer.key for timer in await store.run(lease)] == ["k", "l"]  # the oldest first, died or not


async def test_a_fired_timer_never_comes_back_and_firing_twice_is_firing_once(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(lambda uow: uow.timers.add([a_timer("k", clock.now())]))
    await store.run(lease)
    await store.run(lambda uow: uow.timers.fired("k", uow.now))
    await store.run(lambda uow: uow.timers.fired("k", uow.now))
    clock.push_to(clock.now() + minutes(60))
    assert await store.run(lease) == ()
    with pytest.raises(NotFound):
        await store.run(lambda uow: uow.timers.fired("unknown", uow.now))


async def test_timers_fired_together_are_fired_each_and_an_unknown_one_undoes_the_others(
    store: SqlStore, clock: PushedClock
) -> None:
    keys = [f"k{i}" for i in range(4)]
    await store.run(lambda uow: uow.timers.add([a_timer(key, clock.now()) for key in keys]))
    await store.run(lease)
    await store.run(lambda uow: uow.timers.fired_many((), uow.now))
    await store.run(lambda uow: uow.timers.fired_many([keys[0], keys[0], keys[1]], uow.now))
    await store.run(lambda uow: uow.timers.fired_many(keys[:3], uow.now))
    with pytest.raises(NotFound, match="unknown"):
        await store.run(lambda uow: uow.timers.fired_many([keys[3], "unknown"], uow.now))
    clock.push_to(clock.now() + minutes(60))
    assert [timer.key for timer in await store.run(lease)] == ["k3"]


async def test_the_next_timer_is_the_first_pending_one_and_a_leased_one_counts_from_its_lease(
    store: SqlStore, clock: PushedClock
) -> None:
    async def next_due() -> object:
        return await store.read(lambda uow: uow.timers.next_due())

    assert await next_due() is None
    start = clock.now()
    await store.run(lambda uow: uow.timers.add([a_timer("k", start), a_timer("l", start + minutes(5))]))
    assert await next_due() == start
    await store.run(lease)
    assert await next_due() == start + minutes(1)
    await store.run(lambda uow: uow.timers.fired("k", uow.now))
    assert await next_due() == start + minutes(5)


async def test_timers_of_a_long_outage_all_fire_once_in_batches(store: SqlStore, clock: PushedClock) -> None:
    timers = [a_timer(f"k{i:03}", clock.now() + minutes(i)) for i in range(100)]
    await store.run(lambda uow: uow.timers.add(timers))
    clock.push_to(clock.now() + minutes(60 * 72))
    seen: list[str] = []
    while leased := await store.run(lease, 30):
        seen += [timer.key for timer in leased]
        for timer in leased:
            await store.run(lambda uow, key: uow.timers.fired(key, uow.now), timer.key)
    assert seen == [timer.key for timer in timers]


async def test_two_workers_never_take_the_same_timer(open_store: Open, clock: PushedClock) -> None:
    one, other = await open_store(), await open_store()
    timers = [a_timer(f"k{i}", clock.now()) for i in range(60)]
    await one.run(lambda uow: uow.timers.add(timers))
    taken = await asyncio.gather(*(worker.run(lease, 7) for worker in (one, other) for _ in range(8)))
    keys = [timer.key for batch in taken for timer in batch]
    rest = [timer.key for timer in await one.run(lease, 100)]
    assert sorted(keys + rest) == sorted(timer.key for timer in timers)
