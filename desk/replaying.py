"""A past ticket under another contract: what happened stays, what the contract makes of it is worked out anew.

Milestones, holds, words and what people decided are kept as they were. Grades by rule and by age, clocks, pauses and what a
denied fix does are the other contract's. Not looked up anew: which major events bore on the fault (its windows may differ), and
who would have been called. Pure; nothing is published or written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk import events as ev
from desk.clauses import Clause
from desk.contract import Contract, Milestone, Reopening, StageName
from desk.doubt import unknown, worst_plausible
from desk.evidence import Outcome, Pinned, Proof, proofs
from desk.grading import Verdict, by_person, judge, rises
from desk.ids import GradeId
from desk.sla import ageing_timers, settled
from desk.ticket import Ticket, evolve, open_from, replay
from desk.timers import TimerKind

_KEPT = {Outcome.KEPT: True, Outcome.MISSED: False, Outcome.GOAL_MISSED: False}


@dataclass(frozen=True, slots=True)
class Side:
    """One clock under one of the two contracts. `kept` is None while it runs, and where it was withdrawn or began afresh."""

    grade: GradeId
    due: datetime
    met: datetime | None
    outcome: Outcome
    internal: bool
    clause: Clause

    @property
    def kept(self) -> bool | None:
        """Whether the promise (or our own goal) was kept."""
        return _KEPT.get(self.outcome)


@dataclass(frozen=True, slots=True)
class ReplayedClock:
    """One clock of one round under both contracts; None where one of them has no such clock for that fault."""

    round: int
    stage: StageName
    old: Side | None
    new: Side | None

    @property
    def changes(self) -> bool:
        """Whether it is kept under one and not under the other. Another due instant alone is no change."""
        return _kept(self.old) is not _kept(self.new)

    @property
    def internal(self) -> bool:
        """Whether it is only a goal of ours, by the newer contract where that has the clock."""
        side = self.new or self.old
        return side is not None and side.internal


@dataclass(frozen=True, slots=True)
class ReplayedTicket:
    """One ticket under both; `was` and `becomes` are its grades in the end."""

    no: int
    opened_at: datetime
    was: GradeId
    becomes: GradeId
    clocks: tuple[ReplayedClock, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """How one stage of one grade fared: `tickets` of the grade `was` that the other contract grades `becomes`.

    A reopened ticket has a clock for each round, so kept and missed may be more than the tickets. A clock that runs, was
    withdrawn or began afresh is neither.
    """

    was: GradeId
    becomes: GradeId
    stage: StageName
    internal: bool
    tickets: int
    kept: tuple[int, int]
    missed: tuple[int, int]


def compared(trail: Iterable[ev.Event], pinned: Pinned, contract: Contract, now: datetime) -> ReplayedTicket:
    """Every clock of a ticket as it was and as it would have been. Raises ValueError for a trail without its opening."""
    before = tuple(trail)
    after = under(before, contract, now)
    old = _sides(proofs(before, pinned), now)
    new = _sides(proofs(after, lambda ticket: contract), now)
    order = sorted(old.keys() | new.keys(), key=lambda key: (key[0], list(StageName).index(key[1])))
    first, last = replay(before), replay(after)
    return ReplayedTicket(
        first.no,
        first.opened_at,
        first.verdict.grade,
        last.verdict.grade,
        tuple(ReplayedClock(*key, old.get(key), new.get(key)) for key in order),
    )


def under(trail: Iterable[ev.Event], contract: Contract, until: datetime) -> tuple[ev.Event, ...]:
    """The trail as it would stand under this contract, with the rises by age up to `until`.

    The old contract's reminders, misses, rises and settled clocks are not in it; the clocks say for themselves what is missed.
    """
    opening, *rest = trail
    if not isinstance(opening, ev.TicketOpened):
        raise ValueError("a trail begins with TicketOpened; this one is incomplete, restore it from a backup")
    first = _opened(opening, contract)
    told = _Told(open_from(first), (first,))
    for event in rest:
        told = _aged(told, contract, event.entered or event.at)
        told = _RETOLD.get(type(event), _as_it_was)(told, event, contract)
    return _aged(told, contract, until).events


def summary(tickets: Iterable[ReplayedTicket], grades: Sequence[GradeId]) -> tuple[Row, ...]:
    """The rows in the order of `grades`, then of the stages."""
    found: dict[tuple[GradeId, GradeId, StageName, bool], list[tuple[int, ReplayedClock]]] = {}
    for ticket in tickets:
        for clock in ticket.clocks:
            key = (ticket.was, ticket.becomes, clock.stage, clock.internal)
            found.setdefault(key, []).append((ticket.no, clock))
    place = {grade: number for number, grade in enumerate(grades)}
    order = sorted(
        found,
        key=lambda k: (place.get(k[0], len(place)), place.get(k[1], 0), list(StageName).index(k[2]), k[3]),
    )
    return tuple(_row(key, found[key]) for key in order)


def _row(key: tuple[GradeId, GradeId, StageName, bool], clocks: Sequence[tuple[int, ReplayedClock]]) -> Row:
    def count(value: bool) -> tuple[int, int]:
        both = [(_kept(clock.old), _kept(clock.new)) for _, clock in clocks]
        return sum(old is value for old, _ in both), sum(new is value for _, new in both)

    return Row(*key, len({no for no, _ in clocks}), count(True), count(False))


@dataclass(frozen=True, slots=True)
class _Told:
    """The ticket so far and the events that led to it."""

    ticket: Ticket
    events: tuple[ev.Event, ...]

    def then(self, event: ev.Event) -> "_Told":
        return _Told(evolve(self.ticket, event), (*self.events, event))


def _opened(event: ev.TicketOpened, contract: Contract) -> ev.TicketOpened:
    facts, calendar = event.fault.facts, contract.calendar
    guessed = bool(event.verdict.assumed)  # a question stayed unanswered: the worst plausible grade, as then
    verdict = worst_plausible(contract, facts, unknown(facts)) if guessed else judge(contract, facts)
    opening = replace(event, contract=contract.id, contract_version=contract.version, verdict=verdict)
    if calendar is None:
        return opening
    return replace(opening, calendar=calendar.id, calendar_version=calendar.version)


def _as_it_was(told: _Told, event: ev.Event, contract: Contract) -> _Told:
    return told.then(event)


def _left_out(told: _Told, event: ev.Event, contract: Contract) -> _Told:
    return told


def _corrected(told: _Told, event: ev.FaultCorrected, contract: Contract) -> _Told:
    fixed = settled(told.ticket, contract, event.at)
    return _judged(told.then(replace(event, settled=fixed)), contract, event.at)


def _neared(told: _Told, event: ev.MajorEventNeared, contract: Contract) -> _Told:
    return _judged(told.then(event), contract, event.at)


def _regraded(told: _Told, event: ev.Regraded, contract: Contract) -> _Told:
    """What a person decided stays decided, where the contract has that grade; what rose by itself is judged anew."""
    if event.by is None or all(grade.id != event.verdict.grade for grade in contract.grades):
        return told
    verdict = by_person(contract, told.ticket.fault.facts, event.verdict.grade, event.note)
    return told.then(replace(event, verdict=verdict, settled=settled(told.ticket, contract, event.at)))


def _held(told: _Told, event: ev.Held, contract: Contract) -> _Told:
    """At most as long as the contract lets it; what it pauses is said by the contract as well."""
    rule = contract.hold_rule(event.reason)
    until = min(event.until, event.at + rule.longest) if rule else event.until
    return told.then(replace(event, until=until))


def _denied(told: _Told, event: ev.FixDenied, contract: Contract) -> _Told:
    return told.then(replace(event, continues=contract.reopening is Reopening.CONTINUE))


def _judged(told: _Told, contract: Contract, at: datetime) -> _Told:
    verdict = judge(contract, told.ticket.fault.facts)
    return _risen(told, contract, verdict, at) if rises(told.ticket.verdict, contract, verdict) else told


def _risen(told: _Told, contract: Contract, verdict: Verdict, at: datetime) -> _Told:
    fixed = settled(told.ticket, contract, at)
    return told.then(ev.Regraded(at=at, verdict=verdict, settled=fixed))


def _aged(told: _Told, contract: Contract, until: datetime) -> _Told:
    """With the rises by age that fall between the last event and `until`, each once."""
    for at, number in sorted(_ages(told.ticket, contract)):
        ageing, ticket = contract.ageing[number], told.ticket
        rank = contract.grade(ageing.grade).rank
        unsolved = ticket.status.is_open and ticket.at(Milestone.RESTORED) is None
        if unsolved and rank < ticket.verdict.rank and _written(told.events[-1]) <= at <= until:
            verdict = Verdict(ageing.grade, rank, f"ageing-{number}", ageing.reason, ageing.clause)
            told = _risen(told, contract, verdict, at)
    return told


def _ages(ticket: Ticket, contract: Contract) -> Iterable[tuple[datetime, int]]:
    """When each clause of age applies; of a denied fix that was too old already, at the denial."""
    past = (timer for timer in ageing_timers(ticket, contract) if timer.kind is TimerKind.AGEING_PAST)
    return ((max(timer.due, ticket.round_at), timer.step) for timer in past)


def _written(event: ev.Event) -> datetime:
    return event.entered or event.at


def _sides(found: Iterable[Proof], now: datetime) -> Mapping[tuple[int, StageName], Side]:
    return {(proof.round, proof.clock.stage): _side(proof, now) for proof in found}


def _side(proof: Proof, now: datetime) -> Side:
    clock = proof.clock
    return Side(proof.grade, clock.due, clock.met, proof.outcome(now), clock.internal, clock.clause)


def _kept(side: Side | None) -> bool | None:
    return side.kept if side else None


_RETOLD: Mapping[type[ev.Event], Callable[[_Told, Any, Contract], _Told]] = {
    ev.FaultCorrected: _corrected,
    ev.MajorEventNeared: _neared,
    ev.Regraded: _regraded,
    ev.Held: _held,
    ev.FixDenied: _denied,
    ev.TermsApplied: _left_out,
    ev.DeadlineNeared: _left_out,
    ev.DeadlineMissed: _left_out,
}
