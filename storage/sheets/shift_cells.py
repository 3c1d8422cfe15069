"""The cells of the roster's sheet: times of day, weekdays, rank."""

import re
from datetime import datetime, time, timedelta

from desk.filing import Wrong
from storage.sheets.cells import Unreadable, plain

_CLOCK = re.compile(r"(\d{1,2})[:：点](\d{2})?(?:[:：]\d{2})?分?")
_CHINESE = str.maketrans("一二三四五六日天", "12345677")
_EVERY = {
    "每天": "1-7",
    "天天": "1-7",
    "daily": "1-7",
    "工作日": "1-5",
    "周末": "6-7",
    "weekdays": "1-5",
    "weekend": "6-7",
}
_SPAN = re.compile(r"([1-7])(?:[-~至到]([1-7]))?")
_DAY_MINUTES = 24 * 60


def time_of_day(cell: object) -> time:
    """`08:00`, a spreadsheet's time or its fraction of a day; 24:00 is midnight."""
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0)
    if isinstance(cell, timedelta):
        return _minutes(round(cell.total_seconds() / 60))
    if isinstance(cell, float | int) and 0 <= cell <= 1:
        return _minutes(round(cell * _DAY_MINUTES))
    found = _CLOCK.fullmatch(plain(cell).replace(" ", ""))
    if found is None or int(found[2] or 0) > 59:
        raise Unreadable(Wrong.TIME)
    return _minutes(int(found[1]) * 60 + int(found[2] or 0))


def weekdays(cell: object) -> tuple[int, ...]:
    """ISO weekdays of `1-5`, `6,7`, `周一至周五`, `每天`; an empty cell is every day."""
    words = plain(cell).casefold().replace(" ", "")
    words = re.sub("星期|礼拜|周(?!末)", "", _EVERY.get(words, words)).translate(_CHINESE)
    found: set[int] = set()
    for part in re.split(r"[,，、;；]", words) if words else ["1-7"]:
        span = _SPAN.fullmatch(part)
        if span is None:
            raise Unreadable(Wrong.DAYS)
        first, last = int(span[1]), int(span[2] or span[1])
        found.update(range(first, last + 1) if first <= last else (*range(first, 8), *range(1, last + 1)))
    return tuple(sorted(found))


def rank(cell: object) -> int:
    """0 to 9."""
    words = plain(cell)
    if not re.fullmatch(r"\d", words):
        raise Unreadable(Wrong.RANK)
    return int(words)


def _minutes(count: int) -> time:
    if count > _DAY_MINUTES:
        raise Unreadable(Wrong.TIME)
    hours, minutes = divmod(count % _DAY_MINUTES, 60)
    return time(hours, minutes)
