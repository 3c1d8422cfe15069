"""Properties of the sum: it adds up exactly, pausing for no time changes nothing, what is settled never moves (ADR 0007)."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk import events as ev
from desk import sla
from desk.clocks import run_out
from desk.contract import RegradeCounts, StageName
from desk.explain import LineKind, explain, lines
from desk.holds import Hold, stretches
from desk.ticket import Status, evolve, open_from, replay
from desk.workhours import Interval
from tests.desk.test_holds import ACCESS, CHANGGE, HOUR, after, at, by_working_time, held, on_site, resumed
from tests.kit.builders import (
    BLACK_BOARD,
    MINUTE,
    NOON,
    a_ticket,
    a_verdict,
    an_opening,
    way_to,
)

SPANS = st.tuples(st.integers(0, 300), st.integers(0, 600))


def holds_of(spans: list[tuple[int, int]], begin: float = 5) -> list[ev.Event]:
    """Holds one after another: minutes until it begins, and how long it lasts."""
    found: list[ev.Event] = []
    minute = begin
    for gap, length in spans:
        start, minute = minute + gap, minute + gap + length
        found += [held(at(start), at(minute)), resumed(at(minute))]
    return found


@given(st.lists(SPANS, max_size=6), st.booleans(), st.integers(0, 30 * 24 * 60))
def test_the_lines_of_a_sum_add_up_exactly(spans: list[tuple[int, int]], working: bool, shift: int) -> None:
    contract = by_working_time(CHANGGE) if working else CHANGGE
    opening = an_opening("changge", "III")
    ticket = open_from(opening)
    for event in (*way_to(Status.ON_SITE), *holds_of(spans)):
        ticket = evolve(ticket, replace(event, **_shifted(event, shift)))
    why = explain(ticket, contract, StageName.SOLUTION)
    assert why is not None
    assert sum((part.length for part in why.counted), timedelta()) == why.limit.span
    assert why.counted[-1].closes == why.sum.due
    pauses = [pause.interval for pause in why.pauses]
    assert all(part.closes <= p.opens or p.closes <= part.opens for part in why.counted for p in pauses)
    if not working:
        paused = sum((p.length for p in pauses), timedelta())
        assert why.start.at + why.limit.span + paused == why.sum.due
    told = lines(why)
    assert (told[0].kind, told[0].at) == (LineKind.START, why.start.at)
    assert [one.at for one in told if one.kind is LineKind.DUE] == [why.sum.due]
    assert [one.at for one in told[2:]] == sorted(one.at for one in told[2:])


def _shifted(event: ev.Event, shift: int) -> dict[str, datetime]:
    moved = {"at": event.at + shift * MINUTE}
    return moved | {"until": event.until + shift * MINUTE} if isinstance(event, ev.Held) else moved


@given(st.lists(SPANS, max_size=4), st.integers(0, 2000), st.booleans())
def test_pausing_and_going_on_at_once_changes_nothing(
    spans: list[tuple[int, int]], minute: int, working: bool
) -> None:
    contract = by_working_time(CHANGGE) if working else CHANGGE
    ticket = on_site()
    for event in holds_of(spans):
        ticket = evolve(ticket, event)
    instant = max(at(minute), ticket.holds[-1].end if ticket.holds else NOON)
    again = after(ticket, held(instant, instant + HOUR), resumed(instant))
    assert sla.deadlines(again, contract) == sla.deadlines(ticket, contract)


@given(st.lists(SPANS, max_size=5), st.integers(1, 500))
def test_a_deadline_is_as_much_later_as_was_paused_before_it(
    spans: list[tuple[int, int]], limit: int
) -> None:
    holds = [Hold(ACCESS, h.at, h.until) for h in holds_of(spans) if isinstance(h, ev.Held)]
    pauses = tuple(Interval(*span) for span in stretches(holds))
    due = run_out(NOON, limit * MINUTE, pauses, None)
    paused = sum((min(p.closes, due) - p.opens for p in pauses if p.opens < due), timedelta())
    assert due == NOON + limit * MINUTE + paused


GRADES = st.sampled_from([grade.id for grade in CHANGGE.grades])


@given(
    st.sampled_from([s for s in Status if s.is_open and s is not Status.REPAIRED]),
    GRADES,
    st.lists(st.tuples(st.integers(0, 200), GRADES), max_size=5),
    st.sampled_from(RegradeCounts),
)
def test_no_regrade_moves_a_met_clock_or_unmisses_a_missed_one_and_a_rise_makes_none_later(
    status: Status, first: str, grades: list[tuple[int, str]], counts: RegradeCounts
) -> None:
    contract = replace(CHANGGE, regrade_counts=counts)
    ticket = a_ticket(status=status, grade=first)
    trail: list[ev.Event] = [an_opening("changge", first), *way_to(status)]
    now = at(10)
    for minutes, grade in grades:
        now += minutes * MINUTE
        verdict = a_verdict("changge", grade, BLACK_BOARD)
        event = ev.Regraded(at=now, verdict=verdict, settled=sla.settled(ticket, contract, now))
        before = {one.stage: one for one in sla.deadlines(ticket, contract)}
        rises = verdict.rank <= ticket.verdict.rank
        ticket = evolve(ticket, event)
        trail.append(event)
        later = {one.stage: one for one in sla.deadlines(ticket, contract)}
        for stage, line_before in before.items():
            fixed = line_before.met is not None or line_before.due <= now
            assert not fixed or later[stage] == line_before
            assert not rises or later[stage].due <= line_before.due
    assert replay(trail) == ticket
