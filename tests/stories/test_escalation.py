"""The clocks of 001 §4.5.5.4 and the ladder of 001 §4.5.6: reminder, breach, next tier, maker, supervisors, phone list."""

from datetime import timedelta

from desk.contract import StageName
from desk.ticket import Status
from tests.kit.seat import Seat
from tests.kit.world import World

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


async def report(world: World) -> Seat:
    teacher = world.teacher("changge")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    world.seat("wang").hears("三年级2班")
    return teacher


async def test_nobody_accepts_and_the_ladder_climbs_to_the_phone_list(world: World) -> None:
    teacher = await report(world)
    wang, zhao, sun, maker = (world.seat(name) for name in ("wang", "zhao", "sun", "maker"))
    supervisors = [world.seat("chen"), world.seat("lin")]

    await world.push(8 * MINUTE - SECOND)
    wang.hears_nothing()
    await world.push(SECOND)
    wang.hears("响应", "出发", "还剩 2 分钟")
    for supervisor in supervisors:
        supervisor.hears("响应时限", "出发时限", "还剩 2 分钟", "王工，无人接单")

    await world.push(2 * MINUTE)
    for supervisor in supervisors:
        missed = supervisor.hears("响应超时", "出发超时", "001 §4.5.5.4", "王工", "接下来")
        assert [choice.label for choice in missed.choices] == ["转派", "电话名单", "接管"]
    zhao.hears("三年级2班")
    teacher.hears("已升级", "赵工")
    sun.hears_nothing()

    await world.push(5 * MINUTE)
    sun.hears("三年级2班")
    maker.hears("三年级2班")
    teacher.hears("已升级")
    forget_the_rest(world)

    await world.push(5 * MINUTE)
    teacher.hears("主管正在亲自打电话")
    for supervisor in supervisors:
        listed = supervisor.hears("请直接打电话", "王工", "0000-01")
        assert "我已电话通知" in [choice.label for choice in listed.choices]
    ticket = await world.ticket()
    assert ticket.status is Status.WAITING
    assert StageName.RESPONSE in ticket.missed
    forget_the_rest(world)


def forget_the_rest(world: World) -> None:
    """What follows is told in other stories."""
    for seat in world.everybody():
        seat.unread.clear()


async def test_the_phone_list_is_repeated_until_a_supervisor_has_phoned(world: World) -> None:
    await report(world)
    await world.push(40 * MINUTE)
    forget_the_rest(world)
    chen = world.seat("chen")
    await world.push(15 * MINUTE)
    chen.hears("请直接打电话")
    await chen.presses("我已电话通知")
    chen.hears("不再重复")
    forget_the_rest(world)
    await world.push(60 * MINUTE)
    assert not [m for m in chen.unread if "请直接打电话" in m.text]
    forget_the_rest(world)


async def test_accepted_then_silent_misses_the_arrival_and_calls_the_next_tier(world: World) -> None:
    teacher = await report(world)
    wang, zhao, chen = world.seat("wang"), world.seat("zhao"), world.seat("chen")
    await world.push(MINUTE)
    await wang.presses("接单")
    teacher.hears("王工 已接单")
    wang.hears("已记录")
    await world.push(20 * MINUTE)
    wang.hears("到场时限")
    wang.hears("到场已超时")
    chen.hears("到场超时", "处理人 王工")
    zhao.hears("三年级2班", "王工")
    forget_the_rest(world)
    ticket = await world.ticket()
    assert ticket.handler == "wang"
    assert StageName.ARRIVAL in ticket.missed
    assert StageName.RESPONSE not in ticket.missed


async def test_nobody_on_call_ends_at_once_with_a_phone_list(world: World) -> None:
    world.blocked |= {"wang", "li", "zhao", "sun", "maker"}
    await world.everybody_leaves("wang", "li", "zhao", "sun", "maker")
    teacher = world.teacher("changge")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    for supervisor in (world.seat("chen"), world.seat("lin")):
        supervisor.hears("请直接打电话", "王工", "厂家小周")


async def test_a_page_that_cannot_be_delivered_calls_the_next_person_at_once(world: World) -> None:
    world.blocked.add("wang")
    teacher = world.teacher("changge")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    world.seat("li").hears("三年级2班")
    ticket = await world.ticket()
    assert ticket.unreachable == ("wang",)


async def test_a_supervisor_takes_over_after_a_breach(world: World) -> None:
    teacher = await report(world)
    await world.push(11 * MINUTE)
    forget_the_rest(world)
    chen = world.seat("chen")
    await chen.presses("接管")
    teacher.hears("陈主管 已接单")
    assert "已接单" in chen.hears("三年级2班").text
    ticket = await world.ticket()
    assert (ticket.handler, ticket.status) == ("chen", Status.ACCEPTED)


async def test_timers_that_came_due_while_the_desk_was_down_fire_once_each_on_start(world: World) -> None:
    await report(world)
    await world.sleep_through(timedelta(minutes=11))
    chen = world.seat("chen")
    assert len([m for m in chen.unread if "响应超时" in m.text]) == 1
    ticket = await world.ticket()
    assert ticket.missed.count(StageName.RESPONSE) == 1
    forget_the_rest(world)
