"""After the repair: silence leads to a call and never to a closing; a low score is followed up by somebody else; one question a week."""

from datetime import datetime, timedelta

import pytest

from desk import aftercare_events as aev
from desk.aftercare_events import FollowUpOutcome
from desk.buttons import Verb
from desk.ids import PersonId
from desk.permissions import may
from desk.refusals import NotAllowed, NotFound
from desk.ticket import Status
from desk.timers import TimerKind
from tests.kit.seat import Seat
from tests.kit.world import ZONE, World
from tests.stories.voices import forget_the_rest, labels
from usecases.close_ticket import Verdict, rate
from usecases.follow_up import Followed, followed_up
from usecases.ports import UnitOfWork

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def a_repair(world: World, room: str = "三年级2班", no: int = 1001) -> tuple[Seat, Seat]:
    """A board that wang says is repaired; the teacher was asked."""
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says(f"{room}大屏黑屏了，正在上课")
    card = wang.cards["job:" + (await world.ticket(no)).id]
    await wang.presses("接单", on=card)
    card = wang.cards["job:" + (await world.ticket(no)).id]
    await wang.presses("已修复", on=card)
    await wang.says("重启了主机")
    forget_the_rest(world)
    return teacher, wang


async def silent(world: World) -> Seat:
    """A teacher who does not answer for a day; they are rung in the hours of 000 §5.16.2, from 09:30 on."""
    teacher, _ = await a_repair(world)
    await world.push(30 * timedelta(minutes=1))
    teacher.hears("现在正常了吗")
    await world.push(4 * HOUR)
    teacher.hears("现在正常了吗")
    await world.push(20 * HOUR)
    assert not (await world.ticket()).is_calling, "08:30 is no hour to ring a teacher"
    await world.push(HOUR)
    return teacher


# --- silence -----------------------------------------------------------------------------------------------------------------


async def test_after_two_reminders_a_person_is_to_ring_and_nothing_is_closed(world: World) -> None:
    await silent(world)
    for name in ("chen", "lin"):
        asked = world.seat(name).hears("请电话回访", "刘老师1", "0000-0300")
        assert labels(asked) == ["好了", "没好", "已联系", "打不通"]
    await world.push(10 * DAY)
    ticket = await world.ticket()
    assert (ticket.status, ticket.is_calling) == (Status.REPAIRED, True)
    forget_the_rest(world)


async def test_nobody_answered_is_noted_and_rung_again_after_the_packs_time(world: World) -> None:
    await silent(world)
    forget_the_rest(world)
    chen = world.seat("chen")
    await chen.presses("打不通")
    chen.hears("打了几次")
    await chen.says("两点打了两次，没人接")
    chen.hears("已记录第 1 次回访", "不会关单")
    calls = [e for e in await world.trail() if isinstance(e, aev.TeacherCalled)]
    assert [(e.by, e.reached, e.note) for e in calls] == [("chen", False, "两点打了两次，没人接")]
    await world.push(5 * HOUR)  # four hours later is 13:30, in the noon break
    assert not chen.unread
    await world.push(HOUR)
    chen.hears("请电话回访")
    assert (await world.ticket()).status is Status.REPAIRED
    forget_the_rest(world)


async def test_no_call_back_falls_on_a_weekend_or_a_holiday(world: World) -> None:
    await world.push(4 * DAY)  # Friday 2026-09-25 is the Mid-Autumn holiday, and the weekend follows
    await a_repair(world)
    timers = await world.store.run(_callbacks)
    assert [due.astimezone(ZONE).strftime("%m-%d %H:%M") for due in timers] == ["09-28 09:30"]
    forget_the_rest(world)


async def test_the_teacher_on_the_phone_says_that_it_works(world: World) -> None:
    teacher = await silent(world)
    forget_the_rest(world)
    lin = world.seat("lin")
    await lin.says("回访")
    listed = lin.hears("待回访、待跟进 1 件", "#1001", "没确认，待回访")
    assert labels(listed) == ["#1001"]
    await lin.presses("#1001")
    lin.hears("请电话回访")
    await lin.presses("已联系")
    lin.hears("老师怎么说")
    await lin.says("下节课再试")
    lin.hears("已记录第 1 次回访")
    await lin.presses("好了")
    teacher.hears("已完成")
    ticket = await world.ticket()
    assert (ticket.status, ticket.is_calling) == (Status.CLOSED, False)
    forget_the_rest(world)
    await lin.says("回访")
    lin.hears("现在没有要回访或跟进的")


async def test_a_call_that_is_not_owed_any_more_is_refused(world: World) -> None:
    teacher = await silent(world)
    chen = world.seat("chen")
    asked = chen.hears("请电话回访")
    await teacher.says("好了")
    forget_the_rest(world)
    await chen.presses("已联系", on=asked)
    chen.hears("失效", "已完成")
    forget_the_rest(world)


async def test_engineers_and_teachers_cannot_note_a_call(world: World) -> None:
    await silent(world)
    ticket = await world.ticket()
    people = [
        await world.store.read(lambda uow, p=p: uow.people.get(PersonId(p)))
        for p in ("wang", "teacher1-gangbei")
    ]
    assert [may(person, Verb.CALLED, ticket) for person in people] == [False, False]
    forget_the_rest(world)


def _callbacks(uow: UnitOfWork) -> list[datetime]:
    """When somebody is to ring."""
    ahead = uow.timers.lease_due(uow.now + 30 * DAY, uow.now, 100)
    return [timer.due for timer in ahead if timer.kind is TimerKind.CALLBACK]


# --- satisfaction ------------------------------------------------------------------------------------------------------------


async def a_low_score(world: World) -> tuple[Seat, Seat]:
    teacher, wang = await a_repair(world)
    await teacher.presses("好了")
    teacher.hears("满意吗")
    await teacher.presses("很不满意")
    return teacher, wang


async def test_a_low_score_is_followed_up_by_a_supervisor_who_reads_why(world: World) -> None:
    teacher, wang = await a_low_score(world)
    teacher.hears("谢谢您的评价", "别的同事联系您", "哪里不好")
    lin = world.seat("lin")
    job = lin.hears("评价 1 分", "处理人 王工", "请您致电 刘老师1 0000-0300")
    assert labels(job) == ["已解决", "未解决", "没打通"]
    await teacher.says("来得太慢了，等了两节课")
    teacher.hears("已转给跟进的同事")
    lin.hears("评价 1 分：来得太慢了，等了两节课")
    await lin.presses("已解决")
    lin.hears("老师怎么说")
    await lin.says("已道歉，老师接受")
    lin.hears("跟进完成")
    ticket = await world.ticket()
    assert (ticket.aftercare.follow_up, ticket.aftercare.outcome) == (None, FollowUpOutcome.SETTLED)
    wang.hears("工单 1001 已完成")
    wang.hears_nothing()
    forget_the_rest(world)
    await world.push(3 * DAY)
    lin.hears_nothing()
    forget_the_rest(world)


async def test_a_score_with_words_needs_no_question(world: World) -> None:
    teacher, _ = await a_repair(world)
    await teacher.presses("好了")
    forget_the_rest(world)
    await teacher.says("不太满意，来得太慢")
    told = teacher.hears("谢谢您的评价")
    assert "哪里不好" not in told.text
    world.seat("lin").hears("评价 2 分：不太满意，来得太慢")
    forget_the_rest(world)


async def test_a_new_fault_after_a_low_score_is_a_fault_and_no_explanation(world: World) -> None:
    teacher, _ = await a_low_score(world)
    forget_the_rest(world)
    await teacher.says("三年级5班投影没信号，不急")
    teacher.hears("工单 1002")
    assert (await world.ticket()).aftercare.remark == ""
    forget_the_rest(world)


async def test_a_follow_up_that_nobody_does_is_reminded_and_then_told_to_every_supervisor(
    world: World,
) -> None:
    await a_low_score(world)
    forget_the_rest(world)
    await world.push(DAY)
    world.seat("lin").hears("还没跟进", "评价 1 分")
    world.seat("chen").hears_nothing()
    await world.push(DAY)
    for name in ("chen", "lin"):
        world.seat(name).hears("还没跟进")
    chen = world.seat("chen")
    await chen.says("跟进")
    chen.hears("#1001", "评价 1 分，待跟进")
    await chen.presses("没打通")
    await chen.says("关机")
    chen.hears("还没联系上")
    assert (await world.ticket()).aftercare.follow_up == "lin"
    forget_the_rest(world)


async def test_who_did_the_job_never_follows_it_up(world: World) -> None:
    teacher, lin = world.teacher("gangbei"), world.seat("lin")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await world.seat("wang").presses("接单")
    await lin.says("看板")
    await lin.presses("#1001")
    await lin.presses("接管")
    await lin.says("看板")
    await lin.presses("#1001")
    await lin.presses("已修复")
    await lin.says("换了电源")
    await teacher.presses("好了")
    await teacher.presses("很不满意")
    ticket = await world.ticket()
    assert (ticket.handler, ticket.aftercare.follow_up) == ("lin", "chen")
    with pytest.raises(NotAllowed):
        await world.store.run(
            followed_up, Followed(ticket.id, PersonId("lin"), FollowUpOutcome.SETTLED, "ok")
        )
    forget_the_rest(world)


async def test_a_good_score_leads_to_nothing(world: World) -> None:
    teacher, _ = await a_repair(world)
    await teacher.presses("好了")
    await teacher.presses("一般")
    teacher.hears("谢谢")
    assert (await world.ticket()).aftercare.follow_up is None
    assert not any("评价" in message.text for message in world.seat("chen").unread)
    forget_the_rest(world)


async def test_a_teacher_is_asked_once_a_week(world: World) -> None:
    teacher, _ = await a_repair(world)
    await teacher.presses("好了")
    teacher.hears("满意吗")
    await a_repair(world, "三年级5班", 1002)
    await teacher.presses("好了")
    assert "满意" not in teacher.hears("工单 1002 已完成").text
    await world.push(8 * DAY)
    forget_the_rest(world)
    await a_repair(world, "四年级1班", 1003)
    await teacher.presses("好了")
    teacher.hears("工单 1003 已完成", "满意吗")
    forget_the_rest(world)


async def test_nobody_answers_for_the_teacher(world: World) -> None:
    teacher, _ = await a_repair(world)
    await teacher.presses("好了")
    ticket = await world.ticket()
    for person in ("wang", "chen", "teacher2-gangbei"):
        with pytest.raises((NotAllowed, NotFound)):
            await world.store.run(rate, Verdict(ticket.id, PersonId(person)), 5)
    assert (await world.ticket()).score is None
    forget_the_rest(world)
