"""Whatever happens later, in any order the lifecycle allows: a met clock stays as it was, a missed one stays missed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desk import events as ev
from desk.clocks import Deadline
from desk.contract import Contract, RegradeCounts, StageName
from desk.grading import FaultFacts
from desk.holds import HoldReason
from desk.ids import ContractId
from desk.lifecycle import allows
from desk.reading import Intent
from desk.sla import deadlines, settled, stage_timers
from desk.terms import Counting
from desk.ticket import Ticket, evolve, open_from, replay
from desk.timers import TimerKind
from storage.calendars import load_calendar
from tests.kit.builders import (
    BLACK_BOARD,
    ENGINEER,
    MINUTE,
    NOON,
    ROOT,
    SUPERVISOR,
    TEACHER,
    a_verdict,
    an_opening,
    packs,
)

CHINA = load_calendar(ROOT / "calendars" / "china.yaml")
SHIPPED = packs()[ContractId("changge")]
CONTRACTS = tuple(
    replace(
        SHIPPED,
        regrade_counts=counts,
        calendar=CHINA,
        terms=replace(SHIPPED.terms, hours=tuple(replace(h, counting=counting) for h in SHIPPED.terms.hours)),
    )
    for counts in RegradeCounts
    for counting in Counting
)
QUESTION = FaultFacts(intent=Intent.ASK_HOWTO)

Make = Callable[[Ticket, Contract, datetime, int], ev.Event]


def _late(event: type[ev.Event]) -> Make:
    """The step entered now for an instant between the last step and now."""

    def make(ticket: Ticket, contract: Contract, now: datetime, number: int) -> ev.Event:
        at = max(ticket.earliest_entry, now - number * MINUTE)
        return event(at=at, by=ENGINEER, entered=now)

    return make


def _regraded(ticket: Ticket, contract: Contract, now: datetime, number: int) -> ev.Event:
    verdict = a_verdict("changge", ("I", "II", "III", "IV")[number % 4], BLACK_BOARD)
    return ev.Regraded(at=now, verdict=verdict, settled=settled(ticket, contract, now))


def _corrected(ticket: Ticket, contract: Contract, now: datetime, number: int) -> ev.Event:
    facts = QUESTION if number % 2 else BLACK_BOARD
    fault = replace(ticket.fault, facts=facts)
    return ev.FaultCorrected(at=now, by=TEACHER, fault=fault, settled=settled(ticket, contract, now))


def _held(ticket: Ticket, contract: Contract, now: datetime, number: int) -> ev.Event:
    reason = HoldReason.CUSTOMER_ACCESS if number % 4 else HoldReason.PARTS
    return ev.Held(at=now, by=ENGINEER, reason=reason, until=now + (number + 1) * 7 * MINUTE)


def _missed(ticket: Ticket, contract: Contract, now: datetime, number: int) -> ev.Event:
    """What the desk would note: a clock that has run out."""
    late = [one for one in deadlines(ticket, contract) if one.is_open and one.due <= now]
    if not late:
        return ev.Urged(at=now, by=TEACHER)
    return ev.DeadlineMissed(at=now, stage=late[0].stage, due=late[0].due, late=now - late[0].due)


STEPS = (ev.Acknowledged, ev.Departed, ev.Arrived, ev.Diagnosed, ev.TeachingRestored, ev.Repaired)
MAKERS: tuple[Make, ...] = (
    *(_late(step) for step in STEPS),
    *((lambda t, c, now, n, step=step: step(at=now, by=ENGINEER)) for step in STEPS),  # type: ignore[misc]  # bound default
    _regraded, _corrected, _held, _held, _missed,
    lambda t, c, now, n: ev.Resumed(at=now, by=ENGINEER),
    lambda t, c, now, n: ev.TakenOver(at=now, by=SUPERVISOR),
    lambda t, c, now, n: ev.Reassigned(at=now, by=SUPERVISOR, to=ENGINEER),
    lambda t, c, now, n: ev.FixConfirmed(at=now, by=TEACHER),
)  # fmt: skip


def _by_stage(ticket: Ticket, contract: Contract) -> dict[StageName, Deadline]:
    return {one.stage: one for one in deadlines(ticket, contract)}


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(CONTRACTS),
    st.sampled_from(["I", "II", "III", "IV"]),
    st.lists(st.tuples(st.sampled_from(MAKERS), st.integers(0, 30), st.integers(0, 40)), max_size=25),
)
def test_later_events_move_no_met_clock_and_unmiss_none(
    contract: Contract, grade: str, walk: list[tuple[Make, int, int]]
) -> None:
    accepted = ev.Acknowledged(at=NOON, by=ENGINEER)  # from there on most of it may happen
    trail: list[ev.Event] = [an_opening("changge", grade), accepted]
    ticket, now = evolve(open_from(trail[0]), accepted), NOON  # type: ignore[arg-type]  # the opening
    for make, minutes, number in walk:
        now += timedelta(minutes=minutes)
        before = _by_stage(ticket, contract)
        event = make(ticket, contract, now, number)
        if not allows(ticket, type(event)):
            continue
        ticket = evolve(ticket, event)
        trail.append(event)
        later = _by_stage(ticket, contract)
        for stage, line in before.items():
            if line.met is not None:
                assert later[stage] == line, event
            elif line.due <= now and not event.entered:
                assert later[stage].due == line.due, event
            assert not line.missed or later[stage].missed
    assert replay(trail) == ticket
    keys = [timer.key for timer in stage_timers(ticket, contract) if timer.kind is TimerKind.STAGE_PAST]
    assert len(keys) == len(set(keys))
