"""What a decision does to what was promised: the clocks that run and are due at another instant than before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desk import events as ev
from desk.change import Change, notice
from desk.clocks import Deadline
from desk.contract import Contract, StageName
from desk.grading import Verdict
from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind
from desk.sla import deadlines, settled, stage_timers
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Moved:
    """One clock before and after; None where it did not run, because the other grade or contract does not have it."""

    stage: StageName
    old: Deadline | None
    new: Deadline | None


@dataclass(frozen=True, slots=True)
class NewGrade:
    """Another grade for a ticket: by a rule, or by a person with a reason."""

    verdict: Verdict
    by: PersonId | None = None
    note: str = ""


def moved(before: Iterable[Deadline], after: Iterable[Deadline]) -> tuple[Moved, ...]:
    """The open clocks that are due at another instant, in the order of the stages. One that is met moves no more."""
    old = {line.stage: line for line in before if line.is_open}
    new = {line.stage: line for line in after if line.is_open}
    both = (Moved(stage, old.get(stage), new.get(stage)) for stage in StageName)
    return tuple(pair for pair in both if _due(pair.old) != _due(pair.new))


def regraded(
    change: Change,
    contract: Contract,
    given: NewGrade,
    now: datetime,
    *,
    also: Iterable[PersonId | None] = (),
    urgency: Urgency = Urgency.NOTE,
) -> Change:
    """Another grade: its clocks, and the word of what moved to the reporter (with `urgency`), the handler and `also`.

    Whoever gave the grade is not told; what was met or missed is settled in the event (ADR 0007).
    """
    before = change.ticket
    fixed = settled(before, contract, now)
    change = change.happened(
        ev.Regraded(at=now, by=given.by, verdict=given.verdict, note=given.note, settled=fixed)
    )
    change = change.timing(*stage_timers(change.ticket, contract))
    told = promise_changes(before, change.ticket, contract)
    for person in dict.fromkeys((before.reporter, *also, before.handler)):
        if person and person != given.by:
            how = urgency if person == before.reporter else Urgency.NOTE
            change = change.telling(notice(change, Kind.REGRADED, person, how, **told))
    return change


def promise_changes(before: Ticket, after: Ticket, contract: Contract) -> dict[str, str]:
    """The grade it `was`, and `changes`, a line `stage|old instant|new instant` for every clock that moved. An empty
    instant is a clock that the other grade does not have. Instants are ISO 8601.
    """
    pairs = moved(deadlines(before, contract), deadlines(after, contract))
    lines = (f"{pair.stage}|{_due(pair.old)}|{_due(pair.new)}" for pair in pairs)
    return {"was": before.verdict.grade, "changes": "\n".join(lines)}


def _due(line: Deadline | None) -> str:
    return line.due.isoformat() if line else ""
