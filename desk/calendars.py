"""What a calendar is: the hours of a week, the days that differ, the years that are known, terms and class periods.

Days and hours are the zone's own, by the wall clock; what they mean in real time is for `desk.workhours`. Made from files
by `storage.calendars`; docs/calendars.md tells how those are written.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NewType
from zoneinfo import ZoneInfo

from desk.language import Text

CalendarId = NewType("CalendarId", str)

DAY = timedelta(days=1)
YEAR_NOTICE = timedelta(days=180)
TERM_NOTICE = timedelta(days=60)
URGENT_DAYS = 45
"""The State Council publishes the next year's arrangement in late October or November: then somebody has to act."""


class CalendarUnknown(Exception):
    """The calendar does not know this year's holidays. Update the holiday library or enter the year (docs/calendars.md)."""

    def __init__(self, calendar: CalendarId, version: str, year: int) -> None:
        """Say which calendar, in which version, and the year that was asked for."""
        super().__init__(f"calendar {calendar} v{version} does not know the year {year}")
        self.calendar, self.version, self.year = calendar, version, year


class DayKind(StrEnum):
    """Why a day differs from its day of the week."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    LOCAL = "local"


class SpanKind(StrEnum):
    """What a named stretch of days is to a school."""

    TERM = "term"
    EXAM = "exam"


class Lack(StrEnum):
    """What a calendar will run out of."""

    YEAR = "year"
    TERM = "term"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A stretch of one day by the wall clock. `closes` 00:00 is the end of the day. Over midnight takes two of them."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Raises ValueError for a stretch that is empty or runs backwards."""
        if self.closes != time.min and self.closes <= self.opens:
            raise ValueError(
                f"{self} does not run forwards; over midnight takes two: one to 24:00, one from 00:00"
            )

    def __str__(self) -> str:
        """`08:00-12:00`, with seconds where there are any; the end of the day is 24:00."""
        closes = "24:00" if self.closes == time.min else _clock(self.closes)
        return f"{_clock(self.opens)}-{closes}"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its day of the week. No hours: closed. `lessons_of` 1-7: whose class periods are held."""

    day: date
    kind: DayKind
    name: Text
    hours: tuple[Hours, ...] = ()
    lessons_of: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A term or an exam week, `first` and `last` included."""

    kind: SpanKind
    name: Text
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    """A class period of the ISO weekdays 1-7 in `days`; `lesson` is false for a long break or a nap."""

    name: Text
    hours: Hours
    days: tuple[int, ...]
    lesson: bool = True


@dataclass(frozen=True, slots=True)
class Shortage:
    """What the calendar lacks from the day `since` on, `days_left` days from today; below 0 it lacks it already."""

    lack: Lack
    since: date
    days_left: int

    @property
    def urgent(self) -> bool:
        """Whether deadlines are about to be impossible (a missing term only stops class periods)."""
        return self.lack is Lack.YEAR and self.days_left <= URGENT_DAYS


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When work is done somewhere. `week` is Monday to Sunday; `special_days` are in order of date.

    `version` changes with every change of content, a newer holiday library included. `years` are the known ones, None
    means that the week holds in every year. Raises ValueError when hours overlap or are out of order.
    """

    id: CalendarId
    version: str
    name: Text
    zone: str
    week: tuple[tuple[Hours, ...], ...]
    special_days: tuple[SpecialDay, ...] = ()
    years: tuple[int, ...] | None = None
    spans: tuple[Span, ...] = ()
    periods: tuple[Period, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no sum could be made of."""
        days = [special.day for special in self.special_days]
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days and at least one of them has hours")
        if any(sooner >= later for sooner, later in pairwise(days)):
            raise ValueError("special days must be in order of date, each day once")
        for hours in (*self.week, *(special.hours for special in self.special_days)):
            if list(hours) != sorted(hours) or overlap(hours):
                raise ValueError(f"hours overlap or are out of order: {', '.join(map(str, hours))}")

    @property
    def tz(self) -> ZoneInfo:
        """The zone's rules. Raises ZoneInfoNotFoundError for a name the tz database lacks."""
        return ZoneInfo(self.zone)

    def knows(self, year: int) -> bool:
        """Whether the holidays of this year are known."""
        return self.years is None or year in self.years

    def special(self, day: date) -> SpecialDay | None:
        """What is special about a day. Raises CalendarUnknown."""
        if not self.knows(day.year):
            raise CalendarUnknown(self.id, self.version, day.year)
        place = bisect_left(self.special_days, day, key=lambda special: special.day)
        found = self.special_days[place : place + 1]
        return found[0] if found and found[0].day == day else None

    def hours(self, day: date) -> tuple[Hours, ...]:
        """The hours of a day by the wall clock; none when it is off. Raises CalendarUnknown."""
        special = self.special(day)
        return special.hours if special else self.week[day.weekday()]

    def lessons_of(self, day: date) -> int | None:
        """The ISO weekday whose class periods are held; None on a day without lessons. Raises CalendarUnknown."""
        special = self.special(day)
        return special.lessons_of if special else day.isoweekday()


def overlap(hours: Iterable[Hours]) -> tuple[Hours, Hours] | None:
    """The first two that share time, or None. Hours that only touch do not."""
    return next(
        (
            (one, other)
            for one, other in pairwise(sorted(hours))
            if one.closes == time.min or other.opens < one.closes
        ),
        None,
    )


def spans_on(calendar: WorkCalendar, day: date) -> tuple[Span, ...]:
    """The term and the exam weeks that a day lies in."""
    return tuple(span for span in calendar.spans if span.first <= day <= span.last)


def warnings(calendar: WorkCalendar, today: date) -> tuple[Shortage, ...]:
    """What runs out: the known years, said 180 days ahead or sooner if it is later, and the terms, 60 days ahead."""
    found = []
    if calendar.years is not None:
        year = today.year
        while calendar.knows(year):
            year += 1
        found.append((Lack.YEAR, max(date(year, 1, 1), today), YEAR_NOTICE))
    terms = [span.last for span in calendar.spans if span.kind is SpanKind.TERM]
    if terms:
        found.append((Lack.TERM, max(terms) + DAY, TERM_NOTICE))
    return tuple(
        Shortage(lack, since, (since - today).days)
        for lack, since, notice in found
        if since - today <= notice
    )


def extends(newer: WorkCalendar, older: WorkCalendar) -> bool:
    """Whether `newer` has the same hours on every day that `older` knows, so that no deadline moves by taking it."""
    if older.years is None:
        alike = newer.years is None and _hours_by_day(newer) == _hours_by_day(older)
    else:
        alike = all(newer.knows(year) for year in older.years) and all(
            newer.hours(day) == older.hours(day) for year in older.years for day in _days_of(year)
        )
    return alike and (newer.zone, newer.week) == (older.zone, older.week)


def _hours_by_day(calendar: WorkCalendar) -> dict[date, tuple[Hours, ...]]:
    return {special.day: special.hours for special in calendar.special_days}


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + DAY * number for number in range((date(year, 12, 31) - first).days + 1))


def _clock(at: time) -> str:
    return at.isoformat("seconds" if at.second else "minutes")
