"""The engineer sets out and arrives: the call on the way (001 §4.5.8.5), the sticker, the code, the button; and what each shows."""

import re
from datetime import timedelta

from desk import events as ev
from desk import life_events as lev
from desk.life_events import CheckIn
from desk.messages import Outgoing
from desk.ticket import Status
from tests.kit.seat import Seat
from tests.kit.world import World

MINUTE = timedelta(minutes=1)
ROOM, ELSEWHERE = "r_changge-302", "r_changge-305"


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def taken(world: World, *labels: str) -> tuple[Seat, Seat]:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    for label in ("接单", *labels):
        await wang.presses(label)
    return teacher, wang


async def on_the_way(world: World) -> tuple[Seat, Seat, str]:
    teacher, wang = await taken(world, "出发")
    told = teacher.hears("已出发", "到场码")
    forget(world)
    return teacher, wang, code_in(told)


def code_in(message: Outgoing) -> str:
    found = re.search(r"到场码(?:是)? (\d{4})", message.text)
    assert found
    return found[1]


async def check_in(world: World) -> CheckIn | None:
    return (await world.ticket()).conduct.check_in


async def test_on_the_way_the_engineer_is_asked_to_phone_the_teacher(world: World) -> None:
    _, wang = await taken(world, "出发")
    asked = wang.hears("已记录：出发", "刘老师1", "打通了吗")
    assert [choice.label for choice in asked.choices] == ["已联系", "打不通", "老师电话"]
    assert "0000-0300" not in asked.text
    await wang.presses("老师电话")
    wang.hears("0000-0300", "查看已记录")
    assert any(isinstance(event, lev.NumberShown) for event in await world.trail())
    await wang.presses("已联系")
    wang.hears("已电话联系老师")
    calls = [event for event in await world.trail() if isinstance(event, lev.TeacherPhoned)]
    assert [(event.by, event.reached) for event in calls] == [("wang", True)]
    forget(world)


async def test_nobody_answers_the_phone_and_words_are_passed_on_instead(world: World) -> None:
    teacher, wang = await taken(world, "出发")
    forget(world)
    await wang.says("打不通")
    wang.hears("打不通", "会转告老师")
    await wang.says("您在教室吗？我五分钟到")
    teacher.hears("王工", "五分钟到")
    assert [e.reached for e in await world.trail() if isinstance(e, lev.TeacherPhoned)] == [False]
    forget(world)


async def test_scanning_the_rooms_sticker_is_the_arrival(world: World) -> None:
    teacher, wang, _ = await on_the_way(world)
    await wang.starts(ROOM)
    wang.hears("已记录：到达", "扫码到场")
    teacher.hears("已到现场")
    assert (await world.ticket()).status is Status.ON_SITE
    assert await check_in(world) is CheckIn.QR
    assert "已到现场·扫码" in wang.card().text
    world.nothing_else_was_said()


async def test_the_devices_sticker_in_that_room_does_it_too(world: World) -> None:
    _, wang, _ = await on_the_way(world)
    await wang.starts("d_changge-302-SB")
    wang.hears("扫码到场")
    assert await check_in(world) is CheckIn.QR
    forget(world)


async def test_a_sticker_of_another_room_is_no_arrival(world: World) -> None:
    _, wang, _ = await on_the_way(world)
    await wang.starts(ELSEWHERE)
    wang.hears("这里是 三年级5班", "工单 1001 在 三年级2班", "没有登记到场")
    assert (await world.ticket()).status is Status.EN_ROUTE
    world.nothing_else_was_said()


async def test_a_colleague_without_the_job_arrives_nowhere_by_scanning(world: World) -> None:
    await on_the_way(world)
    li = world.seat("li")
    await li.starts(ROOM)
    li.hears("出了什么问题")
    assert (await world.ticket()).status is Status.EN_ROUTE


async def test_the_code_the_teacher_reads_out_is_the_arrival(world: World) -> None:
    teacher, wang, code = await on_the_way(world)
    await wang.says(code)
    wang.hears("已记录：到达", "到场码到场")
    teacher.hears("已到现场")
    assert await check_in(world) is CheckIn.CODE
    world.nothing_else_was_said()


async def test_three_wrong_codes_void_it_and_the_teacher_gets_a_fresh_one(world: World) -> None:
    teacher, wang, code = await on_the_way(world)
    wrong = f"{(int(code) + 1) % 10000:04d}"
    for left in ("还能试 2 次", "还能试 1 次", "拿一个新的"):
        await wang.says(wrong)
        wang.hears("到场码不对", left)
    await wang.says(code)
    wang.hears("已过期")
    await teacher.says("到场码")
    fresh = code_in(teacher.hears("到场码是"))
    await wang.says(fresh)
    wang.hears("到场码到场")
    forget(world)


async def test_a_code_ends_after_two_hours(world: World) -> None:
    _, wang, code = await on_the_way(world)
    await world.push(timedelta(hours=2))
    forget(world)
    await wang.says(code)
    wang.hears("已过期")
    assert (await world.ticket()).status is Status.EN_ROUTE
    forget(world)


async def test_no_more_than_six_codes_are_given(world: World) -> None:
    teacher, _, _ = await on_the_way(world)
    for _ in range(5):
        await teacher.says("到场码")
        teacher.hears("到场码是")
    await teacher.says("到场码")
    teacher.hears("给得太多了", "二维码")
    world.nothing_else_was_said()


async def test_progress_offers_the_code_while_it_is_of_use(world: World) -> None:
    teacher, wang, code = await on_the_way(world)
    await teacher.says("进度")
    assert "到场码" in [choice.label for choice in teacher.hears("工单 1001").choices]
    await teacher.presses("到场码")
    await wang.says(code)
    wang.hears("到场码不对")  # a fresh code ends the one before
    teacher.hears("到场码是")
    await wang.starts(ROOM)
    await teacher.says("进度")
    forget(world)
    assert "到场码" not in [choice.label for choice in teacher.seen[-1].choices]
    await teacher.says("到场码")
    teacher.hears("已经到场登记过了")
    forget(world)


async def test_an_arrival_by_button_is_shown_better_afterwards_and_keeps_its_time(world: World) -> None:
    _, wang, code = await on_the_way(world)
    await wang.presses("到达")
    wang.hears("已记录：到达", "扫教室的二维码")
    assert await check_in(world) is CheckIn.BUTTON
    arrived = (await world.ticket()).milestones[-1]
    await world.push(MINUTE)
    await wang.says(code)
    wang.hears("到场码到场")
    await world.push(MINUTE)
    await wang.starts(ROOM)
    wang.hears("扫码到场")
    assert await check_in(world) is CheckIn.QR
    assert arrived in (await world.ticket()).milestones
    forget(world)
    await wang.starts(ROOM)
    wang.hears("三年级2班")  # the card: nothing new to note
    assert sum(isinstance(event, ev.Arrived) for event in await world.trail()) == 1
    forget(world)


async def test_the_report_says_what_shows_the_arrival(world: World) -> None:
    _, wang, _ = await on_the_way(world)
    await wang.starts(ROOM)
    forget(world)
    await wang.says("报告 1001")
    wang.hears("到场", "（扫码）")


async def test_causes_of_the_playbook_are_offered_as_buttons(world: World) -> None:
    _, wang = await taken(world, "出发", "到达")
    forget(world)
    await wang.presses("已诊断")
    asked = wang.hears("诊断结果是什么")
    assert [choice.label for choice in asked.choices] == [
        "误触关屏",
        "通道不对",
        "电脑模块没启动",
        "背光或主板坏",
    ]
    await wang.presses("电脑模块没启动")
    wang.hears("已记录：已诊断")
    assert (await world.ticket()).diagnosis == "电脑模块没启动"
    await wang.presses("已修复")
    offered = wang.hears("原因和处理是什么")
    assert offered.choices[0].label == "电脑模块没启动"
    await wang.says("重新插紧模块，开机正常")
    assert (await world.ticket()).repair == "重新插紧模块，开机正常"
    forget(world)


async def test_a_suggestion_pressed_twice_is_noted_once(world: World) -> None:
    _, wang = await taken(world, "出发", "到达")
    await wang.presses("已诊断")
    asked = wang.hears("诊断结果是什么")
    forget(world)
    await wang.presses("通道不对", on=asked)
    await wang.presses("误触关屏", on=asked)
    wang.hears("已记录：已诊断")
    wang.hears("这个按钮已失效", "已诊断")
    assert (await world.ticket()).diagnosis == "通道不对"
    forget(world)


async def test_a_step_may_be_typed_though_a_newer_question_stands(world: World) -> None:
    _, wang = await taken(world, "出发")
    forget(world)
    await wang.says("到达")
    wang.hears("已记录：到达")
    forget(world)


async def test_a_step_of_one_of_several_jobs_is_typed_with_its_number(world: World) -> None:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    await teacher.says("三年级5班投影仪没信号，正在上课")
    forget(world)
    await wang.says("接单 1001")
    assert [(await world.ticket(no)).status for no in (1001, 1002)] == [Status.ACCEPTED, Status.WAITING]
    await wang.says("1002接单")
    await wang.says("出发 工单1002")
    first, second = await world.ticket(1001), await world.ticket(1002)
    assert (first.status, second.status) == (Status.ACCEPTED, Status.EN_ROUTE)
    forget(world)


async def test_a_number_that_is_no_job_of_theirs_is_refused_like_an_unknown_one(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    forget(world)
    await wang.says("接单 4711")
    wang.hears("找不到这一项")
    forget(world)
