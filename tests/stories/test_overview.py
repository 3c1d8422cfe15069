"""A supervisor keeps an eye on things from the chat: late jobs, one ticket, its trail, the daily digest, more time."""

from datetime import timedelta

import pytest

from desk import life_events as lev
from desk.contract import StageName
from desk.explain import explain, lines
from desk.ids import ContractId
from desk.messages import Outgoing
from desk.sla import deadline
from desk.ticket import Ticket
from tests.kit.builders import packs
from tests.kit.seat import Seat
from tests.kit.world import World

MINUTE, HOUR, DAY, SECOND = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(seconds=1),
)
DARK = "三年级2班大屏黑屏了，马上上课"


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


def labels(message: Outgoing) -> list[str]:
    return [choice.label for choice in message.choices]


async def in_hand(world: World) -> tuple[Seat, Seat, Seat]:
    """Level III of changge: the solution is due 120 minutes after the acceptance, near after 96."""
    teacher, wang, chen = world.teacher("changge"), world.seat("wang"), world.seat("chen")
    await teacher.says(DARK)
    for label in ("接单", "出发", "到达"):
        await wang.presses(label)
    forget(world)
    return teacher, wang, chen


async def due(world: World) -> tuple[Ticket, timedelta]:
    """The solution's due instant, counted from the opening."""
    ticket = await world.ticket()
    contract = await world.store.read(lambda uow: uow.contracts.pinned(ticket))
    line = deadline(ticket, contract, StageName.SOLUTION)
    assert line is not None
    return ticket, line.due - ticket.opened_at


# --- what is late, one ticket ------------------------------------------------------------------------------------------


async def test_late_says_when_nothing_is(world: World) -> None:
    await in_hand(world)
    chen = world.seat("chen")
    await chen.says("/late")
    chen.hears("没有超时或快到期的工单")


async def test_lists_name_the_room_as_the_cards_do(world: World) -> None:
    await world.teacher("changge").says("302的大屏黑屏了，马上上课")
    assert (await world.ticket()).fault.place == "302"
    wang, chen = world.seat("wang"), world.seat("chen")
    await wang.presses("接单")
    forget(world)
    await wang.says("我的工单")
    wang.hears("#1001", "三年级2班")
    await chen.says("/board")
    chen.hears("#1001", "三年级2班")
    forget(world)


async def test_late_lists_what_is_past_and_near_and_opens_each(world: World) -> None:
    await in_hand(world)
    chen = world.seat("chen")
    await world.push(100 * MINUTE)
    forget(world)
    await chen.says("超时")
    listed = chen.hears("超时 0 单，快到期 1 单", "#1001", "剩20分")
    assert labels(listed) == ["#1001"]
    await world.push(25 * MINUTE)
    forget(world)
    await chen.says("超时")
    chen.hears("超时 1 单，快到期 0 单", "#1001", "超5分")
    await chen.presses("#1001")
    chen.hears("工单 1001 · 已到现场")
    forget(world)


@pytest.mark.parametrize("words", ["/ticket 1001", "工单 1001", "#1001", "1001号工单"])
async def test_a_ticket_is_opened_by_its_number(world: World, words: str) -> None:
    _, _, chen = await in_hand(world)
    await chen.says(words)
    shown = chen.hears("工单 1001 · 已到现场", "王工", "时限：")
    assert labels(shown)[-2:] == ["关注", "轨迹"]


async def test_a_ticket_of_nobodys_is_not_found(world: World) -> None:
    _, wang, chen = await in_hand(world)
    await chen.says("/ticket 9999")
    chen.hears("找不到这一项")
    await wang.says("工单 1001")
    assert "关注" not in labels(wang.hears("工单 1001 · 已到现场"))


# --- watching ----------------------------------------------------------------------------------------------------------


async def test_a_follower_hears_of_each_milestone_until_they_have_had_enough(world: World) -> None:
    teacher, wang, chen = await in_hand(world)
    await chen.says("关注 1001")
    chen.hears("已关注工单 1001")
    await chen.says("关注 1001")  # twice is once
    chen.hears("已关注工单 1001")
    assert sum(isinstance(event, lev.WatchBegun) for event in await world.trail()) == 1
    await wang.presses("已诊断")
    await wang.says("背光坏了")
    chen.hears("👀 工单 1001", "已诊断", "王工")
    await wang.presses("已修复")
    await wang.says("换了背光")
    chen.hears("👀 工单 1001", "已修复")
    world.seat("lin").hears_nothing()
    await teacher.says("还是不行")
    heard = [message.text for message in chen.unread]
    assert len([text for text in heard if "1001" in text]) == len(heard)
    forget(world)
    await chen.says("取消关注 1001")
    chen.hears("已取消关注工单 1001")
    await wang.presses("接单")
    assert not any("👀" in message.text for message in chen.unread)
    forget(world)


async def test_an_engineer_cannot_watch(world: World) -> None:
    _, wang, _ = await in_hand(world)
    await wang.says("关注 1001")
    assert not any(isinstance(event, lev.WatchBegun) for event in await world.trail())
    forget(world)


# --- the trail ---------------------------------------------------------------------------------------------------------


async def test_the_trail_is_read_page_by_page_as_the_ticket_page_says_it(world: World) -> None:
    _, wang, chen = await in_hand(world)
    for number in range(10):
        await wang.says(f"内部备注 第 {number} 次测电压")
    forget(world)
    await chen.says("轨迹 1001")
    last = chen.hears("工单 1001 轨迹", "第 9 次测电压")
    assert labels(last)[0].startswith("←")
    await chen.presses(labels(last)[0], on=last)
    chen.hears("工单 1001 轨迹")
    await chen.says("轨迹 1001 1")
    first = chen.hears("轨迹 1/", "报修，定为")
    assert "2 →" in labels(first)
    forget(world)


# --- the digest --------------------------------------------------------------------------------------------------------


async def test_a_digest_comes_every_day_at_the_chosen_hour_until_it_is_stopped(world: World) -> None:
    chen = world.seat("chen")
    await chen.says("日报 8:00")
    chen.hears("每天 08:00 发日报")
    teacher, wang, _ = await in_hand(world)
    await wang.presses("已修复")
    await wang.says("线松了")
    await teacher.says("好了")
    await world.teacher("puyang_unicom").says("五年级1班投影仪没信号")
    forget(world)
    await world.push(DAY - SECOND)
    assert not any("日报" in message.text for message in chen.unread)
    await world.push(SECOND)
    chen.hears("📋 日报", "新报", "办结 1 单（没有超时的 1 单）", "未完成")
    forget(world)
    await chen.says("日报 关")
    chen.hears("不再每天发日报")
    await world.push(2 * DAY)
    assert not any("日报" in message.text for message in chen.unread)
    forget(world)


async def test_with_nothing_to_say_it_is_quiet_only_where_that_was_chosen(world: World) -> None:
    chen, lin = world.seat("chen"), world.seat("lin")
    await chen.says("日报 9:00 没事不发")
    chen.hears("每天 09:00 发日报，没事就不发")
    await lin.says("日报 9:00")
    lin.hears("每天 09:00 发日报")
    await world.push(HOUR)
    lin.hears("📋 日报", "新报 0 单", "现在未完成 0 单")
    world.nothing_else_was_said()


async def test_another_hour_replaces_the_one_before(world: World) -> None:
    chen = world.seat("chen")
    await chen.says("日报 9:00")
    await chen.says("日报 10:30")
    forget(world)
    await world.push(2 * HOUR)
    world.nothing_else_was_said()
    await world.push(30 * MINUTE)
    chen.hears("📋 日报")


async def test_a_digest_may_be_read_now_and_an_hour_that_is_none_is_asked_for_again(world: World) -> None:
    await in_hand(world)
    chen = world.seat("chen")
    await chen.says("日报")
    chen.hears("📋 日报", "现在未完成 1 单")
    await chen.says("日报 随便")
    chen.hears("几点发")
    await world.seat("wang").says("日报 8:00")
    forget(world)


# --- more time ---------------------------------------------------------------------------------------------------------


async def near(world: World) -> tuple[Seat, Seat, Seat, Outgoing]:
    """96 minutes in: the card that reminds the supervisors."""
    teacher, wang, chen = await in_hand(world)
    await world.push(96 * MINUTE)
    card = chen.hears("⏰", "工单 1001", "还剩 24 分钟")
    forget(world)
    return teacher, wang, chen, card


async def test_a_supervisor_gives_more_time_for_a_reason_of_the_contract_and_the_sum_is_exact(
    world: World,
) -> None:
    teacher, _, chen, card = await near(world)
    before = (await due(world))[1]
    assert "延长时限" in labels(card)
    await chen.presses("延长时限", on=card)
    asked = chen.hears("为什么要延长", "进不了教室：诊断、解决")
    assert "等配件" not in labels(asked)  # stops no clock of this contract
    await chen.presses("老师约了别的时间")
    chen.hears("延长多久")
    await chen.presses("1小时")
    chen.hears("时限已延长", "解决改为")
    teacher.hears("工单 1001", "老师约了别的时间", "解决改为最迟", "处理照常进行")
    for name in ("wang", "lin"):
        world.seat(name).hears("时限已延长", "解决改为")
    world.nothing_else_was_said()
    ticket, after = await due(world)
    assert after - before == HOUR
    contract = await world.store.read(lambda uow: uow.contracts.pinned(ticket))
    why = explain(ticket, contract, StageName.SOLUTION)
    assert why is not None
    assert [line.span for line in lines(why) if line.kind == "pause"] == [HOUR]
    assert sum((part.length for part in why.counted), timedelta()) == why.limit.span
    assert ticket.status == "on_site"  # the work goes on
    await world.push(84 * MINUTE - SECOND)
    assert not any("超时" in message.text for message in chen.unread)
    await world.push(SECOND)
    chen.hears("🔴", "解决超时")
    forget(world)


async def test_the_end_may_be_typed_and_is_cut_by_what_the_contract_allows(world: World) -> None:
    _, _, chen, card = await near(world)
    before = (await due(world))[1]
    await chen.presses("延长时限", on=card)
    await chen.presses("进不了教室")
    await chen.says("3小时后")
    assert (await due(world))[1] - before == 3 * HOUR
    await chen.presses("延长时限", on=card)
    await chen.presses("进不了教室")
    await chen.says("30小时后")
    longest = next(
        rule.longest for rule in packs()[ContractId("changge")].holds if rule.reason == "customer_access"
    )
    assert (await due(world))[1] - before <= longest
    forget(world)


async def test_pressed_twice_is_one_extension(world: World) -> None:
    _, _, chen, card = await near(world)
    before = (await due(world))[1]
    await chen.presses("延长时限", on=card)
    await chen.presses("进不了教室")
    asked = chen.seen[-1]
    await chen.presses("30分钟", on=asked)
    await chen.presses("30分钟", on=asked)
    assert (await due(world))[1] - before == 30 * MINUTE
    forget(world)


async def test_what_was_missed_stays_missed(world: World) -> None:
    _, _, chen = await in_hand(world)
    await world.push(121 * MINUTE)
    ticket, before = await due(world)
    assert StageName.SOLUTION in ticket.missed
    card = next(message for message in reversed(chen.seen) if "解决超时" in message.text)
    forget(world)
    await chen.presses("延长时限", on=card)
    asked = chen.hears("为什么要延长", "备用机")  # that clock still runs
    assert "解决" not in asked.text
    await chen.presses("进不了教室")
    await chen.presses("1小时")
    ticket, after = await due(world)
    assert after == before
    assert StageName.SOLUTION in ticket.missed
    forget(world)


async def test_an_engineer_gives_no_time(world: World) -> None:
    _, wang, _, card = await near(world)
    assert all("延长时限" not in labels(message) for message in wang.seen)
    assert card.choices
