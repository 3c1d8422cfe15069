"""The cells of teams and turns: the length of a turn, the place in the ring, yes or no, a group chat."""

import re
from collections.abc import Mapping

from desk.filing import Wrong
from desk.messages import Peer
from storage.sheets.cells import Unreadable, choice, plain

_LONGEST = 366
_DAYS: Mapping[str, int] = {"天": 1, "日": 1, "day": 1, "days": 1, "daily": 1}
_WEEKS: Mapping[str, int] = {"周": 7, "星期": 7, "礼拜": 7, "week": 7, "weeks": 7, "weekly": 7}
_UNITS = {"": 1, **_DAYS, **_WEEKS}
_EVERY = re.compile(r"(?:每|every)?([一两二三四五六]|\d{0,3})(?:个)?([^\d]*)")
_CHINESE = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_YES: Mapping[str, bool] = {
    **dict.fromkeys(("是", "yes", "y", "true", "1", "√"), True),
    **dict.fromkeys(("否", "no", "n", "false", "0"), False),
}


def every(cell: object) -> int:
    """Days of a turn: `周`, `每天`, `3天`, `2 weeks`; a bare number is days. 1 to 366."""
    words = plain(cell).casefold().replace(" ", "")
    found = _EVERY.fullmatch(words)
    if found is None or found[2] not in _UNITS or not (found[1] or found[2]):
        raise Unreadable(Wrong.EVERY)
    count = _CHINESE.get(found[1]) or int(found[1] or 1)
    days = count * _UNITS[found[2]]
    if not 1 <= days <= _LONGEST:
        raise Unreadable(Wrong.EVERY)
    return days


def order(cell: object) -> int:
    """The place in the ring, 1 to 99."""
    words = plain(cell)
    if not re.fullmatch(r"[1-9]\d?", words):
        raise Unreadable(Wrong.ORDER)
    return int(words)


def yes(cell: object) -> bool:
    """是 or 否."""
    return choice(cell, _YES)


def group(cell: object) -> str:
    """A group chat as `tg:-1001234567890`."""
    words = plain(cell).replace("：", ":")
    try:
        return str(Peer.parse(words))
    except ValueError as problem:
        raise Unreadable(Wrong.GROUP) from problem
