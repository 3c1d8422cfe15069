"""Deadlines of a ticket: a pure function of its events, its contract version and its calendar version (ADR 0007).

No instant of today goes in, so a deadline can be recomputed and explained at any time. What was met or missed when the
grade, the fault or the contract changed is `settled`: it is handed out as it was and never moves again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from desk.clocks import Deadline, run
from desk.contract import ORDER, Ageing, Contract, Milestone, RegradeCounts, Stage, StageName
from desk.holds import Hold, stretches
from desk.ids import GradeId
from desk.terms import WarrantyState
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from desk.workhours import Interval

__all__ = [
    "Deadline",
    "ageing_timers",
    "deadline",
    "deadlines",
    "hold_timer",
    "next_deadline",
    "settled",
    "stage_timers",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def deadlines(ticket: Ticket, contract: Contract) -> tuple[Deadline, ...]:
    """The clocks that have started in this round, in the order of the stages."""
    fixed = {line.stage: line for line in ticket.settled}
    offers = _offers(ticket, contract)
    found: list[Deadline] = []
    for stage in StageName if fixed else offers:
        if stage in fixed:
            found.append(_still(fixed[stage], ticket, contract))
        elif stage in offers and (line := _strictest(ticket, contract, offers[stage])) is not None:
            found.append(line)
    return tuple(found)


def deadline(ticket: Ticket, contract: Contract, stage: StageName) -> Deadline | None:
    """One clock, or None when this grade has no such stage or it has not started."""
    return next((line for line in deadlines(ticket, contract) if line.stage is stage), None)


def next_deadline(ticket: Ticket, contract: Contract) -> Deadline | None:
    """The open clock that is due first, or None when nothing is owed."""
    if not ticket.status.is_open:
        return None
    return min(
        (line for line in deadlines(ticket, contract) if line.is_open),
        key=lambda line: line.due,
        default=None,
    )


def settled(ticket: Ticket, contract: Contract, at: datetime) -> tuple[Deadline, ...]:
    """The clocks that are met or have run out by `at`: what an event that changes the promises must carry."""
    lines = deadlines(ticket, contract)
    return tuple(line for line in lines if line.missed or not line.is_open or line.due <= at)


def stage_timers(ticket: Ticket, contract: Contract) -> tuple[Timer, ...]:
    """The near and past timers of every running clock. Setting one twice is harmless: the key is deterministic, and a
    deadline that has moved has keys of its own.
    """
    lines = (line for line in deadlines(ticket, contract) if line.is_open)
    return tuple(timer for line in lines for timer in _pair(ticket, line))


def ageing_timers(ticket: Ticket, contract: Contract) -> tuple[Timer, ...]:
    """When a fault that is still unsolved rises by age (000 §5.14): the warning and the rise of every such clause.

    Age counts all hours and no hold stops it: no contract says otherwise.
    """
    if ticket.fault.facts.is_question:
        return ()
    return tuple(
        timer for index, ageing in enumerate(contract.ageing) for timer in _ageing(ticket, index, ageing)
    )


def hold_timer(ticket: Ticket) -> tuple[Timer, ...]:
    """The timer that ends the present hold, when there is one."""
    if ticket.hold is None:
        return ()
    number, until = len(ticket.holds), ticket.hold.end
    key = f"{_stem(ticket)}:hold:{number}:{_digits(until)}"
    return (Timer(key, TimerKind.HOLD_ENDS, until, ticket.id, None, None, ticket.round, number),)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A stage as one grade promises it; `since` is when the ticket got that grade, None for the first of the round."""

    grade: GradeId
    stage: Stage
    since: datetime | None


def _offers(ticket: Ticket, contract: Contract) -> dict[StageName, list[_Offer]]:
    """Every promise that holds for the ticket, by stage. A rise keeps those of the milder grade: it takes nothing back."""
    question = ticket.fault.facts.is_question
    found: dict[StageName, list[_Offer]] = {}
    for grade, since in _grades(ticket):
        for stage in next((known.stages for known in contract.grades if known.id == grade), ()):
            if not (question and stage.faults_only):
                offer = _Offer(grade, _in_warranty_or_not(stage, ticket, contract), since)
                found.setdefault(stage.name, []).append(offer)
    return found


def _grades(ticket: Ticket) -> list[tuple[GradeId, datetime | None]]:
    """The milder grades it rose from in this round, then the present one, each with the instant of its rise."""
    if len(ticket.ceilings) < 2:
        return [(ticket.verdict.grade, None)]
    (first, _), *others = ticket.ceilings
    return [(first, None), *others[:-1], (ticket.verdict.grade, others[-1][1])]


def _in_warranty_or_not(stage: Stage, ticket: Ticket, contract: Contract) -> Stage:
    """The stage with the limit for a device whose warranty is over, where the contract has one (facts.md I3)."""
    if ticket.fault.warranty is WarrantyState.IN:
        return stage
    for other in contract.terms.out_of_warranty:
        if other.stage.value == stage.name.value:
            return replace(stage, limit=other.within, clause=other.clause, internal=False)
    return stage


def _strictest(ticket: Ticket, contract: Contract, offers: list[_Offer]) -> Deadline | None:
    """The promise that is due first; of equals the newest."""
    lines = [line for offer in offers if (line := _deadline(ticket, contract, offer)) is not None]
    return min(reversed(lines), key=lambda line: line.due, default=None)


def _deadline(ticket: Ticket, contract: Contract, offer: _Offer) -> Deadline | None:
    stage = offer.stage
    started = ticket.at(stage.starts)
    if started is None:
        return None
    if offer.since is not None and contract.regrade_counts is RegradeCounts.FROM_REGRADE:
        started = max(started, offer.since)
    milestone, met = _met(ticket, stage)
    pauses = _pauses(ticket.holds, contract, stage.name, started, met) if ticket.holds else ()
    counting = contract.counting(stage.name)
    ran = run(started, stage.limit, stage.near, pauses, counting, contract.calendar)
    return Deadline(
        stage=stage.name,
        started=started,
        near=ran.near,
        due=ran.due,
        met=met,
        clause=stage.clause,
        internal=stage.internal,
        limit=stage.limit,
        grade=offer.grade,
        counting=counting,
        paused=tuple(pause for pause in pauses if pause.opens < ran.due),
        uncertain=ran.uncertain,
        late_entry=milestone in ticket.late,
        missed=stage.name in ticket.missed,
    )


def _pauses(
    holds: Sequence[Hold], contract: Contract, stage: StageName, started: datetime, met: datetime | None
) -> tuple[Interval, ...]:
    """The stretches in which the clock of a stage stands still, from its start until it is met: what comes later, also the end
    of a hold that was met in the middle, moves it no more.
    """
    pausing = [rule.reason for rule in contract.holds if stage in rule.stages]
    spans = stretches(hold for hold in holds if hold.reason is None or hold.reason in pausing)
    clipped = ((max(start, started), min(end, met or end)) for start, end in spans)
    return tuple(Interval(start, end) for start, end in clipped if start < end)


def _met(ticket: Ticket, stage: Stage) -> tuple[Milestone | None, datetime | None]:
    """The first milestone that meets the stage: one of `met_by`, or any that comes after all of them (it implies them). A
    lesson that goes on by self-help (no milestone: nobody came) meets what names 教学已恢复, and nothing else.
    """
    last = max(ORDER[milestone] for milestone in stage.met_by)
    first: tuple[Milestone | None, datetime | None] = (None, None)
    for milestone, when in ticket.milestones:
        meets = milestone in stage.met_by or ORDER[milestone] > last
        if meets and (first[1] is None or when < first[1]):
            first = milestone, when
    by_self_help = ticket.restored if Milestone.RESTORED in stage.met_by else None
    if by_self_help is not None and (first[1] is None or by_self_help < first[1]):
        return None, by_self_help
    return first


def _still(line: Deadline, ticket: Ticket, contract: Contract) -> Deadline:
    """A settled clock: as it was; only that it was met since, or noted as missed, is filled in."""
    missed = line.missed or line.stage in ticket.missed
    stage = next(
        (stage for grade in contract.grades for stage in grade.stages if stage.name is line.stage), None
    )
    if not line.is_open or stage is None:
        return line if missed == line.missed else replace(line, missed=missed)
    milestone, met = _met(ticket, stage)
    return replace(line, met=met, late_entry=milestone in ticket.late, missed=missed)


def _ageing(ticket: Ticket, index: int, ageing: Ageing) -> tuple[Timer, Timer]:
    stem = f"{_stem(ticket)}:ageing:{index}"
    warn, rise = ticket.unsolved_since + ageing.after * ageing.near, ticket.unsolved_since + ageing.after

    def timer(kind: TimerKind, word: str, due: datetime) -> Timer:
        return Timer(f"{stem}:{word}:{_digits(due)}", kind, due, ticket.id, None, None, ticket.round, index)

    return timer(TimerKind.AGEING_NEAR, "near", warn), timer(TimerKind.AGEING_PAST, "past", rise)


def _pair(ticket: Ticket, line: Deadline) -> tuple[Timer, Timer]:
    stem = f"{_stem(ticket)}:{line.grade}:{line.stage}"
    near, past = f"{stem}:near:{_digits(line.near)}", f"{stem}:past:{_digits(line.due)}"
    return (
        Timer(near, TimerKind.STAGE_NEAR, line.near, ticket.id, None, line.stage, ticket.round),
        Timer(past, TimerKind.STAGE_PAST, line.due, ticket.id, None, line.stage, ticket.round),
    )


def _stem(ticket: Ticket) -> str:
    """Ticket and round in a key. What fired for nothing while the ticket followed another is set anew under another key."""
    again = f".{ticket.voices.apart}" if ticket.voices.apart else ""
    return f"{ticket.id}:{ticket.round}{again}"


def _digits(instant: datetime) -> int:
    """An instant in a key: microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND
