"""What may come between two steps: other questions, a second fault, the night, a colleague, danger."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import events as ev
from desk.events import SelfHelpOutcome
from desk.ticket import Status
from tests.kit.world import World
from tests.stories.self_help.steps import (
    AT_LEISURE,
    LAMP,
    MINUTE,
    MODEL,
    PHOTO,
    RESTART,
    TORCH,
    WAKE,
    forget,
    keeps,
    labels,
    outcome,
    reported,
)


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

    async def test_it_works_said_to_a_step_with_named_answers_ends_the_job(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        await teacher.says("没好")
        teacher.hears(LAMP)
        await teacher.says("已经好了")
        teacher.hears("已完成", "满意吗")
        assert await outcome(world) is SelfHelpOutcome.SOLVED
        forget(world)

    async def test_a_bare_no_to_named_answers_is_told_to_choose_one(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        await teacher.says("没好")
        teacher.hears(LAMP)
        await teacher.says("没好")
        teacher.hears("哪个最像", LAMP)
        await teacher.says("红灯")
        assert RESTART in teacher.seen[-1].text
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
        for words in ("今天星期几", "哈哈哈哈"):
            await teacher.says(words)
            teacher.hears("没听懂")
        await teacher.says("今天星期几")
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
