"""Deadlines are arithmetic over the trail: what starts a clock, what meets it, and the timers that look at it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import events as ev
from desk import sla
from desk.contract import Ageing, Clause, Contract, Milestone, Stage, StageName
from desk.grading import FaultFacts
from desk.ids import ContractId, GradeId
from desk.language import Text
from desk.reading import Intent
from desk.ticket import Status, Ticket, evolve
from desk.timers import TimerKind
from tests.kit.builders import BLACK_BOARD, ENGINEER, MINUTE, NOON, TEACHER, a_ticket, a_verdict, packs

CHANGGE = packs()[ContractId("changge")]
GANGBEI = packs()[ContractId("gangbei")]
CLAUSE = Clause("099", "§1", Text("条款", "clause"))
QUESTION = FaultFacts(intent=Intent.ASK_HOWTO)
HOUR = timedelta(hours=1)


def clock(ticket: Ticket, stage: StageName, contract: Contract = CHANGGE) -> sla.Deadline:
    found = sla.deadline(ticket, contract, stage)
    assert found is not None
    return found


def opened(grade: str | None = None, facts: FaultFacts = BLACK_BOARD, pack: str = "changge") -> Ticket:
    return a_ticket(way=(), grade=grade, facts=facts, pack=pack)


def at(minute: float) -> datetime:
    return NOON + minute * MINUTE


def with_stages(contract: Contract, grade: str, *stages: Stage) -> Contract:
    changed = tuple(replace(g, stages=stages) if g.id == grade else g for g in contract.grades)
    return replace(contract, grades=changed)


def test_a_clock_counts_from_the_report() -> None:
    line = clock(opened("II"), StageName.ARRIVAL)
    assert (line.started, line.near, line.due) == (NOON, NOON + 12 * MINUTE, NOON + 15 * MINUTE)
    assert (line.met, str(line.clause), line.is_open) == (None, "001 §4.5.5.4", True)


def test_the_same_trail_gives_the_same_deadlines_whenever_it_is_asked() -> None:
    ticket = a_ticket(status=Status.ON_SITE)
    assert sla.deadlines(ticket, CHANGGE) == sla.deadlines(a_ticket(status=Status.ON_SITE), CHANGGE)


@pytest.mark.parametrize(
    ("status", "met"),
    [
        (Status.WAITING, set()),
        (Status.ACCEPTED, {"response"}),
        (Status.EN_ROUTE, {"response", "dispatch"}),
        (Status.ON_SITE, {"response", "dispatch", "arrival"}),
        (Status.DIAGNOSED, {"response", "dispatch", "arrival", "diagnosis"}),
        (Status.RESTORED, {"response", "dispatch", "arrival", "diagnosis", "solution", "spare"}),
        (Status.REPAIRED, {"response", "dispatch", "arrival", "diagnosis", "solution", "spare"}),
        (Status.CLOSED, {"response", "dispatch", "arrival", "diagnosis", "solution", "spare"}),
    ],
)
def test_each_step_of_the_job_meets_its_clock_and_those_before_it(status: Status, met: set[str]) -> None:
    lines = sla.deadlines(a_ticket(status=status), CHANGGE)
    assert {line.stage.value for line in lines if not line.is_open} == met


def test_a_clock_is_met_at_the_instant_of_its_own_milestone() -> None:
    assert clock(a_ticket(status=Status.CLOSED), StageName.ARRIVAL).met == NOON + 4 * MINUTE


def test_a_step_that_was_skipped_is_met_by_the_one_after_it() -> None:
    ticket = a_ticket(way=(ev.Acknowledged(at=at(2), by=ENGINEER), ev.Repaired(at=at(9), by=ENGINEER)))
    assert clock(ticket, StageName.RESPONSE).met == NOON + 2 * MINUTE
    assert clock(ticket, StageName.DISPATCH).met == NOON + 9 * MINUTE
    assert clock(ticket, StageName.ARRIVAL).met == NOON + 9 * MINUTE


def test_a_workaround_ends_the_solution_clock_only_where_the_contract_says_so() -> None:
    restored = a_ticket(status=Status.RESTORED)
    assert not clock(restored, StageName.SOLUTION).is_open
    strict = replace(
        restored,
        contract=ContractId("puyang_polytechnic"),
        verdict=a_verdict("puyang_polytechnic", "2", BLACK_BOARD),
    )
    assert clock(strict, StageName.SOLUTION, packs()[ContractId("puyang_polytechnic")]).is_open


def test_a_lesson_that_goes_on_by_self_help_ends_only_the_clocks_that_name_it() -> None:
    ticket = a_ticket(way=(ev.WorkedAround(at=NOON + MINUTE, by=TEACHER),))
    met = {line.stage for line in sla.deadlines(ticket, CHANGGE) if line.met == NOON + MINUTE}
    assert met == {StageName.SOLUTION, StageName.SPARE}
    assert ticket.status is Status.WAITING
    assert clock(ticket, StageName.RESPONSE).is_open


def test_a_ticket_that_solved_itself_owes_nothing_any_more() -> None:
    solved = a_ticket(way=(ev.FixConfirmed(at=NOON + MINUTE, by=TEACHER),))
    assert not [line for line in sla.deadlines(solved, CHANGGE) if line.is_open]


def test_a_stage_that_starts_later_has_no_clock_before() -> None:
    hours = Stage(
        StageName.SOLUTION, 2 * HOUR, CLAUSE, (Milestone.REPAIRED,), starts=Milestone.ARRIVED, near=0.5
    )
    contract = with_stages(CHANGGE, "II", hours)
    assert sla.deadline(opened("II"), contract, StageName.SOLUTION) is None
    assert sla.deadlines(opened("II"), contract) == ()
    there = a_ticket(
        way=(ev.Acknowledged(at=at(1), by=ENGINEER), ev.Arrived(at=at(10), by=ENGINEER)), grade="II"
    )
    line = clock(there, StageName.SOLUTION, contract)
    assert (line.started, line.near, line.due) == (
        NOON + 10 * MINUTE, NOON + 70 * MINUTE, NOON + 130 * MINUTE,
    )  # fmt: skip


def test_a_stage_the_grade_does_not_have_has_no_clock() -> None:
    assert sla.deadline(opened("A", pack="gangbei"), GANGBEI, StageName.DIAGNOSIS) is None


def test_nobody_travels_to_answer_a_question() -> None:
    asked = {line.stage for line in sla.deadlines(opened("IV", QUESTION), CHANGGE)}
    broken = {line.stage for line in sla.deadlines(opened("IV"), CHANGGE)}
    assert asked == {StageName.RESPONSE, StageName.SOLUTION}
    assert asked < broken == set(StageName)


def test_a_dangerous_question_is_a_fault() -> None:
    dangerous = replace(QUESTION, safety=True)
    assert len(sla.deadlines(opened("IV", dangerous), CHANGGE)) == len(StageName)


def test_our_own_goals_are_marked_as_ours() -> None:
    ticket = opened("A", pack="gangbei")
    assert clock(ticket, StageName.RESPONSE, GANGBEI).internal
    assert not clock(ticket, StageName.ARRIVAL, GANGBEI).internal


def test_a_denied_fix_starts_every_clock_anew() -> None:
    denied = evolve(a_ticket(status=Status.REPAIRED), ev.FixDenied(at=NOON + HOUR, by=TEACHER))
    lines = sla.deadlines(denied, CHANGGE)
    assert {line.started for line in lines} == {NOON + HOUR}
    assert all(line.is_open for line in lines)


def test_a_raised_grade_keeps_the_start_and_tightens_the_limit() -> None:
    mild = opened("III")
    grave = evolve(mild, ev.Regraded(at=NOON + 3 * MINUTE, verdict=a_verdict("changge", "I", BLACK_BOARD)))
    assert clock(grave, StageName.RESPONSE).started == NOON
    assert clock(grave, StageName.RESPONSE).due < clock(mild, StageName.RESPONSE).due


def test_time_left_is_negative_after_the_deadline() -> None:
    line = clock(opened("II"), StageName.ARRIVAL)
    assert line.left(NOON) == 15 * 60
    assert line.left(NOON + 16 * MINUTE) == -60


def test_what_is_due_first_is_shown_first() -> None:
    found = sla.next_deadline(opened("II"), CHANGGE)
    assert found is not None
    assert found.stage is StageName.RESPONSE
    later = sla.next_deadline(a_ticket(status=Status.EN_ROUTE, grade="II"), CHANGGE)
    assert later is not None
    assert later.stage is StageName.ARRIVAL


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED, Status.REPAIRED])
def test_nothing_is_owed_on_a_job_that_is_done(status: Status) -> None:
    assert sla.next_deadline(a_ticket(status=status), CHANGGE) is None


def test_every_running_clock_has_a_near_and_a_past_timer() -> None:
    ticket = opened("II")
    timers = sla.stage_timers(ticket, CHANGGE)
    lines = sla.deadlines(ticket, CHANGGE)
    assert {(t.stage, t.kind, t.due) for t in timers} == {
        (line.stage, kind, due)
        for line in lines
        for kind, due in ((TimerKind.STAGE_NEAR, line.near), (TimerKind.STAGE_PAST, line.due))
    }
    assert len({t.key for t in timers}) == len(timers) == 2 * len(lines)
    assert {(t.ticket, t.round) for t in timers} == {(ticket.id, 1)}


def test_a_met_clock_gets_no_more_timers() -> None:
    stages = {t.stage for t in sla.stage_timers(a_ticket(status=Status.EN_ROUTE), CHANGGE)}
    assert StageName.RESPONSE not in stages
    assert StageName.ARRIVAL in stages


def test_timers_set_twice_have_the_same_keys() -> None:
    earlier, later = opened("II"), a_ticket(status=Status.ACCEPTED, grade="II")
    keys = {t.key for t in sla.stage_timers(later, CHANGGE)}
    assert keys < {t.key for t in sla.stage_timers(earlier, CHANGGE)}


def test_another_grade_or_another_round_has_timers_of_its_own() -> None:
    first = {t.key for t in sla.stage_timers(opened("II"), CHANGGE)}
    regraded = {t.key for t in sla.stage_timers(opened("I"), CHANGGE)}
    denied = evolve(a_ticket(status=Status.REPAIRED, grade="II"), ev.FixDenied(at=NOON, by=TEACHER))
    second = {t.key for t in sla.stage_timers(denied, CHANGGE)}
    assert first.isdisjoint(regraded)
    assert first.isdisjoint(second)


def test_age_is_counted_from_the_report() -> None:
    warn, rise = sla.ageing_timers(opened("C", pack="gangbei"), GANGBEI)
    assert (warn.kind, rise.kind) == (TimerKind.AGEING_NEAR, TimerKind.AGEING_PAST)
    assert rise.due == NOON + 24 * HOUR
    assert abs(warn.due - (NOON + 20 * HOUR)) < MINUTE
    assert (warn.step, rise.step) == (0, 0)


def test_every_clause_on_age_has_its_own_pair_of_timers() -> None:
    two_days = Ageing(48 * HOUR, GradeId("A"), CLAUSE.note, CLAUSE)
    contract = replace(GANGBEI, ageing=(*GANGBEI.ageing, two_days))
    timers = sla.ageing_timers(opened("C", pack="gangbei"), contract)
    assert [t.step for t in timers] == [0, 0, 1, 1]
    assert len({t.key for t in timers}) == 4


def test_a_question_does_not_age() -> None:
    assert sla.ageing_timers(opened("D", QUESTION, "gangbei"), GANGBEI) == ()


@given(
    limit=st.integers(1, 10_000),
    near=st.floats(0.01, 0.99),
    reached=st.sets(st.sampled_from(list(Milestone)[1:])),
    met_by=st.sets(st.sampled_from(list(Milestone)[1:]), min_size=1),
)
def test_a_clock_is_open_exactly_until_one_of_its_milestones_or_a_later_one_is_reached(
    limit: int, near: float, reached: set[Milestone], met_by: set[Milestone]
) -> None:
    stage = Stage(StageName.SOLUTION, timedelta(minutes=limit), CLAUSE, tuple(met_by), near=near)
    contract = with_stages(CHANGGE, "II", stage)
    order = list(Milestone)
    milestones = tuple((m, NOON + order.index(m) * MINUTE) for m in order if m in reached)
    ticket = replace(opened("II"), milestones=((Milestone.OPENED, NOON), *milestones))
    line = clock(ticket, StageName.SOLUTION, contract)
    last = max(order.index(m) for m in met_by)
    meeting = [when for m, when in milestones if m in met_by or order.index(m) > last]
    assert line.met == (min(meeting) if meeting else None)
    assert line.started < line.near < line.due
