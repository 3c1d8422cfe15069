"""A canary report goes through the whole desk every few minutes (reliability.md T11, T12): nobody sees it, and everybody outside misses it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from app.wiring import fire
from bot.inbox import InboxWorker
from desk.reading import Intent, Reading, ReadingContext
from scheduler.canary import Aviary, CanaryEgress
from scheduler.drain import Drain
from scheduler.outside import OutsideHeartbeat
from scheduler.ticker import Ticker
from tests.conftest import Line
from tests.kit.world import World
from tests.stories.auditing import OPERATOR
from usecases.canary import CANARY, LATE_AFTER
from usecases.fire_timer import settle_moot
from usecases.ports import UnitOfWork

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
EVERY = 3 * MINUTE
STAGES = ("inbox", "reader", "timers", "outbox")


def aviary(world: World) -> Aviary:
    """Who lets them fly."""
    return Aviary(world.store, EVERY, LATE_AFTER, OPERATOR)


async def one_flies(world: World, stages: Sequence[str] = STAGES) -> None:
    """A minute of a desk in which only these stages work. One canary, if it is time for one."""
    await aviary(world).tend()
    for _ in range(2):
        if "inbox" in stages:
            read = world.library.reader.read if "reader" in stages else puzzled
            await InboxWorker(world.store, read).quiet()
        if "timers" in stages:
            await Ticker(world.store, fire, settle_moot).sweep()
        if "outbox" in stages:
            await Drain(world.store, world.clock, [CanaryEgress(world.store)]).quiet()
        world.clock.push_to(world.clock.now() + 30 * SECOND)


def puzzled(_text: str, _context: ReadingContext) -> Reading:
    """A reader that understands nothing."""
    return Reading(Intent.CHITCHAT, confidence=0.1)


async def heard_outside(world: World) -> bool:
    """Whether the watcher elsewhere hears of us now."""
    heard = []

    async def post() -> None:
        heard.append(True)

    return await OutsideHeartbeat(world.store, world.clock, post).beat() and heard == [True]


def last_one(uow: UnitOfWork) -> object:
    return uow.health.beats().get(CANARY)


async def test_a_canary_comes_through_and_nobody_sees_it(world: World) -> None:
    began = world.clock.now()
    await aviary(world).open()
    for _ in range(30):
        await one_flies(world)
        await world.restart()
    assert await world.store.read(last_one) > began + 26 * MINUTE
    assert await heard_outside(world)
    assert await world.store.read(lambda uow: uow.watch.opened_since(began, 9)) == ()
    assert not world.everybody()
    await world.teacher("changge").says("三年级2班大屏黑屏了，马上上课")
    world.teacher("changge").hears("工单 1001")  # none of them has used up a number
    world.seat("wang").hears("1001")
    forget(world)


@pytest.mark.parametrize("broken", STAGES)
async def test_wherever_it_is_lost_the_operator_hears_of_it_once_and_nobody_outside_hears_of_us(
    world: World, log_lines: list[Line], broken: str
) -> None:
    await aviary(world).open()
    await one_flies(world)
    assert await heard_outside(world)
    working = [stage for stage in STAGES if stage != broken]
    silence = 0
    while await heard_outside(world):
        await one_flies(world, working)
        silence += 1
        assert silence < 10
    for _ in range(8 - silence + 5):
        await one_flies(world, working)
    late = [line["minutes"] for line in log_lines if line["action"] == "canary_late"]
    assert late
    assert late[0] <= 10
    await world.settle()
    world.seat("ops").hears("没有一条试报能走完全程")
    world.seat("ops").hears_nothing()
    for _ in range(4):
        await one_flies(world)
    assert await heard_outside(world)  # mended
    log_lines[:] = [line for line in log_lines if line["action"] not in ("canary_late", "canary_misread")]


async def test_of_two_schedulers_one_lets_it_fly(world: World) -> None:
    await aviary(world).tend()
    await aviary(world).tend()
    assert len(await world.store.run(lambda uow: uow.inbox.lease(uow.now, uow.now + MINUTE, 9))) == 1


async def test_one_that_was_held_up_says_nothing_about_now(world: World) -> None:
    await aviary(world).open()
    await one_flies(world, ("inbox", "reader", "timers"))
    world.clock.push_to(world.clock.now() + 20 * MINUTE)
    await Drain(world.store, world.clock, [CanaryEgress(world.store)]).quiet()
    assert not await heard_outside(world)


async def test_a_desk_that_was_down_for_a_night_is_given_time_for_its_first(world: World) -> None:
    await aviary(world).open()
    await one_flies(world)
    world.clock.push_to(world.clock.now() + timedelta(hours=9))
    await aviary(world).open()
    assert await heard_outside(world)
    await one_flies(world)
    await world.settle()
    assert not world.everybody()


def forget(world: World) -> None:
    """What the report led to is told elsewhere."""
    for seat in world.everybody():
        seat.unread.clear()
