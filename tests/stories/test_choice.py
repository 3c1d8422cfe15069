"""Who of those on duty is called, and why (issue 6, Choice of engineer; 001 §4.5.6; ADR 0020).

Monday 2026-09-21, 08:00. Wang is the primary of the first line, Li the backup, unless a story says otherwise.
"""

from datetime import timedelta

from desk.events import Paged
from desk.ids import RotationId
from desk.roster import Roster, Team
from desk.rotation import Rotation
from tests.kit.seat import Seat
from tests.kit.world import World
from tests.stories.paging import DARK, MINUTE, forget
from tests.stories.rosters import BEHIND, FIRST, LI, TEAMS, WANG
from usecases.enter_roster import enter_roster
from usecases.ports import UnitOfWork
from usecases.who_to_call import duty_for


async def as_equals(world: World, *, grab: bool = False) -> None:
    """The first line has no primary: Wang and Li are equals."""
    team = Team(FIRST, TEAMS[0].name, TEAMS[0].tier, equals=True, grab=grab)
    roster = Roster((team, TEAMS[1]), (Rotation(RotationId("both"), FIRST, ((WANG, LI),)), BEHIND))
    await world.store.run(enter_roster, roster)
    await world.settle()
    forget(world)


async def repaired(world: World, who: Seat, teacher: Seat, words: str) -> None:
    """A job from the report to the teacher's yes."""
    await teacher.says(words)
    for label in ("接单", "到达", "已修复"):
        await who.presses(label)
        await world.push(MINUTE)
    await who.says("换了电源线")
    await teacher.presses("好了")
    forget(world)


async def test_the_primary_is_called_and_the_card_says_why(world: World) -> None:
    await world.teacher("changge").says(DARK)
    wang = world.seat("wang")
    wang.hears("三年级2班", "派给您：您是这一班的主值")
    await wang.says("为什么是我")
    wang.hears("为什么是您（工单 1001）：您是这一班的主值", "李工：备班", "依次看")
    (paged,) = [event for event in await world.trail() if isinstance(event, Paged)]
    assert [one.person for one in paged.chosen] == ["wang"]
    forget(world)


async def test_who_has_a_job_in_hand_is_passed_over_for_somebody_free(world: World) -> None:
    await world.teacher("changge").says(DARK)
    wang, li = world.seat("wang"), world.seat("li")
    await wang.presses("接单")
    forget(world)
    await world.teacher("changge", 2).says("五年级1班投影仪没信号，正在上课")
    li.hears("五年级1班", "派给您：王工 手上有工单 1001")
    wang.hears_nothing()
    await li.says("为什么是我 1002？")
    li.hears("工单 1002", "王工：手上有工单 1001")
    await li.says("为什么是我 1001")
    li.hears("找不到这一项")
    forget(world)


async def test_a_job_that_waits_for_parts_keeps_nobody_busy(world: World) -> None:
    await world.teacher("changge").says(DARK)
    wang = world.seat("wang")
    await wang.presses("接单")
    await wang.presses("⏸ 挂起")
    await wang.presses("等配件")
    await wang.presses("明早8点")
    forget(world)
    await world.teacher("changge", 2).says("五年级1班投影仪没信号，正在上课")
    wang.hears("五年级1班", "派给您：您是这一班的主值")
    forget(world)


async def test_of_equals_the_one_who_repaired_the_device_last_then_who_had_fewer_jobs(world: World) -> None:
    await as_equals(world)
    wang, li, teacher = world.seat("wang"), world.seat("li"), world.teacher("changge")
    await repaired(world, wang, teacher, "五年级1班投影仪没信号，正在上课")
    await teacher.says(DARK)
    li.hears("三年级2班", "派给您：您近7天接的单少（0 单）")
    await li.presses("接单")
    await li.presses("已修复")
    await li.says("插头松了")
    await teacher.presses("好了")
    forget(world)
    await repaired(world, wang, world.teacher("changge", 2), "六年级1班电脑蓝屏，正在上课")
    await world.push(timedelta(days=1))
    forget(world)
    await teacher.says(
        "五年级1班投影仪颜色不对，正在上课"
    )  # not the same fault: a repeat would go to another
    wang.hears("五年级1班", "派给您：这台设备上次是您修的")
    forget(world)


async def test_in_a_team_that_grabs_everybody_is_called_and_the_others_see_who_has_it(world: World) -> None:
    await as_equals(world, grab=True)
    await world.teacher("changge").says(DARK)
    wang, li = world.seat("wang"), world.seat("li")
    for seat in (wang, li):
        seat.hears("三年级2班", "派给您：抢单，先接先得")
    await li.presses("接单")
    li.hears("已记录")
    wang.hears_nothing()
    card = wang.card()
    assert "已接单（李工）" in card.text
    assert not card.choices
    await wang.presses("接单", on=wang.seen[0])
    wang.hears("已经有人接单")
    assert (await world.ticket()).handler == "li"
    forget(world)


async def test_whom_to_avoid_is_called_last(world: World) -> None:
    await world.teacher("changge").says(DARK)
    ticket = await world.ticket()

    def ranked(uow: UnitOfWork) -> list[str]:
        duty = duty_for(uow, ticket)
        return [one.person for one in duty.ranked((TEAMS[0].tier,), (), urgent=False, avoid=(WANG,))]

    assert await world.store.read(ranked) == ["li", "wang"]
    forget(world)
