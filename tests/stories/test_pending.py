"""Short words mean what the desk's last sentence makes of them: a step, "is it fixed?", "really withdraw?", "how was it?"."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk.reading import Answer
from desk.ticket import Status
from desk.walking import Move
from tests.kit.seat import Seat
from tests.kit.world import World

MINUTE = timedelta(minutes=1)
DARK = "三年级2班投影没信号，不急"


def forget_the_rest(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def a_step(world: World) -> Seat:
    """A teacher who is asked to do the first step for a projector without a signal."""
    teacher = world.teacher("gangbei")
    await teacher.says(DARK)
    forget_the_rest(world)
    return teacher


async def a_repair(world: World) -> Seat:
    """A teacher who is asked whether the repair holds."""
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    await wang.presses("已修复")
    await wang.says("换了电源线")
    forget_the_rest(world)
    return teacher


async def answers(world: World) -> list[str]:
    return [event.answer for event in await world.trail() if isinstance(event, ev.StepAnswered)]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("灯是亮的", Answer.YES),
        ("擦了还是不行", Answer.NO),
        ("木有", Answer.NO),
        ("我够不着", Answer.CANNOT),
        ("不敢动", Move.DARE_NOT),
    ],
)
async def test_a_step_is_answered_in_ones_own_words(world: World, words: str, meant: Answer | Move) -> None:
    teacher = await a_step(world)
    await teacher.says(words)
    assert await answers(world) == [meant]
    forget_the_rest(world)


async def test_another_fault_in_the_middle_of_a_step_is_a_ticket_of_its_own(world: World) -> None:
    teacher = await a_step(world)
    await teacher.says("三年级5班的投影也没声音了，不急")
    assert len(await world.tickets_of("teacher1-gangbei")) == 2
    assert await answers(world) == []
    forget_the_rest(world)


async def test_a_question_back_is_kept_for_the_engineer_and_the_step_stays(world: World) -> None:
    teacher = await a_step(world)
    await teacher.says("按哪个键啊")
    teacher.hears("已记下", "不会做")
    await teacher.says("不会弄")
    assert await answers(world) == [Answer.CANNOT]
    added = [event for event in await world.trail() if isinstance(event, ev.InformationAdded)]
    assert [event.words for event in added] == ["按哪个键啊"]
    assert added[0].said == (await world.ticket()).tried[0].ask
    forget_the_rest(world)


@pytest.mark.parametrize("words", ["又黑了", "木有", "没有", "还是时好时坏"])
async def test_what_denies_the_fix_opens_the_ticket_again(world: World, words: str) -> None:
    teacher = await a_repair(world)
    await teacher.says(words)
    teacher.hears("抱歉没修好")
    assert (await world.ticket()).round == 2
    forget_the_rest(world)


@pytest.mark.parametrize("words", ["行了行了", "嗯，可以了", "嗯", "对的", "没问题了"])
async def test_what_confirms_the_fix_closes_the_ticket(world: World, words: str) -> None:
    teacher = await a_repair(world)
    await teacher.says(words)
    teacher.hears("已完成", "满意吗")
    assert (await world.ticket()).status is Status.CLOSED
    forget_the_rest(world)


async def test_another_fault_is_no_word_about_the_repair(world: World) -> None:
    teacher = await a_repair(world)
    await teacher.says("三年级5班投影没信号，不急")
    assert (await world.ticket()).status is Status.REPAIRED
    assert len(await world.tickets_of("teacher1-gangbei")) == 2
    forget_the_rest(world)


@pytest.mark.parametrize("words", ["谁来修的", "我等下去看看", "还没来得及看", "待会儿试试再说"])
async def test_who_asks_or_has_yet_to_look_has_said_nothing_about_the_repair(
    world: World, words: str
) -> None:
    teacher = await a_repair(world)
    await teacher.says(words)
    assert (await world.ticket()).status is Status.REPAIRED
    forget_the_rest(world)


@pytest.mark.parametrize("words", ["算了不撤了", "不撤了", "还是别撤", "留着吧", "不要", "2"])
async def test_who_thinks_better_of_it_keeps_the_ticket_and_the_step(world: World, words: str) -> None:
    teacher = await a_step(world)
    await teacher.says("撤单")
    teacher.hears("确定撤销")
    await teacher.says(words)
    teacher.hears("继续处理")
    assert (await world.ticket()).status is Status.WAITING
    await teacher.says("不敢动")
    assert await answers(world) == [Move.DARE_NOT]
    forget_the_rest(world)


@pytest.mark.parametrize("words", ["嗯", "是的", "撤吧", "确定", "不用来了"])
async def test_a_yes_in_any_words_withdraws(world: World, words: str) -> None:
    teacher = await a_step(world)
    await teacher.says("撤单")
    await teacher.says(words)
    assert (await world.ticket()).status is Status.CANCELLED
    forget_the_rest(world)


async def test_words_about_something_else_drop_the_question_and_not_the_step(world: World) -> None:
    teacher = await a_step(world)
    await teacher.says("撤单")
    await teacher.says("快点")
    teacher.hears("已催")
    await teacher.says("嗯")
    assert await answers(world) == [Answer.YES]
    assert (await world.ticket()).status is not Status.CANCELLED
    forget_the_rest(world)


@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("很满意，谢谢师傅", 5),
        ("满意", 4),
        ("还行吧", 3),
        ("不太满意，来得太慢", 2),
        ("五星好评", 5),
        ("打4分", 4),
        ("很满意，投影好用了", 5),
    ],
)
async def test_satisfaction_may_be_said(world: World, words: str, score: int) -> None:
    teacher = await a_repair(world)
    await teacher.says("好了")
    teacher.hears("满意吗")
    await teacher.says(words)
    teacher.hears("谢谢")
    assert (await world.ticket()).score == score
    forget_the_rest(world)


async def test_praise_without_a_score_is_asked_for_one_again(world: World) -> None:
    teacher = await a_repair(world)
    await teacher.says("好了")
    teacher.hears("满意吗")
    await teacher.says("王师傅态度特别好，表扬一下")
    assert [choice.label for choice in teacher.hears("满意吗").choices][-1] == "非常满意"
    assert (await world.ticket()).score is None
    forget_the_rest(world)


async def test_a_new_fault_instead_of_a_score_is_a_new_ticket(world: World) -> None:
    teacher = await a_repair(world)
    await teacher.says("好了")
    await teacher.says("满意，不过三年级5班投影没信号，不急")
    teacher.hears("工单 1002")
    assert (await world.ticket()).score is None
    forget_the_rest(world)


async def test_a_question_that_nobody_answered_for_long_is_not_answered_by_later_words(world: World) -> None:
    teacher = await a_step(world)
    await teacher.says("撤单")
    await world.push(timedelta(days=1))
    forget_the_rest(world)
    await teacher.says("是的")
    assert (await world.ticket()).status is not Status.CANCELLED
    forget_the_rest(world)
