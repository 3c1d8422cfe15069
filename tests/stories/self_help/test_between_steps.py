"""More of what happens between two steps: silence and return, danger elsewhere, colleagues in the middle of something."""

from datetime import timedelta

from desk.events import SelfHelpOutcome
from desk.places import Means
from desk.reading import Impact
from desk.ticket import Status
from tests.kit.world import World
from tests.stories.self_help.steps import (
    AT_LEISURE,
    IN_CLASS,
    LAMP,
    MINUTE,
    RESTART,
    TORCH,
    WAKE,
    changes_to,
    forget,
    has,
    keeps,
    labels,
    outcome,
    reported,
    tried,
)


async def test_silence_calls_the_engineer_and_the_step_may_still_be_answered(world: World) -> None:
    teacher, wang = await reported(world, AT_LEISURE), world.seat("wang")
    teacher.hears(WAKE)
    await world.push(10 * MINUTE)
    teacher.hears("不着急", "上面那一步")
    wang.hears("三年级2班")
    await teacher.says("没好")
    teacher.hears(LAMP)
    forget(world)


async def test_after_class_outside_class_is_asked_again_later(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    teacher.hears(WAKE)
    await teacher.says("等一下")
    teacher.hears("不急")
    await world.push(46 * MINUTE)
    teacher.hears("接着试", WAKE)
    forget(world)


async def test_danger_while_the_rest_waits_for_the_bell_ends_the_waiting(world: World) -> None:
    teacher = await reported(world, IN_CLASS)
    for words in ("没好", "绿灯"):
        await teacher.says(words)
    forget(world)
    await teacher.says("大屏冒烟了")
    teacher.hears("先保安全")
    said = len(teacher.seen)
    await world.push(60 * MINUTE)
    assert not [message for message in teacher.seen[said:] if TORCH in message.text]
    assert (await world.ticket()).fault.facts.safety
    forget(world)


async def test_danger_in_another_room_is_a_ticket_of_its_own_and_ends_the_steps(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    await teacher.says("四年级1班的投影仪冒烟了")
    teacher.hears("先保安全")
    assert (await world.ticket(1002)).fault.facts.safety
    assert not (await world.ticket()).fault.facts.safety
    said = len(teacher.seen)
    await teacher.says("没好")
    assert not [message for message in teacher.seen[said:] if LAMP in message.text]
    forget(world)


async def test_a_person_please_ends_the_steps(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    await teacher.says("没好")
    forget(world)
    await teacher.says("转人工")
    teacher.hears("尽快联系您")
    assert await outcome(world) is SelfHelpOutcome.SKIPPED
    said = len(teacher.seen)
    await teacher.says("绿灯")
    assert not [message for message in teacher.seen[said:] if TORCH in message.text]
    forget(world)


async def test_a_lesson_that_begins_in_mid_walk_puts_the_slow_steps_off(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    await teacher.says("没好")
    await teacher.says("马上上课了，学生都等着")
    forget(world)
    assert (await world.ticket()).fault.facts.impact is Impact.LESSON_BLOCKED
    await teacher.says("绿灯")
    teacher.hears("您先上课", "下课后我再问")
    forget(world)


async def test_an_answer_to_an_earlier_step_is_harmless(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    first = teacher.hears(WAKE)
    await teacher.presses("没好", on=first)
    teacher.hears(LAMP)
    await teacher.presses("好了", on=first)
    teacher.hears("工单 1001")
    assert (await world.ticket()).status is Status.WAITING
    assert await tried(world) == [("wake", "no")]


async def test_the_same_press_twice_counts_once(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    await teacher.presses("没好")
    await world.repeat_last()
    assert await tried(world) == [("wake", "no")]
    forget(world)


async def test_a_question_of_the_second_report_does_not_lose_the_first_step(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    teacher.hears(WAKE)
    await teacher.says("投影仪也坏了")
    forget(world)
    for words in ("四年级1班", "不急", "完全不能用"):
        if len(await world.tickets_of("teacher1-gangbei")) > 1:
            break
        await teacher.says(words)
    teacher.hears("接着刚才这一步", WAKE)
    forget(world)


async def test_two_ways_to_go_on_then_the_steps_within_the_minute(world: World) -> None:
    await world.store.run(has(Means.LOANER, Means.HOTSPOT))
    teacher = await reported(world, IN_CLASS)
    teacher.hears("备用投影仪")
    await teacher.says("没有")
    teacher.hears("热点")
    await teacher.says("不会弄")
    teacher.hears(WAKE)
    await teacher.presses("没好")
    changes_to(teacher, LAMP)
    await teacher.presses("红灯")
    changes_to(teacher, "您先上课")
    forget(world)


async def test_a_colleague_in_steps_of_their_own_gets_these_after_them(world: World) -> None:
    await world.store.run(keeps("teacher2-gangbei"))
    keeper = world.teacher("gangbei", 2)
    await keeper.says("五年级1班大屏黑屏了，不急")
    forget(world)
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏黑屏了，不急")
    await teacher.presses("交给电教员")
    keeper.hears("刘老师1")
    assert not [message for message in keeper.unread if WAKE in message.text]
    await keeper.says("好了")
    keeper.hears("再看工单 1002", WAKE)
    await keeper.says("没好")
    assert LAMP in keeper.seen[-1].text
    forget(world)


async def test_a_colleague_who_gets_stuck_hands_over_to_the_engineer(world: World) -> None:
    await world.store.run(keeps("teacher2-gangbei"))
    teacher, keeper = await reported(world, AT_LEISURE), world.teacher("gangbei", 2)
    await teacher.presses("交给电教员")
    forget(world)
    await keeper.says("没好")
    await keeper.presses("不亮")
    keeper.hears("谢谢您帮忙", "已转给工程师")
    teacher.hears("已呼叫 王工")
    world.seat("wang").hears("不亮")
    forget(world)


async def test_the_colleague_of_a_class_that_waits_has_time_for_the_slow_steps(world: World) -> None:
    await world.store.run(keeps("teacher2-gangbei"))
    teacher, keeper = await reported(world, IN_CLASS), world.teacher("gangbei", 2)
    await teacher.presses("下课再说")
    await teacher.says("交给电教员")
    forget(world)
    await keeper.says("没好")
    await keeper.says("红灯")
    assert RESTART in keeper.seen[-1].text
    assert "不会做" in labels(keeper)
    forget(world)


async def test_english_from_the_first_word_to_the_last(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("The smart board in room 302 has a black screen, no rush")
    teacher.hears("screen-off key")
    assert labels(teacher) == ["It works now", "Still broken", "I cannot do it", "Talk to a person", "More …"]
    await teacher.says("skip it")
    teacher.hears("What colour")
    await teacher.says("go back")
    teacher.hears("screen-off key")
    await teacher.presses("It works now")
    teacher.hears("The screen had only been switched off.")
    forget(world)


async def test_a_week_later_the_ticket_tells_the_whole_way(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    for words in ("跳过", "上一步", "没好", "红灯", "好了"):
        await teacher.says(words)
    await world.sleep_through(timedelta(days=7))
    assert await tried(world) == [
        ("wake", "skip"),
        ("lamp", "back"),
        ("wake", "no"),
        ("lamp", "red"),
        ("restart", "yes"),
    ]
    assert [known.answer for known in (await world.ticket()).known] == ["no", "red", "yes"]
    assert await outcome(world) is SelfHelpOutcome.SOLVED
    forget(world)
