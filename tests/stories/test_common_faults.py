"""Several rooms, one cause: one ticket leads and is paged once, everybody hears, every teacher is asked; one button splits it."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk import voice_events as vev
from desk.buttons import Verb
from desk.clocks import Deadline
from desk.contract import StageName
from desk.ids import PersonId
from desk.reading import Impact
from desk.refusals import FollowsAnother
from desk.sla import deadlines
from desk.ticket import Status, Ticket
from tests.kit.seat import Seat
from tests.kit.world import World
from tests.stories.paging import by_rules
from tests.stories.voices import FOURTEEN, crowd, forget_the_rest, labels
from usecases.oversee import take_over
from usecases.work_job import WorkJob

MINUTE = timedelta(minutes=1)


async def an_outage(world: World, voices: int = 3) -> tuple[Seat, ...]:
    """So many rooms of one building report within a minute each that they have no network."""
    teachers = await crowd(world, voices)
    for teacher, words in zip(teachers, FOURTEEN, strict=False):
        await teacher.says(words)
        await world.push(timedelta(seconds=25))
    return teachers


async def tickets(world: World, count: int) -> list[Ticket]:
    return [await world.ticket(no) for no in range(1001, 1001 + count)]


async def test_rooms_are_called_as_the_register_calls_them(world: World) -> None:
    teachers = await crowd(world, 3)
    for teacher, words in zip(
        teachers, ("302没网了，正在上课", "303教室也没网了，正在上课", "305上不了网，正在上课"), strict=True
    ):
        await teacher.says(words)
    assert "三年级2班、三年级3班、三年级5班" in world.seat("wang").card().text
    forget_the_rest(world)


def pages(seat: Seat, card: str) -> int:
    """How often a card of a job came as a message of its own, not as an edit."""
    return sum(message.card == card for message in seat.unread)


async def test_fourteen_voices_of_one_building_in_six_minutes_are_one_page(world: World) -> None:
    teachers = await crowd(world)
    wang, began = world.seat("wang"), world.clock.now()
    for number, (teacher, words) in enumerate(zip(teachers, FOURTEEN, strict=True), start=1):
        await teacher.says(words)
        if number > 2:
            told = teacher.hears(f"工单 {1000 + number}", f"教学楼A {number} 间教室", "合并处理（工单 1001）")
            assert labels(told) == ["不是同一个问题"]
            teacher.hears_nothing()
        if number == 9:
            await wang.presses("接单")
            for earlier in teachers[:9]:
                earlier.hears("王工 已接单（工单 1001）")
        await world.push(timedelta(seconds=25))
    assert world.clock.now() - began <= 6 * MINUTE
    lead, *others = await tickets(world, 14)
    assert [message.card for message in wang.unread if message.card] == [f"job:{lead.id}"]
    wang.hears("工单 1001")
    wang.hears("已记录：接单")
    wang.hears_nothing()
    assert "共同故障 14 间" in wang.card().text
    assert world.seat("li").unread == world.seat("zhao").unread == []
    assert {ticket.voices.follows_no for ticket in others} == {1001}
    assert all(ticket.is_dormant and not ticket.paged for ticket in others)
    assert (lead.verdict.grade, lead.fault.facts.impact) == ("B", Impact.MULTI_ROOM)
    forget_the_rest(world)
    await wang.presses("出发")
    for teacher in teachers:
        teacher.hears("王工 已出发，正赶往 教学楼A")
        teacher.hears_nothing()
    await world.push(10 * MINUTE)
    paged = [e for no in range(1001, 1015) for e in await world.trail(no) if isinstance(e, ev.Paged)]
    assert [e.people for e in paged] == [("wang",)]
    forget_the_rest(world)


async def test_those_who_had_reported_before_hear_once_that_it_is_one_fault(world: World) -> None:
    first, second, third = await an_outage(world)
    first.hears("教学楼A", "应是同一个原因", "工单 1001")
    second.hears("合并处理（工单 1001）")
    third.hears("合并处理（工单 1001）")
    for supervisor in ("chen", "lin"):
        alert = world.seat(supervisor).hears("共同故障 工单 1001", "教学楼A")
        assert "拆分（不是同一个故障）" in labels(alert)
        assert not [m for m in world.seat(supervisor).unread if "共同故障" in m.text]
    forget_the_rest(world)


async def test_closing_asks_every_teacher_for_their_own_room(world: World) -> None:
    first, second, third = await an_outage(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    await world.push(5 * MINUTE)
    forget_the_rest(world)
    await wang.presses("已修复")
    await wang.says("楼层交换机断电，已恢复")
    for teacher, no in ((first, 1001), (second, 1002), (third, 1003)):
        teacher.hears("报告已修好", "楼层交换机断电")
        assert (await world.ticket(no)).status is Status.REPAIRED
    await second.presses("好了")
    second.hears("工单 1002 已完成")
    await third.presses("没好")
    third.hears("抱歉没修好", "1003")
    ours = await tickets(world, 3)
    assert [t.status for t in ours] == [Status.REPAIRED, Status.CLOSED, Status.WAITING]
    assert (ours[2].round, ours[2].voices.follows, ours[2].paged) == (2, None, ("wang",))
    response = next(line for line in deadlines_of(world, ours[1]) if line.stage is StageName.RESPONSE)
    assert response.in_time, "the answer to the common fault is the answer to each of its tickets"
    forget_the_rest(world)


def deadlines_of(world: World, ticket: Ticket) -> tuple[Deadline, ...]:
    return deadlines(ticket, world.library.contracts[ticket.contract])


async def test_one_button_splits_it_and_every_clock_is_as_if_there_had_been_none(world: World) -> None:
    teachers = await an_outage(world)
    lead, *others = await tickets(world, 3)
    own = {t.id: [(line.stage, line.due) for line in deadlines_of(world, t)] for t in others}
    first_verdict = next(e for e in await world.trail(1001) if isinstance(e, ev.TicketOpened)).verdict
    await world.push(2 * MINUTE)
    forget_the_rest(world)
    chen = world.seat("chen")
    await chen.presses("拆分（不是同一个故障）")
    chen.hears("已拆分：工单 1001")
    after, *children = await tickets(world, 3)
    assert (after.verdict, after.voices.children, lead.voices.rooms) == (first_verdict, (), 3)
    for teacher, child in zip(teachers[1:], children, strict=True):
        assert [(line.stage, line.due) for line in deadlines_of(world, child)] == own[child.id]
        assert (child.voices.follows, child.paged) == (None, ("wang",))
        teacher.hears(f"工单 {child.no}", "单独处理", "已呼叫 王工")
        assert pages(world.seat("wang"), f"job:{child.id}") == 1
    split = [e for e in await world.trail(1001) if isinstance(e, vev.CommonFaultSplit)]
    assert [e.by for e in split] == ["chen"]
    forget_the_rest(world)


async def test_after_a_split_the_clocks_that_ran_out_meanwhile_are_told(world: World) -> None:
    await an_outage(world)
    wang, chen = world.seat("wang"), world.seat("chen")
    await wang.presses("接单")
    forget_the_rest(world)
    await world.push(60 * MINUTE)
    assert not any(isinstance(e, ev.DeadlineMissed) for e in await world.trail(1002))
    await wang.presses("拆分（不是同一个故障）")
    await world.push(MINUTE)
    assert any(isinstance(e, ev.DeadlineMissed) for e in await world.trail(1002))
    assert chen.unread
    forget_the_rest(world)


async def test_what_was_split_is_not_joined_again(world: World) -> None:
    teachers = await an_outage(world)
    await world.seat("chen").presses("拆分（不是同一个故障）")
    forget_the_rest(world)
    (late,) = (await crowd(world, 4))[3:]
    await late.says(FOURTEEN[3])
    ours = await tickets(world, 3)
    assert [ticket.voices.follows for ticket in ours] == [None, None, None]
    assert teachers
    forget_the_rest(world)


async def test_a_teacher_takes_their_own_room_out(world: World) -> None:
    _, second, _ = await an_outage(world)
    forget_the_rest(world)
    await second.presses("不是同一个问题")
    second.hears("工单 1002", "单独处理")
    lead, alone, other = await tickets(world, 3)
    assert (lead.voices.nos, alone.voices.follows, other.voices.follows_no) == ((1003,), None, 1001)
    assert alone.paged == ("wang",)
    forget_the_rest(world)


async def test_pressing_and_asking_go_to_the_ticket_that_leads(world: World) -> None:
    *_, third = await an_outage(world)
    await world.seat("wang").presses("接单")
    forget_the_rest(world)
    await third.says("催单")
    third.hears("已催 王工（工单 1001）")
    world.seat("wang").hears("工单 1001", "在催")
    await third.says("进度")
    third.hears("工单 1003", "合并处理（工单 1001）", "王工 负责")
    forget_the_rest(world)


async def test_danger_in_one_room_is_a_fault_of_its_own_at_once(world: World) -> None:
    *_, third = await an_outage(world)
    forget_the_rest(world)
    await third.says("等等，有焦味，冒烟了")
    third.hears("先保安全")
    ticket = await world.ticket(1003)
    assert (ticket.voices.follows, ticket.paged) == (None, ("wang",))
    forget_the_rest(world)


async def test_when_the_leading_room_withdraws_the_next_one_leads(world: World) -> None:
    first, second, third = await an_outage(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    forget_the_rest(world)
    await first.says("撤单")
    await first.presses("确定撤单")
    one, two, three = await tickets(world, 3)
    assert (one.status, two.voices.nos, three.voices.follows_no) == (Status.CANCELLED, (1003,), 1002)
    assert two.paged == ("wang",)
    wang.hears("工单 1002", "共同故障 2 间")
    forget_the_rest(world)
    await wang.presses("接单", on=wang.cards[f"job:{two.id}"])
    for teacher in (second, third):
        teacher.hears("王工 已接单（工单 1002）")
    forget_the_rest(world)


async def test_a_part_of_a_common_fault_is_not_worked_on_by_itself(world: World) -> None:
    await an_outage(world, 2)
    child = await world.ticket(1002)
    take = WorkJob(child.id, PersonId("chen"), Verb.TAKE_OVER)
    with pytest.raises(FollowsAnother):
        await world.store.run(take_over, take)
    assert await world.ticket(1002) == child
    forget_the_rest(world)


async def test_two_projectors_of_a_building_are_linked_three_are_a_common_fault(world: World) -> None:
    teachers = await crowd(world, 3)
    for teacher, room in zip(teachers, ("一年级1班", "一年级2班", "一年级3班"), strict=True):
        await teacher.says(f"{room}投影没信号，不急")
    first, second, third = await tickets(world, 3)
    assert (first.voices.nos, second.voices.follows_no, third.voices.follows_no) == ((1002, 1003), 1001, 1001)
    assert first.verdict.grade == "B"
    forget_the_rest(world)


async def test_rooms_that_report_much_later_are_no_part_of_it(world: World) -> None:
    teachers = await crowd(world, 2)
    await teachers[0].says(FOURTEEN[0])
    await world.push(11 * MINUTE)
    await teachers[1].says(FOURTEEN[1])
    await world.push(3 * MINUTE)
    assert (await world.ticket(1002)).voices.follows is None
    forget_the_rest(world)


ROOMS = ("一年级1班", "一年级2班", "二年级1班")


async def three_rooms(world: World) -> Seat:
    """Wang is paged for the first two rooms; the third makes it a common fault, which ticket 1001 leads."""
    wang = world.seat("wang")
    for number, room in enumerate(ROOMS):
        await world.teacher("changge", 1 + number % 2).says(f"{room}投影仪没信号，正在上课")
        await world.push(timedelta(seconds=5))
    assert (await world.ticket(1002)).is_dormant
    assert any("工单 1002 · 等待接单" in message.text for message in wang.seen)
    forget_the_rest(world)
    return wang


async def test_nobody_is_rung_again_for_a_room_that_another_ticket_leads(world: World) -> None:
    await by_rules(world)
    wang = await three_rooms(world)
    await world.push(4 * MINUTE)
    again = [message.text for message in wang.unread if "次呼叫" in message.text]
    assert len(again) == 1
    assert "工单 1001" in again[0]
    forget_the_rest(world)


async def test_who_has_quiet_hours_is_not_called_for_a_common_fault_while_somebody_is_awake(
    world: World,
) -> None:
    await by_rules(world)
    await world.seat("wang").says("免打扰 7:30-9:00")
    forget_the_rest(world)
    for teacher, words in zip(
        await crowd(world, 2), ("一年级1班没网了，不急", "一年级2班上不了网，不急"), strict=True
    ):
        await teacher.says(words)
    lead = await world.ticket(1001)
    assert lead.voices.children
    assert lead.paged == ("li",)
    forget_the_rest(world)
