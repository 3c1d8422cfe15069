"""One clock: a limit counted from an instant, in all hours or in working time, around its pauses. Exact to the microsecond."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.calendars import CalendarUnknown, WorkCalendar
from desk.contract import Clause, StageName
from desk.ids import GradeId
from desk.terms import Counting
from desk.workhours import Interval, add, between


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock of one ticket. `near` and `due` are instants; `met` is when it was met, or None.

    `internal` marks our own goal where the contract gives no figure; it reminds but is never called a breach. `grade` is
    the grade whose `limit` runs, `paused` the pauses before `due`. `uncertain`: the calendar does not know the year, so all
    hours are counted, which is stricter. `late_entry`: what met it was written down later than it happened. `missed`: the
    desk has noted that it ran out, which stays in the trail even when a late entry shows that it was kept.
    """

    stage: StageName
    started: datetime
    near: datetime
    due: datetime
    met: datetime | None
    clause: Clause
    internal: bool
    limit: timedelta = timedelta()
    grade: GradeId = GradeId("")
    counting: Counting = Counting.ALWAYS
    paused: tuple[Interval, ...] = ()
    uncertain: bool = False
    late_entry: bool = False
    missed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the clock still runs."""
        return self.met is None

    @property
    def in_time(self) -> bool | None:
        """Whether it was met in time; None while it runs."""
        return None if self.met is None else self.met <= self.due

    def left(self, now: datetime) -> float:
        """Seconds left; negative when late."""
        return (self.due - now).total_seconds()

    def is_paused(self, now: datetime) -> bool:
        """Whether the clock stands still at this instant."""
        return self.is_open and any(pause.opens <= now < pause.closes for pause in self.paused)


@dataclass(frozen=True, slots=True)
class Run:
    """Where a limit ends. `uncertain` as in `Deadline`."""

    near: datetime
    due: datetime
    uncertain: bool = False


def run(
    start: datetime,
    limit: timedelta,
    near: float,
    pauses: Sequence[Interval],
    counting: Counting,
    calendar: WorkCalendar | None,
) -> Run:
    """Count `limit` from `start`. `pauses` are in order and apart; `near` is the part of the limit (0-1) to remind after.

    Working time without a calendar, or in a year the calendar does not know, counts all hours: earlier, never later.
    """
    if counting is Counting.ALWAYS:
        return Run(
            run_out(start, limit * near, pauses, None),
            run_out(start, limit, pauses, None),
        )
    try:
        if calendar is not None:
            return Run(
                run_out(start, limit * near, pauses, calendar),
                run_out(start, limit, pauses, calendar),
            )
    except CalendarUnknown:
        pass  # decided and marked below; the desk warns of it long before (usecases.warn_calendars)
    strict = run(start, limit, near, pauses, Counting.ALWAYS, None)
    return Run(strict.near, strict.due, uncertain=True)


def run_out(
    start: datetime, limit: timedelta, pauses: Sequence[Interval], calendar: WorkCalendar | None
) -> datetime:
    """The instant at which so much time has passed outside the pauses; all hours without a calendar.

    A limit that is used up at the very beginning of a pause ends there. Raises CalendarUnknown.
    """
    at, left = start, limit
    for pause in pauses:
        if pause.closes <= at:
            continue
        if pause.opens > at:
            passed = _between(at, pause.opens, calendar)
            if passed >= left:
                break
            left -= passed
        at = pause.closes
    return at + left if calendar is None else add(calendar, at, left)


def _between(start: datetime, end: datetime, calendar: WorkCalendar | None) -> timedelta:
    return end - start if calendar is None else between(calendar, start, end)
