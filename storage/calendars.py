"""Calendars: the YAML of `calendars/` made into `desk.calendars.WorkCalendar` values, or refused with every reason.

How a calendar is written is told in docs/calendars.md. Chinese public holidays and make-up workdays (调休) come from
`chinesecalendar`; what a district knows better stands in its file and wins. Nothing else reads that library.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import chinese_calendar
import msgspec

from desk.calendars import CalendarId, DayKind, Hours, SpecialDay, WorkCalendar
from desk.language import Text
from storage.calendar_parts import (
    read_dates,
    read_day,
    read_days,
    read_hours,
    read_periods,
    read_spans,
    read_year,
)
from storage.pack_words import read_text
from storage.problems import Findings, Problem
from storage.yaml_lines import Part, open_part

Week = tuple[tuple[Hours, ...], ...]


class CalendarError(Exception):
    """A calendar file cannot be used. Mend every line listed; until then the calendars loaded before stay in force."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep them sorted by file and line."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_calendar(path: Path) -> WorkCalendar:
    """The calendar in one file. Raises CalendarError with all its problems."""
    calendar, problems = _read(path)
    if calendar is None or problems:
        raise CalendarError(problems)
    return calendar


def load_calendars(folder: Path) -> dict[CalendarId, WorkCalendar]:
    """Every `*.yaml` of a folder by id. Raises CalendarError with the problems of all files together."""
    results = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    problems = [problem for _, found in results for problem in found]
    if not results:
        problems.append(Problem(str(folder), 0, "holds no calendar", "put one <id>.yaml per calendar here"))
    if problems:
        raise CalendarError(problems)
    return {calendar.id: calendar for calendar, _ in results if calendar is not None}


def chinese_years() -> tuple[int, ...]:
    """The years whose arrangement the library has whole: those in which it knows the National Day of October.

    A notice may reach back into the December before, so a single known day does not make a year known.
    """
    national = chinese_calendar.Holiday.national_day.value
    october = {
        day.year for day, name in chinese_calendar.holidays.items() if day.month == 10 and name == national
    }
    return tuple(sorted(october))


def chinese_days(years: Iterable[int], week: Week, make_up: int) -> Iterator[SpecialDay]:
    """Public holidays, closed, and make-up workdays, which have the hours and class periods of ISO weekday `make_up`."""
    wanted = frozenset(years)
    for day, name in chinese_calendar.holidays.items():
        if day.year in wanted:
            yield SpecialDay(day, DayKind.HOLIDAY, _holiday(name))
    for day, name in chinese_calendar.workdays.items():
        if day.year in wanted:
            feast = _holiday(name)
            words = Text(f"{feast.zh}调休上班", f"make-up workday for {feast.en}")
            yield SpecialDay(day, DayKind.MAKE_UP, words, week[make_up - 1], make_up)


def _holiday(name: str) -> Text:
    return Text(chinese_calendar.Holiday(name).chinese, name)


def _read(path: Path) -> tuple[WorkCalendar | None, list[Problem]]:
    findings = Findings(path.name)
    top = open_part(path, findings)
    calendar = _calendar(top, path.stem) if top is not None else None
    return calendar, findings.problems


def _calendar(top: Part, stem: str) -> WorkCalendar | None:
    """The calendar, or None when anything was noted: the value itself would refuse to exist."""
    calendar_id, number = _id(top, stem), _number(top)
    name, zone, week = read_text(top, "name"), _zone(top), _week(top)
    years, special = _holidays(top, week)
    special |= {day.day: day for day in _overrides(top, week)}
    spans, periods = read_spans(top), read_periods(top)
    top.close()
    if top.findings.problems:
        return None
    in_order = tuple(special[day] for day in sorted(special))
    calendar = WorkCalendar(calendar_id, number, name, zone, week, in_order, years, spans, periods)
    return replace(calendar, version=f"{number}-{_fingerprint(calendar)}")


def _fingerprint(calendar: WorkCalendar) -> str:
    """Eight digits that change with any content, so that a newer holiday library makes a new version by itself."""
    content = json.dumps(msgspec.to_builtins(calendar), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _id(top: Part, stem: str) -> CalendarId:
    word = top.text("id")
    if word and word != stem:
        top.note(f"id {word!r} is not the file's name", f"call the file {word}.yaml", at="id")
    return CalendarId(word)


def _number(top: Part) -> str:
    word = top.text("version")
    if word and not (word.isdecimal() and int(word) >= 1):
        top.note(f"version {word!r} is not a whole number from 1", "count up by one", at="version")
    return word


def _zone(top: Part) -> str:
    word = top.text("zone")
    try:
        ZoneInfo(word or "UTC")
    except (KeyError, ValueError, OSError):
        top.note(f"{word!r} is no IANA time zone", "write for example Asia/Shanghai", at="zone")
    return word


def _week(top: Part) -> Week:
    """The hours of Monday to Sunday. A day that no entry names is off."""
    named: dict[int, tuple[Hours, ...]] = {}
    for part in top.parts("week"):
        days, hours = read_days(part, "days"), read_hours(part, "hours")
        part.close()
        for day in days:
            if day in named:
                part.note(f"day {day} has hours already", "give a day all its hours in one entry", at="days")
            named[day] = hours
    return tuple(named.get(day, ()) for day in range(1, 8))


def _holidays(top: Part, week: Week) -> tuple[tuple[int, ...] | None, dict[date, SpecialDay]]:
    """The known years and what is special in them, before the district's own days."""
    source = top.text("holidays")
    if source == "china":
        return _chinese(top, week)
    if source == "none":
        words = top.words("years")
        return (None if words == ("every",) else _years(top, words)), {}
    if source:
        top.note(f"'holidays' does not know {source!r}", "use one of: china, none", at="holidays")
    for key in ("years", "since", "make_up"):
        top.has(key)  # which of them may stand here is not known; none is blamed
    return None, {}


def _chinese(top: Part, week: Week) -> tuple[tuple[int, ...], dict[date, SpecialDay]]:
    make_up = read_day(top, "make_up")
    if not week[make_up - 1]:
        top.note(
            f"day {make_up} has no hours to make up", "name a day that the week has hours for", at="make_up"
        )
    since = read_year(top, "since", top.text("since"))
    listed = [year for year in chinese_years() if year >= since]
    if not listed:
        top.note(
            f"the holiday library ends in {chinese_years()[-1]}", "begin earlier or update it", at="since"
        )
    by_hand = _years(top, top.words("years") if top.has("years") else ())
    special = {day.day: day for day in chinese_days(listed, week, make_up)}
    return tuple(sorted({*listed, *by_hand})), special


def _years(top: Part, words: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({year for word in words if (year := read_year(top, "years", word))}))


def _overrides(top: Part, week: Week) -> Iterator[SpecialDay]:
    """The district's own days, each at most once."""
    seen: set[date] = set()
    for part in top.parts("overrides") if top.has("overrides") else ():
        name, days = read_text(part, "name"), read_dates(part)
        hours, lessons = _own_hours(part, week)
        part.close()
        for day in days:
            if day in seen:
                part.note(f"{day} stands in an earlier entry too", "keep one of them", at="from")
            seen.add(day)
            yield SpecialDay(day, DayKind.LOCAL, name, hours, lessons)


def _own_hours(part: Part, week: Week) -> tuple[tuple[Hours, ...], int | None]:
    """Hours and class periods of a day of one's own: another day's, or hours with or without lessons, or closed."""
    if part.has("hours") == part.has("follows"):
        part.note(
            "an entry needs either 'hours' or 'follows'", "write `hours: closed`, times, or `follows: 3`"
        )
        return (), None
    if part.has("follows"):
        follows = read_day(part, "follows")
        return week[follows - 1], follows
    if part.words("hours") == ("closed",):
        return (), None
    return read_hours(part, "hours"), read_day(part, "lessons_of") if part.has("lessons_of") else None
