"""Why a deadline is when it is: the sum of a clock, line by line, so that anybody can check it with a pencil."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.calendars import CalendarUnknown, WorkCalendar
from desk.clocks import Deadline
from desk.contract import Clause, Contract, Milestone, RegradeCounts, Stage, StageName
from desk.holds import Hold, HoldReason
from desk.ids import GradeId
from desk.sla import deadline
from desk.terms import Counting
from desk.ticket import Ticket
from desk.workhours import Interval, stretches


@dataclass(frozen=True, slots=True)
class Start:
    """When the clock began, and by which milestone; none when it was a rise of the grade."""

    milestone: Milestone | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """What is added: the contract's figure and the clause it stands in; `internal` marks our own goal.

    `uncertain`: working time whose calendar does not know the year; all hours are counted, which is stricter.
    """

    stage: StageName
    span: timedelta
    clause: Clause
    internal: bool
    counting: Counting = Counting.ALWAYS
    uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count, and why; the time to a denied fix has no reason."""

    interval: Interval
    reasons: tuple[HoldReason | None, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Where it ends. `met` is when and whether in time; None while the clock runs. `settled`: it does not move any more."""

    due: datetime
    near: datetime
    met: datetime | None
    late_entry: bool = False
    missed: bool = False
    settled: bool = False

    @property
    def in_time(self) -> bool | None:
        """Whether it was met in time; None while it runs."""
        return None if self.met is None else self.met <= self.due


@dataclass(frozen=True, slots=True)
class Explanation:
    """One clock explained. The lines add up: the `counted` stretches are as long as `limit.span` together, the last one ends
    at `sum.due`, and none of them touches a pause (a property test holds it to that). `counted` is empty for a settled clock
    of a calendar version that the ticket has left.
    """

    grade: GradeId
    start: Start
    limit: Limit
    counted: tuple[Interval, ...]
    pauses: tuple[Pause, ...]
    sum: Sum


class LineKind(StrEnum):
    """What a line of a sum tells."""

    START = "start"
    LIMIT = "limit"
    COUNTED = "counted"
    PAUSE = "pause"
    DUE = "due"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sum as plain values, for whoever words it. `until` and `span` are of stretches and of the limit."""

    kind: LineKind
    at: datetime
    until: datetime | None = None
    span: timedelta | None = None
    reasons: tuple[HoldReason | None, ...] = ()


def explain(ticket: Ticket, contract: Contract, stage: StageName) -> Explanation | None:
    """The clock of one stage in this round; None when the grade has none or it has not begun."""
    line = deadline(ticket, contract, stage)
    return explained(ticket, contract, line) if line else None


def explained(ticket: Ticket, contract: Contract, line: Deadline) -> Explanation:
    """The sum of a clock that `desk.sla` has computed from this ticket and contract."""
    counts_calendar = line.counting is Counting.WORKING_TIME and not line.uncertain
    return Explanation(
        grade=line.grade,
        start=Start(_milestone(ticket, contract, line), line.started),
        limit=Limit(line.stage, line.limit, line.clause, line.internal, line.counting, line.uncertain),
        counted=_counted(line, contract.calendar if counts_calendar else None),
        pauses=tuple(Pause(pause, _reasons(ticket.holds, pause)) for pause in line.paused),
        sum=Sum(line.due, line.near, line.met, line.late_entry, line.missed, line.stage in _settled(ticket)),
    )


def lines(why: Explanation) -> tuple[Line, ...]:
    """The sum in order of time: start, limit, what counts and what does not, the end, and when it was met."""
    counted = (Line(LineKind.COUNTED, part.opens, part.closes, part.length) for part in why.counted)
    pauses = (
        Line(LineKind.PAUSE, p.interval.opens, p.interval.closes, p.interval.length, p.reasons)
        for p in why.pauses
    )
    met = (Line(LineKind.MET, why.sum.met),) if why.sum.met else ()
    return (
        Line(LineKind.START, why.start.at),
        Line(LineKind.LIMIT, why.start.at, None, why.limit.span),
        *sorted((*counted, *pauses), key=lambda line: line.at),
        Line(LineKind.DUE, why.sum.due),
        *met,
    )


def _counted(line: Deadline, calendar: WorkCalendar | None) -> tuple[Interval, ...]:
    try:
        found = tuple(_open(line, calendar))
    except CalendarUnknown:  # the calendar of the ticket is a newer one than the settled clock's
        return ()
    whole = sum((part.length for part in found), timedelta()) == line.limit
    return found if whole else ()


def _open(line: Deadline, calendar: WorkCalendar | None) -> Iterator[Interval]:
    """What counts from start to end: the time between the pauses, of which the calendar's open hours."""
    at = line.started
    for gap_end, goes_on in (*((p.opens, p.closes) for p in line.paused), (line.due, line.due)):
        if at < gap_end:
            yield from stretches(calendar, at, gap_end) if calendar else (Interval(at, gap_end),)
        at = max(at, goes_on)


def _reasons(holds: Sequence[Hold], pause: Interval) -> tuple[HoldReason | None, ...]:
    return tuple(hold.reason for hold in holds if hold.start < pause.closes and pause.opens < hold.end)


def _milestone(ticket: Ticket, contract: Contract, line: Deadline) -> Milestone | None:
    starts = {stage.starts for stage in _stages(contract, line.stage)}
    found = next((name for name in starts if ticket.at(name) == line.started), None)
    if found is None and contract.regrade_counts is not RegradeCounts.FROM_REGRADE:
        return next(iter(starts), Milestone.OPENED)
    return found


def _stages(contract: Contract, name: StageName) -> Iterator[Stage]:
    return (stage for grade in contract.grades for stage in grade.stages if stage.name is name)


def _settled(ticket: Ticket) -> set[StageName]:
    return {line.stage for line in ticket.settled}
