"""What a major event owes: the inspection before it, its report, somebody standing by; and when people are asked for it.

Rules:
1. Which duties and reports an event owes stands in the contract (`major_events: prepare`), the day in their `due`.
2. A duty "on the day itself" (standing by) has to be arranged on the workday before: then somebody must be named.
3. People are asked when the workday before that day opens, reminded when the day opens, and told when it has closed.
4. Workdays come from the calendar. Where it does not know the year nothing is guessed: people are asked at once and
   reminded when the event comes into sight, and are told that the day could not be worked out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from desk.calendars import CalendarUnknown, WorkCalendar
from desk.clauses import Clause
from desk.contract import Contract
from desk.language import Text
from desk.major_events import MajorEvent, near_timers
from desk.terms import Due, DueRule, Duty, Report
from desk.timers import Timer, TimerKind
from desk.workhours import day_of, intervals, workday_before

ASK, REMIND, OVERDUE = range(3)
"""The three instants of a duty; the `step` of its timers."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing an event owes. `day` is the last day for it; None where the calendar does not know the year."""

    id: str
    what: Text
    clause: Clause
    day: date | None


def owed(event: MajorEvent, contract: Contract, calendar: WorkCalendar | None) -> tuple[Owed, ...]:
    """Everything the contract asks for before this event, in the contract's order."""
    terms = contract.terms.major_events
    if terms is None:
        return ()
    both: tuple[Duty | Report, ...] = (*contract.terms.duties, *contract.terms.reports)
    named = {one.id: one for one in both}
    duties = (named[name] for name in terms.prepare)
    return tuple(Owed(duty.id, duty.what, duty.clause, _day(event, duty.due, calendar)) for duty in duties)


def duty_timers(
    event: MajorEvent, contract: Contract, calendar: WorkCalendar | None, now: datetime
) -> tuple[Timer, ...]:
    """When people are asked, reminded and told. Of the instants that have passed only the last is left: it is due at once."""
    return tuple(
        Timer(
            f"{event.stamp}:{one.id}:{step}",
            TimerKind.EVENT_DUTY,
            due,
            step=step,
            event=event.id,
            duty=one.id,
        )
        for one in owed(event, contract, calendar)
        for step, due in _not_outdated(tuple(_instants(event, contract, one, calendar, now)), now)
        if due < event.starts
    )


def _day(event: MajorEvent, due: Due | None, calendar: WorkCalendar | None) -> date | None:
    if calendar is None:
        return None
    counted = due is not None and due.rule is DueRule.WORKDAYS_BEFORE
    try:
        return workday_before(calendar, day_of(calendar, event.starts), due.number if due and counted else 1)
    except CalendarUnknown:
        return None


def _instants(
    event: MajorEvent, contract: Contract, one: Owed, calendar: WorkCalendar | None, now: datetime
) -> Iterator[tuple[int, datetime]]:
    """Steps with their instants, in order."""
    if calendar is None or one.day is None:
        yield ASK, now
        yield from ((REMIND, timer.due) for timer in near_timers(event, contract.terms.major_events)[:1])
        return
    hours = intervals(calendar, one.day)
    yield ASK, _asked_at(calendar, one.day, now)
    yield REMIND, hours[0].opens
    yield OVERDUE, hours[-1].closes


def _asked_at(calendar: WorkCalendar, day: date, now: datetime) -> datetime:
    """When the workday before opens; at once where that day lies in a year that is not known any more."""
    try:
        return intervals(calendar, workday_before(calendar, day))[0].opens
    except CalendarUnknown:
        return now


def _not_outdated(steps: tuple[tuple[int, datetime], ...], now: datetime) -> tuple[tuple[int, datetime], ...]:
    passed = [one for one in steps if one[1] <= now]
    return (*passed[-1:], *(one for one in steps if one[1] > now))
