"""Late, repeated and disordered commands of an engineer with a poor network do no harm, and count from when they were given."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk.contract import Milestone
from desk.messages import Outgoing
from desk.ticket import Status
from tests.kit.seat import Seat
from tests.kit.world import World

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
STEPS: tuple[tuple[str, type[ev.Event]], ...] = (
    ("出发", ev.Departed),
    ("到达", ev.Arrived),
    ("已诊断", ev.Diagnosed),
    ("教学已恢复", ev.TeachingRestored),
    ("已修复", ev.Repaired),
)
WITH_TEXT = ("已诊断", "已修复")


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def taken(world: World) -> tuple[Seat, Seat, Outgoing]:
    """Wang has the job; his card as it was then, with every step on it."""
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    await wang.presses("接单")
    return teacher, wang, wang.card()


async def step(world: World, wang: Seat, label: str, card: Outgoing | None = None) -> None:
    await world.push(MINUTE)
    await wang.presses(label, on=card)
    if label in WITH_TEXT:
        await wang.says("信号线松了")


async def work_until(world: World, wang: Seat, label: str) -> None:
    for name, _ in STEPS:
        await step(world, wang, name)
        if name == label:
            return


async def count(world: World, event: type[ev.Event]) -> int:
    return sum(isinstance(one, event) for one in await world.trail())


async def at(world: World, milestone: Milestone) -> timedelta:
    """How long after the opening."""
    ticket = await world.ticket()
    return next(when for name, when in ticket.milestones if name is milestone) - ticket.opened_at


@pytest.mark.parametrize(("label", "event"), STEPS)
async def test_a_step_pressed_again_is_noted_once_and_answered_kindly(
    world: World, label: str, event: type[ev.Event]
) -> None:
    teacher, wang, card = await taken(world)
    await work_until(world, wang, label)
    before = await world.ticket()
    forget(world)
    for _ in range(2):
        await wang.presses(label, on=card)
        wang.hears("1001", label, "已经记录过了")
    assert await world.ticket() == before
    assert await count(world, event) == 1
    teacher.hears_nothing()
    forget(world)


@pytest.mark.parametrize(("label", "event"), STEPS)
async def test_the_same_update_brought_twice_by_the_platform_says_nothing(
    world: World, label: str, event: type[ev.Event]
) -> None:
    _, wang, card = await taken(world)
    await wang.presses(label, on=card)
    forget(world)
    await world.repeat_last()
    world.nothing_else_was_said()
    assert await count(world, event) <= 1


@pytest.mark.parametrize(("label", "event"), STEPS[:-1])
async def test_a_step_that_comes_after_a_later_one_changes_nothing(
    world: World, label: str, event: type[ev.Event]
) -> None:
    teacher, wang, card = await taken(world)
    await step(world, wang, "已修复")
    before = await world.ticket()
    forget(world)
    await wang.presses(label, on=card)
    wang.hears("工单 1001", "已修复，待确认")
    assert await world.ticket() == before
    assert await count(world, event) == 0
    teacher.hears_nothing()
    forget(world)


@pytest.mark.parametrize(("label", "event"), STEPS)
@pytest.mark.parametrize("worked", [True, False])
async def test_a_step_after_the_close_changes_nothing(
    world: World, label: str, event: type[ev.Event], worked: bool
) -> None:
    teacher, wang, card = await taken(world)
    if worked:
        await work_until(world, wang, "已修复")
        await teacher.says("好了")
    else:
        await teacher.says("撤单")
        await teacher.presses("确定撤单")
    before = await world.ticket()
    assert before.status is (Status.CLOSED if worked else Status.CANCELLED)
    forget(world)
    await wang.presses(label, on=card)
    wang.hears("1001", "已完成" if worked else "已撤单")
    assert await world.ticket() == before
    assert await count(world, event) == int(worked)
    teacher.hears_nothing()
    forget(world)


async def test_a_step_of_an_earlier_round_is_not_one_of_this(world: World) -> None:
    teacher, wang, card = await taken(world)
    await work_until(world, wang, "已修复")
    await teacher.says("还是没好")
    forget(world)
    await wang.presses("到达", on=card)
    assert (await world.ticket()).status is Status.WAITING
    wang.hears("没有这项操作的权限", "等待接单")
    forget(world)


async def test_a_press_that_waited_for_the_network_counts_from_when_it_was_made(world: World) -> None:
    _, wang, card = await taken(world)
    await world.push(15 * MINUTE)
    forget(world)
    await wang.presses("到达", on=card, ago=6 * MINUTE)
    wang.hears("已记录：到达", "08:09 补记")
    assert await at(world, Milestone.ARRIVED) == 9 * MINUTE
    arrived = next(event for event in await world.trail() if isinstance(event, ev.Arrived))
    assert arrived.entered is not None
    assert arrived.entered - arrived.at == 6 * MINUTE
    assert Milestone.ARRIVED in (await world.ticket()).late
    forget(world)


async def test_half_a_minute_on_the_way_is_no_late_entry(world: World) -> None:
    _, wang, card = await taken(world)
    await world.push(5 * MINUTE)
    await wang.presses("到达", on=card, ago=30 * SECOND)
    assert await at(world, Milestone.ARRIVED) == 5 * MINUTE
    assert (await world.ticket()).late == ()
    forget(world)


async def test_what_arrives_out_of_order_counts_from_now_rather_than_from_before_the_last_step(
    world: World,
) -> None:
    _, wang, card = await taken(world)
    await world.push(5 * MINUTE)
    await wang.presses("出发", on=card)
    await world.push(5 * MINUTE)
    await wang.presses("到达", on=card, ago=8 * MINUTE)
    assert await at(world, Milestone.ARRIVED) == 10 * MINUTE
    forget(world)


async def test_a_text_given_late_belongs_to_the_press_before_it(world: World) -> None:
    _, wang, card = await taken(world)
    await world.push(10 * MINUTE)
    await wang.presses("已诊断", on=card, ago=4 * MINUTE)
    await world.push(MINUTE)
    await wang.says("线松了")
    assert await at(world, Milestone.DIAGNOSED) == 6 * MINUTE
    forget(world)


async def test_an_acceptance_counts_when_it_is_heard_because_the_teacher_hears_it_then(world: World) -> None:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    await world.push(4 * MINUTE)
    await wang.presses("接单", ago=3 * MINUTE)
    assert await at(world, Milestone.ACKNOWLEDGED) == 4 * MINUTE
    forget(world)
