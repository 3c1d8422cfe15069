"""Calendars to count on: the holidays and make-up workdays of 2024 to 2026, typed in beside the library that the product reads."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.calendars import (
    CalendarId,
    DayKind,
    Hours,
    Period,
    Span,
    SpanKind,
    SpecialDay,
    WorkCalendar,
)
from desk.language import Text

NO_NAME = Text("", "")


def hours(*words: str) -> tuple[Hours, ...]:
    """`hours("08:00-12:00", "14:00-24:00")`."""
    pairs = [word.replace("24:00", "00:00").split("-") for word in words]
    return tuple(Hours(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs)


OFFICE = hours("08:00-12:00", "14:00-18:00")
OFF = [
    ("2024-01-01", "2024-01-01"), ("2024-02-10", "2024-02-17"), ("2024-04-04", "2024-04-06"),
    ("2024-05-01", "2024-05-05"), ("2024-06-08", "2024-06-10"), ("2024-09-15", "2024-09-17"),
    ("2024-10-01", "2024-10-07"),
    ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"),
    ("2025-05-01", "2025-05-05"), ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
    ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"),
    ("2026-05-01", "2026-05-05"), ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"),
    ("2026-10-01", "2026-10-07"),
]  # fmt: skip
MADE_UP = [
    "2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29", "2024-10-12",
    "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
]  # fmt: skip


def days(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def the_year(zone: str = "Asia/Shanghai", **changed: object) -> WorkCalendar:
    """Office hours with the public holidays and make-up workdays of 2024 to 2026."""
    special = [SpecialDay(day, DayKind.HOLIDAY, NO_NAME) for pair in OFF for day in days(*pair)]
    special += [SpecialDay(date.fromisoformat(day), DayKind.MAKE_UP, NO_NAME, OFFICE, 1) for day in MADE_UP]
    in_order = tuple(sorted(special, key=lambda it: it.day))
    fields: dict[str, object] = {
        "id": CalendarId("school"), "version": "1", "name": NO_NAME, "zone": zone,
        "week": (OFFICE,) * 5 + ((), ()), "special_days": in_order, "years": (2024, 2025, 2026),
    }  # fmt: skip
    return WorkCalendar(**{**fields, **changed})  # type: ignore[arg-type]  # fields by name


def every_day(zone: str, *words: str) -> WorkCalendar:
    """The same hours on every day of every year."""
    return WorkCalendar(CalendarId("all"), "1", NO_NAME, zone, (hours(*words),) * 7)


CHINA = the_year()
CHICAGO_OFFICE = WorkCalendar(
    CalendarId("c"), "1", NO_NAME, "America/Chicago", (hours("09:00-17:00"),) * 5 + ((), ())
)
LONDON = "Europe/London"
ALWAYS = every_day("Asia/Shanghai", "00:00-24:00")


def at(words: str, calendar: WorkCalendar = CHINA) -> datetime:
    """A local time of the calendar's zone; a `+` at its end means the second coming of that time."""
    local = datetime.fromisoformat(words.rstrip("+")).replace(
        tzinfo=ZoneInfo(calendar.zone), fold=int(words.endswith("+"))
    )
    return local.astimezone(UTC)


SPRING = Span(SpanKind.TERM, Text("春季学期", "Spring term"), date(2026, 3, 2), date(2026, 7, 8))
EXAMS = Span(SpanKind.EXAM, Text("期末考试", "Final exams"), date(2026, 7, 1), date(2026, 7, 7))
FIRST = Period(Text("第一节", "Period 1"), hours("08:00-08:40")[0], (1, 2, 3, 4, 5))
BREAK = Period(Text("大课间", "Long break"), hours("08:40-09:00")[0], (1, 2, 3, 4, 5), lesson=False)
WEDNESDAYS = Period(Text("社团", "Clubs"), hours("16:00-17:00")[0], (3,))


def the_school(**changed: object) -> WorkCalendar:
    return the_year(**{"spans": (SPRING, EXAMS), "periods": (FIRST, BREAK, WEDNESDAYS), **changed})  # type: ignore[arg-type]  # fields by name
