"""A typed day and time: "11月25日 8:00-11:30", "明天上午", "下周三下午2点到4点", "tomorrow 8:00-9:30" mean a stretch of time.

Wall-clock times of the district. A day alone is a school day, half a day has its usual hours, a time alone lasts two
hours; what was understood is always shown before anything rests on it. Not a reader of free text: that is `nlu/`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.times import instant_said
from desk.quiet import QuietHours

_DAYS = {
    "大后天": 3,
    "后天": 2,
    "明天": 1,
    "明早": 1,
    "明晚": 1,
    "今天": 0,
    "今晚": 0,
    "tomorrow": 1,
    "today": 0,
}
_WEEK = "一二三四五六日"
_HALVES = {
    ("上午", "早上", "明早", "morning"): (time(8), time(12)),
    ("下午", "afternoon"): (time(13, 30), time(18)),
    ("晚上", "今晚", "明晚", "evening"): (time(18, 30), time(21, 30)),
}
_HALF_NAMES = frozenset(word for words in _HALVES for word in words)
_WHOLE_DAY = (time(8), time(18))
_ALONE = timedelta(hours=2)
_LONG_PAST = timedelta(days=180)

_FULL_DATE = re.compile(r"(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
_MONTH_DAY = re.compile(r"(?<!\d)()(\d{1,2})月(\d{1,2})[日号]?|^\s*()(\d{1,2})[-/.](\d{1,2})(?=\s|$)")
_NAMED_DAY = re.compile("|".join(sorted(_DAYS, key=len, reverse=True)), re.I)
_WEEKDAY = re.compile(r"(下*)(?:个?周|星期|礼拜)([一二三四五六日天])")
_CLOCK = r"(\d{1,2})(?:[::]([0-5]\d)|[点时](半|[0-5]?\d分?)?)"
_RANGE = re.compile(_CLOCK + r"\s*(?:-|–|—|~|至|到|to)\s*(?:上午|下午|晚上)?" + _CLOCK)
_ONE = re.compile(_CLOCK)
_HALF = re.compile("|".join(word for words in _HALVES for word in words) + "|全天|一整天|all day", re.I)
_AROUND = " \t,，.。;；:：、-的有在要"


@dataclass(frozen=True, slots=True)
class Span:
    """What was meant: two instants in UTC, and the words that were about something else."""

    starts: datetime
    ends: datetime
    rest: str


def read_span(text: str, now: datetime, zone: ZoneInfo) -> Span | None:
    """The stretch the words name; None when they name no day, or none there is. It may lie in the past."""
    words = unicodedata.normalize("NFKC", text)
    today = now.astimezone(zone).date()
    try:
        found = _day(words, today)
        if found is None:
            return None
        day, words = found
        opens, closes, words = _hours(words)
    except ValueError:  # a 32nd, a 25:00
        return None
    starts = datetime.combine(day, opens, zone).astimezone(UTC)
    ends = datetime.combine(day, closes, zone).astimezone(UTC) if closes else starts + _ALONE
    return Span(starts, ends, words.strip(_AROUND)) if starts < ends else None


def _day(words: str, today: date) -> tuple[date, str] | None:
    """The day and the words without it. A day without a year is this year's unless that is long past."""
    if match := _FULL_DATE.search(words):
        return date(*map(int, match.groups())), _without(words, match)
    if match := _MONTH_DAY.search(words):
        month, number = (int(part) for part in match.groups() if part)
        this_year = date(today.year, month, number)
        day = this_year if today - this_year < _LONG_PAST else date(today.year + 1, month, number)
        return day, _without(words, match)
    if match := _WEEKDAY.search(words):
        wanted = _WEEK.index(match.group(2).replace("天", "日"))
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=len(match.group(1)))
        day = monday + timedelta(days=wanted)
        return (day if day >= today else day + timedelta(weeks=1)), _without(words, match)
    if match := _NAMED_DAY.search(words):
        return today + timedelta(days=_DAYS[match.group().casefold()]), _keeping_half(words, match)
    return None


def _hours(words: str) -> tuple[time, time | None, str]:
    """Begin, end and the words without them; the end is None where only a begin is named."""
    half = _HALF.search(words)
    later = half is not None and _half_hours(half.group())[0] >= time(12)
    if match := _RANGE.search(words):
        a, a_min, a_rest, b, b_min, b_rest = match.groups()
        opens, closes = _clock(a, a_min, a_rest, later), _clock(b, b_min, b_rest, later)
        if closes <= opens and closes.hour < 7:  # 上午10点到2点
            closes = closes.replace(hour=closes.hour + 12)
        return opens, closes, _HALF.sub("", _without(words, match))
    if match := _ONE.search(words):
        hour, minute, spoken = match.groups()
        return _clock(hour, minute, spoken, later), None, _HALF.sub("", _without(words, match))
    opens, closes = _half_hours(half.group()) if half else _WHOLE_DAY
    return opens, closes, _HALF.sub("", words)


def _clock(hour: str, minute: str | None, spoken: str | None, later: bool) -> time:
    """8:30, 8点半, 8点; after noon 2点 is 14:00. Raises ValueError for what no clock shows."""
    minutes = 30 if spoken == "半" else int(minute or (spoken or "0").removesuffix("分"))
    hours = int(hour)
    return time(hours + 12 if later and hours < 12 else hours, minutes)


def _half_hours(word: str) -> tuple[time, time]:
    return next((hours for words, hours in _HALVES.items() if word.casefold() in words), _WHOLE_DAY)


def _without(words: str, match: re.Match[str]) -> str:
    return words[: match.start()] + " " + words[match.end() :]


def _keeping_half(words: str, match: re.Match[str]) -> str:
    """今晚 and 明早 say the day and the half of it."""
    return words if _HALF.fullmatch(match.group()) else _without(words, match)


_TO = re.compile(r"\s*(?:一直)?(?:到|至|~|—|–|\bto\b|\buntil\b)\s*")
_NOW = frozenset({"", "现在", "即刻", "马上", "now"})


def read_absence(text: str, now: datetime, zone: ZoneInfo) -> Span | None:
    """A stretch of being away, or on line: "明天下午", "明天到后天", "到18点", "2小时". A day alone is the whole day; without a
    begin it begins now. None when the words name none, or it ends before it begins.
    """
    words = unicodedata.normalize("NFKC", text).strip(_AROUND)
    head, tail = (*_TO.split(words, maxsplit=1), "")[:2]
    if tail:
        first = None if head.casefold() in _NOW else _away(head, now, zone)
        starts = now if head.casefold() in _NOW else first.starts if first else None
        ends = _until(tail, now, zone)
        if starts is not None and ends is not None and starts < ends:
            return Span(starts, ends, "")
    whole = _away(words, now, zone)
    if whole is not None or tail:
        return whole
    until = instant_said(words, now, zone)
    return Span(now, until, "") if until is not None else None


def _until(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The end that words name: of a day or half a day its end, else the clock time itself."""
    named = _away(words, now, zone)
    if named is None:
        return instant_said(words, now, zone)
    return named.starts if _ONE.search(_rest(words, now, zone)) else named.ends


def _away(words: str, now: datetime, zone: ZoneInfo) -> Span | None:
    span = read_span(words, now, zone)
    rest = _rest(words, now, zone)
    half = _HALF.search(rest)
    if span is None or _ONE.search(rest) or (half and half.group() in _HALF_NAMES):
        return span
    day = span.starts.astimezone(zone).date()
    begin, end = (datetime.combine(d, time(0), zone).astimezone(UTC) for d in (day, day + timedelta(days=1)))
    return Span(begin, end, span.rest)


def _rest(words: str, now: datetime, zone: ZoneInfo) -> str:
    """The words without the day that they name."""
    try:
        found = _day(unicodedata.normalize("NFKC", words), now.astimezone(zone).date())
    except ValueError:  # a 32nd
        return words
    return found[1] if found else words


_HOURS = re.compile(
    r"(?:从|from\s+)?(\d{1,2})\s*(?:[:点时](?:\s*(\d{2}))?)?\s*(?:-|~|—|–|到|至|to|until)\s*(?:第二天|次日)?\s*"
    r"(\d{1,2})\s*(?:[:点时](?:\s*(\d{2}))?)?"
)


def read_hours(text: str) -> QuietHours | None:
    """`22:00-7:00`, `22点到7点`: from when to when each day. None for anything else, and for a stretch without length."""
    found = _HOURS.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    if found is None:
        return None
    first, first_minute, last, last_minute = (int(part or 0) for part in found.groups())
    if first > 23 or last > 24 or max(first_minute, last_minute) > 59:
        return None
    starts, ends = time(first, first_minute), time(last % 24, last_minute)
    return QuietHours(starts, ends) if starts != ends else None
