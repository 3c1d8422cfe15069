"""Who is called next: the ladder with its empty rungs, the phone list, a named colleague, a page that reached nobody."""

from dataclasses import replace

import pytest

from desk import events as ev
from desk.change import Change, notice
from desk.escalation import page, page_person, undelivered
from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.roster import Duty
from desk.timers import TimerKind
from tests.desk.crew import (
    ARRIVAL,
    CHANGGE,
    CHEN,
    CREW,
    FULL,
    LI,
    LIN,
    MAKER,
    NOBODY,
    RESPONSE,
    SUN,
    WANG,
    ZHAO,
    accepted,
    called,
    duty,
    forgetting,
    fresh,
    kinds,
    minute,
    run,
    told,
)
from tests.kit.builders import NOON, TEACHER


def test_the_first_page_goes_to_the_primary_of_the_first_line_alone() -> None:
    change = page(fresh(), CHANGGE, FULL, NOON)
    assert told(change, Kind.JOB) == [WANG]
    assert (change.ticket.paged, change.ticket.rung) == ((WANG,), 0)
    assert all(n.urgency is Urgency.PAGE and n.card == f"job:{change.ticket.id}" for n in change.notices)


def test_each_page_after_it_calls_the_next_rung_up_to_the_supervisors() -> None:
    change = fresh()
    people = []
    for _ in CHANGGE.ladder.rungs:
        before = len(change.notices)
        change = page(change, CHANGGE, FULL, NOON)
        people.append([n.to for n in change.notices[before:]])
    assert people == [[WANG], [ZHAO], [SUN, MAKER], [CHEN, LIN]]
    assert told(change, Kind.CALL_LIST) == [CHEN, LIN]


def test_above_the_last_rung_there_is_nobody() -> None:
    top = Change(replace(fresh().ticket, rung=3))
    assert page(top, CHANGGE, FULL, NOON) == top


def test_an_empty_rung_is_passed_over_at_once_and_leaves_a_trace() -> None:
    change = page(fresh(), CHANGGE, duty({Tier.FIRST, Tier.SECOND}), NOON)
    assert kinds(change) == [ev.NobodyOnCall, ev.NobodyOnCall, ev.Paged]
    assert [e.rung for e in change.events if isinstance(e, ev.NobodyOnCall)] == [0, 1]
    assert told(change, Kind.JOB) == [SUN, MAKER]


def test_half_an_empty_rung_is_not_empty() -> None:
    change = page(Change(replace(fresh().ticket, rung=1)), CHANGGE, duty({Tier.THIRD}), NOON)
    assert kinds(change) == [ev.Paged]
    assert told(change, Kind.JOB) == [MAKER]


def test_nobody_on_call_anywhere_ends_with_the_supervisors_in_one_decision() -> None:
    engineers = set(CREW) - {Tier.SUPERVISOR}
    change = page(fresh(), CHANGGE, duty(engineers), NOON)
    assert kinds(change) == [ev.NobodyOnCall] * 3 + [ev.Paged, ev.CallListSent]
    assert told(change, Kind.CALL_LIST) == [CHEN, LIN]


def test_the_call_list_names_everybody_but_the_supervisors_reached_or_not() -> None:
    on_call = replace(duty({Tier.FIRST}), unreachable=(WANG,))
    change = page(Change(replace(fresh().ticket, rung=2)), CHANGGE, on_call, NOON)
    assert [dict(n.extra)["people"] for n in change.notices] == ["zhao,sun,maker,wang"] * 2
    listed = change.events[-1]
    assert isinstance(listed, ev.CallListSent)
    assert listed.people == (ZHAO, SUN, MAKER, WANG)


def test_without_any_supervisor_the_list_is_still_on_the_trail_and_tried_again() -> None:
    change = page(fresh(), CHANGGE, NOBODY, NOON)
    assert kinds(change) == [ev.NobodyOnCall] * 4 + [ev.CallListSent]
    assert change.notices == ()
    assert [(t.kind, t.due) for t in change.timers] == [(TimerKind.REPEAT, minute(15))]


def test_supervisors_of_a_job_in_hand_need_no_phone_list() -> None:
    change = page(Change(replace(accepted(called(), NOON).ticket, rung=2)), CHANGGE, FULL, NOON)
    assert kinds(change) == [ev.Paged]
    assert (change.notices, change.timers) == ((), ())
    assert change.ticket.watchers == (CHEN, LIN)


def test_who_was_paged_already_is_not_paged_again_on_a_higher_rung() -> None:
    both = Duty(((Tier.FIRST, (WANG,)), (Tier.SECOND, (WANG, LI)), (Tier.SUPERVISOR, (CHEN,))))
    change = page(page(fresh(), CHANGGE, both, NOON), CHANGGE, both, NOON)
    assert told(change, Kind.JOB) == [WANG, LI]


def test_a_rung_on_which_everybody_was_paged_already_is_passed_over_without_a_trace() -> None:
    same = Duty(((Tier.FIRST, (WANG,)), (Tier.SECOND, (WANG,)), (Tier.THIRD, (SUN,))))
    change = page(page(fresh(), CHANGGE, same, NOON), CHANGGE, same, NOON)
    assert kinds(change) == [ev.Paged, ev.Paged]
    assert (told(change, Kind.JOB), change.ticket.rung) == ([WANG, SUN], 2)


def test_the_same_decision_about_the_same_ticket_gives_the_same_keys() -> None:
    once, again = page(fresh(), CHANGGE, FULL, NOON), page(fresh(), CHANGGE, FULL, minute(1))
    assert [n.key for n in once.notices] == [n.key for n in again.notices]
    keys = [
        notice(fresh(), Kind.MISSED, who, Urgency.PAGE, stages=s).key
        for who in (CHEN, LIN)
        for s in (RESPONSE, ARRIVAL)
    ]
    assert len(set(keys)) == 4


def phone_list() -> Change:
    return page(Change(replace(called("II").ticket, rung=2)), CHANGGE, FULL, NOON)


def repeat(change: Change, at: float) -> Change:
    due = next(t for t in change.timers if t.kind is TimerKind.REPEAT)
    return run(forgetting(change), due, minute(at))


def test_the_phone_list_comes_again_and_again_with_a_new_key_each_time() -> None:
    first = phone_list()
    second = repeat(first, 15)
    third = repeat(second, 30)
    assert told(third, Kind.CALL_LIST) == [CHEN, LIN]
    assert [t.step for t in (*first.timers, *second.timers, *third.timers)] == [1, 2, 3]
    keys = {n.key for change in (first, second, third) for n in change.notices}
    assert len(keys) == 6
    assert third.timers[0].due == minute(45)


def test_the_phone_list_ends_when_a_supervisor_has_phoned() -> None:
    first = phone_list()
    phoned = forgetting(first.happened(ev.PhoneCallMade(at=minute(1), by=CHEN)))
    assert run(phoned, first.timers[0], minute(15)) == phoned


def test_the_phone_list_ends_when_somebody_has_the_job() -> None:
    first = phone_list()
    taken = accepted(first, minute(1))
    assert run(taken, first.timers[0], minute(15)) == taken


def test_a_reassigned_job_pages_the_colleague_and_gives_them_time() -> None:
    late = Change(replace(called("II").ticket, rung=1, climbed_at=minute(5)))
    change = page_person(late, CHANGGE, LI, Tier.FIRST, minute(30))
    assert told(change, Kind.JOB) == [LI]
    assert change.ticket.rung == 1
    assert [(t.kind, t.stage, t.due) for t in change.timers] == [(TimerKind.CLIMB, RESPONSE, minute(35))]


def test_a_colleague_who_does_not_answer_is_climbed_past() -> None:
    change = page_person(called("II"), CHANGGE, LI, None, minute(2))
    found = run(forgetting(change), change.timers[0], minute(7))
    assert told(found, Kind.JOB) == [ZHAO]


def test_a_page_that_reached_nobody_calls_the_next_of_the_same_line() -> None:
    change = undelivered(called(), WANG, "blocked", CHANGGE, FULL, minute(1))
    assert kinds(change) == [ev.PageUndelivered, ev.Paged]
    assert told(change, Kind.JOB) == [LI]
    assert (change.ticket.unreachable, change.ticket.rung) == ((WANG,), 0)


def test_when_the_whole_line_is_cut_off_the_next_one_is_called() -> None:
    once = forgetting(undelivered(called(), WANG, "blocked", CHANGGE, FULL, minute(1)))
    change = undelivered(once, LI, "blocked", CHANGGE, FULL, minute(1))
    assert told(change, Kind.JOB) == [ZHAO]


def test_a_page_lost_after_somebody_accepted_calls_nobody() -> None:
    change = undelivered(accepted(called(), minute(1)), LI, "blocked", CHANGGE, FULL, minute(2))
    assert kinds(change) == [ev.PageUndelivered]


@pytest.mark.parametrize("who", [TEACHER, CHEN])
def test_an_alarm_that_missed_the_teacher_or_a_supervisor_calls_no_further_engineer(who: PersonId) -> None:
    change = undelivered(called(), who, "blocked", CHANGGE, FULL, minute(1))
    assert kinds(change) == [ev.PageUndelivered]
    assert change.notices == ()


def test_everybody_of_a_grab_team_is_paged_at_once_and_nobody_else() -> None:
    pool = replace(FULL, pools=(frozenset({WANG, LI}),))
    assert told(page(fresh(), CHANGGE, pool, NOON), Kind.JOB) == [WANG, LI]
    others = replace(FULL, pools=(frozenset({LI, ZHAO}),))
    assert told(page(fresh(), CHANGGE, others, NOON), Kind.JOB) == [WANG]
