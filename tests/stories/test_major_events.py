"""Major events of a school: 000 §5.14 A grades by them, §5.11.7 owes standing by, 001 §4.5.8.4 an inspection before them."""

from datetime import datetime, timedelta

import pytest

from desk.events import DeadlineMissed, MajorEventNeared, Regraded
from desk.ids import EventId, GradeId, PersonId
from desk.major_events import EventKind, EventState, MajorEvent
from desk.reading import Occasion
from tests.kit.district import school_of
from tests.kit.world import ZONE, World
from usecases.plan_event import cancel_event, plan_event
from usecases.ports import UnitOfWork
from usecases.regrade import GradeDecision, decide_grade

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CALM = "三年级2班的键盘有个键不灵，不急"


def at(day: str, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=ZONE)


def exam(contract: str, starts: datetime, rooms: tuple[str, ...] = (), name: str = "期中考试") -> MajorEvent:
    school = school_of(contract)
    wide = tuple(f"{contract}-{room}" for room in rooms)
    return MajorEvent(
        EventId("exam"),
        school,
        EventKind.EXAM,
        name,
        starts,
        starts + 3 * HOUR,
        wide,  # type: ignore[arg-type]  # ids are strings
    )


async def until(world: World, instant: datetime) -> None:
    """Push the clock, whatever fires on the way."""
    await world.push(instant - world.clock.now())


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


def cancel(uow: UnitOfWork) -> None:
    cancel_event(uow, EventId("exam"), PersonId("chen"))


async def test_a_fault_on_the_night_before_an_exam_is_graded_by_the_clause_of_coming_events(
    world: World,
) -> None:
    await until(world, at("2026-09-21", "20:00"))
    await world.store.run(plan_event, exam("gangbei", at("2026-09-22", "08:00")))
    await world.settle()
    forget(world)
    teacher = world.teacher("gangbei")
    await teacher.says(CALM)
    card = teacher.hears("工单 1001", "B级", "000 §5.14 B")
    assert "期中考试（09-22 08:00）" in card.text
    ticket = await world.ticket()
    assert ticket.fault.facts.occasion is Occasion.LATER
    world.seat("wang").hears("期中考试", "000 §5.14 B")
    forget(world)


async def test_the_same_fault_without_an_exam_is_one_device(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says(CALM)
    teacher.hears("工单 1001", "C级")
    forget(world)


async def test_during_the_exam_the_fault_is_of_the_gravest_grade(world: World) -> None:
    await world.store.run(plan_event, exam("gangbei", at("2026-09-21", "08:50")))
    await world.settle()
    forget(world)
    teacher = world.teacher("gangbei")
    await teacher.says(CALM)
    teacher.hears("工单 1001", "A级", "000 §5.14 A", "期中考试")
    forget(world)


async def test_an_exam_in_other_rooms_changes_nothing(world: World) -> None:
    await world.store.run(plan_event, exam("gangbei", at("2026-09-21", "08:50"), ("601", "602")))
    await world.settle()
    forget(world)
    teacher = world.teacher("gangbei")
    await teacher.says(CALM)
    teacher.hears("工单 1001", "C级")
    assert (await world.ticket()).major_event is None
    forget(world)


async def test_an_open_ticket_rises_as_the_event_comes_into_sight_and_again_as_it_starts(
    world: World,
) -> None:
    teacher, chen = world.teacher("gangbei"), world.seat("chen")
    await teacher.says(CALM)
    teacher.hears("工单 1001", "C级")
    starts = at("2026-09-22", "20:30")
    await world.store.run(plan_event, exam("gangbei", starts))
    await until(world, starts - 36 * HOUR - MINUTE)
    assert (await world.ticket()).verdict.grade == "C"
    forget(world)
    await world.push(MINUTE)
    teacher.hears("升为 B级", "000 §5.14 B", "期中考试")
    chen.hears("000 §5.14 B", "期中考试")
    assert (await world.ticket()).verdict.grade == "B"
    forget(world)
    await until(world, starts - HOUR)
    assert (await world.ticket()).verdict.grade == "A"
    forget(world)
    await world.push(HOUR)
    trail = await world.trail()
    assert [event.occasion for event in trail if isinstance(event, MajorEventNeared)] == [
        Occasion.LATER,
        Occasion.NOW,
    ]
    assert len([event for event in trail if isinstance(event, Regraded)]) == 2, "once each, whatever restarts"
    forget(world)


async def test_a_repaired_fault_does_not_rise_any_more(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    await wang.presses("教学已恢复")
    await world.store.run(plan_event, exam("gangbei", world.clock.now() + 10 * MINUTE))
    forget(world)
    await world.settle()
    assert (await world.ticket()).verdict.grade == "B"
    forget(world)


async def test_the_rule_that_a_supervisor_set_aside_does_not_come_back_when_an_event_nears(
    world: World,
) -> None:
    await world.teacher("gangbei").says("三年级2班大屏冒烟了")
    ticket = await world.ticket()
    assert (ticket.verdict.grade, ticket.verdict.rule) == ("B", "danger")
    lowered = GradeDecision(ticket.id, PersonId("chen"), GradeId("C"), "a kettle beside it")
    await world.store.run(decide_grade, lowered)
    starts = world.clock.now() + 3 * HOUR
    await world.store.run(plan_event, exam("gangbei", starts))
    await world.push(MINUTE)
    ticket = await world.ticket()
    assert ticket.fault.facts.occasion is Occasion.LATER, "the event is noted"
    assert (ticket.verdict.grade, ticket.verdict.set_aside) == ("C", "danger")
    await until(world, starts - HOUR)
    assert (await world.ticket()).verdict.rule == "danger-during-event", "another, graver rule raises it"
    forget(world)


async def test_a_cancelled_event_raises_nothing_and_asks_for_nothing(world: World) -> None:
    teacher = world.teacher("changge")
    await teacher.says(CALM)
    grade = (await world.ticket()).verdict.grade
    await world.store.run(plan_event, exam("changge", at("2026-09-25", "08:00")))
    await world.store.run(cancel)
    await until(world, at("2026-09-25", "12:00"))
    trail = await world.trail()
    assert not [event for event in trail if isinstance(event, MajorEventNeared)]
    assert [event for event in trail if isinstance(event, DeadlineMissed)], "the clocks of the ticket went on"
    assert (await world.ticket()).verdict.grade == grade
    assert not [m for seat in world.everybody() for m in seat.seen if "请安排" in m.text]
    forget(world)


async def test_the_inspection_before_an_event_is_asked_for_on_workdays_across_the_national_holidays(
    world: World,
) -> None:
    """October 9th: two workdays before are October 8th and September 30th; the 1st to the 7th is a holiday."""
    await world.store.run(plan_event, exam("changge", at("2026-10-09", "08:00")))
    chen, wang = world.seat("chen"), world.seat("wang")
    await until(world, at("2026-09-29", "07:59"))
    world.nothing_else_was_said()
    await world.push(MINUTE)
    asked = chen.hears("请安排", "巡检", "期中考试", "最迟 09-30", "001 §4.5.8.4")
    wang.hears("请安排", "巡检")
    assert [choice.label for choice in asked.choices] == ["已安排"]
    world.seat("lin").hears("请安排", "巡检")
    await until(world, at("2026-09-30", "08:00"))
    chen.hears("还没安排", "最迟 09-30")
    forget(world)
    await until(world, at("2026-09-30", "18:00"))
    chen.hears("过期未安排", "巡检")
    world.seat("lin").hears("过期未安排")
    wang.hears_nothing()
    forget(world)
    await until(world, at("2026-10-07", "23:59"))
    world.nothing_else_was_said()
    await until(world, at("2026-10-08", "08:00"))
    chen.hears("还没安排", "报告", "最迟 10-08")
    forget(world)


async def test_what_is_arranged_is_not_asked_for_again(world: World) -> None:
    await world.store.run(plan_event, exam("gangbei", at("2026-09-24", "08:00")))
    chen, wang = world.seat("chen"), world.seat("wang")
    await until(world, at("2026-09-22", "08:00"))
    chen.hears("请安排", "驻守", "最迟 09-23", "000 §5.11.7")
    forget(world)
    await wang.presses("已安排")
    wang.hears("记下了", "驻守", "王工 已安排")
    await chen.presses("已安排")
    chen.hears("王工 已安排")
    await until(world, at("2026-09-24", "12:00"))
    world.nothing_else_was_said()
    await chen.says("活动")
    forget(world)


async def test_a_year_the_calendar_does_not_know_is_said_and_never_guessed(world: World) -> None:
    await world.store.run(plan_event, exam("gangbei", at("2029-01-18", "08:00")))
    await world.settle()
    chen = world.seat("chen")
    asked = chen.hears("请安排", "驻守", "截止日期算不出来")
    assert "最迟" not in asked.text
    forget(world)


async def test_an_event_planned_too_late_for_its_notices_is_asked_for_once_at_once(world: World) -> None:
    await until(world, at("2026-09-23", "09:00"))
    await world.store.run(plan_event, exam("gangbei", at("2026-09-24", "08:00")))
    await world.settle()
    chen = world.seat("chen")
    chen.hears("还没安排", "驻守", "最迟 09-23")
    chen.hears_nothing()
    forget(world)


async def test_a_supervisor_enters_an_event_step_by_step(world: World) -> None:
    chen = world.seat("chen")
    await chen.says("/events")
    chen.hears("近期没有重要活动")
    await chen.presses("登记活动")
    chen.hears("哪所学校")
    await chen.presses("changge 学校")
    chen.hears("什么活动")
    await chen.presses("公开课")
    chen.hears("哪天几点到几点")
    await chen.says("下个月")
    chen.hears("没看懂时间")
    await chen.says("9月1日 8:00-11:30")
    chen.hears("已经过去")
    await chen.says("11月25日 8:00-11:30 区级公开课")
    chen.hears("哪几间教室")
    await chen.says("三年级2班、九年级9班")
    chen.hears("没找到“九年级9班”")
    await chen.says("三年级2班、305")
    planned = chen.hears("已登记", "11-25 08:00–11:30 区级公开课", "三年级2班、三年级5班")
    assert "巡检" in planned.text
    forget(world)
    await chen.says("活动")
    listed = chen.hears("1. 11-25 08:00–11:30 区级公开课", "待安排：")
    assert [choice.label for choice in listed.choices] == ["✕ 1 区级公开课", "登记活动"]
    await chen.presses("✕ 1 区级公开课")
    chen.hears("确定取消吗")
    await chen.presses("确定取消")
    chen.hears("已取消")
    await chen.says("活动")
    chen.hears("近期没有重要活动")


async def test_entering_an_event_can_be_dropped_by_a_word(world: World) -> None:
    chen = world.seat("chen")
    await chen.says("活动")
    await chen.presses("登记活动")
    await chen.presses("gangbei 学校")
    await chen.presses("考试")
    forget(world)
    await chen.says("算了")
    chen.hears("近期没有重要活动")
    await chen.says("看板")
    chen.hears("没有未完成")


async def test_a_teachers_announcement_counts_only_after_a_supervisor_confirmed_it(world: World) -> None:
    teacher, chen, lin = world.teacher("gangbei"), world.seat("chen"), world.seat("lin")
    await teacher.says("明天上午三年级2班公开课")
    teacher.hears("收到", "09-22 08:00–12:00", "请主管确认")
    lin.hears("刘老师1", "公开课")
    proposed = chen.hears("刘老师1", "09-22 08:00–12:00", "三年级2班", "登记吗")
    assert [choice.label for choice in proposed.choices] == ["登记", "不登记"]
    await world.push(HOUR)
    world.nothing_else_was_said()
    await chen.presses("登记")
    chen.hears("已登记", "公开课")
    teacher.hears("主管已确认")
    forget(world)
    [event] = await world.store.read(lambda uow: uow.major_events.ahead((), uow.now))
    assert (event.kind, event.state, event.rooms) == (
        EventKind.OPEN_CLASS,
        EventState.PLANNED,
        ("gangbei-302",),
    )
    await lin.presses("不登记")
    lin.hears("已登记")
    world.nothing_else_was_said()
    [still] = await world.store.read(lambda uow: uow.major_events.ahead((), uow.now))
    assert still == event, "a confirmed event is not undone by the button of an old question"


async def test_a_declined_announcement_is_told_to_the_teacher(world: World) -> None:
    teacher, chen = world.teacher("gangbei"), world.seat("chen")
    await teacher.says("后天家长会")
    forget(world)
    await chen.presses("不登记")
    chen.hears("已取消")
    teacher.hears("没有登记")


async def test_a_fault_with_an_occasion_is_a_report_and_no_announcement(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("明天公开课，三年级2班大屏黑屏了")
    teacher.hears("工单 1001", "B级")
    assert await world.store.read(lambda uow: uow.major_events.ahead((), uow.now)) == ()
    forget(world)


@pytest.mark.parametrize("person", ["wang", "teacher1-gangbei"])
async def test_nobody_but_a_supervisor_confirms_or_cancels(world: World, person: str) -> None:
    await world.store.run(plan_event, exam("gangbei", at("2026-09-28", "08:00")))
    seat = world.seat(person)
    await seat.says("/events")
    assert not [m for m in seat.seen if "期中考试" in m.text]
    forget(world)
