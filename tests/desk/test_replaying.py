"""A past ticket under another contract: what happened stays, grades and clocks are the other contract's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import events as ev
from desk.contract import Contract, Reopening, Stage, StageName
from desk.doubt import unknown, worst_plausible
from desk.evidence import Outcome
from desk.grading import by_person, judge
from desk.holds import HoldReason
from desk.ids import ContractId, GradeId
from desk.lifecycle import allows
from desk.reading import Impact
from desk.replaying import ReplayedClock, ReplayedTicket, compared, summary, under
from desk.sla import deadlines, settled
from desk.ticket import Status, Ticket, evolve, open_from, replay
from tests.kit.builders import (
    BLACK_BOARD,
    ENGINEER,
    MINUTE,
    NOON,
    SUPERVISOR,
    TEACHER,
    an_opening,
    packs,
    way_to,
)

CHANGGE, GANGBEI = packs()[ContractId("changge")], packs()[ContractId("gangbei")]
HOUR = timedelta(hours=1)


def with_stages(contract: Contract, change: Callable[[Stage], Stage]) -> Contract:
    """The contract's next version with every stage changed."""
    grades = tuple(
        replace(grade, stages=tuple(change(stage) for stage in grade.stages)) for grade in contract.grades
    )
    return replace(contract, version=contract.version + 1, grades=grades)


def within(name: StageName, limit: timedelta, contract: Contract = CHANGGE) -> Contract:
    """The contract with this limit for one stage of every grade."""
    return with_stages(contract, lambda s: replace(s, limit=limit) if s.name is name else s)


def replayed(
    *events: ev.Event, new: Contract, old: Contract = CHANGGE, now: timedelta = HOUR
) -> ReplayedTicket:
    trail = (an_opening(old.id), *events)
    return compared(trail, lambda ticket: old, new, NOON + now)


def clock(ticket: ReplayedTicket, stage: StageName, number: int = 1) -> ReplayedClock:
    return next(one for one in ticket.clocks if (one.round, one.stage) == (number, stage))


def at(minute: float, by: str | None = ENGINEER) -> dict[str, object]:
    return {"at": NOON + minute * MINUTE, "by": by}


def test_a_shorter_arrival_breaks_the_promise_that_the_old_version_kept() -> None:
    found = replayed(*way_to(Status.CLOSED), new=within(StageName.ARRIVAL, 3 * MINUTE))  # arrived at +4
    arrival = clock(found, StageName.ARRIVAL)
    assert arrival.old is not None
    assert arrival.new is not None
    assert (arrival.old.outcome, arrival.new.outcome) == (Outcome.KEPT, Outcome.MISSED)
    assert (arrival.new.due, arrival.new.met) == (NOON + 3 * MINUTE, NOON + 4 * MINUTE)
    assert [one.stage for one in found.clocks if one.changes] == [StageName.ARRIVAL]


def test_a_miss_that_the_old_version_noted_does_not_count_under_a_longer_limit() -> None:
    line = next(one for one in deadlines(open_from(an_opening()), CHANGGE) if one.stage is StageName.RESPONSE)
    noted = ev.DeadlineMissed(at=line.due, stage=line.stage, due=line.due, late=timedelta())
    late = ev.Acknowledged(at=line.due + MINUTE, by=ENGINEER)
    found = clock(replayed(noted, late, new=within(StageName.RESPONSE, HOUR)), StageName.RESPONSE)
    assert found.old is not None
    assert found.new is not None
    assert (found.old.kept, found.new.kept, found.changes) == (False, True, True)


def test_a_clock_that_runs_and_is_past_the_new_limit_changes() -> None:
    found = clock(replayed(new=within(StageName.SOLUTION, 30 * MINUTE)), StageName.SOLUTION)
    assert found.old is not None
    assert (found.old.outcome, found.changes) == (Outcome.RUNNING, True)


def test_the_facts_are_judged_anew_and_settled_clocks_of_the_old_grade_do_not_leak_in() -> None:
    wide = replace(an_opening().fault, facts=replace(BLACK_BOARD, impact=Impact.WHOLE_SCHOOL))
    ticket = open_from(an_opening())
    fixed = settled(ticket, CHANGGE, NOON + 30 * MINUTE)
    assert fixed
    corrected = ev.FaultCorrected(fault=wide, settled=fixed, **at(30, TEACHER))  # type: ignore[arg-type]  # at and by
    risen = ev.Regraded(verdict=judge(CHANGGE, wide.facts), settled=fixed, **at(30, None))  # type: ignore[arg-type]  # as above
    slow = within(StageName.RESPONSE, 5 * HOUR)
    told = under((an_opening(), corrected, risen), slow, NOON + HOUR)
    assert [type(event).__name__ for event in told] == ["TicketOpened", "FaultCorrected", "Regraded"]
    response = next(one for one in deadlines(replay(told), slow) if one.stage is StageName.RESPONSE)
    assert response.due == NOON + 5 * HOUR


def test_a_pack_that_grades_the_fault_otherwise_shows_from_what_to_what() -> None:
    milder = replace(CHANGGE, rules=(replace(CHANGGE.rules[-1], grade=GradeId("IV")),))
    found = replayed(*way_to(Status.CLOSED), new=milder)
    assert (found.was, found.becomes) == ("III", "IV")
    assert all(line.new.grade == "IV" for line in found.clocks if line.new)


def test_where_nobody_answered_the_worst_plausible_grade_is_assumed_again() -> None:
    vague = replace(BLACK_BOARD, impact=Impact.UNKNOWN)
    assumed = worst_plausible(GANGBEI, vague, unknown(vague))
    for verdict, grade in ((assumed, "B"), (judge(GANGBEI, vague), "C")):
        opening = replace(an_opening("gangbei", facts=vague), verdict=verdict)
        found = compared((opening,), lambda ticket: GANGBEI, GANGBEI, NOON)
        assert (found.was, found.becomes) == (grade, grade)


def test_what_a_person_decided_stays_decided_where_the_new_pack_has_the_grade() -> None:
    milder = by_person(CHANGGE, BLACK_BOARD, GradeId("IV"), "a spare board stands there")
    lowered = ev.Regraded(verdict=milder, note="a spare board stands there", **at(2, SUPERVISOR))  # type: ignore[arg-type]  # at and by
    assert replayed(lowered, new=replace(CHANGGE, version=2)).becomes == "IV"
    assert replayed(lowered, new=GANGBEI).becomes == judge(GANGBEI, BLACK_BOARD).grade


def test_holds_pause_what_the_new_pack_says_and_no_longer_than_it_lets() -> None:
    held = ev.Held(reason=HoldReason.CUSTOMER_ACCESS, until=NOON + 5 * HOUR, **at(10))  # type: ignore[arg-type]  # at and by
    hours = tuple(replace(rule, longest=HOUR) for rule in CHANGGE.holds)
    events = (ev.Acknowledged(at=NOON + MINUTE, by=ENGINEER), held)
    gaps = []
    for holds in (CHANGGE.holds, hours, ()):
        line = clock(replayed(*events, new=replace(CHANGGE, holds=holds)), StageName.SOLUTION)
        assert line.new is not None
        gaps.append(line.new.due)
    assert gaps[0] - gaps[2] == 5 * HOUR - 10 * MINUTE
    assert gaps[1] - gaps[2] == HOUR


def test_a_denied_fix_begins_afresh_or_goes_on_as_the_new_pack_says() -> None:
    events = (*way_to(Status.REPAIRED), ev.FixDenied(at=NOON + 20 * MINUTE, by=TEACHER))
    for reopening in Reopening:
        found = replayed(*events, new=replace(CHANGGE, reopening=reopening))
        fresh = clock(found, StageName.SOLUTION, 2)
        assert fresh.old is not None
        assert fresh.new is not None
        assert (fresh.new.due == fresh.old.due) is (reopening is Reopening.RESTART)


def test_a_fault_rises_by_the_age_of_the_new_pack_once_and_only_while_it_is_unsolved() -> None:
    sooner = replace(GANGBEI, ageing=tuple(replace(one, after=6 * HOUR) for one in GANGBEI.ageing))
    waiting = replayed(new=sooner, old=GANGBEI, now=8 * HOUR)
    assert (waiting.was, waiting.becomes) == ("B", "A")
    assert replayed(*way_to(Status.REPAIRED), new=sooner, old=GANGBEI, now=8 * HOUR).becomes == "B"
    told = under((an_opening("gangbei"),), sooner, NOON + 30 * HOUR)
    assert [event.at for event in told] == [NOON, NOON + 6 * HOUR]


def test_the_summary_counts_tickets_kept_and_missed_on_both_sides_by_grade_and_stage() -> None:
    strict = within(StageName.ARRIVAL, 3 * MINUTE)
    found = (replayed(*way_to(Status.CLOSED), new=strict), replayed(new=strict, now=MINUTE))
    rows = {row.stage: row for row in summary(found, [grade.id for grade in strict.grades])}
    arrival = rows[StageName.ARRIVAL]
    assert (arrival.kept, arrival.missed) == ((1, 0), (0, 1))
    assert rows[StageName.RESPONSE].kept == (1, 1)
    assert list(rows) == [stage for stage in StageName if stage in rows]


def test_a_trail_without_its_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="restore it from a backup"):
        under(way_to(Status.CLOSED), CHANGGE, NOON)


# --- nothing changes under the very same contract --------------------------------------------------------------------

Make = Callable[[Ticket, Contract, int], tuple[ev.Event, ...]]
STEPS = (ev.Acknowledged, ev.Departed, ev.Arrived, ev.Diagnosed, ev.TeachingRestored, ev.Repaired)


def _widened(ticket: Ticket, contract: Contract, minute: int) -> tuple[ev.Event, ...]:
    """The teacher corrects the reach, and the grade rises where the rules say so."""
    now = NOON + minute * MINUTE
    impact = (Impact.SINGLE_DEVICE, Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL)[minute % 3]
    fault = replace(ticket.fault, facts=replace(ticket.fault.facts, impact=impact))
    corrected = ev.FaultCorrected(at=now, by=TEACHER, fault=fault, settled=settled(ticket, contract, now))
    verdict, after = judge(contract, fault.facts), evolve(ticket, corrected)
    if verdict.rank >= ticket.verdict.rank or ticket.verdict.set_aside:
        return (corrected,) if not ticket.verdict.set_aside else ()
    return corrected, ev.Regraded(at=now, verdict=verdict, settled=settled(after, contract, now))


def _decided(ticket: Ticket, contract: Contract, minute: int) -> tuple[ev.Event, ...]:
    now, grade = NOON + minute * MINUTE, contract.grades[minute % len(contract.grades)].id
    verdict = by_person(contract, ticket.fault.facts, grade, "I saw it")
    fixed = settled(ticket, contract, now)
    return (ev.Regraded(at=now, by=SUPERVISOR, verdict=verdict, note="I saw it", settled=fixed),)


def _missed(ticket: Ticket, contract: Contract, minute: int) -> tuple[ev.Event, ...]:
    """The desk notes every clock that has run out, as its timers would at once."""
    now = NOON + minute * MINUTE
    late = (one for one in deadlines(ticket, contract) if one.is_open and one.due <= now and not one.missed)
    return tuple(ev.DeadlineMissed(at=now, stage=one.stage, due=one.due, late=now - one.due) for one in late)


def _held(ticket: Ticket, contract: Contract, minute: int) -> tuple[ev.Event, ...]:
    now = NOON + minute * MINUTE
    return (ev.Held(at=now, by=ENGINEER, reason=HoldReason.CUSTOMER_ACCESS, until=now + 45 * MINUTE),)


MAKERS: tuple[Make, ...] = (
    *(lambda t, c, m, step=step: (step(at=NOON + m * MINUTE, by=ENGINEER),) for step in STEPS),  # type: ignore[misc]  # bound default
    _widened,
    _decided,
    _missed,
    _held,
    lambda t, c, m: (ev.Resumed(at=NOON + m * MINUTE, by=ENGINEER),),
    lambda t, c, m: (
        ev.FixDenied(at=NOON + m * MINUTE, by=TEACHER, continues=c.reopening is Reopening.CONTINUE),
    ),
    lambda t, c, m: (ev.FixConfirmed(at=NOON + m * MINUTE, by=TEACHER),),
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(Reopening), st.lists(st.tuples(st.sampled_from(MAKERS), st.integers(1, 90)), max_size=20)
)
def test_under_the_very_same_contract_nothing_changes(
    reopening: Reopening, walk: list[tuple[Make, int]]
) -> None:
    contract = replace(CHANGGE, reopening=reopening)
    trail: list[ev.Event] = [an_opening()]
    ticket, minute = open_from(an_opening()), 0
    for make, passed in walk:
        minute += passed
        for event in (*_missed(ticket, contract, minute), *make(ticket, contract, minute)):
            if allows(ticket, type(event)):
                ticket = evolve(ticket, event)
                trail.append(event)
    found = compared(trail, lambda t: contract, contract, NOON + (minute + 1) * MINUTE)
    assert found.was == found.becomes
    for line in found.clocks:
        assert line.old == line.new, line
