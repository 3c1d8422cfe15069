"""What the clock owes a ticket happens, whatever becomes of its timers (reliability.md T03-T06, R20)."""

import asyncio
from datetime import timedelta

from app.wiring import fire
from desk import events as ev
from desk.auditor import Lapse
from desk.buttons import Verb
from desk.contract import StageName
from desk.ids import PersonId
from desk.ticket import Status
from desk.timers import TimerKind
from scheduler.ticker import Ticker
from tests.conftest import Line
from tests.kit.world import World
from tests.stories.auditing import auditor, by_hand, found_by, without_audit_lines
from usecases.audit_tickets import AUDITOR
from usecases.ports import UnitOfWork
from usecases.work_job import WorkJob, work_job

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
LOSE = "DELETE FROM timers WHERE kind = :kind AND fired_at IS NULL"


async def reported(world: World) -> None:
    """Ticket 1001 of a stopped lesson: near after 8 minutes, response and departure due after 10, then a rung every 5."""
    teacher = world.teacher("changge")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    forget(world)


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def missed(world: World, no: int = 1001) -> list[StageName]:
    return [event.stage for event in await world.trail(no) if isinstance(event, ev.DeadlineMissed)]


async def test_a_timer_somebody_deleted_is_there_again_after_one_round_and_fires_at_its_instant(
    world: World, log_lines: list[Line]
) -> None:
    await reported(world)
    assert by_hand(world, LOSE, kind=TimerKind.STAGE_PAST) > 1
    found = await auditor(world).round()
    assert {finding.lapse for finding in found} == {Lapse.MISSING}
    await world.push(10 * MINUTE - SECOND)
    assert await missed(world) == []  # never early
    await world.push(SECOND)
    assert await missed(world) == [StageName.RESPONSE, StageName.DISPATCH]
    assert await found_by(world) == ()
    forget(world)
    assert {line["ticket"] for line in without_audit_lines(log_lines)} == {1001}


async def test_a_deadline_that_passed_unseen_is_told_once_as_soon_as_the_auditor_comes(
    world: World, log_lines: list[Line]
) -> None:
    await reported(world)
    by_hand(world, LOSE, kind=TimerKind.STAGE_PAST)
    await world.push(11 * MINUTE)
    assert await missed(world) == []
    forget(world)
    await auditor(world).round()
    await world.settle()
    assert await missed(world) == [StageName.RESPONSE, StageName.DISPATCH]
    world.seat("chen").hears("响应超时")
    world.seat("ops").hears("稽核", "工单 1001", "没有计时器")
    forget(world)
    await auditor(world).round()
    await world.settle()
    world.nothing_else_was_said()
    assert without_audit_lines(log_lines)


async def test_a_timer_that_is_marked_done_without_effect_is_fired_once_more_and_only_once(
    world: World, log_lines: list[Line]
) -> None:
    await reported(world)
    world.clock.push_to(world.clock.now() + 11 * MINUTE)
    by_hand(
        world, "UPDATE timers SET fired_at = due WHERE fired_at IS NULL AND due <= :now", now=_micro(world)
    )
    found = await auditor(world).round()
    assert {finding.lapse for finding in found} == {Lapse.LOST}
    await world.settle()
    assert await missed(world) == [StageName.RESPONSE, StageName.DISPATCH]
    forget(world)
    assert await auditor(world).round() == ()
    assert without_audit_lines(log_lines)


async def test_a_stopped_ticker_is_noticed(world: World, log_lines: list[Line]) -> None:
    await reported(world)
    world.clock.push_to(world.clock.now() + 12 * MINUTE)
    watcher = auditor(world)
    found = await watcher.round()
    assert {finding.lapse for finding in found} == {Lapse.LATE}
    assert len(without_audit_lines(log_lines)) == len(found)
    await world.settle()
    assert await missed(world) == [StageName.RESPONSE, StageName.DISPATCH]
    forget(world)
    assert await watcher.round() == ()


async def test_a_stopped_ticker_is_noticed_and_its_timers_fire_once_whoever_comes_first(
    world: World, log_lines: list[Line]
) -> None:
    """T04: the ticker stood still for two minutes across the deadlines; then both wake in the same moment."""
    await reported(world)
    world.clock.push_to(world.clock.now() + 12 * MINUTE)
    ticker, watcher = Ticker(world.store, fire), auditor(world)
    assert {finding.lapse for finding in await found_by(world)} == {Lapse.LATE}
    found, _ = await asyncio.gather(watcher.round(), ticker.sweep())
    assert {finding.lapse for finding in found} <= {Lapse.LATE}, "none when the ticker was quicker"
    await world.settle()
    assert await missed(world) == [StageName.RESPONSE, StageName.DISPATCH]
    forget(world)
    assert await watcher.round() == ()
    assert len(without_audit_lines(log_lines)) == len(found)


async def test_a_timer_that_is_a_little_late_is_left_to_the_ticker(world: World) -> None:
    await reported(world)
    world.clock.push_to(world.clock.now() + 10 * MINUTE + 29 * SECOND)
    by_hand(
        world,
        "UPDATE timers SET fired_at = due WHERE kind = 'stage_near' AND fired_at IS NULL AND due <= :now",
        now=_micro(world),
    )
    assert {finding.timer.kind for finding in await found_by(world)} <= {TimerKind.STAGE_NEAR}
    await world.settle()
    forget(world)


async def test_a_reminder_that_came_too_late_is_not_lost_because_others_are_near_now(world: World) -> None:
    """After an outage it said nothing, rightly: its deadline was past. Fired again it would remind of those that are near by then, which
    have timers of their own.
    """
    await reported(world)
    world.clock.push_to(world.clock.now() + 21 * MINUTE)
    await world.settle()
    assert StageName.ARRIVAL in await missed(world)
    world.clock.push_to(world.clock.now() + 75 * MINUTE + 5 * SECOND)
    assert {finding.lapse for finding in await found_by(world)} == {Lapse.LATE}, "the ladder's next step"
    await world.settle()
    assert StageName.SOLUTION in {
        event.stage for event in await world.trail(1001) if isinstance(event, ev.DeadlineNeared)
    }
    await world.push(MINUTE)
    forget(world)


async def test_a_ladder_whose_next_step_was_lost_climbs_on(world: World, log_lines: list[Line]) -> None:
    await reported(world)
    await world.push(10 * MINUTE)
    world.seat("zhao").hears("三年级2班")
    assert by_hand(world, LOSE, kind=TimerKind.CLIMB) >= 1
    await world.push(5 * MINUTE + 40 * SECOND)
    forget(world)
    await auditor(world).round()
    await world.settle()
    world.seat("sun").hears("三年级2班")
    forget(world)
    await world.push(6 * MINUTE)
    assert any(isinstance(event, ev.CallListSent) for event in await world.trail())
    forget(world)
    assert by_hand(world, LOSE, kind=TimerKind.REPEAT) == 1
    lists = len([event for event in await world.trail() if isinstance(event, ev.CallListSent)])
    for _ in range(3):
        await auditor(world).round()
        await world.push(10 * MINUTE)
    assert len([event for event in await world.trail() if isinstance(event, ev.CallListSent)]) > lists + 1
    forget(world)
    assert without_audit_lines(log_lines)


async def test_a_repair_whose_reminders_were_lost_is_still_asked_about(
    world: World, log_lines: list[Line]
) -> None:
    await reported(world)
    ticket = await world.ticket()
    for verb in (Verb.ACCEPT, Verb.REPAIR):
        await world.store.run(work_job, WorkJob(ticket.id, PersonId("wang"), verb, "换了线"))
    await world.settle()
    assert (await world.ticket()).status is Status.REPAIRED
    by_hand(world, LOSE, kind=TimerKind.ASK_CONFIRMATION)
    by_hand(world, LOSE, kind=TimerKind.CALLBACK)
    await auditor(world).round()
    await world.push(timedelta(days=4))
    ticket = await world.ticket()
    assert (ticket.reminders > 0, ticket.is_calling) == (True, True)
    forget(world)
    assert without_audit_lines(log_lines)


async def test_without_an_operator_findings_stand_in_the_log_and_a_round_leaves_its_sign_of_life(
    world: World, log_lines: list[Line]
) -> None:
    await reported(world)
    by_hand(world, LOSE, kind=TimerKind.STAGE_NEAR)
    watcher = auditor(world)
    watcher._operator = None  # the only difference to the others
    await watcher.round()
    assert without_audit_lines(log_lines)
    beats = await world.store.read(_beats)
    assert beats[AUDITOR] == world.clock.now()


def _beats(uow: UnitOfWork) -> dict[str, object]:
    return dict(uow.health.beats())


def _micro(world: World) -> int:
    return int(world.clock.now().timestamp() * 1_000_000)
