"""Pages that wait: quiet hours and storms; and what never waits (issue 6, Paging; ADR 0020).

Monday 2026-09-21, 08:00. Wang is the primary of the first line, Li the backup, Zhao the second line.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from desk.events import CallListSent
from desk.paging import PagingRules
from desk.ticket import Status
from tests.kit.world import World
from tests.stories.paging import DARK, LADDER, MINUTE, RULES, by_rules, called, forget, reported
from tests.stories.rosters import until

SMOKE = "三年级2班大屏冒烟了"
STORMY = PagingRules(storm_most=2)
ROOMS = ("一年级1班", "一年级2班", "二年级1班", "二年级2班", "二年级3班", "四年级1班")

FAULTS = ("投影仪没信号", "大屏黑屏了", "电脑蓝屏了", "话筒没声音", "电脑死机了")
"""All different: rooms of a building with one fault would be one job."""


def today(hour: str) -> datetime:
    return datetime.fromisoformat(f"2026-09-21T{hour}+08:00")


async def quiet(world: World, *people: str, hours: str = "7:30-9:00") -> None:
    for person in people:
        await world.seat(person).says(f"免打扰 {hours}")
        world.seat(person).hears("已设免打扰", "最紧急的故障照样会响")


async def test_quiet_hours_are_set_shown_and_ended_in_chat(world: World) -> None:
    wang = world.seat("wang")
    await wang.says("免打扰")
    wang.hears("您没有设免打扰")
    await wang.says("免打扰 晚上")
    wang.hears("没看懂时间")
    await wang.says("免打扰 22点到7点")
    wang.hears("已设免打扰 22:00–07:00（每天）")
    await wang.says("/quiet")
    wang.hears("您的免打扰 22:00–07:00")
    await wang.says("免打扰 关")
    wang.hears("免打扰已关")
    await wang.says("免打扰")
    wang.hears("您没有设免打扰")
    await world.teacher("changge").says("免打扰 22:00-7:00")
    forget(world)


async def test_somebody_awake_is_called_in_place_of_who_has_quiet_hours(world: World) -> None:
    await quiet(world, "wang")
    await world.teacher("changge").says(DARK)
    world.seat("li").hears("三年级2班", "派给您：王工 免打扰")
    world.seat("wang").hears_nothing()
    forget(world)


async def test_where_the_whole_line_has_quiet_hours_the_next_line_is_called_at_once(world: World) -> None:
    await quiet(world, "wang", "li")
    await world.teacher("changge").says(DARK)
    world.seat("zhao").hears("三年级2班", "派给您：王工 免打扰")
    world.seat("wang").hears_nothing()
    assert (await world.ticket()).paged == ("zhao",)
    forget(world)


async def test_where_nobody_is_awake_the_page_waits_and_rings_when_the_hours_are_over(world: World) -> None:
    await by_rules(world)
    await quiet(world, "wang", "li", "zhao", "sun", "maker", hours="7:30-8:05")
    await world.teacher("changge").says(DARK)
    wang = world.seat("wang")
    wang.hears_nothing()
    assert "王工：免打扰，先不响" in await called(world)
    await until(world, today("08:04"))
    wang.hears_nothing()
    await until(world, today("08:05"))
    wang.hears("三年级2班")
    await until(world, today("08:08"))
    wang.hears("第 2 次呼叫")
    await wang.presses("接单")
    assert (await world.ticket()).handler == "wang"
    forget(world)


async def test_a_page_that_waited_is_not_rung_when_somebody_has_the_job_by_then(world: World) -> None:
    await quiet(world, "wang", "li", "zhao", "sun", "maker", hours="7:30-8:05")
    await world.teacher("changge").says(DARK)
    await until(world, today("08:02"))
    chen = world.seat("chen")
    await chen.says("看板")
    await chen.presses("#1001")
    await chen.presses("接单")
    forget(world)
    await until(world, today("08:30"))
    world.seat("wang").hears_nothing()
    assert not [m for m in world.seat("wang").seen if "三年级2班" in m.text]
    forget(world)


async def test_danger_breaks_through_quiet_hours_whatever_the_grade(world: World) -> None:
    await quiet(world, "wang", "li", "zhao", "sun", "maker")
    wang = world.seat("wang")
    await world.teacher("changge").says(SMOKE)
    assert (await world.ticket()).verdict.rank == 2
    wang.hears("三年级2班", "⚠安全")
    forget(world)


async def test_who_is_named_by_a_colleague_is_rung_in_quiet_hours(world: World) -> None:
    await reported(world)
    await quiet(world, "zhao")
    wang = world.seat("wang")
    await wang.presses("转派")
    await wang.presses("赵工")
    world.seat("zhao").hears("三年级2班", "派给您：有人指定转给您")
    forget(world)


async def test_quiet_hours_that_begin_stop_the_ladder_until_they_are_over(world: World) -> None:
    await by_rules(world, replace(RULES, ladder=LADDER[:1]))
    await reported(world)
    await quiet(world, "wang", hours="8:00-8:20")
    world.seat("wang").unread.clear()
    await until(world, today("08:19"))
    assert not [m for m in world.seat("wang").unread if "次呼叫" in m.text]
    forget(world)


async def storm(world: World, rooms: tuple[str, ...]) -> None:
    for room, fault in zip(rooms, FAULTS, strict=False):
        await world.teacher("changge").says(f"{room}{fault}，正在上课")
        await world.push(timedelta(seconds=5))


async def test_many_pages_at_once_become_one_message_with_a_button_for_each(world: World) -> None:
    await by_rules(world, STORMY)
    await world.everybody_leaves("li")
    await storm(world, ROOMS[:5])
    wang = world.seat("wang")
    wang.hears("一年级1班")
    wang.hears("一年级2班")
    assert not [m for m in wang.unread if "二年级" in m.text]
    await world.push(MINUTE)
    bundle = wang.hears("还有 3 单等您，点 ✓ 接单", "#1003", "二年级1班", "#1005")
    assert [choice.label for choice in bundle.choices] == ["✓ #1003", "✓ #1004", "✓ #1005"]
    assert "王工：08:0" in await called(world, 1004)
    await wang.presses("✓ #1004", on=bundle)
    assert (await world.ticket(1004)).handler == "wang"
    assert bundle.card is not None
    after = wang.card(bundle.card)
    assert "还有 2 单" in after.text
    assert [choice.label for choice in after.choices] == ["✓ #1003", "✓ #1005"]
    forget(world)


async def test_what_somebody_took_meanwhile_is_left_out_of_the_bundle(world: World) -> None:
    await by_rules(world, STORMY)
    await world.everybody_leaves("li")
    await storm(world, ROOMS[:3])
    chen = world.seat("chen")
    await chen.says("看板")
    await chen.presses("#1003")
    await chen.presses("接单")
    forget(world)
    await world.push(MINUTE)
    assert not [m for m in world.seat("wang").unread if "1003" in m.text]
    forget(world)


async def test_danger_never_waits_in_a_bundle(world: World) -> None:
    await by_rules(world, STORMY)
    await world.everybody_leaves("li")
    await storm(world, ROOMS[:4])
    forget(world)
    await world.teacher("changge", 2).says(SMOKE)
    world.seat("wang").hears("三年级2班", "⚠安全")
    forget(world)


async def test_a_bundle_that_reaches_nobody_calls_the_next_for_each_of_its_jobs(world: World) -> None:
    await by_rules(world, STORMY)
    await storm(world, ROOMS[:4])
    world.blocked.add("wang")
    assert (await world.ticket(1003)).paged == ("wang",)
    await world.push(MINUTE)
    for no in (1003, 1004):
        assert "wang" in (await world.ticket(no)).unreachable
        assert "li" in (await world.ticket(no)).paged
    forget(world)


async def test_with_every_engineer_blocked_the_supervisors_get_the_numbers_until_one_has_phoned(
    world: World,
) -> None:
    """Personal ladders go on meanwhile, and change nothing of it."""
    await by_rules(world)
    world.blocked |= {"wang", "li", "zhao", "sun", "maker"}
    await world.teacher("changge").says(DARK)
    chen, lin = world.seat("chen"), world.seat("lin")
    for supervisor in (chen, lin):
        listed = supervisor.hears("请直接打电话", "王工", "0000-01", "厂家小周")
        assert "我已电话通知" in [choice.label for choice in listed.choices]
    told = await called(world)
    assert told.count("未送达：屏蔽了机器人") >= 5
    forget(world)
    await world.push(16 * MINUTE)
    chen.hears("请直接打电话")
    await lin.presses("我已电话通知")
    forget(world)
    await world.push(60 * MINUTE)
    assert not [m for m in chen.unread + lin.unread if "请直接打电话" in m.text]
    ticket = await world.ticket()
    assert (ticket.status, ticket.phoned) == (Status.WAITING, True)
    assert [e for e in await world.trail() if isinstance(e, CallListSent)]
    forget(world)
