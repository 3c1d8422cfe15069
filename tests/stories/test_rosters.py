"""Rosters in chat: who is on, leave that really stops pages, swaps by consent, stand-ins, on line and off (issue 6, Roster).

Monday 2026-09-21, 08:00. The first line takes weekly turns that change on Monday at 18:00.
"""

from dataclasses import replace

from desk.events import PageUndelivered
from desk.people import Tier
from desk.roster import Roster
from desk.roster_events import RosterAct
from tests.kit.district import school_of
from tests.kit.world import World
from tests.stories.rosters import (
    ALONE,
    DARK,
    HOUR,
    LI,
    MINUTE,
    WANG,
    ZHAO,
    acts,
    clock,
    first_line,
    forget,
    until,
    weekly,
    with_turns,
)
from usecases.enter_roster import enter_roster


async def test_who_is_on_and_from_when_the_next_with_masked_numbers_for_engineers(world: World) -> None:
    await with_turns(world, (LI, WANG), (WANG, LI))
    wang, chen = world.seat("wang"), world.seat("chen")
    await wang.says("值班")
    told = wang.hears("一线 东片一线：李工", "王工", "18:00 起 王工", "二线 二线：赵工", "主管：林主管")
    assert "0000-0" not in told.text
    await chen.says("/who")
    chen.hears("李工 0000-01", "王工 0000-01", "林主管 0000-0200")


async def test_after_hours_one_sees_whose_telephone_the_hotline_rings(world: World) -> None:
    await with_turns(world, (LI, WANG), (WANG, LI))
    wang = world.seat("wang")
    await wang.says("值班")
    assert "热线" not in wang.hears("一线").text  # eight in the morning
    await world.push(12 * HOUR)
    forget(world)
    await wang.says("值班")
    wang.hears("📞 热线 0000-9999 下班后转至 王工", "到 ")


async def test_a_district_without_a_roster_says_so(world: World) -> None:
    await world.store.run(lambda uow: uow.rosters.enter(Roster()))
    await world.seat("wang").says("值班")
    world.seat("wang").hears("还没有值班表", "主管：")


async def test_leave_is_asked_with_the_gap_it_makes_and_who_could_stand_in(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    li, chen, lin = world.seat("li"), world.seat("chen"), world.seat("lin")
    await li.says("请假 今天 10:00-16:00")
    li.hears("请假 10:00–16:00 已报 林主管、陈主管", "同意前仍按原班")
    asked = chen.hears("李工 请假：10:00–16:00", "10:00–16:00 没人值班", "✓")
    assert [choice.label for choice in asked.choices] == ["同意", "✓ 王工", "不同意"]
    lin.hears("李工 请假")
    assert await first_line(world) == ("li",)
    await chen.presses("✓ 王工")
    chen.hears("李工 请假 10:00–16:00：同意，王工 代班")
    li.hears("您请假 10:00–16:00：同意（陈主管），王工 代班")
    lin.hears("李工 请假", "同意（陈主管）")
    world.seat("wang").hears("请您代班：10:00–16:00，代 李工")
    assert await first_line(world) == ("li",)
    await until(world, clock("09-21", "10:00"))
    assert await first_line(world) == ("wang",)
    await until(world, clock("09-21", "16:00"))
    assert await first_line(world) == ("li",)
    await until(world, clock("09-21", "18:00"))
    assert await first_line(world) == ("wang",)
    for supervisor in (
        chen,
        lin,
    ):  # standing in makes it more than a week for Wang: the morning's look has seen that
        supervisor.hears("值班表有 1 处要处理", "王工：连续值班太多天", "（8）")
    assert {RosterAct.LEAVE_ASKED, RosterAct.LEAVE_AGREED, RosterAct.STOOD_IN} <= set(await acts(world))


async def test_the_first_answer_counts(world: World) -> None:
    await with_turns(world, (WANG, LI), (LI, WANG), at=clock("09-21", "07:00").time())
    await world.seat("li").says("请假 明天下午")
    forget(world)
    chen, lin = world.seat("chen"), world.seat("lin")
    await chen.presses("不同意")
    chen.hears("没有同意，按原班")
    world.seat("li").hears("没有同意，按原班（陈主管）")
    lin.hears("没有同意")
    await lin.presses("同意")
    lin.hears("按钮已失效")
    await until(world, clock("09-22", "14:00"))
    assert await first_line(world) == ("li", "wang")


async def test_leave_in_the_middle_of_a_shift_withdraws_pages_and_calls_the_next(world: World) -> None:
    await with_turns(world, (WANG, LI), (LI, WANG), at=clock("09-21", "07:00").time())
    teacher, li = world.teacher("changge"), world.seat("li")
    await teacher.says(DARK)
    li.hears("三年级2班")
    forget(world)
    await li.says("请假 到16点")
    forget(world)
    await world.seat("chen").presses("同意")
    world.seat("wang").hears("工单 1001", "三年级2班")
    ticket = await world.ticket()
    assert ticket.paged == ("li", "wang")
    gone = [event for event in await world.trail() if isinstance(event, PageUndelivered)]
    assert [(event.person, event.reason) for event in gone] == [("li", "on_leave")]
    forget(world)


async def test_who_leaves_with_jobs_in_hand_leaves_them_to_the_supervisor_to_hand_over(world: World) -> None:
    await with_turns(world, (WANG, LI), (LI, WANG), at=clock("09-21", "07:00").time())
    li, chen = world.seat("li"), world.seat("chen")
    await world.teacher("changge").says(DARK)
    await li.presses("接单")
    forget(world)
    await li.says("请假 今天 12:00-16:00")
    forget(world)
    await chen.presses("同意")
    forget(world)
    assert await first_line(world) == ("li", "wang")
    await until(world, clock("09-21", "12:00"))
    shown = chen.hears("李工 请假（到 16:00），手上还有工单", "#1001 三年级2班", "已接单")
    assert [choice.label for choice in shown.choices] == ["⇄ #1001"]
    await chen.presses("⇄ #1001", on=shown)
    offered = chen.hears("转给谁")
    assert "李工" not in [choice.label for choice in offered.choices]
    forget(world)


async def test_somebody_on_leave_is_not_offered_and_not_given_a_job(world: World) -> None:
    await world.everybody_leaves("li", "lin")
    wang = world.seat("wang")
    await world.teacher("changge").says(DARK)
    forget(world)
    await wang.presses("转派")
    offered = wang.hears("转给谁")
    assert "李工" not in [choice.label for choice in offered.choices]
    duty = await world.store.read(lambda uow: uow.people.duty(school_of("changge"), uow.now))
    assert duty.of(Tier.SUPERVISOR) == ("chen",)
    forget(world)


async def test_leave_without_a_time_is_asked_for_it_and_may_be_dropped(world: World) -> None:
    wang = world.seat("wang")
    await wang.says("请假")
    wang.hears("请哪段时间的假")
    await wang.says("等我想想再说")
    wang.hears("没看懂时间")
    await wang.says("2026年9月1日")
    wang.hears("已经过去了")
    await wang.says("算了")
    wang.hears("不改了")
    await wang.says("请假 看我心情")
    wang.hears("没看懂时间", "请哪段时间的假")
    await wang.says("明天到后天")
    wang.hears("请假 09-22 00:00–09-24 00:00 已报")
    forget(world)


async def test_a_supervisor_asks_the_other_one_and_a_teacher_asks_nobody(world: World) -> None:
    chen, lin = world.seat("chen"), world.seat("lin")
    await chen.says("请假 明天")
    chen.hears("已报 林主管")
    await lin.presses("同意")
    chen.hears("您请假", "同意（林主管）")
    forget(world)
    await lin.says("请假 明天")
    lin.hears("已报 陈主管")
    forget(world)
    await world.teacher("changge").says("请假 明天")
    assert "已报" not in world.teacher("changge").seen[-1].text
    forget(world)


async def test_two_swap_turns_when_the_colleague_agrees(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    wang, li, chen = world.seat("wang"), world.seat("li"), world.seat("chen")
    await li.says("换班")
    asked = li.hears("您的哪一班")
    assert asked.choices[1].label == "09-28–10-05"
    await li.presses("09-28–10-05")
    li.hears("和谁的哪一班换")
    await li.presses("王工 10-05–10-12")
    li.hears("已问 王工", "09-28 18:00–10-05 18:00", "10-05 18:00–10-12 18:00")
    wang.hears("李工 想和您换班", "您来值 09-28 18:00–10-05 18:00", "他来值 10-05 18:00–10-12 18:00")
    await until(world, clock("09-29", "12:00"))
    assert await first_line(world) == ("li",)
    await wang.presses("同意换班")
    for seat in (wang, li, chen, world.seat("lin")):
        seat.hears("换班定了", "由 王工 值", "由 李工 值")
    assert await first_line(world) == ("wang",)
    await until(world, clock("10-06", "12:00"))
    for supervisor in (chen, world.seat("lin")):
        supervisor.hears("10-06–10-20", "李工：连续值班太多天", "（14）")
    assert await first_line(world) == ("li",)
    await until(world, clock("10-13", "12:00"))
    assert await first_line(world) == ("li",)
    await wang.presses("不换")
    wang.hears("按钮已失效")


async def test_a_swap_that_is_declined_changes_nothing_and_nobody_else_may_answer_it(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    wang, li = world.seat("wang"), world.seat("li")
    await li.says("换班")
    await li.presses("09-28–10-05")
    await li.presses("王工 10-05–10-12")
    forget(world)
    await wang.presses("不换")
    wang.hears("没有同意换班")
    li.hears("王工 没有同意换班")
    await until(world, clock("09-29", "12:00"))
    assert await first_line(world) == ("li",)


async def test_who_has_no_turns_is_told_what_to_say_instead(world: World) -> None:
    await world.seat("sun").says("换班")
    world.seat("sun").hears("没有轮到您的班可以换", "请假")


async def test_a_supervisor_names_a_stand_in(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    chen = world.seat("chen")
    await chen.says("代班")
    chen.hears("给哪一组安排代班")
    await chen.presses("东片一线")
    chen.hears("东片一线：谁来代班")
    await chen.presses("王工")
    chen.hears("王工 代哪段时间的班")
    await chen.says("今天 9:00-11:00")
    chen.hears("已安排：王工 代班到 11:00")
    world.seat("wang").hears("请您代班：09:00–11:00，东片一线")
    await until(world, clock("09-21", "09:00"))
    assert await first_line(world) == ("wang", "li")
    await until(world, clock("09-21", "11:00"))
    assert await first_line(world) == ("li",)


async def test_an_engineer_cannot_name_stand_ins_or_agree_to_leave(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    wang = world.seat("wang")
    await wang.says("代班")
    assert "给哪一组" not in wang.seen[-1].text
    forget(world)


async def test_off_turn_somebody_goes_on_line_and_backs_the_team_up(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    wang = world.seat("wang")
    await wang.says("上线 到12点")
    wang.hears("已上线，到 12:00：东片一线")
    assert await first_line(world) == ("li", "wang")
    await wang.says("下线")
    wang.hears("已下线", "没有班")
    assert await first_line(world) == ("li",)
    await wang.says("上线")
    wang.hears("到 12:00")
    await world.push(4 * HOUR)
    assert await first_line(world) == ("li",)


async def test_who_goes_off_line_in_a_turn_is_away_and_the_supervisors_hear_of_it(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    li = world.seat("li")
    await li.says("下线")
    li.hears("已下线，到 18:00", "主管已知道")
    for supervisor in (world.seat("chen"), world.seat("lin")):
        supervisor.hears("李工 值班中下线，到 18:00", "08:00–18:00 没人值班", "代班")
    assert await first_line(world) == ()
    await world.push(10 * MINUTE)
    await li.says("上线")
    li.hears("已上线")
    assert await first_line(world) == ("li",)


async def test_words_that_only_begin_like_a_request_go_to_the_teacher(world: World) -> None:
    await world.teacher("changge").says(DARK)
    wang = world.seat("wang")
    await wang.presses("接单")
    forget(world)
    await wang.says("leave the cable as it is please")
    world.teacher("changge").hears("leave the cable")
    forget(world)


async def test_second_line_stays_where_it_is(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    duty = await world.store.read(lambda uow: uow.people.duty(school_of("changge"), uow.now))
    assert duty.of(Tier.SECOND) == (ZHAO,)


async def test_every_morning_the_supervisors_hear_what_will_go_wrong_each_once(world: World) -> None:
    alone = replace(weekly((LI,), (WANG,)), rotations=(*weekly((LI,), (WANG,)).rotations[:1], ALONE))
    await world.store.run(enter_roster, alone)
    chen, lin = world.seat("chen"), world.seat("lin")
    await until(world, clock("09-21", "08:59"))
    world.nothing_else_was_said()
    await until(world, clock("09-21", "09:00"))
    for supervisor in (chen, lin):
        told = supervisor.hears("值班表有 1 处要处理", "赵工", "连续值班太多天")
        assert told.choices == ()
    await until(world, clock("09-23", "12:00"))
    world.nothing_else_was_said()
    await world.seat("li").says("请假 9月29日")
    await chen.presses("同意")
    forget(world)
    await until(world, clock("09-24", "09:00"))
    chen.hears("值班表有 1 处要处理", "09-29–09-30 东片一线 李工", "请假没人顶", "安排代班")
    forget(world)
    await until(world, clock("09-28", "12:00"))
    assert RosterAct.WARNED in await acts(world)
    forget(world)


async def test_the_calendar_of_ones_turns_has_a_secret_address(world: World) -> None:
    await world.seat("wang").says("值班日历")
    told = world.seat("wang").hears("您的值班日历", "/roster/", ".ics")
    token = told.text.rpartition("/")[2].removesuffix(".ics")
    assert await world.store.read(lambda uow: uow.rosters.fed_by(token)) == "wang"


async def test_leave_can_be_given_back_before_it_is_agreed_and_after(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    li, wang, chen, lin = (world.seat(name) for name in ("li", "wang", "chen", "lin"))
    await li.says("销假")
    li.hears("您没有请假")
    await li.says("请假 今天 10:00-16:00")
    forget(world)
    await li.says("销假")
    li.hears("已销假，按原班")
    chen.hears("李工 销假：10:00–16:00 按原班")
    lin.hears("李工 销假")
    await chen.presses("同意")
    chen.hears("按钮已失效")
    await li.says("请假 今天 10:00-16:00")
    forget(world)
    await chen.presses("✓ 王工")
    forget(world)
    await until(world, clock("09-21", "12:00"))
    assert await first_line(world) == ("wang",)
    forget(world)
    await li.says("销假")
    li.hears("已销假")
    for seat in (wang, chen, lin):
        seat.hears("李工 销假：12:00–16:00 按原班，不用代班了")
    assert await first_line(world) == ("li",)
    assert RosterAct.LEAVE_ENDED in await acts(world)
