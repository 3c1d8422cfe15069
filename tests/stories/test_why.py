"""“为什么是14:20？”: whoever was given a time may ask for it, and gets the sum line by line; and what is entered late counts."""

from datetime import timedelta

import pytest

from desk.contract import StageName
from desk.sla import deadline
from desk.ticket import Status
from tests.kit.seat import Seat
from tests.kit.world import ZONE, World

MINUTE = timedelta(minutes=1)


async def reported(world: World) -> Seat:
    teacher = world.teacher("changge")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    forget(world)
    return teacher


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def shown(world: World, stage: StageName) -> str:
    """The due instant as people read it."""
    ticket = await world.ticket()
    contract = await world.store.read(lambda uow: uow.contracts.pinned(ticket))
    line = deadline(ticket, contract, stage)
    assert line is not None
    return line.due.astimezone(ZONE).strftime("%H:%M")


async def test_a_teacher_asks_why_and_gets_the_sum_of_that_very_time(world: World) -> None:
    teacher = await reported(world)
    due = await shown(world, StageName.ARRIVAL)
    await teacher.says(f"为什么是{due}？")
    why = teacher.hears("到场", "报修起算", "加 20 分钟", "001 §4.5.5.4", f"＝ 最迟 {due}")
    assert len(why.text.splitlines()) <= 8
    assert "解决时限" in [choice.label for choice in why.choices]
    teacher.hears("接着刚才这一步", "黑板")
    await teacher.presses("解决时限")
    teacher.hears("解决", "加 2 小时")
    teacher.hears("接着刚才这一步", "黑板")
    world.nothing_else_was_said()


async def test_the_handler_asks_on_the_card_and_sees_the_pause(world: World) -> None:
    teacher = await reported(world)
    wang = world.seat("wang")
    for label in ("接单", "到达", "⏸ 挂起", "进不了教室", "1小时"):
        await wang.presses(label)
    assert "⏸" in wang.card().text
    forget(world)
    await wang.says(f"为什么是{await shown(world, StageName.SOLUTION)}")
    why = wang.hears("加 2 小时", "停 1 小时", "进不了教室", "＝ 最迟")
    assert len(why.text.splitlines()) <= 8
    await wang.presses("为什么")
    wang.hears("起算")
    teacher.hears_nothing()


async def test_a_sum_with_parts_of_minutes_is_shown_to_the_second_and_adds_up(world: World) -> None:
    teacher = await reported(world)
    wang = world.seat("wang")
    for label in ("接单", "到达"):
        await wang.presses(label)
    await world.push(timedelta(seconds=40))
    for label in ("⏸ 挂起", "进不了教室", "1小时"):
        await wang.presses(label)
    await world.push(timedelta(minutes=4, seconds=50))
    await wang.presses("▶ 恢复")
    forget(world)
    begun = (await world.ticket()).opened_at.astimezone(ZONE)
    held, due = begun + timedelta(seconds=40), begun + timedelta(hours=2, minutes=4, seconds=50)
    await teacher.says(f"为什么是{due:%H:%M}？")
    teacher.hears(
        f"从 {begun:%H:%M:%S} 报修起算", f"停 4 分钟 50 秒：{held:%H:%M:%S}–", f"＝ 最迟 {due:%H:%M:%S}"
    )
    teacher.hears("接着刚才这一步")


async def test_a_time_that_no_clock_shows_is_said_to_be_none(world: World) -> None:
    teacher = await reported(world)
    await teacher.says("为什么是03:33？")
    why = teacher.hears("现在没有 03:33 的时限", "响应", "＝ 最迟")
    assert len(why.text.splitlines()) <= 8
    due = await shown(world, StageName.ARRIVAL)
    await teacher.says(f"为什么是{due}？")
    assert "没有" not in teacher.hears("到场", f"＝ 最迟 {due}").text
    assert len([teacher.hears("接着刚才这一步") for _ in range(2)]) == 2


async def test_a_supervisor_asks_by_number(world: World) -> None:
    await reported(world)
    chen = world.seat("chen")
    await chen.says("工单1001的时限怎么算的")
    chen.hears("工单 1001", "响应", "加 10 分钟")


async def test_a_complaint_with_a_time_in_it_is_no_question_about_a_sum(world: World) -> None:
    teacher = await reported(world)
    await teacher.says("为什么14:20还没人来")
    assert not [message for message in teacher.unread if "起算" in message.text]
    forget(world)


async def test_nobody_is_told_of_another_schools_clocks(world: World) -> None:
    await reported(world)
    other = world.teacher("gangbei")
    await other.says("为什么是14:20？")
    assert not [message for message in other.unread if "1001" in message.text]
    forget(world)


async def test_an_arrival_entered_late_counts_from_when_it_was(world: World) -> None:
    teacher = await reported(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    await world.push(5 * MINUTE)
    there = world.clock.now().astimezone(ZONE).strftime("%H:%M")
    await world.push(25 * MINUTE)
    forget(world)
    await wang.says(f"{there} 已到")
    wang.hears("已记录：到达", f"{there} 补记")
    teacher.hears("已到现场")
    ticket = await world.ticket()
    assert ticket.status is Status.ON_SITE
    assert StageName.ARRIVAL in ticket.missed
    await wang.says(f"为什么是{await shown(world, StageName.ARRIVAL)}")
    wang.hears("到场", f"✓ {there} 完成，按时（补记，曾记超时）")


async def test_so_many_minutes_ago_is_understood_and_a_note_may_follow(world: World) -> None:
    await reported(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    await world.push(15 * MINUTE)
    forget(world)
    await wang.says("10分钟前到的")
    wang.hears("已记录：到达")
    forget(world)
    await wang.says("2分钟前修好了")
    ticket = await world.ticket()
    if ticket.status is not Status.REPAIRED:
        wang.hears("一句话")
        await wang.says("线松了")
        ticket = await world.ticket()
    assert ticket.milestones[-1][1] == world.clock.now() - 2 * MINUTE
    forget(world)


@pytest.mark.parametrize("words", ["23:50到", "14:05到教室，麻烦老师开一下门锁，谢谢您了，辛苦", "马上到"])
async def test_a_time_to_come_and_longer_words_are_passed_on_to_the_teacher(world: World, words: str) -> None:
    teacher = await reported(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    forget(world)
    await wang.says(words)
    teacher.hears(words)
    wang.hears("已转告老师")


async def test_a_time_before_the_acceptance_is_refused_in_words(world: World) -> None:
    await reported(world)
    wang = world.seat("wang")
    await world.push(5 * MINUTE)
    await wang.presses("接单")
    forget(world)
    await wang.says("3小时前到的")
    wang.hears("时间不对")
    assert (await world.ticket()).status is Status.ACCEPTED
