"""What a timer means: each decides nothing when its cause is gone, in another round, or twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import events as ev
from desk.change import Change
from desk.contract import StageName
from desk.escalation import is_moot, page, undelivered
from desk.notices import Kind
from desk.sla import ageing_timers
from desk.ticket import Status, Ticket, evolve
from desk.timers import Timer, TimerKind
from tests.desk.crew import (
    ARRIVAL,
    CALM,
    CHANGGE,
    CHEN,
    DISPATCH,
    FULL,
    GANGBEI,
    LIN,
    MAKER,
    RESPONSE,
    SUN,
    WANG,
    ZHAO,
    accepted,
    called,
    forgetting,
    fresh,
    kinds,
    minute,
    near,
    past,
    run,
    timer,
    told,
)
from tests.kit.builders import NOON, TEACHER, a_step, a_ticket


def test_near_the_deadline_those_who_were_called_are_reminded() -> None:
    change = called("III")
    found = run(change, near(RESPONSE, change.ticket), minute(8))
    assert kinds(found) == [ev.DeadlineNeared, ev.DeadlineNeared]
    assert told(found, Kind.REMIND) == [WANG]
    assert dict(found.notices[0].extra) == {"stages": "response,dispatch"}, (
        "one message for clocks that are near together"
    )


def test_near_the_deadline_only_the_handler_is_reminded_once_there_is_one() -> None:
    change = accepted(called("II"), minute(1))
    found = run(change, near(ARRIVAL, change.ticket), minute(12))
    assert told(found, Kind.REMIND) == [WANG]
    assert told(found, Kind.NEAR) == [CHEN, LIN]


def test_the_supervisors_hear_of_a_near_deadline_only_when_it_presses() -> None:
    quiet = forgetting(page(fresh("III", CALM), CHANGGE, FULL, NOON))
    assert told(run(quiet, near(RESPONSE, quiet.ticket), minute(8)), Kind.NEAR) == []
    lesson = called("III")
    assert told(run(lesson, near(RESPONSE, lesson.ticket), minute(8)), Kind.NEAR) == [CHEN, LIN]
    grave = forgetting(page(fresh("II", CALM), CHANGGE, FULL, NOON))
    assert told(run(grave, near(RESPONSE, grave.ticket), minute(4)), Kind.NEAR) == [CHEN, LIN]


def test_near_the_deadline_self_help_has_had_its_time_and_somebody_is_called() -> None:
    change = fresh("III")
    found = run(change, near(RESPONSE, change.ticket), minute(8))
    assert told(found, Kind.JOB) == [WANG]
    assert told(found, Kind.REMIND) == [WANG]


def test_after_an_outage_nobody_is_told_of_time_that_is_no_longer_left() -> None:
    change = fresh("III")
    found = run(change, near(RESPONSE, change.ticket), minute(11))
    assert told(found, Kind.JOB) == [WANG]
    assert told(found, Kind.REMIND) == told(found, Kind.NEAR) == []
    assert found.ticket.neared == ()


def test_a_missed_deadline_is_told_to_the_supervisors_and_climbs() -> None:
    change = called("III")
    found = run(change, past(RESPONSE, change.ticket), minute(10) + timedelta(seconds=3))
    missed = found.events[0]
    assert isinstance(missed, ev.DeadlineMissed)
    assert (missed.stage, missed.due, missed.late) == (RESPONSE, minute(10), timedelta(seconds=3))
    assert told(found, Kind.MISSED) == [CHEN, LIN]
    assert told(found, Kind.JOB) == [ZHAO]
    assert told(found, Kind.ESCALATED_TO) == [TEACHER]
    assert told(found, Kind.BREACHED) == []
    assert [(t.kind, t.stage, t.due) for t in found.timers] == [
        (TimerKind.CLIMB, RESPONSE, minute(15) + timedelta(seconds=3)),
        (TimerKind.CLIMB, DISPATCH, minute(15) + timedelta(seconds=3)),
    ]


def test_the_handler_hears_first_of_a_deadline_missed_in_their_hands() -> None:
    change = accepted(called("II"), minute(1))
    found = run(change, past(ARRIVAL, change.ticket), minute(15))
    assert told(found, Kind.BREACHED) == [WANG]
    assert told(found, Kind.MISSED) == [CHEN, LIN]


def test_a_supervisor_who_has_the_job_is_not_told_twice() -> None:
    taken = forgetting(called("II").happened(ev.TakenOver(at=minute(1), by=CHEN)))
    found = run(taken, past(ARRIVAL, taken.ticket), minute(15))
    assert told(found, Kind.BREACHED) == [CHEN]
    assert told(found, Kind.MISSED) == [LIN]


def test_our_own_goal_is_watched_like_a_promise_and_stays_marked_as_ours() -> None:
    change = called("A", "gangbei")
    due = timer(TimerKind.STAGE_PAST, RESPONSE, change.ticket, GANGBEI)
    found = run(change, due, minute(5), contract=GANGBEI)
    assert kinds(found)[0] is ev.DeadlineMissed
    assert told(found, Kind.MISSED) == [CHEN, LIN]


STAGE_TIMERS = [(kind, at) for kind, at in ((TimerKind.STAGE_NEAR, 4), (TimerKind.STAGE_PAST, 5))]


@pytest.mark.parametrize(("kind", "at"), STAGE_TIMERS)
def test_a_stage_timer_of_a_met_stage_decides_nothing(kind: TimerKind, at: int) -> None:
    waiting = called("II")
    change = accepted(waiting, minute(1))
    assert run(change, timer(kind, RESPONSE, waiting.ticket), minute(at)) == change


@pytest.mark.parametrize(("kind", "at"), STAGE_TIMERS)
def test_a_stage_timer_that_comes_twice_decides_once(kind: TimerKind, at: int) -> None:
    change = called("II")
    due = timer(kind, RESPONSE, change.ticket)
    once = forgetting(run(change, due, minute(at)))
    assert run(once, due, minute(at + 1)) == once


@pytest.mark.parametrize(("kind", "at"), STAGE_TIMERS)
def test_a_stage_timer_before_its_time_decides_nothing(kind: TimerKind, at: int) -> None:
    change = called("II")
    early = minute(at) - timedelta(seconds=1)
    assert run(change, timer(kind, RESPONSE, change.ticket), early) == change


def test_what_was_missed_under_the_easier_grade_is_not_missed_again_under_the_harder_one() -> None:
    change = called("III")
    due = past(RESPONSE, change.ticket)
    once = forgetting(run(change, due, due.due))
    verdict = a_ticket(way=(), grade="I").verdict
    graver = forgetting(once.happened(ev.Regraded(at=minute(10), verdict=verdict)))
    assert run(graver, past(RESPONSE, graver.ticket), minute(10)) == graver


def test_the_harder_grade_has_timers_of_its_own_and_those_of_the_easier_one_mean_nothing() -> None:
    change = called("III")
    old = past(RESPONSE, change.ticket)
    verdict = a_ticket(way=(), grade="I").verdict
    graver = forgetting(change.happened(ev.Regraded(at=minute(1), verdict=verdict)))
    assert run(graver, old, minute(10)) == graver
    missed = run(graver, past(RESPONSE, graver.ticket), minute(10)).events[0]
    assert isinstance(missed, ev.DeadlineMissed)
    assert missed.due == minute(5)


def test_a_stage_the_new_grade_does_not_have_decides_nothing() -> None:
    change = called("A", "gangbei")
    other = Timer("k", TimerKind.STAGE_PAST, NOON, change.ticket.id, None, StageName.DIAGNOSIS)
    assert run(change, other, minute(600), contract=GANGBEI) == change


OTHERS = (TimerKind.QUESTION_PATIENCE, TimerKind.FIRST_AID)
"""A conversation's, and one about a job that is over."""
EVERY_KIND = [kind for kind in TimerKind if kind not in OTHERS]


@pytest.mark.parametrize(
    ("status", "moot"), [(Status.CLOSED, False), (Status.CANCELLED, True), (Status.WAITING, True)]
)
def test_a_card_after_school_means_something_once_the_job_is_closed(status: Status, moot: bool) -> None:
    ticket = a_ticket(status=status, pack="gangbei")
    card = Timer("k", TimerKind.FIRST_AID, NOON, ticket.id)
    assert is_moot(card, ticket, GANGBEI) is moot


def test_a_card_after_school_means_nothing_once_the_fix_is_denied() -> None:
    denied = evolve(a_ticket(status=Status.CLOSED, pack="gangbei"), ev.FixDenied(at=minute(9), by=TEACHER))
    assert is_moot(Timer("k", TimerKind.FIRST_AID, NOON, denied.id), denied, GANGBEI)


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_timer_of_an_earlier_round_decides_nothing(kind: TimerKind) -> None:
    denied = evolve(a_ticket(status=Status.REPAIRED, pack="gangbei"), ev.FixDenied(at=minute(9), by=TEACHER))
    old = Timer("k", kind, NOON, denied.id, None, RESPONSE, round=1)
    assert run(Change(denied), old, minute(10_000), contract=GANGBEI) == Change(denied)


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED])
def test_a_timer_of_a_job_that_is_over_decides_nothing(kind: TimerKind, status: Status) -> None:
    over = Change(a_ticket(status=status, pack="gangbei"))
    due = Timer("k", kind, NOON, over.ticket.id, None, RESPONSE)
    assert run(over, due, minute(10_000), contract=GANGBEI) == over


def test_a_conversations_timer_decides_nothing_about_a_ticket() -> None:
    change = called()
    asked = Timer("k", TimerKind.QUESTION_PATIENCE, NOON, change.ticket.id)
    assert run(change, asked, minute(9)) == change


def test_stages_missed_together_are_told_once_and_climb_once() -> None:
    change = called("II")
    first = run(change, past(RESPONSE, change.ticket), minute(5))
    second = run(forgetting(first), past(DISPATCH, change.ticket), minute(5))
    assert told(first, Kind.JOB) == [ZHAO]
    assert told(first, Kind.MISSED) == [CHEN, LIN]
    assert dict(first.notices[0].extra)["stages"] == "response,dispatch"
    assert first.ticket.missed == (RESPONSE, DISPATCH)
    assert second == forgetting(first), "its own timer finds that everybody has been told"
    assert [t.due for t in first.timers] == [minute(10), minute(10)]


def test_stages_missed_together_before_anybody_was_paged_climb_once_too() -> None:
    change = fresh("II")
    first = run(change, past(RESPONSE, change.ticket), minute(5))
    second = run(forgetting(first), past(DISPATCH, change.ticket), minute(5))
    assert told(first, Kind.JOB) == [WANG]
    assert told(second, Kind.JOB) == []


def climb(change: Change, at: float) -> Change:
    """Fire the climb timer that the last decision set."""
    due = next(t for t in change.timers if t.kind is TimerKind.CLIMB)
    return run(forgetting(change), due, minute(at))


def test_while_nobody_answers_the_ladder_climbs_rung_by_rung_and_then_stops() -> None:
    change = called("II")
    second = run(change, past(RESPONSE, change.ticket), minute(5))
    third = climb(second, 10)
    top = climb(third, 15)
    assert [told(c, Kind.JOB) for c in (second, third)] == [[ZHAO], [SUN, MAKER]]
    assert told(top, Kind.CALL_LIST) == [CHEN, LIN]
    assert [t.kind for t in top.timers] == [TimerKind.REPEAT]


def test_the_climb_stops_when_somebody_accepts() -> None:
    change = called("II")
    missed = run(change, past(RESPONSE, change.ticket), minute(5))
    taken = accepted(missed, minute(7))
    assert run(taken, missed.timers[0], minute(10)) == taken


def test_the_climb_of_a_late_arrival_stops_with_the_arrival() -> None:
    change = accepted(called("II"), minute(1))
    missed = run(change, past(ARRIVAL, change.ticket), minute(15))
    there = forgetting(missed.happened(ev.Arrived(at=minute(17), by=WANG)))
    assert run(there, missed.timers[0], minute(20)) == there
    on_the_way = forgetting(missed)
    assert told(run(on_the_way, missed.timers[0], minute(20)), Kind.JOB) == [SUN, MAKER]


def test_a_rung_that_was_just_called_gets_its_time_before_the_next() -> None:
    change = called("II")
    missed = run(change, past(RESPONSE, change.ticket), minute(5))
    lost = forgetting(undelivered(forgetting(missed), ZHAO, "blocked", CHANGGE, FULL, minute(9)))
    assert lost.ticket.rung == 2
    found = run(lost, missed.timers[0], minute(10))
    assert told(found, Kind.JOB) == []
    assert [t.due for t in found.timers] == [minute(14)]


def test_at_the_top_a_missed_stage_has_nowhere_to_climb() -> None:
    top = forgetting(page(Change(replace(called("II").ticket, rung=2)), CHANGGE, FULL, minute(4)))
    found = run(top, past(DISPATCH, called("II").ticket), minute(5))
    assert told(found, Kind.ESCALATED_TO) == []
    assert found.timers == ()


def patience(change: Change, step: int = 0) -> Timer:
    return Timer("k", TimerKind.STEP_PATIENCE, NOON, change.ticket.id, step=step)


def test_self_help_that_stands_still_calls_the_engineer() -> None:
    change = fresh("III")
    found = run(change, patience(change), minute(3))
    assert told(found, Kind.JOB) == [WANG]
    assert told(found, Kind.STEP_EXPIRED) == [TEACHER]


def test_self_help_that_went_on_is_left_alone() -> None:
    change = Change(evolve(fresh("III").ticket, a_step()))
    assert run(change, patience(change, step=0), minute(3)) == change


def test_self_help_beside_a_page_or_a_handler_is_left_alone() -> None:
    assert run(called(), patience(called()), minute(3)) == called()
    taken = Change(evolve(fresh("III").ticket, ev.TakenOver(at=NOON, by=CHEN)))
    assert run(taken, patience(taken), minute(3)) == taken


def ageing(ticket: Ticket) -> tuple[Timer, Timer]:
    warn, rise = ageing_timers(ticket, GANGBEI)
    return warn, rise


def test_an_old_fault_is_announced_and_then_rises_with_clocks_of_its_own() -> None:
    change = called("C", "gangbei")
    warn, rise = ageing(change.ticket)
    warned = run(change, warn, warn.due, contract=GANGBEI)
    assert told(warned, Kind.AGEING) == [CHEN, LIN]
    assert warned.events == ()
    risen = run(change, rise, rise.due, contract=GANGBEI)
    assert (risen.ticket.verdict.grade, risen.ticket.verdict.rank) == ("A", 1)
    assert str(risen.ticket.verdict.clause) == "000 §5.14 A"
    assert told(risen, Kind.REGRADED) == [TEACHER]
    assert told(risen, Kind.RISEN) == [CHEN, LIN]
    grades = {t.stage: t.key.split(":")[2] for t in risen.timers}
    assert {grades.pop(stage) for stage in (RESPONSE, ARRIVAL, StageName.SOLUTION)} == {
        "C"
    }  # ran out under C
    assert grades == {StageName.SPARE: "A"}
    assert told(risen, Kind.JOB) == []


def test_an_old_fault_that_nobody_was_called_for_is_paged_when_it_rises() -> None:
    change = fresh("C", pack="gangbei")
    _, rise = ageing(change.ticket)
    assert told(run(change, rise, rise.due, contract=GANGBEI), Kind.JOB) == [WANG]


@pytest.mark.parametrize("which", [0, 1])
def test_a_fault_of_the_gravest_grade_does_not_rise(which: int) -> None:
    change = called("A", "gangbei")
    due = ageing(change.ticket)[which]
    assert run(change, due, due.due, contract=GANGBEI) == change


@pytest.mark.parametrize("which", [0, 1])
def test_a_fault_that_no_longer_stops_teaching_does_not_age(which: int) -> None:
    change = Change(a_ticket(status=Status.RESTORED, grade="C", pack="gangbei"))
    due = ageing(change.ticket)[which]
    assert run(change, due, due.due, contract=GANGBEI) == change


def test_a_fault_rises_once() -> None:
    change = called("C", "gangbei")
    _, rise = ageing(change.ticket)
    risen = forgetting(run(change, rise, rise.due, contract=GANGBEI))
    assert run(risen, rise, rise.due, contract=GANGBEI) == risen


def asking(count: int) -> Timer:
    return Timer(f"ask{count}", TimerKind.ASK_CONFIRMATION, NOON, step=count)


def test_the_teacher_is_asked_again_and_each_reminder_counts_once() -> None:
    repaired = Change(a_ticket(status=Status.REPAIRED))
    first = run(repaired, asking(1), minute(30))
    assert told(first, Kind.CONFIRM_AGAIN) == [TEACHER]
    assert first.ticket.reminders == 1
    once = forgetting(first)
    assert run(once, asking(1), minute(31)) == once
    assert run(once, asking(2), minute(240)).ticket.reminders == 2


@pytest.mark.parametrize("status", [Status.WAITING, Status.ON_SITE, Status.RESTORED])
@pytest.mark.parametrize("kind", [TimerKind.ASK_CONFIRMATION, TimerKind.CALLBACK])
def test_nobody_is_asked_about_a_repair_that_is_not_there(kind: TimerKind, status: Status) -> None:
    change = Change(a_ticket(status=status))
    assert run(change, Timer("k", kind, NOON, step=1), minute(30)) == change


def test_a_silent_teacher_is_called_back_and_nothing_is_closed() -> None:
    change = run(Change(a_ticket(status=Status.REPAIRED)), Timer("k", TimerKind.CALLBACK, NOON), minute(1440))
    assert told(change, Kind.CALLBACK) == [CHEN, LIN]
    assert change.ticket.status is Status.REPAIRED
    assert kinds(change) == [ev.CallbackDue]
