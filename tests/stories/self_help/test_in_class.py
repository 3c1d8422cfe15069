"""Self-help in a running lesson: one message, three buttons, a way to go on first, the rest after the bell."""

import pytest

from desk.contract import StageName
from desk.events import SelfHelpOutcome
from desk.places import Means
from desk.sla import deadline
from desk.ticket import Status
from tests.kit.world import World
from tests.stories.self_help.steps import (
    IN_CLASS,
    LAMP,
    MINUTE,
    TORCH,
    WAKE,
    changes_to,
    forget,
    has,
    labels,
    outcome,
    reported,
    tried,
    with_timetable,
)


class TestInClass:
    async def test_one_short_message_three_buttons_and_the_engineer_called_meanwhile(
        self, world: World
    ) -> None:
        teacher, wang = world.teacher("gangbei"), world.seat("wang")
        await teacher.says(IN_CLASS)
        card = teacher.hears("工单 1001")
        assert card.silent
        step = teacher.hears(WAKE)
        assert not step.silent
        assert len(step.text) <= 40
        assert labels(teacher) == ["好了", "没好", "下课再说"]
        wang.hears("三年级2班")

    async def test_the_rest_waits_for_the_bell_and_is_asked_then(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        teacher.hears(WAKE)
        await teacher.presses("没好")
        changes_to(teacher, LAMP)
        assert labels(teacher) == ["绿灯", "红灯", "不亮"]
        await teacher.presses("绿灯")
        changes_to(teacher, "您先上课", "已呼叫 王工", "08:45", "下课后我再问")
        assert labels(teacher) == ["现在就试", "转人工"]
        assert await outcome(world) is None
        await world.push(44 * MINUTE)
        assert not [message for message in teacher.unread if TORCH in message.text]
        await world.push(2 * MINUTE)
        teacher.hears("下课了吧", TORCH, "只照，不要按压")
        forget(world)

    async def test_after_the_bell_nothing_is_asked_twice_and_slow_steps_may_be(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        await teacher.says("没好")
        await teacher.says("红灯")
        await world.push(46 * MINUTE)
        forget(world)
        await teacher.says("好了")
        assert "系统卡住了" in teacher.hears("满意吗").text
        assert (await world.ticket()).status is Status.CLOSED
        assert await tried(world) == [("wake", "no"), ("lamp", "red"), ("restart", "yes")]
        forget(world)

    async def test_the_school_timetable_says_when_the_bell_rings(self, world: World) -> None:
        await world.store.run(with_timetable)
        teacher = await reported(world, IN_CLASS)
        for words in ("没好", "绿灯"):
            await teacher.says(words)
        assert "08:40 下课" in teacher.seen[-1].text
        await world.push(41 * MINUTE)
        assert TORCH in teacher.seen[-1].text
        forget(world)

    async def test_the_teacher_may_go_on_before_the_bell(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        for words in ("没好", "绿灯"):
            await teacher.says(words)
        forget(world)
        await teacher.says("下课了")
        teacher.hears(TORCH)
        forget(world)

    async def test_a_teacher_who_says_after_class_is_asked_after_class(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        teacher.hears(WAKE)
        await teacher.presses("下课再说")
        teacher.hears("不急")
        await world.push(46 * MINUTE)
        teacher.hears("下课了吧", WAKE)
        forget(world)
        await teacher.says("好了")
        teacher.hears("只是按了关屏键", "满意吗")
        forget(world)

    async def test_nobody_is_asked_any_more_once_the_engineer_is_in_the_room(self, world: World) -> None:
        teacher, wang = await reported(world, IN_CLASS), world.seat("wang")
        for words in ("没好", "绿灯"):
            await teacher.says(words)
        for label in ("接单", "到达"):
            await wang.presses(label)
        forget(world)
        await world.push(46 * MINUTE)
        assert not [message for message in teacher.unread if TORCH in message.text]
        assert await outcome(world) is SelfHelpOutcome.HANDED_OVER
        forget(world)


class TestFixedInClass:
    async def test_how_satisfied_is_asked_when_the_class_is_over(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        teacher.hears(WAKE)
        await teacher.presses("好了")
        done = teacher.hears("已完成", "您先上课", "只是按了关屏键")
        assert done.choices == ()
        forget(world)
        assert (await world.ticket()).status is Status.CLOSED
        await world.push(40 * MINUTE)
        teacher.hears_nothing()
        await world.push(6 * MINUTE)
        asked = teacher.hears("下课了吧", "工单 1001", "满意吗")
        assert len(asked.choices) == 5
        await teacher.says("很满意")
        teacher.hears("谢谢")
        assert (await world.ticket()).score == 5
        forget(world)

    async def test_who_has_said_it_by_then_is_not_asked(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        await teacher.presses("好了")
        await teacher.says("5分")
        teacher.hears("谢谢")
        forget(world)
        await world.push(46 * MINUTE)
        teacher.hears_nothing()
        forget(world)

    async def test_nobody_is_asked_about_a_fault_that_came_back(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        await teacher.presses("好了")
        await teacher.says("不行，又黑了")
        assert (await world.ticket()).status is Status.WAITING
        forget(world)
        await world.push(46 * MINUTE)
        assert not [message for message in teacher.unread if "满意吗" in message.text]
        forget(world)

    async def test_after_an_engineers_repair_it_is_asked_at_once(self, world: World) -> None:
        teacher, wang = await reported(world, IN_CLASS), world.seat("wang")
        for label in ("接单", "已修复"):
            await wang.presses(label)
        forget(world)
        await teacher.says("好了")
        teacher.hears("已完成", "满意吗")
        forget(world)


class TestWaysToGoOn:
    async def test_what_the_school_has_is_offered_first(self, world: World) -> None:
        await world.store.run(has(Means.HOTSPOT))
        teacher = await reported(world, IN_CLASS)
        teacher.hears("热点", "能上课了吗")
        assert labels(teacher) == ["是", "否", "下课再说"]
        await teacher.presses("否")
        changes_to(teacher, WAKE)
        forget(world)

    async def test_after_typed_words_the_step_comes_below_them_and_is_then_the_one_that_changes(
        self, world: World
    ) -> None:
        teacher = await reported(world, IN_CLASS)
        teacher.hears(WAKE)
        await teacher.says("没好")
        teacher.hears(LAMP)
        await teacher.presses("绿灯")
        changes_to(teacher, "您先上课")
        assert (
            len({message.card for message in teacher.seen if (message.card or "").startswith("step:")}) == 2
        )
        forget(world)

    async def test_a_school_that_has_nothing_begins_with_the_steps(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        teacher.hears(WAKE)

    async def test_a_lesson_that_goes_on_is_restored_and_the_cause_waits_for_the_bell(
        self, world: World
    ) -> None:
        await world.store.run(has(Means.HOTSPOT, contract="changge"))
        teacher, wang = await reported(world, IN_CLASS, "changge"), world.seat("wang")
        await teacher.presses("是")
        changes_to(teacher, "好，先这样上课", "下课后我再问")
        ticket = await world.ticket()
        assert ticket.restored is not None
        assert ticket.status is Status.WAITING
        assert "老师已用别的办法上课，故障还在" in wang.card().text
        await world.push(46 * MINUTE)
        assert WAKE in teacher.seen[-1].text
        forget(world)

    @pytest.mark.parametrize(("contract", "stops"), [("changge", True), ("puyang_unicom", False)])
    async def test_only_the_clock_that_the_contract_names_stops(
        self, world: World, contract: str, stops: bool
    ) -> None:
        await world.store.run(has(Means.LOANER, contract=contract))
        teacher = await reported(world, IN_CLASS, contract)
        await teacher.presses("是")
        ticket = await world.ticket()
        pack = await world.store.read(lambda uow: uow.contracts.pinned(ticket))
        solution, response = (
            deadline(ticket, pack, stage) for stage in (StageName.SOLUTION, StageName.RESPONSE)
        )
        assert solution is not None
        assert response is not None
        assert (solution.met is not None) is stops
        assert response.is_open
        forget(world)

    async def test_handed_over_after_that_counts_as_worked_around(self, world: World) -> None:
        await world.store.run(has(Means.LOANER))
        teacher = await reported(world, IN_CLASS)
        await teacher.presses("是")
        await world.push(46 * MINUTE)
        for words in ("没好", "不亮"):
            await teacher.says(words)
        assert await outcome(world) is SelfHelpOutcome.WORKED_AROUND
        forget(world)
