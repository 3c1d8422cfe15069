"""Who did a job is reminded once, the next working morning, to sign its service report."""

from datetime import datetime, timedelta

from tests.kit.seat import Seat
from tests.kit.world import ZONE, World

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def closed(world: World) -> tuple[Seat, Seat]:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    for label in ("接单", "到达", "已修复"):
        await wang.presses(label)
    await wang.says("线松了")
    await teacher.presses("好了")
    await teacher.presses("非常满意")
    forget(world)
    return teacher, wang


async def until(world: World, day: int, hour: int) -> None:
    await world.push(datetime(2026, 9, day, hour, tzinfo=ZONE) - world.clock.now())


async def test_the_next_morning_brings_one_reminder_with_the_report(world: World) -> None:
    _, wang = await closed(world)
    await until(world, 22, 8)
    reminder = wang.hears("提醒：工单 1001", "还没签字")
    assert [choice.label for choice in reminder.choices] == ["服务报告"]
    await wang.presses("服务报告", on=reminder)
    wang.hears("服务报告 · 工单 1001 · 未签字")
    await world.push(3 * DAY)
    world.nothing_else_was_said()


async def test_nothing_comes_when_it_is_signed(world: World) -> None:
    teacher, wang = await closed(world)
    await wang.presses("服务报告")
    await wang.presses("签字")
    await teacher.presses("确认签字")
    forget(world)
    await until(world, 22, 9)
    world.nothing_else_was_said()


async def test_after_a_friday_it_waits_for_the_next_workday(world: World) -> None:
    await until(world, 25, 7)  # the Friday of the mid-autumn holiday; Monday the 28th is the next workday
    _, wang = await closed(world)
    await until(world, 28, 8)
    wang.hears("提醒：工单 1001")
    world.nothing_else_was_said()


async def test_a_job_that_was_reopened_is_not_reminded_of(world: World) -> None:
    teacher, wang = await closed(world)
    await teacher.says("还是没好")
    await world.push(timedelta(hours=1))
    forget(world)
    await until(world, 22, 8)
    assert not any("还没签字" in message.text for message in wang.unread)
    forget(world)
