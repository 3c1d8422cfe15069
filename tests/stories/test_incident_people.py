"""The people of a major incident: silence, support, somebody else, and who may do what (000 §5.15.1, 001 §4.5.5.1)."""

import pytest

from desk import incident_events as ev
from desk.ids import PersonId
from desk.people import EmergencyGroup
from desk.refusals import NotFound
from tests.kit.incidents import (
    DOWN,
    MINUTE,
    NETWORK,
    forget,
    network_down,
)
from tests.kit.world import World
from usecases.end_incident import hand_in
from usecases.ports import UnitOfWork
from usecases.run_incident import assign, finish


async def test_a_member_who_does_not_answer_is_paged_again_and_the_leaders_get_the_number(
    world: World,
) -> None:
    await network_down(world)
    wang, chen, lin = world.seat("wang"), world.seat("chen"), world.seat("lin")
    for seat in (world.seat("zhao"), world.seat("sun")):
        await seat.says("收到")
        seat.hears("做完请点")
    await chen.says("完成了")
    await chen.says("完成了")
    forget(world)
    await world.push(5 * MINUTE)
    silent = lin.hears("没有回应（第 1 次）", "王工 0000-0102")
    assert [choice.label for choice in silent.choices] == ["☎ 王工", "⇄ 王工"]
    chen.hears("没有回应（第 1 次）")
    wang.hears("还没收到您的回应", "查核心交换机")
    forget(world)
    await world.push(5 * MINUTE)
    chen.hears("没有回应（第 2 次）")
    wang.hears("还没收到您的回应")
    trail = await world.store.read(lambda uow: uow.incidents.trail(uow.incidents.by_no(1).id))
    silences = [(event.person, event.times) for event in trail if isinstance(event, ev.DutyUnanswered)]
    assert silences == [("wang", 1), ("wang", 2)]
    forget(world)


async def test_the_duty_of_somebody_silent_goes_to_another(world: World) -> None:
    await network_down(world)
    await world.push(5 * MINUTE)
    forget(world)
    wang, chen = world.seat("wang"), world.seat("chen")
    await chen.presses("⇄ 王工")
    asked = chen.hears("应急技术处理小组", "交给谁")
    assert "李工" in [choice.label for choice in asked.choices]
    await chen.presses("李工")
    chen.hears("已分派")
    world.seat("li").hears("您在应急技术处理小组", "查核心交换机")
    wang.hears("已交给别人")
    forget(world)
    await world.seat("li").presses("收到")
    forget(world)
    await world.push(10 * MINUTE)
    silent = [m.text for m in chen.unread if "没有回应" in m.text]
    assert silent
    assert not [text for text in silent if "王工" in text or "李工" in text]
    forget(world)


async def test_a_leader_who_reached_somebody_by_phone_ends_the_asking(world: World) -> None:
    await network_down(world)
    await world.push(5 * MINUTE)
    forget(world)
    await world.seat("lin").presses("☎ 王工")
    await world.seat("lin").presses("☎ 赵工")
    await world.seat("lin").presses("☎ 孙工")
    await world.seat("chen").says("收到")
    await world.seat("chen").says("收到")
    forget(world)
    await world.push(20 * MINUTE)
    assert not [m for seat in world.everybody() for m in seat.unread if "没有回应" in m.text]
    forget(world)


async def test_a_member_calls_for_support_and_somebody_is_sent(world: World) -> None:
    await network_down(world)
    forget(world)
    wang, chen = world.seat("wang"), world.seat("chen")
    await wang.says("需要支援")
    wang.hears("需要什么支援")
    chen.hears("🆘", "王工 需要支援", "应急技术处理小组")
    await wang.says("要一台带光口的交换机和一个人")
    wang.hears("已转告负责人")
    chen.hears("需要支援：要一台带光口的交换机")
    forget(world)
    await chen.presses("增派")
    await chen.presses("李工")
    world.seat("li").hears("应急技术处理小组", "查核心交换机")
    assert (await world.incident()).people(EmergencyGroup.TECHNICAL) == ("wang", "li")
    wang.hears_nothing()
    forget(world)


async def test_nobody_but_a_supervisor_starts_one_and_nobody_but_its_people_works_it(world: World) -> None:
    wang = world.seat("wang")
    await wang.says("启动预案")
    assert not [m for m in wang.seen if "预案" in m.text]
    await network_down(world)
    forget(world)
    await world.seat("li").says("已完成")
    await world.teacher("changge").says("收到")
    assert (await world.incident()).done == ()
    forget(world)
    stale = next(m for m in reversed(wang.seen) if "查核心交换机" in m.text)
    await wang.presses("已完成", on=stale)
    await wang.presses("已完成", on=stale)
    wang.hears("已失效")
    forget(world)


async def test_the_step_of_somebody_else_is_done_by_a_leader_and_the_trail_says_so(world: World) -> None:
    await network_down(world)
    chen = world.seat("chen")
    await chen.presses("代为完成")
    await chen.presses("应急技术处理小组")
    forget(world)
    await chen.presses("已完成")
    incident = await world.incident()
    assert [(done.step, done.by) for done in incident.done] == [("look", "chen")]
    forget(world)


async def test_under_a_contract_without_the_section_a_supervisor_may_start_one_but_it_is_not_offered(
    world: World,
) -> None:
    await world.teacher("puyang_unicom").says(DOWN)
    await world.push(30 * MINUTE)
    chen = world.seat("chen")
    assert "🚨 启动预案" not in [choice.label for m in chen.seen for choice in m.choices]
    forget(world)
    await chen.says("预案")
    await chen.presses("启动新预案")
    await chen.presses("puyang_unicom 学校")
    await chen.presses(NETWORK)
    await chen.presses("确定启动")
    forget(world)
    await world.push(9 * MINUTE)
    assert not [m for m in chen.seen if "没有回应" in m.text]
    await world.push(MINUTE)
    chen.hears("没有回应（第 1 次）")
    forget(world)


async def test_words_that_were_asked_for_something_else_do_not_answer_a_step(world: World) -> None:
    """The note of a repair may well be “完成了”; it is the job's and not the incident's."""
    await network_down(world)
    wang = world.seat("wang")
    await wang.presses("接单")
    await wang.presses("已修复")
    forget(world)
    await wang.says("完成了")
    assert (await world.incident()).done == ()
    assert (await world.ticket()).repair == "完成了"
    forget(world)


async def test_somebody_of_another_school_or_a_report_that_is_not_owed_is_not_found(world: World) -> None:
    await network_down(world)
    forget(world)
    incident, chen = await world.incident(), PersonId("chen")
    elsewhere = PersonId("teacher1-changge")

    def give(uow: UnitOfWork) -> None:
        assign(uow, incident.id, EmergencyGroup.TESTING, elsewhere, chen, instead=True)

    def lead(uow: UnitOfWork) -> None:
        assign(uow, incident.id, EmergencyGroup.TESTING, chen, PersonId("zhao"), instead=True)

    def tick_a_test(uow: UnitOfWork) -> None:
        finish(uow, incident.id, "test_before", PersonId("zhao"))

    def report(uow: UnitOfWork) -> None:
        hand_in(uow, incident.id, "problem-report", chen)

    for act in (give, lead, tick_a_test, report):
        with pytest.raises(NotFound):
            await world.store.run(act)
    assert await world.incident() == incident


async def test_what_a_member_of_no_group_presses_on_a_forwarded_button_is_refused(world: World) -> None:
    await network_down(world)
    forget(world)
    asked = next(m for m in reversed(world.seat("wang").seen) if "查核心交换机" in m.text)
    await world.seat("li").presses("已完成", on=asked)
    world.seat("li").hears("找不到这一项")
    assert (await world.incident()).done == ()
