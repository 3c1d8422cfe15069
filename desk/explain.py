"""Why a deadline is when it is: the sum of a clock, line by line, so that anybody can check it with a pencil."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.contract import Clause, Contract, Milestone, Stage, StageName
from desk.sla import deadline
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Start:
    """When the clock began, and by which milestone."""

    milestone: Milestone
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """What is added: the contract's figure and the clause it stands in; `internal` marks our own goal."""

    stage: StageName
    span: timedelta
    clause: Clause
    internal: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """Start plus limit. `met` is when and whether in time; None while the clock runs."""

    due: datetime
    near: datetime
    met: datetime | None

    @property
    def in_time(self) -> bool | None:
        """Whether it was met in time; None while it runs."""
        return None if self.met is None else self.met <= self.due


@dataclass(frozen=True, slots=True)
class Explanation:
    """One clock explained. The lines add up: `start.at + limit.span == sum.due` (a property test holds it to that)."""

    grade: str
    start: Start
    limit: Limit
    sum: Sum


def explain(ticket: Ticket, contract: Contract, stage: StageName) -> Explanation | None:
    """The clock of one stage in this round; None when the grade has none or it has not begun."""
    line = deadline(ticket, contract, stage)
    rule = _stage(ticket, contract, stage)
    if line is None or rule is None:
        return None
    return Explanation(
        grade=ticket.verdict.grade,
        start=Start(rule.starts, line.started),
        limit=Limit(stage, rule.limit, rule.clause, rule.internal),
        sum=Sum(line.due, line.near, line.met),
    )


def _stage(ticket: Ticket, contract: Contract, stage: StageName) -> Stage | None:
    return next((rule for rule in contract.grade(ticket.verdict.grade).stages if rule.name is stage), None)
