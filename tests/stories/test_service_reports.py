"""A job is done: its report is made from the log, and both sides sign it in chat (001 §4.5.3.3(7), 002 §5.3.1-1(4))."""

import re
from datetime import timedelta

import pytest

from desk.messages import MediaKind, Outgoing
from desk.report_events import ReportSigned, Signatory, SignatureFailed, SignatureLapsed
from desk.signing import SigningState, signing
from tests.kit.seat import Seat
from tests.kit.world import World

DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def closed(world: World) -> tuple[Seat, Seat]:
    """A job of changge done by Wang and confirmed by the teacher."""
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    for label in ("接单", "出发", "到达", "已修复"):
        await world.push(timedelta(minutes=3))
        await wang.presses(label)
    await wang.says("信号线松了，重新插紧")
    await teacher.presses("好了")
    await teacher.presses("非常满意")
    return teacher, wang


async def asked(world: World) -> tuple[Seat, Seat, Outgoing]:
    """Wang has signed; what the teacher is asked."""
    teacher, wang = await closed(world)
    forget(world)
    await wang.presses("服务报告")
    wang.hears("服务报告 · 工单 1001 · 未签字")
    await wang.presses("签字")
    wang.hears("您已签字")
    return teacher, wang, teacher.hears("请核对", "6 位数字")


def code_in(message: Outgoing) -> str:
    found = re.search(r"\d{6}", message.text)
    assert found
    return found[0]


async def state(world: World) -> SigningState:
    return signing(await world.trail()).state


async def test_the_engineer_is_offered_the_report_when_the_teacher_has_confirmed(world: World) -> None:
    _, wang = await closed(world)
    gone = wang.hears("不用再处理")
    assert [choice.label for choice in gone.choices] == ["服务报告"]
    await wang.presses("服务报告", on=gone)
    report = wang.hears(
        "服务报告 · 工单 1001", "三年级2班", "智慧黑板/大屏黑屏", "响应✓", "信号线松了", "损失：无"
    )
    assert [choice.label for choice in report.choices] == ["签字", "写原因", "写处理", "有损失"]
    forget(world)


async def test_both_sign_and_both_get_the_paper(world: World) -> None:
    teacher, wang, to_sign = await asked(world)
    assert [choice.label for choice in to_sign.choices] == ["确认签字", "有误"]
    await world.push(timedelta(minutes=5))
    await teacher.presses("确认签字")
    for seat in (teacher, wang):
        signed = seat.hears("双方已签字", "工程师：", "老师：")
        assert [(media.kind, media.name) for media in signed.media] == [
            (MediaKind.FILE, "report-1001-zh.pdf")
        ]
    signatures = [event for event in await world.trail() if isinstance(event, ReportSigned)]
    assert [(event.role, event.by) for event in signatures] == [
        (Signatory.HANDLER, "wang"),
        (Signatory.REPORTER, "teacher1-changge"),
    ]
    assert len({event.digest for event in signatures}) == 1
    await wang.says("报告 1001")
    assert "签字" not in [choice.label for choice in wang.hears("服务报告 · 工单 1001 · 双方已签").choices]
    await world.push(3 * DAY)
    world.nothing_else_was_said()


async def test_the_code_signs_as_the_button_does(world: World) -> None:
    teacher, wang, to_sign = await asked(world)
    await teacher.says(code_in(to_sign))
    teacher.hears("双方已签字")
    wang.hears("双方已签字")
    assert await state(world) is SigningState.SIGNED
    await teacher.says(code_in(to_sign))  # used up: six digits mean nothing now
    assert not [message for message in teacher.unread if "签字" in message.text]
    forget(world)


async def test_the_code_of_one_teacher_is_worth_nothing_to_another(world: World) -> None:
    teacher, wang, to_sign = await asked(world)
    other = world.teacher("changge", 2)
    for seat in (other, wang):
        await seat.says(code_in(to_sign))
    assert await state(world) is SigningState.WAITING
    await wang.says("报告 1001")
    assert "确认签字" not in [choice.label for choice in wang.seen[-1].choices]
    await teacher.says("报告 1001")
    shown = teacher.hears("服务报告 · 工单 1001 · 待老师签字")
    assert [choice.label for choice in shown.choices] == ["确认签字", "有误"]
    forget(world)


async def test_five_wrong_codes_and_the_request_is_void(world: World) -> None:
    teacher, wang, to_sign = await asked(world)
    wrong = "000000" if code_in(to_sign) != "000000" else "111111"
    for _ in range(4):
        await teacher.says(wrong)
        teacher.hears("数字不对")
    await teacher.says(wrong)
    teacher.hears("错了 5 次")
    wang.hears("没有签", "错了 5 次")
    await teacher.says(code_in(to_sign))
    teacher.hears("错了 5 次")
    await teacher.presses("确认签字", on=to_sign)
    teacher.hears("错了 5 次")
    assert sum(isinstance(event, SignatureFailed) for event in await world.trail()) == 5
    await wang.presses("服务报告")
    wang.hears("待老师签字")
    await wang.presses("签字")
    wang.hears("已请")
    fresh = teacher.hears("请核对")
    await teacher.says(code_in(fresh))
    assert await state(world) is SigningState.SIGNED
    forget(world)


async def test_the_teacher_says_what_is_wrong_and_signs_what_was_corrected(world: World) -> None:
    teacher, wang, to_sign = await asked(world)
    await teacher.presses("有误")
    teacher.hears("哪里有误")
    await teacher.says("我的课件丢了，没有写")
    teacher.hears("没有签字", "已转给")
    for name in ("wang", "chen", "lin"):
        world.seat(name).hears("没有签工单 1001", "我的课件丢了")
    await teacher.presses("确认签字", on=to_sign)
    teacher.hears("有改动")
    assert await state(world) is SigningState.DECLINED
    await wang.presses("服务报告")
    wang.hears("老师说有误")
    await wang.presses("有损失")
    wang.hears("有什么损失")
    await wang.says("一份课件未保存")
    shown = wang.hears("损失：一份课件未保存")
    await wang.presses("签字", on=shown)
    wang.hears("您已签字")
    await teacher.presses("确认签字", on=teacher.hears("损失：一份课件未保存", "请核对"))
    assert await state(world) is SigningState.SIGNED
    forget(world)


async def test_who_thinks_better_of_it_has_declined_nothing(world: World) -> None:
    teacher, _, to_sign = await asked(world)
    await teacher.presses("有误")
    await teacher.says("算了")
    teacher.hears("服务报告 · 工单 1001 · 待老师签字")
    await teacher.presses("确认签字", on=to_sign)
    teacher.hears("双方已签字")
    await teacher.presses("有误", on=to_sign)
    teacher.hears("双方都已签字")
    assert await state(world) is SigningState.SIGNED
    forget(world)


@pytest.mark.parametrize("waited", [timedelta(minutes=11), timedelta(hours=20)])
async def test_a_fault_reported_later_is_a_fault_and_no_word_on_the_report(
    world: World, waited: timedelta
) -> None:
    teacher, _, _ = await asked(world)
    await teacher.presses("有误")
    await world.push(waited)
    await teacher.says("三年级3班投影没信号，马上上课")
    assert (await world.ticket(1002)).words == ("三年级3班投影没信号，马上上课",)
    assert await state(world) is SigningState.WAITING
    forget(world)


async def test_what_is_signed_and_then_reopened_must_be_signed_again_and_says_so(world: World) -> None:
    teacher, wang, _ = await asked(world)
    await teacher.presses("确认签字")
    forget(world)
    await teacher.says("又黑屏了，没好")
    teacher.hears("已重新打开")
    forget(world)
    for label in ("接单", "到达", "已修复"):
        await wang.presses(label)
    await wang.says("换了信号线")
    await teacher.presses("好了")
    await wang.presses("服务报告")
    shown = wang.hears("签字后有改动，要重新签", "换了信号线")
    await wang.presses("签字", on=shown)
    await teacher.presses("确认签字", on=teacher.hears("换了信号线", "请核对"))
    assert await state(world) is SigningState.SIGNED
    forget(world)


async def test_a_day_of_silence_brings_one_reminder_then_it_stays_unsigned_and_says_so(world: World) -> None:
    teacher, wang, first = await asked(world)
    await world.push(DAY - SECOND)
    world.nothing_else_was_said()
    await world.push(SECOND)
    again = teacher.hears("提醒", "还没签字", "请核对")
    assert code_in(again) != code_in(first)
    world.nothing_else_was_said()
    await world.push(DAY)
    wang.hears("老师没有签", "提醒过一次")
    world.nothing_else_was_said()
    assert [type(event) for event in await world.trail()][-1] is SignatureLapsed
    await teacher.presses("确认签字", on=again)
    teacher.hears("已过期")
    await wang.presses("服务报告")
    wang.hears("服务报告 · 工单 1001 · 老师未签字")
    await world.push(5 * DAY)
    world.nothing_else_was_said()


async def test_an_english_teacher_signs_in_english(world: World) -> None:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("The projector in Class 3-2 shows nothing, my lesson starts now")
    for label in ("接单", "到达", "已修复"):
        await wang.presses(label)
    await wang.says("loose cable")
    await teacher.presses("It works now")
    await wang.presses("服务报告")
    await wang.presses("签字")
    to_sign = teacher.hears("Service report · ticket 1001", "Loss: none reported", "6 digits")
    await teacher.presses("Sign", on=to_sign)
    signed = teacher.hears("signed by both sides")
    assert [media.name for media in signed.media] == ["report-1001-en.pdf"]
    wang.hears("双方已签字")
    forget(world)


async def test_a_report_cannot_be_signed_before_the_job_is_closed(world: World) -> None:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    await wang.presses("接单")
    forget(world)
    await wang.says("报告 1001")
    shown = wang.hears("办结后才能签字", "原因：未记录")
    assert "签字" not in [choice.label for choice in shown.choices]
    await world.seat("zhao").says("报告 1001")
    world.seat("zhao").hears("找不到")
    forget(world)


@pytest.mark.parametrize("number", ["9999", "1002"])
async def test_a_report_of_a_ticket_that_is_not_there_is_not_found(world: World, number: str) -> None:
    _, wang = await closed(world)
    forget(world)
    await wang.says(f"报告 {number}")
    wang.hears("找不到")
    forget(world)
