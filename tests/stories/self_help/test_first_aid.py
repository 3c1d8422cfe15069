"""A teacher who mends the same thing again gets a card after school: one, kindly, and never at a bad moment."""

from datetime import datetime, timedelta

from desk.calendars import CalendarId
from desk.messages import Outgoing
from tests.kit.seat import Seat
from tests.kit.world import ZONE, World
from tests.stories.self_help.steps import AT_LEISURE, MINUTE, WAKE, forget, reported, with_timetable

DAY = timedelta(days=1)
CARD = "急救卡"


async def mends(world: World, words: str = AT_LEISURE) -> Seat:
    """The board is black; switching it off and on again helps."""
    teacher = world.teacher("gangbei")
    await teacher.says(words)
    for answer in ("没好", "红灯", "好了"):
        await teacher.says(answer)
    teacher.hears("已完成")
    forget(world)
    return teacher


async def until(world: World, clock: str) -> None:
    """Today at this time by the district's clock."""
    now = world.clock.now().astimezone(ZONE)
    hour, minute = map(int, clock.split(":"))
    await world.push(now.replace(hour=hour, minute=minute, second=0) - now)


def given(teacher: Seat, words: str = CARD) -> list[Outgoing]:
    return [message for message in teacher.unread if words in message.text]


async def mends_on_two_days(world: World) -> Seat:
    await mends(world)
    await until(world, "20:00")
    await world.push(12 * 60 * MINUTE)
    return await mends(world)


class TestGiven:
    async def test_the_second_time_after_school_what_it_was_and_what_to_do(self, world: World) -> None:
        teacher = await mends(world)
        await until(world, "20:00")
        assert given(teacher) == [], "once is no habit"
        await world.push(12 * 60 * MINUTE)
        await mends(world)
        await until(world, "18:09")
        assert given(teacher) == []
        await until(world, "18:10")
        card = teacher.hears(
            "又是您自己解决的", "大屏黑屏", "系统卡住了", "下次先试：请老师正常关机再开机。", "「急救卡」"
        )
        assert "有画面了吗" not in card.text
        assert len(card.text) <= 90

    async def test_it_is_shown_again_when_it_is_asked_for(self, world: World) -> None:
        teacher = world.teacher("gangbei")
        await teacher.says(CARD)
        teacher.hears("还没有急救卡")
        await mends_on_two_days(world)
        await until(world, "18:10")
        forget(world)
        await teacher.says(CARD)
        teacher.hears("急救卡 · 大屏黑屏", "请老师正常关机再开机。")

    async def test_in_english(self, world: World) -> None:
        for day in (0, 1):
            teacher = world.teacher("gangbei")
            await teacher.says("The smart board in room 302 is black, no hurry")
            for answer in ("no, it is still black", "red", "yes, it works now"):
                await teacher.says(answer)
            forget(world)
            await world.push((1 - day) * DAY)
            forget(world)
        await until(world, "18:10")
        card = teacher.hears(
            "You fixed it yourself again", "The system had frozen", "shut down and start again.", "“card”"
        )
        assert "Is there a picture" not in card.text
        await teacher.says("card")
        teacher.hears("First-aid card: The board is black")

    async def test_by_the_school_timetable_after_the_last_lesson(self, world: World) -> None:
        await world.store.run(with_timetable)
        teacher = await mends_on_two_days(world)
        calendar = world.library.calendars[CalendarId("school_year")]
        last = max(period.hours.closes for period in calendar.periods if period.lesson)
        due = datetime.combine(world.clock.now().astimezone(ZONE), last, ZONE) + 10 * MINUTE
        await world.push(due - world.clock.now() - timedelta(seconds=1))
        assert given(teacher) == []
        await world.push(timedelta(seconds=1))
        assert len(given(teacher)) == 1
        forget(world)

    async def test_asked_for_in_mid_step_the_step_comes_back(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        await teacher.says(CARD)
        teacher.hears("还没有急救卡")
        teacher.hears("接着刚才这一步", WAKE)


class TestNotGiven:
    async def test_another_one_within_a_fortnight(self, world: World) -> None:
        teacher = await mends_on_two_days(world)
        await until(world, "18:10")
        assert len(given(teacher)) == 1
        forget(world)
        for clock, cards in (("19:00", 0), ("20:00", 1)):
            await world.push(7 * DAY)
            await mends(world)
            await until(world, clock)
            assert len(given(teacher)) == cards
        forget(world)

    async def test_after_sixty_days(self, world: World) -> None:
        teacher = await mends(world)
        await world.push(61 * DAY)
        await mends(world)
        await until(world, "20:00")
        assert given(teacher) == []
        forget(world)

    async def test_while_something_else_of_theirs_is_broken(self, world: World) -> None:
        teacher = await mends_on_two_days(world)
        await teacher.says("四年级1班的打印机卡纸了，不急")
        await until(world, "20:00")
        assert given(teacher) == []
        forget(world)

    async def test_when_the_fault_came_back(self, world: World) -> None:
        teacher = await mends_on_two_days(world)
        await world.push(60 * MINUTE)
        await teacher.says("大屏没修好，又黑了")
        wang = world.seat("wang")
        await wang.presses("接单")
        await until(world, "20:00")
        assert given(teacher) == []
        forget(world)

    async def test_at_night_or_in_a_lesson_because_the_desk_was_down(self, world: World) -> None:
        teacher = await mends_on_two_days(world)
        await world.sleep_through(timedelta(hours=25))
        assert given(teacher) == []
        await until(world, "18:09")
        assert given(teacher) == []
        await until(world, "18:10")
        assert len(given(teacher)) == 1
        forget(world)


async def test_the_timer_is_set_only_for_what_nobody_came_for(world: World) -> None:
    await mends(world)
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await world.push(DAY)
    forget(world)
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await teacher.says("没好")
    await teacher.says("红灯")
    await wang.presses("接单")
    await wang.presses("到达")
    await world.push(46 * MINUTE)
    forget(world)
    await until(world, "20:00")
    assert given(teacher) == []
    forget(world)
