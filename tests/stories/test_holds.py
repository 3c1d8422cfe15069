"""A job has to wait: the clocks stand still for as long as the contract lets them, and every promise moves with them."""

from datetime import timedelta

import pytest

from desk.contract import StageName
from desk.ticket import Status
from tests.kit.seat import Seat
from tests.kit.world import World

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def in_hand(world: World) -> tuple[Seat, Seat]:
    """Level III of changge, reported at the story's start: the solution is due 120 minutes later, near after 96."""
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    for label in ("接单", "出发", "到达"):
        await wang.presses(label)
    forget(world)
    return teacher, wang


async def on_hold(world: World, reason: str = "进不了教室", until: str = "1小时") -> tuple[Seat, Seat]:
    teacher, wang = await in_hand(world)
    await world.push(10 * MINUTE)
    await wang.presses("⏸ 挂起")
    wang.hears("为什么要等", "进不了教室：停诊断、解决", "等配件：不停表")
    await wang.presses(reason)
    wang.hears("等到几点")
    await wang.presses(until)
    return teacher, wang


async def test_a_locked_room_moves_the_reminder_and_the_breach(world: World) -> None:
    teacher, wang = await on_hold(world)
    wang.hears("已挂起", "进不了教室")
    teacher.hears("先等一等", "进不了教室", "解决改为最迟")
    for name in ("chen", "lin"):
        world.seat(name).hears("⏸", "进不了教室", "停表", "解决改为")
    await world.push(60 * MINUTE - SECOND)
    world.nothing_else_was_said()
    await world.push(SECOND)
    wang.hears("挂起到时间了")
    teacher.hears("已恢复处理")
    await world.push((96 + 60 - 70) * MINUTE - SECOND)
    world.nothing_else_was_said()
    await world.push(SECOND)
    wang.hears("还剩 24 分钟", "解决")
    forget(world)
    await world.push(24 * MINUTE - SECOND)
    world.nothing_else_was_said()
    await world.push(SECOND)
    wang.hears("解决已超时")
    ticket = await world.ticket()
    assert ticket.missed.count(StageName.SOLUTION) == 1
    forget(world)


async def test_going_on_early_brings_the_promise_forward(world: World) -> None:
    teacher, wang = await on_hold(world, until="明早8点")
    forget(world)
    await world.push(30 * MINUTE)
    await wang.presses("▶ 恢复")
    wang.hears("已记录")
    teacher.hears("已恢复处理")
    await world.push((120 + 30 - 40) * MINUTE - SECOND)
    forget(world)
    await world.push(SECOND)
    wang.hears("解决已超时")
    forget(world)


async def test_waiting_for_parts_is_noted_and_stops_nothing(world: World) -> None:
    teacher, wang = await on_hold(world, reason="等配件")
    wang.hears("已挂起", "等配件")
    teacher.hears("先等一等", "等配件")
    for name in ("chen", "lin"):
        world.seat(name).hears_nothing()
    await world.push(110 * MINUTE - SECOND)
    forget(world)
    await world.push(SECOND)
    wang.hears("解决已超时")
    forget(world)


async def test_an_end_may_be_typed(world: World) -> None:
    _, wang = await in_hand(world)
    await wang.presses("⏸ 挂起")
    await wang.says("进不了教室")
    await wang.says("再说吧")
    wang.hears("为什么要等")
    wang.hears("等到几点")
    wang.hears("等到几点")
    await wang.says("2小时后")
    wang.hears("已挂起")
    ticket = await world.ticket()
    assert ticket.hold is not None
    assert ticket.hold.end - ticket.hold.start == 120 * MINUTE
    forget(world)


async def test_the_question_can_be_dropped(world: World) -> None:
    teacher, wang = await in_hand(world)
    await wang.presses("⏸ 挂起")
    await wang.presses("进不了教室")
    forget(world)
    await wang.says("算了")
    wang.hears("三年级2班")
    assert (await world.ticket()).hold is None
    await wang.says("马上就好")
    teacher.hears("马上就好")
    forget(world)


async def test_a_repair_ends_the_hold(world: World) -> None:
    _, wang = await on_hold(world)
    await wang.presses("已修复")
    await wang.says("换了线")
    ticket = await world.ticket()
    assert (ticket.status, ticket.hold) == (Status.REPAIRED, None)
    forget(world)


@pytest.mark.parametrize("label", ["不可抗力", "等供电或线路"])
async def test_only_a_supervisor_is_offered_the_reasons_that_need_one(world: World, label: str) -> None:
    _, wang = await in_hand(world)
    await wang.presses("⏸ 挂起")
    asked = wang.hears("为什么要等")
    assert label not in [choice.label for choice in asked.choices]


async def test_a_supervisor_holds_for_what_needs_one_and_is_not_told_of_it_again(world: World) -> None:
    teacher, _ = await in_hand(world)
    chen, lin = world.seat("chen"), world.seat("lin")
    await chen.says("看板")
    await chen.presses("#1001")
    await chen.presses("⏸ 挂起")
    await chen.presses("不可抗力")
    await chen.presses("明早8点")
    assert not [message for message in chen.unread if "停表：" in message.text]
    chen.hears("已挂起", "不可抗力")
    lin.hears("⏸", "不可抗力")
    teacher.hears("先等一等", "不可抗力")
    forget(world)
