"""`chalkline calendars …`: check the calendar files and show the days of a month. Nothing here changes anything."""

import calendar as gregorian
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from app.actions import Stopped
from app.clock import WallClock
from app.settings import HOME
from desk.calendars import CalendarId, CalendarUnknown, Lack, Shortage, WorkCalendar, spans_on, warnings
from desk.workhours import day_of, intervals
from storage.calendars import CalendarError, load_calendars

calendars = typer.Typer(no_args_is_help=True, help="Working time, holidays, terms and class periods.")

Folder = Annotated[Path, typer.Option(help="Where the calendar files lie.")]
WEEKDAYS = "一二三四五六日"


@calendars.command()
def check(
    folder: Folder = HOME / "calendars",
    today: Annotated[
        str, typer.Option(help="The day to warn from, e.g. 2026-07-05; today when left out.")
    ] = "",
) -> None:
    """Read every file and say what will run out. Exit 2 for a bad file, 1 when a year is missing within 45 days."""
    urgent = False
    for calendar in _load(folder).values():
        day = _day(today) if today else day_of(calendar, WallClock().now())
        typer.echo(_headline(calendar))
        for shortage in warnings(calendar, day):
            typer.echo(_sentence(calendar, shortage), err=True)
            urgent = urgent or shortage.urgent
    raise typer.Exit(1 if urgent else 0)


@calendars.command()
def show(
    name: Annotated[str, typer.Argument(help="The calendar's id, e.g. china.")],
    month: Annotated[str, typer.Option(help="Which month, e.g. 2026-10; this one when left out.")] = "",
    folder: Folder = HOME / "calendars",
) -> None:
    """Print the days of a month with their hours, what is special about them, and the open hours they add up to."""
    found = _load(folder)
    calendar = found.get(CalendarId(name))
    if calendar is None:
        raise Stopped(f"There is no calendar {name}; there are: {', '.join(sorted(found))}.")
    typer.echo(_headline(calendar))
    try:
        for line in _month(calendar, month or f"{day_of(calendar, WallClock().now()):%Y-%m}"):
            typer.echo(line)
    except CalendarUnknown as problem:
        raise Stopped(f"{str(problem).capitalize()}; docs/calendars.md says how to enter it.") from problem


def _load(folder: Path) -> dict[CalendarId, WorkCalendar]:
    try:
        return load_calendars(folder)
    except CalendarError as problem:
        raise Stopped(str(problem)) from problem


def _headline(calendar: WorkCalendar) -> str:
    years = "every year" if calendar.years is None else f"{calendar.years[0]}-{calendar.years[-1]}"
    return (
        f"{calendar.id} v{calendar.version} {calendar.name.zh} {calendar.name.en}: {calendar.zone}, {years}"
    )


def _sentence(calendar: WorkCalendar, shortage: Shortage) -> str:
    """One warning for the operator."""
    missing = "holidays are not known" if shortage.lack is Lack.YEAR else "there is no term"
    mark = "URGENT" if shortage.urgent else "WARNING"
    return f"{mark} {calendar.id}: {missing} from {shortage.since} on ({shortage.days_left} days); docs/calendars.md"


def _month(calendar: WorkCalendar, month: str) -> Iterator[str]:
    if not re.fullmatch(r"\d{4}-\d{2}", month):
        raise Stopped(f"--month {month} is no month; write for example 2026-10.")
    first = _day(f"{month}-01")
    total = timedelta()
    for number in range(gregorian.monthrange(first.year, first.month)[1]):
        day = first + timedelta(days=number)
        total += sum((part.length for part in intervals(calendar, day)), timedelta())
        yield _line(calendar, day)
    yield f"{total // timedelta(hours=1)} h {total % timedelta(hours=1) // timedelta(minutes=1)} min"


def _line(calendar: WorkCalendar, day: date) -> str:
    hours = " ".join(map(str, calendar.hours(day))) or "-"
    special = calendar.special(day)
    names = [special.name] if special else []
    names += [span.name for span in spans_on(calendar, day)]
    words = "; ".join(f"{name.zh} {name.en}" for name in names)
    return f"{day} 周{WEEKDAYS[day.weekday()]} {hours} {words}".rstrip()


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as problem:
        raise Stopped(f"{word} is no date; write for example 2026-10-01.") from problem
