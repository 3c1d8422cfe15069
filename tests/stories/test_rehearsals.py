"""A rehearsal in a supervisor's chat: who would be called, when, by whom; nothing is opened and nobody hears of it (issue 6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.ids import PersonId
from desk.language import Lang
from tests.kit.district import school_of
from tests.kit.seat import Seat
from tests.kit.world import World


@pytest.fixture
def chen(world: World) -> Seat:
    return world.seat("chen")


async def nobody_was_disturbed(world: World) -> None:
    """No ticket, no timer that would still fire, no message to anybody."""
    assert await world.store.read(lambda uow: uow.tickets.open_in(())) == ()
    await world.push(timedelta(hours=30))
    world.nothing_else_was_said()


async def test_one_thing_is_asked_at_a_time_and_the_answer_is_a_time_line(world: World, chen: Seat) -> None:
    await chen.says("/rehearse")
    asked = chen.hears("演练只推算会叫谁，不开单、不打扰任何人", "哪所学校")
    assert "gangbei 学校" in [choice.label for choice in asked.choices]
    await chen.presses("gangbei 学校")
    asked = chen.hears("gangbei 学校：演练哪个等级？")
    assert [choice.label for choice in asked.choices] == ["A级", "B级", "C级", "D级"]
    await chen.presses("B级")
    asked = chen.hears("gangbei 学校 B级：假设什么时候报修？")
    assert [choice.label for choice in asked.choices] == ["现在", "今晚 19:00", "周五 17:50"]
    await chen.presses("周五 17:50")
    told = chen.hears(
        "没有开单，也没有呼叫任何人",
        "B级，09-25 17:50 报修，一直没人应答：",
        "17:50 呼叫 一线：王工",
        "17:55 超时 响应：",
        "17:55 升级 二线：赵工",
        "18:00 升级 三线、厂家：孙工、厂家小周",
        "18:05 发电话名单（每 15 分钟）：林主管、陈主管",
    )
    assert told.text.count("\n") < 14
    await nobody_was_disturbed(world)


async def test_what_is_pressed_may_be_typed_and_all_at_once(world: World, chen: Seat) -> None:
    await chen.says("演练 gangbei B 2026-09-25 17:50")
    at_once = chen.hears("没有开单", "09-25 17:50 报修", "17:55 升级 二线：赵工").text
    await chen.says("演练")
    chen.hears("哪所学校")
    await chen.says("gangbei")
    chen.hears("演练哪个等级")
    await chen.says("b级")
    chen.hears("什么时候报修")
    await chen.says("2026-09-25 17:50")
    assert chen.hears("没有开单").text == at_once
    await chen.says(f"/rehearse {school_of('changge')}")
    chen.hears("changge 学校：演练哪个等级？")
    await chen.says("算了")
    chen.hears("不演练了")
    await nobody_was_disturbed(world)


async def test_now_and_what_follows_on_further_pages(world: World, chen: Seat) -> None:
    await chen.says("演练 gangbei C级 现在")
    first = chen.hears("C级，08:00 报修", "后面还有")
    assert [choice.label for choice in first.choices] == ["后面的"]
    await world.push(timedelta(minutes=5))
    await chen.presses("后面的", on=first)
    chen.hears("C级，08:00 报修", "（续）")
    await nobody_was_disturbed(world)


async def test_what_is_not_understood_is_asked_again(world: World, chen: Seat) -> None:
    await chen.says("演练 atlantis A 现在")
    chen.hears("没有找到您负责的这所学校或这份合同")
    await chen.says("gangbei Z")
    chen.hears("没有这个等级", "演练哪个等级")
    await chen.says("A 25:99")
    chen.hears("没看懂时间", "什么时候报修")
    await chen.says("someday")
    chen.hears("没看懂时间")
    await chen.says("明天 8:00")
    chen.hears("A级，09-22 08:00 报修")


async def test_who_is_away_then_is_not_called_and_who_cannot_be_reached_is_named(
    world: World, chen: Seat
) -> None:
    await world.everybody_leaves("wang", "li")
    await chen.says("演练 gangbei B 现在")
    chen.hears("08:00 没人可呼叫 一线", "升级 二线：赵工", "联系不上：王工、李工")


async def test_it_is_for_supervisors_and_for_their_own_schools(world: World, chen: Seat) -> None:
    wang, teacher = world.seat("wang"), world.teacher("gangbei")
    await wang.says("演练 gangbei B 现在")
    wang.hears("没有这项操作的权限")
    await chen.says("演练")
    chen.hears("哪所学校")
    theirs = (school_of("changge"),)

    def narrow(uow) -> None:
        uow.people.add(replace(uow.people.get(PersonId("chen")), schools=theirs))

    await world.store.run(narrow)
    await chen.presses("gangbei 学校")
    chen.hears("找不到这一项")
    await chen.says("演练 gangbei B 现在")
    chen.hears("没有找到您负责的")
    await chen.says("演练")
    chen.hears("changge 学校：演练哪个等级？")
    await teacher.says("演练")
    teacher.hears("报修")


async def test_in_english(world: World, chen: Seat) -> None:
    await world.store.run(lambda uow: uow.people.add(replace(uow.people.get(PersonId("chen")), lang=Lang.EN)))
    await chen.says("rehearse gangbei B someday")
    asked = chen.hears("I could not read that time")
    await chen.presses("Friday 17:50", on=asked)
    told = chen.hears(
        "nothing was opened, nobody was called", "17:50 call first line: ", "17:55 escalate to second line"
    )
    assert told.text.count("\n") < 14
    await chen.says("rehearse gangbei B on friday 17:50")
    assert chen.hears("nothing was opened").text == told.text
