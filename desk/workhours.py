"""Working time: exact sums of the time a calendar is open.

Rules:
1. Hours are wall-clock times of the calendar's zone, half open: 08:00-12:00 is open at 08:00:00 and not at 12:00:00.
2. Sums are real time, so lunch, nights, holidays, make-up workdays and a change to summer time all come out right.
3. A wall time that the clock skips means the instant of the jump; one that comes twice means its first coming.
4. A day of a year the calendar does not know raises CalendarUnknown. Nothing falls back to Monday to Friday.

Instants are aware and come back in UTC; days are days of the calendar's zone. A clock turned back over midnight (as
Newfoundland's was until 2011) is not provided for: where it strikes, that one hour may be taken for closed.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.calendars import DAY, CalendarUnknown, Hours, Period, SpanKind, WorkCalendar

A_LESSON = timedelta(minutes=45)
"""How long a lesson lasts at the most where the desk has no timetable (primary schools hold 40 minutes)."""

SCHOOL_ENDS = time(17, 0)
"""When a school day is over where the calendar does not say."""

BEFORE_A_LESSON = timedelta(minutes=15)
"""So long before a lesson "it begins at once" may be said of it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """An open stretch of real time, `opens` included, `closes` not. Both are UTC."""

    opens: datetime
    closes: datetime

    @property
    def length(self) -> timedelta:
        """How long it is open; above zero."""
        return self.closes - self.opens


@dataclass(frozen=True, slots=True)
class Running:
    """A class period on one day, with its instants."""

    period: Period
    interval: Interval


def intervals(calendar: WorkCalendar, day: date) -> tuple[Interval, ...]:
    """The open stretches of a day, in order. Raises CalendarUnknown."""
    zone = calendar.tz
    found = (_interval(day, hours, zone) for hours in calendar.hours(day))
    return tuple(interval for interval in found if interval.opens < interval.closes)


def is_open(calendar: WorkCalendar, instant: datetime) -> bool:
    """Whether work is done at the instant. Raises CalendarUnknown."""
    moment = _utc(instant)
    return any(part.opens <= moment < part.closes for part in intervals(calendar, day_of(calendar, moment)))


def stretches(calendar: WorkCalendar, start: datetime, end: datetime) -> Iterator[Interval]:
    """The open stretches from `start` up to `end`, in order: the lines that a deadline's sum is made of."""
    first, last = _utc(start), _utc(end)
    if first >= last:
        return
    day, until = day_of(calendar, first), day_of(calendar, last - datetime.resolution)
    while day <= until:
        for part in intervals(calendar, day):
            clipped = Interval(max(part.opens, first), min(part.closes, last))
            if clipped.opens < clipped.closes:
                yield clipped
        day += DAY


def between(calendar: WorkCalendar, start: datetime, end: datetime) -> timedelta:
    """The open time from `start` to `end`; negative when `end` is the earlier one. Raises CalendarUnknown."""
    first, last = _utc(start), _utc(end)  # two readings of one zone would be compared by their wall clocks
    if last < first:
        return -between(calendar, last, first)
    return sum((part.length for part in stretches(calendar, first, last)), timedelta())


def add(calendar: WorkCalendar, start: datetime, duration: timedelta) -> datetime:
    """The first instant with so much open time after `start`: a sum that fills a day ends when it closes.

    A duration of nothing ends at `start`, open or not. Raises ValueError for a negative one, and CalendarUnknown.
    """
    if duration < timedelta():
        raise ValueError(f"cannot add {duration}: working time only runs forwards")
    if not duration:
        return _utc(start)
    left = duration
    ahead = _from(calendar, _utc(start))
    part = next(ahead)
    while part.length < left:
        left -= part.length
        part = next(ahead)
    return part.opens + left


def day_of(calendar: WorkCalendar, instant: datetime) -> date:
    """The day it is in the calendar's zone."""
    return _utc(instant).astimezone(calendar.tz).date()


def is_workday(calendar: WorkCalendar, day: date) -> bool:
    """Whether the day has any hours. Raises CalendarUnknown."""
    return bool(calendar.hours(day))


def next_workday(calendar: WorkCalendar, day: date, count: int = 1) -> date:
    """The `count`th workday after `day`, which itself never counts. Raises CalendarUnknown."""
    if count < 1:
        raise ValueError(f"cannot go {count} workdays ahead")
    for _ in range(count):
        day += DAY
        while not is_workday(calendar, day):
            day += DAY
    return day


def workday_before(calendar: WorkCalendar, day: date, count: int = 1) -> date:
    """The `count`th workday before `day`, which itself never counts. Raises CalendarUnknown."""
    if count < 1:
        raise ValueError(f"cannot go {count} workdays back")
    for _ in range(count):
        day -= DAY
        while not is_workday(calendar, day):
            day -= DAY
    return day


def first_workday_of_quarter(calendar: WorkCalendar, day: date) -> date:
    """The first workday of the quarter that `day` lies in (003: 每季度第一个工作日). Raises CalendarUnknown."""
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return first if is_workday(calendar, first) else next_workday(calendar, first)


def period_at(calendar: WorkCalendar, instant: datetime) -> Running | None:
    """The class period that runs at the instant; None between periods, on days without lessons and out of term.

    A calendar without terms is always in term. Raises CalendarUnknown.
    """
    moment = _utc(instant)
    day = day_of(calendar, moment)
    weekday = calendar.lessons_of(day)
    terms = [span for span in calendar.spans if span.kind is SpanKind.TERM]
    if terms and not any(term.first <= day <= term.last for term in terms):
        return None
    held = (Running(p, _interval(day, p.hours, calendar.tz)) for p in calendar.periods if weekday in p.days)
    return next((it for it in held if it.interval.opens <= moment < it.interval.closes), None)


def bell(calendar: WorkCalendar | None, instant: datetime) -> datetime:
    """When the lesson of this instant, or the next one if it begins within a quarter of an hour, is over; where no class
    period is known, `A_LESSON` later. Breaks are no lessons.
    """
    for moment in (instant, instant + BEFORE_A_LESSON):
        lesson = _lesson_at(calendar, moment) if calendar else None
        if lesson is not None:
            return lesson.interval.closes
    return instant + A_LESSON


def school_over(calendar: WorkCalendar | None, zone: ZoneInfo, instant: datetime) -> datetime:
    """When school is over on the day of this instant: the end of its last lesson; without a timetable the end of its hours; where
    those never end, or the day has none, `SCHOOL_ENDS`. The `zone` is for a desk without a calendar.
    """
    there = calendar.tz if calendar else zone
    day = _utc(instant).astimezone(there).date()
    ends = [_interval(day, hours, there).closes for hours in _school_hours(calendar, day)]
    return max(ends, default=instant_of(day, SCHOOL_ENDS, there))


def _school_hours(calendar: WorkCalendar | None, day: date) -> list[Hours]:
    try:
        weekday, open_hours = (calendar.lessons_of(day), calendar.hours(day)) if calendar else (None, ())
    except CalendarUnknown:
        return []
    lessons = [p.hours for p in (calendar.periods if calendar else ()) if p.lesson and weekday in p.days]
    return lessons or [hours for hours in open_hours if hours.closes != time.min]


def _lesson_at(calendar: WorkCalendar, instant: datetime) -> Running | None:
    try:
        running = period_at(calendar, instant)
    except CalendarUnknown:
        return None
    return running if running and running.period.lesson else None


def _from(calendar: WorkCalendar, start: datetime) -> Iterator[Interval]:
    """The open stretches after `start` without end. Raises CalendarUnknown where the known years end."""
    day = day_of(calendar, start)
    while True:
        for part in intervals(calendar, day):
            if part.closes > start:
                yield Interval(max(part.opens, start), part.closes)
        day += DAY


def _interval(day: date, hours: Hours, zone: ZoneInfo) -> Interval:
    closing_day = day + DAY if hours.closes == time.min else day
    return Interval(instant_of(day, hours.opens, zone), instant_of(closing_day, hours.closes, zone))


def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the wall clock shows this. In a gap: the jump, found between the readings by the offsets around it."""
    local = datetime.combine(day, clock, zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    before = local.replace(fold=1).astimezone(UTC)
    second = timedelta(seconds=1)
    seconds = range((instant - before) // second + 1)
    offset = before.astimezone(zone).utcoffset()
    jump = bisect_right(
        seconds, 0, key=lambda n: (before + second * n).astimezone(zone).utcoffset() != offset
    )
    return before + second * jump


def _utc(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError(f"{instant!r} has no time zone; instants are aware UTC")
    return instant.astimezone(UTC)
