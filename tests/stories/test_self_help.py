"""Guided self-help as conversations: in class, after the bell, the next morning, with a colleague, in danger."""

import copy
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desk import events as ev
from desk.calendars import CalendarId
from desk.contract import StageName
from desk.events import SelfHelpOutcome
from desk.ids import PersonId
from desk.people import Post
from desk.places import Means
from desk.sla import deadline
from desk.ticket import Status
from storage.playbook_files import load_trees
from tests.kit.district import school_of
from tests.kit.seat import Seat
from tests.kit.world import HOME, Library, World
from tests.stories.conftest import MONDAY_MORNING
from usecases.ports import UnitOfWork

MINUTE = timedelta(minutes=1)
TREES = Path(__file__).parent / "self_help"
IN_CLASS = "三年级2班大屏黑屏了，正在上课"
AT_LEISURE = "三年级2班大屏黑屏了，不急"
WAKE, LAMP, TORCH, PHOTO, MODEL, RESTART = "关屏", "什么颜色", "手电", "拍一张", "型号", "正常关机"


@pytest.fixture(params=["steady", "restarting"])
async def world(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> AsyncIterator[World]:
    """A desk with one more tree than the shipped ones, which has every kind of step."""
    mine = copy.copy(library)
    folder = tmp_path / "playbooks"
    folder.mkdir()
    for tree in (TREES / "board_black_screen.yaml", HOME / "playbooks/safety_smoke.yaml"):
        shutil.copy(tree, folder)
    mine.trees = library.trees | load_trees(folder)
    world = World(mine, tmp_path, MONDAY_MORNING, restarting=request.param == "restarting")
    await world.open()
    yield world
    await world.close()
    world.nothing_else_was_said()


async def reported(world: World, words: str, contract: str = "gangbei") -> Seat:
    """A teacher whose first step has been asked."""
    teacher = world.teacher(contract)
    await teacher.says(words)
    teacher.hears("工单 1001")
    forget(world, besides=teacher)
    return teacher


def forget(world: World, *, besides: Seat | None = None) -> None:
    for seat in world.everybody():
        if seat is not besides:
            seat.unread.clear()


def labels(seat: Seat) -> list[str]:
    return [choice.label for choice in seat.seen[-1].choices]


def has(*means: Means, contract: str = "gangbei") -> object:
    def change(uow: UnitOfWork) -> None:
        uow.places.add(replace(uow.places.school(school_of(contract)), has=means))

    return change


def keeps(person: str) -> object:
    def change(uow: UnitOfWork) -> None:
        uow.people.add(replace(uow.people.get(PersonId(person)), posts=(Post.KEEPER,)))

    return change


async def outcome(world: World) -> SelfHelpOutcome | None:
    return (await world.ticket()).self_help


async def tried(world: World) -> list[tuple[str, str]]:
    return [(event.step, event.answer) for event in await world.trail() if isinstance(event, ev.StepAnswered)]


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
        teacher.hears(LAMP)
        assert labels(teacher) == ["绿灯", "红灯", "不亮"]
        await teacher.presses("绿灯")
        teacher.hears("您先上课", "已呼叫 王工", "08:45", "下课后我再问")
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
        await world.store.run(_with_timetable)
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


class TestWaysToGoOn:
    async def test_what_the_school_has_is_offered_first(self, world: World) -> None:
        await world.store.run(has(Means.HOTSPOT))
        teacher = await reported(world, IN_CLASS)
        teacher.hears("热点", "能上课了吗")
        assert labels(teacher) == ["是", "否", "下课再说"]
        await teacher.presses("否")
        teacher.hears(WAKE)
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
        teacher.hears("热点")
        teacher.hears("好，先这样上课", "下课后我再问")
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


class TestAtAnyTime:
    async def test_skip_back_rather_not_and_more(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        assert labels(teacher) == ["好了", "没好", "不会做", "转人工", "更多…"]
        await teacher.says("跳过")
        teacher.hears(LAMP)
        await teacher.says("上一步")
        teacher.hears(WAKE)
        await teacher.presses("没好")
        teacher.hears(LAMP)
        await teacher.says("更多")
        teacher.hears("想怎么办")
        assert labels(teacher) == ["跳过", "不敢动", "不会做", "上一步", "下课再说", "转人工"]
        await teacher.presses("不敢动")
        teacher.hears("已呼叫 王工")
        world.seat("wang").hears("已试过", "没好", "不敢动")
        assert await outcome(world) is SelfHelpOutcome.HANDED_OVER

    async def test_a_named_answer_may_be_pressed_typed_or_numbered(self, world: World) -> None:
        for number, answer in enumerate(("红灯", "2", "第二个")):
            teacher = world.teacher("gangbei", 1 + number % 2)
            await teacher.says(AT_LEISURE)
            await teacher.says("没好")
            await teacher.says(answer)
            assert RESTART in teacher.seen[-1].text, answer
            await teacher.says("撤单")
            await teacher.presses("确定撤单")
        forget(world)

    async def test_a_photo_and_a_measure_are_kept_for_the_engineer(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        for words in ("没好", "绿灯", "没有"):
            await teacher.says(words)
        assert PHOTO in teacher.seen[-1].text
        await teacher.sends_photo()
        assert MODEL in teacher.seen[-1].text
        await teacher.says("SW-86F")
        assert RESTART in teacher.seen[-1].text
        ticket = await world.ticket()
        assert len(ticket.media) == 1
        assert ticket.tried[-1].label == "SW-86F"
        forget(world)

    async def test_who_cannot_take_a_photo_goes_on(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        for words in ("没好", "绿灯", "没有"):
            await teacher.says(words)
        await teacher.presses("拍不了/不知道")
        assert MODEL in teacher.seen[-1].text
        forget(world)

    async def test_the_third_answer_nobody_understands_hands_over(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        for words in ("窗外有只鸟", "今天星期几"):
            await teacher.says(words)
            teacher.hears("没听懂")
        await teacher.says("哈哈哈哈")
        teacher.hears("已呼叫 王工")
        assert await outcome(world) is SelfHelpOutcome.HANDED_OVER
        forget(world)

    async def test_something_else_is_answered_and_the_step_comes_back(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        await teacher.says("进度")
        teacher.hears("工单 1001")
        teacher.hears("接着刚才这一步", WAKE)
        await teacher.says("2")
        teacher.hears(LAMP)

    async def test_a_second_fault_waits_for_the_first(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        await teacher.says("四年级1班的打印机也打不出来了，不急")
        teacher.hears("工单 1002")
        teacher.hears("接着刚才这一步", WAKE)
        await teacher.says("好了")
        teacher.hears("满意吗")
        teacher.hears("再看工单 1002")
        assert (await world.ticket()).status is Status.CLOSED
        assert (await world.ticket(1002)).status is Status.WAITING

    async def test_the_language_may_change_in_mid_step(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        await teacher.says("no, it is still black")
        teacher.hears("What colour is the power lamp?")
        assert labels(teacher)[:3] == ["Green", "Red", "Dark"]
        forget(world)

    async def test_the_next_morning_the_step_still_waits(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        await teacher.says("没好")
        await world.sleep_through(timedelta(hours=22))
        forget(world)
        await teacher.says("红灯")
        teacher.hears(RESTART)
        forget(world)

    async def test_a_tree_that_changed_overnight_hands_over_rather_than_guess(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        tree = world.library.trees[next(key for key in world.library.trees if key == "board_black_screen")]
        world.library.trees = world.library.trees | {tree.id: replace(tree, version=2)}
        await world.restart()
        forget(world)
        await teacher.says("没好")
        teacher.hears("已呼叫 王工")
        assert await outcome(world) is SelfHelpOutcome.HANDED_OVER
        forget(world)


class TestAColleague:
    async def test_gets_the_steps_from_where_they_stand_in_one_tap(self, world: World) -> None:
        await world.store.run(keeps("teacher2-gangbei"))
        teacher, keeper = await reported(world, AT_LEISURE), world.teacher("gangbei", 2)
        await teacher.says("没好")
        await teacher.says("绿灯")
        forget(world)
        await teacher.presses("交给电教员")
        teacher.hears("刘老师2", "您先上课")
        keeper.hears("刘老师1", "三年级2班", "绿灯")
        keeper.hears(TORCH)
        await keeper.says("没有")
        keeper.hears(PHOTO)
        await keeper.presses("拍不了/不知道")
        await keeper.says("SW-86F")
        await keeper.says("好了")
        keeper.hears("谢谢您帮忙", "已解决")
        teacher.hears("系统卡住了", "满意吗")
        assert (await world.ticket()).status is Status.CLOSED
        forget(world)

    async def test_who_speaks_of_danger_stops_everything(self, world: World) -> None:
        await world.store.run(keeps("teacher2-gangbei"))
        teacher, keeper = await reported(world, AT_LEISURE), world.teacher("gangbei", 2)
        await teacher.presses("交给电教员")
        forget(world)
        await keeper.says("不对，有焦味冒烟了")
        assert "先保安全" in keeper.unread[0].text
        teacher.hears("先保安全")
        world.seat("chen").hears("安全")
        assert (await world.ticket()).fault.facts.safety
        assert not await world.tickets_of("teacher2-gangbei")
        forget(world)

    async def test_a_school_without_one_says_so(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        await teacher.says("交给电教员")
        teacher.hears("没有登记")


class TestDanger:
    @pytest.mark.parametrize("words", ["等等，有焦味", "冒烟了", "摸着麻手"])
    async def test_stops_everything_at_any_step(self, world: World, words: str) -> None:
        teacher = await reported(world, AT_LEISURE)
        await teacher.says("没好")
        forget(world)
        await teacher.says(words)
        assert "先保安全" in teacher.unread[0].text
        world.seat("wang").hears("三年级2班")
        for supervisor in (world.seat("chen"), world.seat("lin")):
            supervisor.hears("安全")
        ticket = await world.ticket()
        assert ticket.fault.facts.safety
        assert await outcome(world) is SelfHelpOutcome.HANDED_OVER
        said = len(teacher.seen)
        await world.push(60 * MINUTE)
        asked = [
            message.text for message in teacher.seen[said:] if LAMP in message.text or TORCH in message.text
        ]
        assert asked == []
        forget(world)

    async def test_a_stop_step_is_said_before_the_instruction(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        for words in ("没好", "红灯", "没好", "是"):
            await teacher.says(words)
        teacher.hears("让它凉下来")
        teacher.hears("先保安全")
        assert await outcome(world) is SelfHelpOutcome.HANDED_OVER
        forget(world)


async def test_every_step_is_on_the_ticket_with_its_answer_and_time(world: World) -> None:
    teacher, wang = await reported(world, AT_LEISURE), world.seat("wang")
    await teacher.says("没好")
    await world.push(MINUTE)
    await teacher.says("不亮")
    page = wang.hears("已试过", "没好", "不亮")
    assert len(page.text.splitlines()) <= 14
    answers = [event for event in await world.trail() if isinstance(event, ev.StepAnswered)]
    assert [(event.step, event.answer, event.label) for event in answers] == [
        ("wake", "no", ""),
        ("lamp", "dark", "不亮"),
    ]
    assert answers[1].at - answers[0].at == MINUTE
    forget(world)


def _with_timetable(uow: UnitOfWork) -> None:
    school = uow.places.school(school_of("gangbei"))
    uow.places.add(replace(school, calendar=CalendarId("school_year")))
