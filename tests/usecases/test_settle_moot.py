"""Timers that mean nothing any more are marked together; whatever may decide something is left to a transaction of its own."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import events as ev
from desk.change import Change
from desk.contract import StageName
from desk.escalation import _FIRES, fire, is_moot
from desk.ids import ContractId, PersonId, TicketId
from desk.refusals import NotFound
from desk.sla import ageing_timers, deadline, stage_timers
from desk.ticket import Ticket, evolve, replay
from desk.timers import Timer, TimerKind
from scheduler.ticker import LEASE, Ticker
from tests.conftest import Line
from tests.desk.crew import FULL
from tests.kit.builders import ENGINEER, MINUTE, NOON, a_ticket, an_opening, packs
from tests.kit.seat import Seat
from tests.kit.world import World
from usecases.fire_timer import fire_timer, settle_moot
from usecases.ports import UnitOfWork

CHANGGE = packs()[ContractId("changge")]
STEPS: tuple[Callable[[Ticket, int], ev.Event], ...] = (
    lambda _, m: ev.Acknowledged(at=NOON + m * MINUTE, by=ENGINEER),
    lambda _, m: ev.Arrived(at=NOON + m * MINUTE, by=ENGINEER),
    lambda _, m: ev.Repaired(at=NOON + m * MINUTE, by=ENGINEER),
    lambda _, m: ev.FixDenied(at=NOON + m * MINUTE),
    lambda _, m: ev.FixConfirmed(at=NOON + m * MINUTE),
    lambda t, m: ev.DeadlineNeared(at=NOON + m * MINUTE, stage=StageName.ARRIVAL, due=NOON, told=t.paged),
    lambda _, m: ev.DeadlineMissed(at=NOON + m * MINUTE, stage=StageName.ARRIVAL, due=NOON, late=MINUTE),
)


@given(st.lists(st.sampled_from(STEPS), max_size=8), st.integers(0, 60 * 24 * 4))
def test_a_moot_timer_would_have_decided_nothing(
    steps: list[Callable[[Ticket, int], ev.Event]], minute: int
) -> None:
    trail: list[ev.Event] = [an_opening(grade="II")]
    timers: set[Timer] = set()
    for at, step in enumerate(steps, start=1):
        ticket = replay(trail)
        timers |= {*stage_timers(ticket, CHANGGE), *ageing_timers(ticket, CHANGGE)}
        trail.append(step(ticket, at))
    ticket, now = replay(trail), NOON + minute * MINUTE
    for timer in timers:
        if is_moot(timer, ticket, CHANGGE):
            assert fire(Change(ticket), timer, CHANGGE, FULL, now) == Change(ticket)
            if timer.round == ticket.round and ticket.status.is_open:
                assert _FIRES[timer.kind](Change(ticket), timer, CHANGGE, FULL, now) == Change(ticket)


def test_a_running_clock_nobody_was_told_of_is_not_moot() -> None:
    ticket = a_ticket(way=(), grade="II")
    assert not any(is_moot(timer, ticket, CHANGGE) for timer in stage_timers(ticket, CHANGGE))
    told = evolve(ticket, ev.DeadlineMissed(at=NOON, stage=StageName.RESPONSE, due=NOON, late=timedelta(0)))
    past = [timer for timer in stage_timers(ticket, CHANGGE) if is_moot(timer, told, CHANGGE)]
    assert [(timer.stage, timer.kind) for timer in past] == [(StageName.RESPONSE, TimerKind.STAGE_PAST)]
    assert deadline(told, CHANGGE, StageName.RESPONSE) is not None


def due_now(uow: UnitOfWork) -> tuple[Timer, ...]:
    return uow.timers.lease_due(uow.now, uow.now + LEASE, 1000)


async def test_what_means_nothing_is_marked_and_the_rest_comes_back(world: World, reported: Seat) -> None:
    await world.seat("wang").presses("接单")
    world.clock.push_to(NOON + timedelta(hours=1))
    leased = await world.store.run(due_now)
    left = await world.store.run(settle_moot, leased)
    assert StageName.RESPONSE in {timer.stage for timer in leased}
    assert StageName.RESPONSE not in {timer.stage for timer in left}
    assert {StageName.DISPATCH, StageName.ARRIVAL} <= {timer.stage for timer in left}
    world.clock.push_to(NOON + timedelta(hours=1) + LEASE)
    assert {timer.key for timer in await world.store.run(due_now)} == {timer.key for timer in left}


async def test_a_conversations_timer_is_not_ours_to_settle(world: World) -> None:
    patience = Timer("q", TimerKind.QUESTION_PATIENCE, NOON, peer=world.teacher("changge").peer)
    assert await world.store.run(settle_moot, (patience,)) == (patience,)


async def test_a_broken_ticket_silences_no_other_timer(
    world: World, reported: Seat, log_lines: list[Line]
) -> None:
    lost = Timer("lost", TimerKind.STAGE_PAST, NOON, TicketId("gone"), stage=StageName.ARRIVAL)
    await world.store.run(lambda uow: uow.timers.add((lost,)))
    world.clock.push_to(NOON + timedelta(minutes=11))
    with pytest.raises(NotFound):
        await world.store.run(settle_moot, (lost,))
    await Ticker(world.store, fire_timer, settle_moot).sweep()
    ticket = await world.store.read(lambda uow: uow.tickets.open_of(PersonId("teacher1-changge"))[0])
    assert StageName.RESPONSE in ticket.missed
    assert [line["key"] for line in log_lines if line.get("action") == "timer_failed"] == ["lost"]
    assert "timers_not_settled" in {line.get("action") for line in log_lines}
