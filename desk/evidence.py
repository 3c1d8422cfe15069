"""Evidence: for each clock of a ticket, what ended it: the event, who, when, and what kind of proof that is.

Read off the trail, event by event, so a clock is judged by the grade it ran under: what was met stays met and what was
missed stays missed, whatever the ticket is regraded to later. A round that a denied fix ended keeps its own clocks; where the
contract lets them go on, they are the same clocks, open again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk import events as ev
from desk.contract import Contract, StageName
from desk.ids import GradeId
from desk.life_events import CheckIn
from desk.sla import Deadline, deadlines
from desk.ticket import Ticket, evolve, open_from
from desk.voice_events import CommonFaultRepaired


class EvidenceKind(StrEnum):
    """What the end of a clock rests on. `BUTTON_ONLY` is a step reported without the text that would show it."""

    ACCEPTANCE = "acceptance"
    TAKE_OVER = "take_over"
    CALL_LOGGED = "call_logged"
    DEPARTURE = "departure"
    CHECK_IN = "check_in"
    CHECK_IN_CODE = "check_in_code"
    CHECK_IN_QR = "check_in_qr"
    DIAGNOSIS_TEXT = "diagnosis_text"
    WORKAROUND_TEXT = "workaround_text"
    REPAIR_TEXT = "repair_text"
    BUTTON_ONLY = "button_only"
    TEACHER_CONFIRMATION = "teacher_confirmation"
    CONFIRMED_FOR_TEACHER = "confirmed_for_teacher"
    WITHDRAWAL = "withdrawal"
    TRAIL_ENTRY = "trail_entry"


class Outcome(StrEnum):
    """How a clock ended. Our own goals (`internal`) are never called missed; a denied fix starts running ones afresh."""

    KEPT = "kept"
    MISSED = "missed"
    GOAL_MISSED = "goal_missed"
    WITHDRAWN = "withdrawn"
    RESTARTED = "restarted"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The event that ended a clock. `seq` is its place in the trail, from 1; `words` what was written with it."""

    seq: int
    event: ev.Event
    kind: EvidenceKind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """One clock of one round under the grade that counted, with what ended it.

    `missed` is the desk's own note that it ran out (the deadline as it then was); `ended` when a denied fix ended the round.
    """

    round: int
    grade: GradeId
    clock: Deadline
    evidence: Evidence | None = None
    missed: ev.DeadlineMissed | None = None
    ended: datetime | None = None

    def outcome(self, now: datetime) -> Outcome:
        """Late is late against every deadline that was noted as missed, also after a regrade that allowed more time."""
        clock, missed = self.clock, self.missed
        due = min(clock.due, missed.due) if missed else clock.due
        if (clock.met or self.ended or now) > due:
            return Outcome.GOAL_MISSED if clock.internal else Outcome.MISSED
        if clock.met is None:
            return Outcome.RESTARTED if self.ended else Outcome.RUNNING
        withdrawn = self.evidence is not None and self.evidence.kind is EvidenceKind.WITHDRAWAL
        return Outcome.WITHDRAWN if withdrawn else Outcome.KEPT


_KINDS: dict[type[ev.Event], EvidenceKind] = {
    ev.Acknowledged: EvidenceKind.ACCEPTANCE,
    ev.TakenOver: EvidenceKind.TAKE_OVER,
    ev.PhoneCallMade: EvidenceKind.CALL_LOGGED,
    ev.Departed: EvidenceKind.DEPARTURE,
    ev.Arrived: EvidenceKind.CHECK_IN,
    ev.Diagnosed: EvidenceKind.DIAGNOSIS_TEXT,
    ev.TeachingRestored: EvidenceKind.WORKAROUND_TEXT,
    ev.WorkedAround: EvidenceKind.WORKAROUND_TEXT,
    ev.Repaired: EvidenceKind.REPAIR_TEXT,
    CommonFaultRepaired: EvidenceKind.REPAIR_TEXT,
    ev.FixConfirmed: EvidenceKind.TEACHER_CONFIRMATION,
    ev.Cancelled: EvidenceKind.WITHDRAWAL,
}
_CHECK_INS = {CheckIn.CODE: EvidenceKind.CHECK_IN_CODE, CheckIn.QR: EvidenceKind.CHECK_IN_QR}
_WANT_TEXT = frozenset({EvidenceKind.DIAGNOSIS_TEXT, EvidenceKind.WORKAROUND_TEXT, EvidenceKind.REPAIR_TEXT})

Pinned = Callable[[Ticket], Contract]
"""The contract version that a ticket is pinned to."""


@dataclass(frozen=True, slots=True)
class _Round:
    """The clocks of the present round, and the events that moved a milestone in it."""

    clocks: dict[StageName, Proof]
    steps: tuple[Evidence, ...] = ()


def proofs(trail: Iterable[ev.Event], pinned: Pinned) -> tuple[Proof, ...]:
    """Every clock that ever started, oldest round first. Raises ValueError when the trail does not begin with its opening."""
    opening, *rest = trail
    if not isinstance(opening, ev.TicketOpened):
        raise ValueError("a trail begins with TicketOpened; this one is incomplete, restore it from a backup")
    ticket = open_from(opening)
    present = _judged(_Round({}), ticket, pinned(ticket), None)
    past: list[Proof] = []
    for seq, event in enumerate(rest, start=2):
        before, ticket = ticket, evolve(ticket, event)
        if ticket.round != before.round and not (isinstance(event, ev.FixDenied) and event.continues):
            past += (replace(proof, ended=event.at) for proof in present.clocks.values())
            present = _Round({})
        step = evidence_of(seq, event, ticket)
        if ticket.milestones != before.milestones:
            present = replace(present, steps=(*present.steps, step))
        present = _judged(present, ticket, pinned(ticket), step)
    return (*past, *present.clocks.values())


def evidence_of(seq: int, event: ev.Event, ticket: Ticket) -> Evidence:
    """What this event is worth as evidence on its ticket, whether or not it ends a clock."""
    kind = _KINDS.get(type(event), EvidenceKind.TRAIL_ENTRY)
    words = str(getattr(event, "note", "") or getattr(event, "words", ""))
    if kind in _WANT_TEXT and not words.strip():
        kind = EvidenceKind.BUTTON_ONLY
    if isinstance(event, ev.Arrived) and event.check_in is not None:
        kind = _CHECK_INS.get(event.check_in, kind)
    if kind is EvidenceKind.TEACHER_CONFIRMATION and event.by != ticket.reporter:
        kind = EvidenceKind.CONFIRMED_FOR_TEACHER
    return Evidence(seq, event, kind, words)


def _judged(present: _Round, ticket: Ticket, contract: Contract, step: Evidence | None) -> _Round:
    """The round's clocks after one more event. A clock that the new grade does not have stays when it was met or missed."""
    clocks: dict[StageName, Proof] = {}
    for line in deadlines(ticket, contract):
        old = present.clocks.get(line.stage)
        if old is None or not _stands(old.clock, line):
            evidence = _ending(line, present.steps, step)
            missed = old.missed if old else None
            old = Proof(ticket.round, ticket.verdict.grade, line, evidence, missed)
        clocks[line.stage] = old
    for stage, proof in present.clocks.items():
        if stage not in clocks and (proof.clock.met or proof.missed):
            clocks[stage] = proof
    if step is not None and isinstance(step.event, ev.DeadlineMissed) and step.event.stage in clocks:
        stage = step.event.stage
        clocks[stage] = replace(clocks[stage], missed=step.event)
    return _Round(clocks, present.steps)


def _stands(old: Deadline, new: Deadline) -> bool:
    """Whether a met clock is left as it was: only a change of its own start or end (a late entry) reopens the sum."""
    return old.met is not None and (old.started, old.met) == (new.started, new.met)


def _ending(line: Deadline, steps: tuple[Evidence, ...], step: Evidence | None) -> Evidence | None:
    """The event that met the clock: this one, or for a clock that began as met the step taken at that instant."""
    if line.met is None:
        return None
    if step is not None and step.event.at == line.met:
        return step
    return next((earlier for earlier in steps if earlier.event.at == line.met), step)
