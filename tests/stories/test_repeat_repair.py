"""A repair that does not last: flagged, given to somebody else; denied twice, it goes to the next tier."""

from datetime import timedelta

from desk import aftercare_events as aev
from tests.kit.seat import Seat
from tests.kit.world import World
from tests.stories.voices import forget_the_rest

DAY = timedelta(days=1)
FAULT = "三年级2班大屏黑屏了，正在上课"


async def repaired_by(world: World, engineer: str, no: int = 1001, words: str = FAULT) -> Seat:
    """A teacher's fault that this engineer repairs, confirmed."""
    teacher, seat = world.teacher("gangbei"), world.seat(engineer)
    await teacher.says(words)
    assert (await world.ticket(no)).paged == (engineer,)
    await seat.presses("接单")
    await seat.presses("已修复")
    await seat.says("换了电源")
    await teacher.presses("好了")
    forget_the_rest(world)
    return teacher


async def test_the_same_fault_on_day_five_is_a_repeat_and_not_for_who_repaired_it(world: World) -> None:
    teacher = await repaired_by(world, "wang")
    await world.push(5 * DAY)
    forget_the_rest(world)
    await teacher.says(FAULT)
    teacher.hears("工单 1002", "已呼叫 李工")
    world.seat("li").hears("工单 1002", "重复报修", "工单 1001")
    assert world.seat("wang").unread == []
    ticket = await world.ticket(1002)
    assert (ticket.aftercare.repeat_of, ticket.aftercare.avoid, ticket.paged) == (1001, ("wang",), ("li",))
    flags = [e for e in await world.trail(1002) if isinstance(e, aev.RepairRepeated)]
    assert [(e.no, e.person) for e in flags] == [(1001, "wang")]
    forget_the_rest(world)


async def test_after_the_packs_days_or_in_another_room_it_is_none(world: World) -> None:
    teacher = await repaired_by(world, "wang")
    await teacher.says("三年级3班大屏黑屏了，正在上课")
    assert (await world.ticket(1002)).aftercare.repeat_of == 0
    await teacher.says("撤单")
    await teacher.presses("确定撤单")
    await world.push(8 * DAY)
    forget_the_rest(world)
    await world.teacher("gangbei", 2).says(FAULT)
    assert (await world.ticket(1003)).aftercare.repeat_of == 0
    forget_the_rest(world)


async def test_what_self_help_mended_was_no_repair(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏没声音，不急")
    await teacher.presses("看着正常")
    await teacher.presses("好了")
    forget_the_rest(world)
    await world.push(DAY)
    forget_the_rest(world)
    await teacher.says("三年级2班大屏没声音，不急")
    assert (await world.ticket(1002)).aftercare.repeat_of == 0
    forget_the_rest(world)


async def test_the_only_engineer_on_call_gets_the_repeat_all_the_same(world: World) -> None:
    teacher = await repaired_by(world, "wang")
    await world.everybody_leaves("li")
    await world.push(DAY)
    forget_the_rest(world)
    await teacher.says(FAULT)
    world.seat("wang").hears("工单 1002", "重复报修")
    forget_the_rest(world)


async def test_denied_once_the_same_tier_is_called_denied_twice_the_next_one(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says(FAULT)
    for called in (("wang",), ("zhao",)):
        await wang.presses("接单")
        await wang.presses("已修复")
        await wang.says("重启")
        forget_the_rest(world)
        await teacher.presses("没好")
        ticket = await world.ticket()
        assert ticket.paged == called
    assert (ticket.round, ticket.aftercare.avoid) == (3, ("wang",))
    teacher.hears("抱歉没修好", "已再次呼叫 赵工")
    world.seat("zhao").hears("工单 1001")
    forget_the_rest(world)
