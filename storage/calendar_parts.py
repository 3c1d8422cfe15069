"""What a calendar file is made of: hours, days, dates, terms, class periods.

All of them note what is wrong on the part they read, with its line, and return something harmless.
"""

import re
from collections.abc import Iterator
from datetime import date, time
from itertools import combinations

from desk.calendars import DAY, Hours, Period, Span, SpanKind, overlap
from storage.pack_words import read_text
from storage.yaml_lines import Part

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?"
_HOURS = re.compile(rf"{_TIME}-(?:(24:00)|{_TIME})")
_LONGEST = 400
"""Days from `from` to `to`: more is a mistyped year."""


def read_hours(part: Part, key: str) -> tuple[Hours, ...]:
    """The hours of a day in order, none of them sharing time."""
    found = [hours for word in part.words(key) if (hours := _hours(part, key, word)) is not None]
    if clash := overlap(found):
        part.note(f"{clash[0]} and {clash[1]} overlap", "let one end before the next begins", at=key)
    return tuple(sorted(found))


def read_days(part: Part, key: str) -> tuple[int, ...]:
    """Days of the week, 1 is Monday and 7 is Sunday, in order."""
    words = part.words(key)
    for word in words:
        if word not in tuple("1234567") or words.count(word) > 1:
            part.note(
                f"{key!r} cannot hold {word!r} here", "write each day once, 1 (Monday) to 7 (Sunday)", at=key
            )
    return tuple(sorted({int(word) for word in words if word in tuple("1234567")}))


def read_day(part: Part, key: str) -> int:
    """One day of the week, 1-7; Monday when it was wrong."""
    days = read_days(part, key)
    if len(days) > 1:
        part.note(f"{key!r} names {len(days)} days", "name one, 1 (Monday) to 7 (Sunday)", at=key)
    return days[0] if days else 1


def read_year(part: Part, key: str, word: str) -> int:
    """A year as a number; 0 when it was wrong."""
    if re.fullmatch(r"20\d\d", word):
        return int(word)
    if word:
        part.note(f"{word!r} is not a year", "write four digits such as 2026", at=key)
    return 0


def read_dates(part: Part) -> tuple[date, ...]:
    """Every day from `from` to `to`, both included; `to` may be left out for a single day. None when wrong."""
    first = _date(part, "from")
    last = _date(part, "to") if part.has("to") else first
    if first is None or last is None:
        return ()
    if not 0 <= (last - first).days < _LONGEST:
        part.note(f"{first} to {last} is backwards or over {_LONGEST} days", "check both dates", at="to")
        return ()
    return tuple(first + DAY * number for number in range((last - first).days + 1))


def read_spans(top: Part) -> tuple[Span, ...]:
    """The terms, none overlapping another, and the exam weeks, each within a term."""
    terms = list(_spans(top, "terms", SpanKind.TERM))
    exams = list(_spans(top, "exams", SpanKind.EXAM))
    for (_, one), (part, other) in combinations(terms, 2):
        if one.first <= other.last and other.first <= one.last:
            part.note(
                f"{other.name.zh} overlaps {one.name.zh}", "let one end before the next begins", at="from"
            )
    for part, exam in exams:
        if terms and not any(term.first <= exam.first and exam.last <= term.last for _, term in terms):
            part.note(f"{exam.name.zh} lies in no term", "check its dates and those of the terms", at="from")
    return tuple(span for _, span in (*terms, *exams))


def read_periods(top: Part) -> tuple[Period, ...]:
    """The class periods; those of one day of the week do not overlap."""
    if not top.has("periods"):
        return ()
    found = [(part, period) for part in top.parts("periods") if (period := _period(part)) is not None]
    for (_, one), (part, other) in combinations(found, 2):
        if set(one.days) & set(other.days) and overlap((one.hours, other.hours)):
            part.note(
                f"{other.name.zh} overlaps {one.name.zh}", "let one end before the next begins", at="time"
            )
    return tuple(period for _, period in found)


def _spans(top: Part, key: str, kind: SpanKind) -> Iterator[tuple[Part, Span]]:
    for part in top.parts(key) if top.has(key) else ():
        name, days = read_text(part, "name"), read_dates(part)
        part.close()
        if days:
            yield part, Span(kind, name, days[0], days[-1])


def _period(part: Part) -> Period | None:
    name, days = read_text(part, "name"), read_days(part, "days")
    hours, lesson = read_hours(part, "time"), part.truth("lesson", default=True)
    part.close()
    if len(hours) > 1:
        part.note("a class period has more than one time", "write one entry for each", at="time")
    return Period(name, hours[0], days, lesson) if hours else None


def _hours(part: Part, key: str, word: str) -> Hours | None:
    found = _HOURS.fullmatch(word)
    if found is None:
        part.note(
            f"{word!r} is not a time from and to", "write for example 08:00-12:00 or 18:00-24:00", at=key
        )
        return None
    opens, _, closes = word.partition("-")
    try:
        return Hours(time.fromisoformat(opens), time.min if found[4] else time.fromisoformat(closes))
    except ValueError:
        part.note(f"{word} runs backwards", "over midnight write two: to 24:00 and from 00:00", at=key)
        return None


def _date(part: Part, key: str) -> date | None:
    word = part.text(key)
    try:
        if _DATE.fullmatch(word):
            return date.fromisoformat(word)
    except ValueError:
        pass  # the calendar has no such day; noted below like every other wrong word
    if word:
        part.note(f"{word!r} is not a date", "write for example 2026-10-01", at=key)
    return None
