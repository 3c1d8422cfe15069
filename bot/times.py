"""Times that people type: 14:05, 14点05, 下午2点半, 10分钟前, 2小时后, 明天8点. Nothing is guessed: what is unclear is None."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_ZH = {
    "零": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "半": 0.5,
}
_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十半])"
_AGO = re.compile(_NUMBER + r"\s*(?:个)?\s*(分钟|分|小时|钟头|minutes?|min|hours?|h)\s*(?:以?前|ago)")
_AHEAD = re.compile(
    _NUMBER
    + r"\s*(?:个)?\s*(分钟|小时|钟头|天|minutes?|min|hours?|h|days?)\s*(?:以?后)?$|in\s+"
    + _NUMBER
    + r"\s*(minutes?|min|hours?|h|days?)"
)
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})\s*[:：点]\s*(半|\d{2})?\s*分?(?!\d)")
_DAYS = {"今天": 0, "today": 0, "明天": 1, "明早": 1, "明晨": 1, "tomorrow": 1, "后天": 2}
_AFTERNOON = ("下午", "晚上", "傍晚", "pm")
_SPANS = {
    "分": timedelta(minutes=1),
    "m": timedelta(minutes=1),
    "小": timedelta(hours=1),
    "钟": timedelta(hours=1),
    "h": timedelta(hours=1),
    "天": timedelta(days=1),
    "d": timedelta(days=1),
}


def instant_said(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """An instant to come: a length from now, or a wall-clock time, today unless a day is named (tomorrow if that is past)."""
    said = _folded(text)
    ahead = _AHEAD.search(said)
    if ahead:
        number, unit = (ahead[1], ahead[2]) if ahead[1] else (ahead[3], ahead[4])
        return now + _count(number) * _SPANS[unit[0]]
    clock = _clock(said)
    if clock is None:
        return None
    named = next((days for word, days in _DAYS.items() if word in said), None)
    today = now.astimezone(zone).date()
    found = _at(today + timedelta(days=named or 0), clock, zone)
    return found if named is not None or found > now else _at(today + timedelta(days=1), clock, zone)


def instant_past(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """An instant that has been: so long ago, or a wall-clock time of today."""
    said = _folded(text)
    ago = _AGO.search(said)
    if ago:
        return now - _count(ago[1]) * _SPANS[ago[2][0]]
    clock = _clock(said)
    return None if clock is None else _at(now.astimezone(zone).date(), clock, zone)


def clock_said(text: str) -> time | None:
    """The wall-clock time that the words name, if any."""
    return _clock(_folded(text))


def _clock(said: str) -> time | None:
    found = _CLOCK.search(said)
    if found is None:
        return None
    hour, minute = int(found[1]), 30 if found[2] == "半" else int(found[2] or 0)
    if hour < 12 and any(word in said for word in _AFTERNOON):
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _count(word: str) -> float:
    return float(word) if word.isdigit() else _ZH[word]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
