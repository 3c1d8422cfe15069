"""Deadlines of a ticket under its contract: a pure function of the events so far, so they can be recomputed and explained."""

from dataclasses import dataclass
from datetime import datetime

from desk.contract import Ageing, Clause, Contract, Milestone, Stage, StageName
from desk.ids import GradeId
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of one ticket. `near` and `due` are instants; `met` is when it was met, or None.

    `internal` marks our own goal where the contract gives no figure; it reminds but is never called a breach.
    """

    stage: StageName
    started: datetime
    near: datetime
    due: datetime
    met: datetime | None
    clause: Clause
    internal: bool

    @property
    def is_open(self) -> bool:
        """Whether the clock still runs."""
        return self.met is None

    def left(self, now: datetime) -> float:
        """Seconds left; negative when late."""
        return (self.due - now).total_seconds()


def deadlines(ticket: Ticket, contract: Contract) -> tuple[Deadline, ...]:
    """The clocks that have started in this round, in the contract's order."""
    question = ticket.fault.facts.is_question
    stages = (
        stage for stage in contract.grade(ticket.verdict.grade).stages if not (question and stage.faults_only)
    )
    return tuple(line for stage in stages if (line := _deadline(ticket, stage)) is not None)


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


def stage_timers(ticket: Ticket, contract: Contract) -> tuple[Timer, ...]:
    """The near and past timers of every running clock. Setting one twice is harmless: the key is deterministic."""
    grade = ticket.verdict.grade
    return tuple(
        timer for line in deadlines(ticket, contract) if line.is_open for timer in _pair(ticket, grade, line)
    )


def ageing_timers(ticket: Ticket, contract: Contract) -> tuple[Timer, ...]:
    """When a fault that is still unsolved rises by age (000 §5.14): the warning and the rise of every such clause."""
    if ticket.fault.facts.is_question:
        return ()
    return tuple(
        timer for index, ageing in enumerate(contract.ageing) for timer in _ageing(ticket, index, ageing)
    )


def _ageing(ticket: Ticket, index: int, ageing: Ageing) -> tuple[Timer, Timer]:
    stem = f"{ticket.id}:{ticket.round}:ageing:{index}"
    warn, rise = ticket.unsolved_since + ageing.after * ageing.near, ticket.unsolved_since + ageing.after
    return (
        Timer(f"{stem}:near", TimerKind.AGEING_NEAR, warn, ticket.id, None, None, ticket.round, index),
        Timer(f"{stem}:past", TimerKind.AGEING_PAST, rise, ticket.id, None, None, ticket.round, index),
    )


def _deadline(ticket: Ticket, stage: Stage) -> Deadline | None:
    started = ticket.at(stage.starts)
    if started is None:
        return None
    instants = [when for name, when in ticket.milestones if _meets(name, stage)]
    return Deadline(
        stage=stage.name,
        started=started,
        near=started + stage.limit * stage.near,
        due=started + stage.limit,
        met=min(instants) if instants else None,
        clause=stage.clause,
        internal=stage.internal,
    )


def _meets(milestone: Milestone, stage: Stage) -> bool:
    """A milestone of `met_by` meets the stage, and so does any that comes after all of them (it implies them)."""
    order = list(Milestone)
    return milestone in stage.met_by or order.index(milestone) > max(order.index(m) for m in stage.met_by)


def _pair(ticket: Ticket, grade: GradeId, line: Deadline) -> tuple[Timer, Timer]:
    stem = f"{ticket.id}:{ticket.round}:{grade}:{line.stage}"
    return (
        Timer(f"{stem}:near", TimerKind.STAGE_NEAR, line.near, ticket.id, None, line.stage, ticket.round),
        Timer(f"{stem}:past", TimerKind.STAGE_PAST, line.due, ticket.id, None, line.stage, ticket.round),
    )
