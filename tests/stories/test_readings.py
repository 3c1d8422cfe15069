"""The teacher's words were read wrongly: the handler or a supervisor says so, by buttons or typed; the grade never falls by it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk import events as ev
from desk.ids import PersonId
from desk.reading import DeviceClass, Impact, Intent, Symptom
from tests.kit.seat import Seat
from tests.kit.world import World
from usecases.collect_misreadings import collect_misreadings

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def labels(message: object) -> list[str]:
    return [choice.label for choice in getattr(message, "choices", ())]


def forget_the_rest(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def a_board_in_hand(world: World) -> tuple[Seat, Seat]:
    """A dark board that wang has accepted."""
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    forget_the_rest(world)
    return teacher, wang


async def corrections(world: World) -> list[ev.FaultCorrected]:
    return [event for event in await world.trail() if isinstance(event, ev.FaultCorrected) and event.by]


async def test_the_handler_corrects_device_and_symptom_by_buttons(world: World) -> None:
    _, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    asked = wang.hears(
        "老师说：“三年级2班大屏黑屏了", "现在读成：智慧黑板/大屏黑屏，三年级2班，正在影响上课", "哪里不对"
    )
    assert labels(asked) == ["设备/现象", "地点", "影响范围", "漏了危险", "不是故障"]
    await wang.presses("设备/现象")
    assert labels(wang.hears("什么设备"))[:2] == ["智慧黑板/大屏", "投影仪"]
    await wang.presses("投影仪")
    assert labels(wang.hears("投影仪是什么现象"))[0] == "黑屏"
    await wang.presses("无信号")
    wang.hears("已更正：工单 1001 是投影仪无信号", "B级")
    (corrected,) = await corrections(world)
    assert corrected.by == PersonId("wang")
    facts = (await world.ticket()).fault.facts
    assert (facts.device, facts.symptom) == (DeviceClass.PROJECTOR, Symptom.NO_SIGNAL)


async def test_a_correction_is_told_to_nobody_else_but_the_live_cards_show_it(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    await wang.says("投影仪没信号")
    wang.hears("哪里不对")
    wang.hears("已更正：工单 1001 是投影仪无信号")
    assert "投影仪无信号" in wang.card("job:" + (await world.ticket()).id).text
    assert "投影仪无信号" in teacher.card("ticket:" + (await world.ticket()).id).text
    world.nothing_else_was_said()


async def test_a_device_alone_may_be_typed_and_then_its_symptom(world: World) -> None:
    _, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.says("监控")
    wang.hears("监控是什么现象")
    await wang.says("离线")
    wang.hears("已更正：工单 1001 是监控离线")


async def test_a_symptom_alone_leaves_the_device(world: World) -> None:
    _, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.says("触摸没反应")
    wang.hears("已更正：工单 1001 是智慧黑板/大屏触摸失灵")


async def test_words_that_say_neither_are_asked_for_again_and_may_be_dropped(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.says("我再想想")
    wang.hears("哪里不对")
    await wang.says("取消")
    wang.hears("工单 1001 · 已接单")
    await wang.says("我五分钟到")
    wang.hears("已转告老师")
    teacher.hears("我五分钟到")
    assert await corrections(world) == []


async def test_the_same_again_changes_nothing(world: World) -> None:
    _, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.presses("设备/现象")
    wang.hears("什么设备")
    await wang.presses("智慧黑板/大屏")
    wang.hears("是什么现象")
    await wang.presses("黑屏")
    wang.hears("没有变化：工单 1001 还是智慧黑板/大屏黑屏")
    assert await corrections(world) == []


async def test_a_supervisor_corrects_from_the_board_and_the_handler_hears_of_it(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    chen = world.seat("chen")
    await chen.says("看板")
    await chen.presses("#1001")
    forget_the_rest(world)
    await chen.presses("分类不对")
    chen.hears("哪里不对")
    await chen.says("投影仪没信号")
    chen.hears("已更正：工单 1001 是投影仪无信号")
    wang.hears("工单 1001 的分类由", "更正：投影仪无信号")
    teacher.hears_nothing()
    assert [event.by for event in await corrections(world)] == [PersonId("chen")]


async def test_no_fault_at_all_is_said_in_two_presses_and_does_not_lower_the_grade(world: World) -> None:
    _, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.presses("不是故障")
    assert labels(wang.hears("老师是要什么")) == ["咨询用法", "问保修价格", "要新的服务"]
    await wang.presses("咨询用法")
    wang.hears("已更正", "是使用咨询", "B级")
    ticket = await world.ticket()
    assert ticket.fault.facts.intent is Intent.ASK_HOWTO
    assert ticket.verdict.grade == "B"


async def test_a_graver_reading_raises_the_grade_and_the_teacher_hears_of_that_alone(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班投影没信号，不急")
    await teacher.says("转人工")
    await wang.presses("接单")
    forget_the_rest(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.says("服务器")
    wang.hears("服务器/平台是什么现象")
    await wang.presses("信息安全")
    wang.hears("已更正：工单 1001 是服务器/平台信息安全", "A级")
    teacher.hears("升为 A级")
    wang.hears("升为 A级")


async def test_smoke_that_was_not_read_raises_the_alarm(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.says("大屏冒烟")
    teacher.hears("先保安全")
    for name in ("chen", "lin"):
        world.seat(name).hears("安全")
    assert (await world.ticket()).fault.facts.safety
    forget_the_rest(world)


async def test_after_the_end_of_the_job_it_is_for_the_record_and_changes_nothing_else(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    old = wang.card()
    await wang.presses("已修复")
    await wang.says("换了线")
    await teacher.presses("好了")
    forget_the_rest(world)
    before = await world.ticket()
    await wang.presses("分类不对", on=old)
    wang.hears("哪里不对", "只作记录")
    await wang.says("投影仪没信号")
    wang.hears("已记下，只作记录", "投影仪无信号")
    after = await world.ticket()
    assert replace(after, seq=before.seq, noted=None) == before
    (noted,) = [event for event in await world.trail() if isinstance(event, ev.ReadingNoted)]
    assert (noted.by, noted.fault.facts.device) == (PersonId("wang"), DeviceClass.PROJECTOR)
    world.nothing_else_was_said()


async def test_the_card_of_a_finished_job_still_offers_the_correction(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("已修复")
    await wang.says("换了线")
    assert labels(wang.card()) == ["分类不对"]
    await wang.presses("分类不对", on=wang.card())
    wang.hears("哪里不对")
    await wang.presses("影响范围")
    await wang.presses("全校")
    wang.hears("已记下", "影响全校")
    assert (await world.ticket()).verdict.grade == "B"
    await teacher.says("还是不行")
    assert (await world.ticket()).fault.facts.impact is Impact.WHOLE_SCHOOL
    forget_the_rest(world)


async def test_the_place_is_corrected_by_name_or_in_part(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.says("是5班")
    wang.hears("已更正：工单 1001 是智慧黑板/大屏黑屏，三年级5班")
    assert (await world.ticket()).fault.room == "gangbei-305"
    await wang.presses("分类不对")
    wang.hears("哪里不对")
    await wang.presses("地点")
    wang.hears("哪里", "三年级5班")
    await wang.says("老校门的传达室")
    wang.hears("已更正", "老校门的传达室")
    fault = (await world.ticket()).fault
    assert (fault.place, fault.room) == ("老校门的传达室", None)
    await wang.presses("地点")
    await wang.presses("话里没说地点")
    assert (await world.ticket()).fault.place == ""
    teacher.hears_nothing()
    forget_the_rest(world)


async def test_how_far_it_reaches_is_corrected_and_never_makes_it_milder(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    await wang.presses("影响范围")
    asked = wang.hears("影响到哪里")
    assert labels(asked) == ["只这一处，不耽误上课", "正在影响上课", "好几间教室", "全校", "话里没说"]
    await wang.presses("只这一处，不耽误上课")
    ticket = await world.ticket()
    assert (ticket.fault.facts.impact, ticket.verdict.grade) == (Impact.SINGLE_DEVICE, "B")
    await wang.presses("分类不对")
    await wang.says("全校都这样")
    assert (await world.ticket()).verdict.grade == "A"
    teacher.hears("升为 A级")
    forget_the_rest(world)


async def test_danger_that_was_overlooked_raises_the_alarm_by_one_press(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    await wang.presses("漏了危险")
    teacher.hears("先保安全")
    for name in ("chen", "lin"):
        world.seat(name).hears("安全")
    wang.hears("已更正", "有危险")
    assert (await world.ticket()).fault.facts.safety
    forget_the_rest(world)


@pytest.mark.parametrize("typed", [True, False])
async def test_a_false_alarm_is_said_to_be_one_the_grade_stays_and_the_supervisors_hear_of_it(
    world: World, *, typed: bool
) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏冒烟了")
    await wang.presses("接单")
    before = (await world.ticket()).verdict
    forget_the_rest(world)
    await wang.presses("分类不对")
    assert "危险是误报" in labels(wang.hears("有危险"))
    if typed:
        await wang.says("没有危险")
    else:
        await wang.presses("危险是误报")
    wang.hears("已更正")
    ticket = await world.ticket()
    assert (ticket.fault.facts.safety, ticket.fault.facts.symptom) == (False, Symptom.UNSPECIFIED)
    assert ticket.verdict == before
    for name in ("chen", "lin"):
        world.seat(name).hears("分类由")
    teacher.hears_nothing()


async def test_everything_may_be_typed_at_once(world: World) -> None:
    _, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    await wang.says("三年级5班投影仪没信号，好几个班都这样")
    ticket = await world.ticket()
    facts = ticket.fault.facts
    assert (facts.device, facts.symptom) == (DeviceClass.PROJECTOR, Symptom.NO_SIGNAL)
    assert (ticket.fault.room, facts.impact) == ("gangbei-305", Impact.MULTI_ROOM)
    forget_the_rest(world)


async def test_an_engineer_without_the_job_may_not_correct_it(world: World) -> None:
    teacher, chen = world.teacher("gangbei"), world.seat("chen")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    forget_the_rest(world)
    assert "分类不对" not in labels(world.seat("wang").card())
    await chen.says("看板")
    await chen.presses("#1001")
    assert "分类不对" in labels(chen.hears("【B级】工单 1001 · 等待接单"))
    forget_the_rest(world)


async def test_what_was_corrected_in_chat_is_found_as_a_misreading(world: World) -> None:
    teacher, wang = await a_board_in_hand(world)
    await wang.presses("分类不对")
    await wang.says("投影仪没信号")
    await teacher.says("不是2班是3班")
    forget_the_rest(world)
    (found,) = await world.store.read(collect_misreadings, LONG_AGO)
    assert found.no == 1001
    assert found.spoken.words == "三年级2班大屏黑屏了，正在上课"
    said = {name: (fix.value, fix.by.value) for name, fix in found.spoken.corrected.items()}
    assert said["device"] == ("projector", "engineer")
    assert said["symptom"] == ("no_signal", "engineer")
    assert said["location"][1] == "teacher"
    assert await world.store.read(collect_misreadings, world.clock.now() + timedelta(seconds=1)) == ()
