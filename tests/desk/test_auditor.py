"""What a ticket is owed, from its events and its pack alone."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk.auditor import Finding, Lapse, Rows, Seen, Waiting, findings, owed
from desk.contract import StageName
from desk.ids import ContractId
from desk.roster import Duty
from desk.sla import ageing_timers, stage_timers
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from tests.kit import builders as a

PACK = a.packs()[ContractId("changge")]
NOBODY = Duty(())


def claims(ticket: Ticket, *trail: ev.Event) -> tuple[Timer, ...]:
    return owed(ticket, PACK, lambda: trail)


def found(ticket: Ticket, rows: Rows, minutes: float) -> tuple[Finding, ...]:
    seen = Seen(a.NOON + timedelta(minutes=minutes), lambda: NOBODY)
    return findings(ticket, PACK, claims(ticket), rows, seen)


def waiting(*timers: Timer) -> Rows:
    assert all(timer.ticket for timer in timers)
    rows = {t.key: Waiting(t.key, t.ticket, t.kind, t.due, t.due) for t in timers if t.ticket}
    return Rows(rows, frozenset())


def test_an_open_ticket_is_owed_its_clocks_and_its_age() -> None:
    ticket = a.a_ticket()
    assert set(claims(ticket)) >= {*stage_timers(ticket, PACK), *ageing_timers(ticket, PACK)}


@pytest.mark.parametrize("status", [Status.CLOSED])
def test_a_ticket_that_is_over_is_owed_nothing(status: Status) -> None:
    assert claims(a.a_ticket(status=status)) == ()


def test_what_waits_for_its_instant_is_no_finding_and_what_does_not_is_one() -> None:
    ticket = a.a_ticket()
    every = claims(ticket)
    assert found(ticket, waiting(*every), 0) == ()
    lost = next(timer for timer in every if timer.kind is TimerKind.STAGE_PAST)
    (one,) = found(ticket, waiting(*(timer for timer in every if timer != lost)), 0)
    assert (one.lapse, one.timer, one.no) == (Lapse.MISSING, lost, 1001)


@pytest.mark.parametrize(("seconds", "lapses"), [(0, set()), (30, set()), (31, {Lapse.LATE})])
def test_a_waiting_timer_is_late_after_half_a_minute(seconds: int, lapses: set[Lapse]) -> None:
    ticket = a.a_ticket()
    first = min(claims(ticket), key=lambda timer: timer.due)
    minutes = (first.due - a.NOON).total_seconds() / 60 + seconds / 60
    assert {one.lapse for one in found(ticket, waiting(*claims(ticket)), minutes)} == lapses


def test_a_timer_marked_done_that_changed_nothing_is_lost_and_one_that_was_told_is_not() -> None:
    ticket = a.a_ticket()
    response = next(
        timer
        for timer in claims(ticket)
        if timer.kind is TimerKind.STAGE_PAST and timer.stage is StageName.RESPONSE
    )
    rest = tuple(timer for timer in claims(ticket) if timer.due > response.due)
    due = {timer.key for timer in claims(ticket) if timer.due <= response.due}
    minutes = (response.due - a.NOON).total_seconds() / 60
    rows = Rows(waiting(*rest).waiting, due)
    assert Lapse.LOST in {one.lapse for one in found(ticket, rows, minutes)}
    told = a.a_ticket(
        way=(
            *a.way_to(Status.WAITING),
            *(
                ev.DeadlineMissed(at=response.due, stage=stage, due=response.due, late=timedelta())
                for stage in StageName
            ),
        )
    )
    assert claims(told) != claims(ticket)
    assert response not in claims(told)
