"""Figures as Chinese contracts print them: `≤30 分钟`, `半小时`, `3 年`, `9:30 至 11:30`; read whole or not at all.

Nothing is guessed: `2小内` and `14：:50` are not readable, and it is for a person to say what they mean.
"""

import re
from datetime import time, timedelta

from desk.language import Text

_BOUND = r"(?:≤|<|＜|小于|少于|低于|不超过|在)?\s*"
_UNITS = {
    "分钟": timedelta(minutes=1),
    "小时": timedelta(hours=1),
    "天": timedelta(days=1),
    "日": timedelta(days=1),
    "个月": timedelta(days=365) / 12,
    "年": timedelta(days=365),
}
_NUMERALS = {
    "半": 0.5,
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
}
_LENGTH = re.compile(
    _BOUND
    + rf"(?P<number>\d+(?:\.\d+)?|[{''.join(_NUMERALS)}])\s*个?(?P<unit>{'|'.join(_UNITS)})\s*(?:之内|以内|内)?"
)
_BELOW = re.compile(r"\s*(?:<|＜|小于|少于|低于)")
_STRUCK = re.compile(r"~~")
_CLOCK = r"(\d{1,2})[:：](\d{2})"
_WORKDAYS = re.compile(r"(\d+)\s*个?工作日(?:之内|以内|内)?")
_WINDOW = re.compile(rf"(?:上午|下午)?\s*{_CLOCK}\s*(?:至|到|-|–)\s*{_CLOCK}")
_DIGIT = re.compile(r"[0-9０-９一二两三四五六七八九十半]")


def length(words: str) -> timedelta | None:
    """The length of time the words are, struck or not; a year is 365 days. None when they are not one."""
    found = _LENGTH.fullmatch(_STRUCK.sub("", words).strip())
    if found is None:
        return None
    number = _NUMERALS.get(found["number"]) or float(found["number"])
    return number * _UNITS[found["unit"]]


def workdays(words: str) -> int | None:
    """The number of workdays the words are. None when they are something else."""
    found = _WORKDAYS.fullmatch(words.strip())
    return int(found[1]) if found else None


def window(words: str) -> tuple[time, time] | None:
    """The hours from one clock time to a later one. None when the words are not that."""
    found = _WINDOW.fullmatch(words.strip())
    if found is None:
        return None
    hours = [int(part) for part in found.groups()]
    if max(hours[0], hours[2]) > 23 or max(hours[1], hours[3]) > 59:
        return None
    opens, closes = time(hours[0], hours[1]), time(hours[2], hours[3])
    return (opens, closes) if opens < closes else None


def has_number(words: str) -> bool:
    """Whether a figure is meant: `立即` has none, `2小内` has one that cannot be read."""
    return bool(_DIGIT.search(words))


def is_struck(words: str) -> bool:
    """Whether a part of the words is struck through in the source."""
    return bool(_STRUCK.search(words))


def is_below(words: str) -> bool:
    """Whether the figure must be undercut (`小于`), not only kept to."""
    return bool(_BELOW.match(words))


def spoken(span: timedelta) -> Text:
    """`2小时` and `2 h`: in the largest unit that leaves no rest; up to three days contracts count in hours."""
    for unit, shortest, zh, en in _SPOKEN:
        if span >= shortest and not span % unit:
            return Text(f"{span // unit}{zh}", f"{span // unit} {en}")
    return Text(f"{span.total_seconds():g}秒", f"{span.total_seconds():g} s")


_SPOKEN = (
    (timedelta(days=365), timedelta(days=365), "年", "y"),
    (timedelta(days=1), timedelta(days=4), "天", "d"),
    (timedelta(hours=1), timedelta(hours=1), "小时", "h"),
    (timedelta(minutes=1), timedelta(minutes=1), "分钟", "min"),
)
