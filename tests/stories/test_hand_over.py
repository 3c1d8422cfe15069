"""A shift is handed over with its open jobs: taken with one button, or left where they are and told (issue 6, Roster)."""

from desk.roster_events import RosterAct
from tests.kit.world import World
from tests.stories.rosters import (
    DARK,
    DAY,
    LI,
    MINUTE,
    WANG,
    acts,
    clock,
    first_line,
    forget,
    until,
    with_turns,
)


async def test_the_next_person_takes_the_open_jobs_over_with_one_button(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    li, wang = world.seat("li"), world.seat("wang")
    await world.teacher("changge").says(DARK)
    await li.presses("接单")
    await li.presses("出发")
    forget(world)
    await until(world, clock("09-21", "18:00"))
    digest = wang.hears("东片一线 交班：李工 → 您，未完成 1 单", "#1001", "三年级2班")
    forget(world)
    await wang.presses("接班", on=digest)
    wang.hears("已接班，1 个工单归您")
    li.hears("工单 1001")
    world.teacher("changge").hears("王工")
    ticket = await world.ticket()
    assert (ticket.handler, ticket.status) == ("wang", "en_route")
    forget(world)
    await wang.presses("接班", on=digest)
    wang.hears("没有要接的工单了")
    await world.push(31 * MINUTE)
    assert RosterAct.NOT_TAKEN not in await acts(world)
    forget(world)


async def test_at_night_jobs_that_nobody_takes_stay_and_the_supervisors_are_told(world: World) -> None:
    await with_turns(world, (LI,), (WANG,), at=clock("09-21", "23:00").time())
    li, wang, chen = world.seat("li"), world.seat("wang"), world.seat("chen")
    await until(world, clock("09-21", "22:40"))
    await world.teacher("changge").says(DARK)
    await li.presses("接单")
    forget(world)
    await until(world, clock("09-21", "23:00"))
    wang.hears("交班：李工 → 您")
    forget(world)
    await until(world, clock("09-21", "23:29"))
    assert "没人接班" not in "".join(message.text for message in chen.unread)
    await until(world, clock("09-21", "23:30"))
    told = chen.hears("东片一线 没人接班：王工 30 分钟没有应答，工单仍在 李工 名下", "#1001")
    assert [choice.label for choice in told.choices] == ["⇄ #1001"]
    assert (await world.ticket()).handler == "li"
    forget(world)


async def test_a_job_that_nobody_has_rings_with_whoever_takes_the_shift(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    await until(world, clock("09-21", "17:58"))
    await world.teacher("changge").says(DARK)
    forget(world)
    await until(world, clock("09-21", "18:00"))
    wang = world.seat("wang")
    await wang.presses("接班")
    wang.hears("已接班，1 个工单归您")
    wang.hears("工单 1001", "三年级2班")
    assert "wang" in (await world.ticket()).paged
    forget(world)


async def test_a_shift_without_open_jobs_changes_hands_in_silence(world: World) -> None:
    await with_turns(world, (LI,), (WANG,))
    await until(world, clock("09-21", "18:00") + 8 * DAY)
    assert await first_line(world) == ("li",)
    world.nothing_else_was_said()
