"""Timers of clocks that move: what they mean, and that nobody is told twice (ADR 0007)."""

from desk import events as ev
from desk import sla
from desk.change import Change
from desk.contract import StageName
from desk.escalation import fire, is_moot
from desk.notices import Kind
from desk.roster import Duty
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from tests.desk.test_holds import CHANGGE, after, at, held, on_site, regraded, resumed
from tests.kit.builders import a_ticket


def test_the_timer_of_a_hold_that_is_over_does_not_end_the_next_one() -> None:
    first = after(on_site(), held(at(10), at(70)))
    (timer,) = sla.hold_timer(first)
    second = after(first, resumed(at(40)), held(at(50), at(200)))
    assert is_moot(timer, second, CHANGGE)
    assert fire(Change(second), timer, CHANGGE, Duty(()), at(70)) == Change(second)
    (own,) = sla.hold_timer(second)
    over = fire(Change(second), own, CHANGGE, Duty(()), at(200))
    assert over.ticket.hold is None
    assert [n.kind for n in over.notices] == [Kind.HOLD_OVER, Kind.RESUMED]


def test_what_was_missed_is_told_once_however_the_clock_moves() -> None:
    ticket = a_ticket(status=Status.ACCEPTED, grade="III")
    due = next(
        t
        for t in sla.stage_timers(ticket, CHANGGE)
        if t.stage is StageName.SOLUTION and t.kind is TimerKind.STAGE_PAST
    )
    once = fire(Change(ticket), due, CHANGGE, Duty(()), due.due)
    missed = [event.stage for event in once.events if isinstance(event, ev.DeadlineMissed)]
    assert sorted(missed) == ["arrival", "diagnosis", "dispatch", "solution"]
    risen = regraded(once.ticket, "II", at(121))
    for timer in sla.stage_timers(risen, CHANGGE):
        if timer.kind is TimerKind.STAGE_PAST and timer.stage is not StageName.SPARE:
            assert is_moot(timer, risen, CHANGGE)


def near(ticket: Ticket, stage: StageName = StageName.SOLUTION) -> Timer:
    found = sla.stage_timers(ticket, CHANGGE)
    return next(t for t in found if t.stage is stage and t.kind is TimerKind.STAGE_NEAR)


def test_a_reminder_is_given_again_only_when_its_threshold_has_moved_beyond_it() -> None:
    ticket = on_site("II")
    told = fire(Change(ticket), near(ticket), CHANGGE, Duty(()), at(48)).ticket
    assert StageName.SOLUTION in told.neared
    waiting = after(told, held(at(50), at(160)))
    assert is_moot(near(waiting), waiting, CHANGGE)
    fallen = regraded(told, "III", at(49))
    assert near(fallen).due == at(96)
    again = fire(Change(fallen), near(fallen), CHANGGE, Duty(()), at(96))
    assert [type(event) for event in again.events] == [ev.DeadlineNeared] * 2, "diagnosis and solution"
    risen = regraded(told, "I", at(49))
    assert is_moot(near(risen), risen, CHANGGE)
