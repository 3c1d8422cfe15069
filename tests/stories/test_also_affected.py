"""One fault, many voices: a second teacher of the same room joins the ticket, is kept informed, and may say that it is another fault."""

from datetime import timedelta

from desk.contract import Milestone
from desk.reading import Impact
from desk.ticket import Status
from tests.kit.seat import Seat
from tests.kit.world import World

MINUTE = timedelta(minutes=1)
BLACK = "三年级2班大屏黑屏了"


def labels(message: object) -> list[str]:
    return [choice.label for choice in getattr(message, "choices", ())]


def forget_the_rest(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def two_voices(world: World) -> tuple[Seat, Seat]:
    """The board of 3-2 is black in class, and a colleague reports the same a minute later."""
    first, second = world.teacher("gangbei"), world.teacher("gangbei", 2)
    await first.says(f"{BLACK}，正在上课")
    world.seat("wang").hears("工单 1001")
    forget_the_rest(world)
    await world.push(MINUTE)
    await second.says(BLACK)
    return first, second


async def test_the_second_voice_hears_at_once_that_it_is_known_and_nobody_is_paged_again(
    world: World,
) -> None:
    _, second = await two_voices(world)
    told = second.hears("已经有人报了：工单 1001", "三年级2班", "黑屏", "已呼叫 王工", "最迟")
    assert labels(told) == ["不是同一个问题"]
    ticket = await world.ticket()
    assert ticket.voices.people == ("teacher2-gangbei",)
    assert [t.no for t in await world.tickets_of("teacher2-gangbei")] == [1001]
    assert "另有 1 位老师也报了" in world.seat("wang").card("job:" + ticket.id).text


async def test_who_is_also_affected_hears_of_the_work_and_the_end(world: World) -> None:
    first, second = await two_voices(world)
    wang = world.seat("wang")
    forget_the_rest(world)
    await wang.presses("接单")
    for teacher in (first, second):
        teacher.hears("王工 已接单（工单 1001）")
    await wang.presses("出发")
    await wang.presses("到达")
    for teacher in (first, second):
        teacher.hears("已出发")
        teacher.hears("已到现场")
    await wang.presses("已修复")
    wang.hears("原因和处理")
    await wang.says("电源线松了")
    assert labels(second.hears("报告已修好", "电源线松了")) == ["好了", "没好"]
    first.hears("报告已修好")
    await first.presses("好了")
    first.hears("已完成", "满意吗")
    second.hears("您也报过的工单 1001", "已完成")
    assert (await world.ticket()).status is Status.CLOSED
    forget_the_rest(world)


async def test_any_of_them_may_say_that_it_is_not_fixed(world: World) -> None:
    first, second = await two_voices(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    await wang.presses("已修复")
    await wang.says("重启了主机")
    forget_the_rest(world)
    await second.says("没好")
    for teacher in (first, second):
        teacher.hears("抱歉没修好", "1001")
    ticket = await world.ticket()
    assert (ticket.round, ticket.status, ticket.voices.people) == (2, Status.WAITING, ("teacher2-gangbei",))
    forget_the_rest(world)


async def test_the_word_of_another_voice_closes_but_only_the_reporter_is_asked_how_it_was(
    world: World,
) -> None:
    first, second = await two_voices(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    await wang.presses("已修复")
    await wang.says("重启了主机")
    forget_the_rest(world)
    await second.says("好了")
    assert labels(first.hears("已完成", "满意吗"))
    second.hears("您也报过的工单 1001", "已完成")
    await second.says("5")
    assert (await world.ticket()).score is None
    forget_the_rest(world)


async def test_pressing_of_another_voice_counts_and_a_lesson_they_name_raises_the_grade(world: World) -> None:
    first, second = world.teacher("gangbei"), world.teacher("gangbei", 2)
    await first.says("三年级2班投影没信号，不急")
    forget_the_rest(world)
    await second.says("三年级2班投影没信号，正在上课")
    second.hears("已经有人报了：工单 1001", "已呼叫 王工")
    first.hears("升为 B级")
    world.seat("wang").hears("工单 1001")
    assert (await world.ticket()).fault.facts.impact is Impact.LESSON_BLOCKED
    await second.says("怎么还没来，快点")
    second.hears("已催")
    world.seat("wang").hears("在催，第 1 次")
    await second.says("进度")
    second.hears("工单 1001", "已呼叫")
    forget_the_rest(world)


async def test_not_the_same_fault_becomes_a_ticket_whose_clocks_run_from_their_report(world: World) -> None:
    _, second = await two_voices(world)
    reported = world.clock.now()
    await world.push(3 * MINUTE)
    forget_the_rest(world)
    await second.presses("不是同一个问题")
    second.hears("工单 1002", "三年级2班")
    assert (await world.ticket(1001)).voices.people == ()
    own = await world.ticket(1002)
    assert (own.reporter, own.opened_at) == ("teacher2-gangbei", reported)
    assert own.at(Milestone.OPENED) == reported
    forget_the_rest(world)


async def test_a_withdrawn_ticket_does_not_take_the_other_voices_with_it(world: World) -> None:
    first, second = await two_voices(world)
    forget_the_rest(world)
    await first.says("撤单")
    await first.presses("确定撤单")
    first.hears("已撤销")
    assert labels(second.hears("由报修人撤销", "还没好")) == ["不是同一个问题"]
    forget_the_rest(world)
    await second.presses("不是同一个问题")
    second.hears("工单 1002")
    assert (await world.ticket(1002)).status is Status.WAITING
    forget_the_rest(world)


async def test_another_voice_that_withdraws_only_hears_no_more(world: World) -> None:
    first, second = await two_voices(world)
    forget_the_rest(world)
    await second.says("撤单")
    second.hears("消息不再发给您")
    await world.seat("wang").presses("接单")
    first.hears("王工 已接单")
    second.hears_nothing()
    assert (await world.ticket()).status is Status.ACCEPTED
    forget_the_rest(world)


async def test_another_fault_of_the_room_and_danger_are_no_second_voice(world: World) -> None:
    await two_voices(world)
    third = world.teacher("gangbei", 2)
    await third.says("三年级2班投影冒烟了")
    assert (await world.ticket(1002)).fault.facts.safety
    await world.teacher("gangbei").says("三年级2班话筒没声音")
    assert (await world.ticket(1001)).voices.people == ("teacher2-gangbei",)
    forget_the_rest(world)


async def test_a_stranger_to_the_ticket_presses_nothing_apart(world: World) -> None:
    _, second = await two_voices(world)
    offer = second.hears("已经有人报了")
    other = world.teacher("changge")
    await other.presses("不是同一个问题", on=offer)
    other.hears("找不到")
    assert (await world.ticket()).voices.people == ("teacher2-gangbei",)
    forget_the_rest(world)
