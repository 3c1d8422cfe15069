"""What a decision does to what was promised: the clocks that run and are due at another instant than before."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.clocks import Deadline
from desk.contract import Contract, StageName
from desk.sla import deadlines
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Moved:
    """One clock before and after; None where it did not run, because the other grade or contract does not have it."""

    stage: StageName
    old: Deadline | None
    new: Deadline | None


def moved(before: Iterable[Deadline], after: Iterable[Deadline]) -> tuple[Moved, ...]:
    """The open clocks that are due at another instant, in the order of the stages. One that is met moves no more."""
    old = {line.stage: line for line in before if line.is_open}
    new = {line.stage: line for line in after if line.is_open}
    both = (Moved(stage, old.get(stage), new.get(stage)) for stage in StageName)
    return tuple(pair for pair in both if _due(pair.old) != _due(pair.new))


def promise_changes(before: Ticket, after: Ticket, contract: Contract) -> dict[str, str]:
    """For the teacher's message of a new grade: the grade it `was`, and `changes`, a line `stage|old instant|new instant`
    for every clock that moved. An empty instant is a clock that the other grade does not have. Instants are ISO 8601.
    """
    pairs = moved(deadlines(before, contract), deadlines(after, contract))
    lines = (f"{pair.stage}|{_due(pair.old)}|{_due(pair.new)}" for pair in pairs)
    return {"was": before.verdict.grade, "changes": "\n".join(lines)}


def _due(line: Deadline | None) -> str:
    return line.due.isoformat() if line else ""
