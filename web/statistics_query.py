"""What an address of the statistics asks for, and the addresses of its other views: a view can be shared by its address."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from desk.ids import GradeId, SchoolId
from desk.reading import DeviceClass
from desk.statistics import Days, Picked, month_of, quarter_of
from usecases.count_tickets import Counting
from web.refusals import TurnedAway

LONGEST = timedelta(days=731)
_LONGEST_VALUE = 80
_MONTH, _QUARTER = re.compile(r"(\d{4})-(\d{2})"), re.compile(r"(\d{4})Q([1-4])")
_HELD = ("seat", "period", "from", "until", "school", "device", "grade")
_FILTERS = ("school", "device", "grade")


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the statistics; `given` are the parameters as they came, empty ones left out."""

    given: tuple[tuple[str, str], ...]
    wanted: Counting

    @property
    def days(self) -> Days:
        """The tickets opened in these count."""
        return self.wanted.days

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out besides other days."""
        return any(name in _FILTERS for name, _ in self.given)

    def value(self, name: str) -> str:
        """A parameter as it came, for the form; empty when it was not given."""
        return dict(self.given).get(name, "")

    def address(self, path: str = "/statistics", **changes: str) -> str:
        """The address of the view with these parameters instead; an empty value takes one out."""
        pairs = {name: value for name, value in (dict(self.given) | changes).items() if value}
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def over(self, period: str) -> str:
        """The address of the same view over another period."""
        return self.address(**{"period": period, "from": "", "until": ""})

    def plain(self) -> str:
        """The address of the same days without any filter."""
        return self.address(**dict.fromkeys(_FILTERS, ""))


def asked(params: QueryParams, today: date) -> Asked:
    """What these parameters ask for; without days it is the quarter with `today`. Raises TurnedAway 422 for what means nothing."""
    given = {name: value.strip() for name, value in params.items() if name in _HELD and value.strip()}
    if any(len(value) > _LONGEST_VALUE for value in given.values()):
        raise TurnedAway(422, "st_bad_filter")
    days = _days(given, today)
    wanted = Counting(
        days,
        SchoolId(given["school"]) if "school" in given else None,
        Picked(
            device=_device(given["device"]) if "device" in given else None,
            grade=GradeId(given["grade"]) if "grade" in given else None,
        ),
    )
    return Asked(tuple(given.items()), wanted)


def periods(today: date) -> tuple[tuple[str, str], ...]:
    """What the links offer: the word of each and its period as an address says it."""
    month, quarter = month_of(today), quarter_of(today)
    last_month = month_of(month.first - timedelta(days=1))
    last_quarter = quarter_of(quarter.first - timedelta(days=1))
    return (
        ("st_month", _month(month)),
        ("st_last_month", _month(last_month)),
        ("st_quarter", _quarter(quarter)),
        ("st_last_quarter", _quarter(last_quarter)),
    )


def written(period: str) -> Days:
    """The days of `2026-09` or `2026Q3`. Raises TurnedAway 422 for anything else."""
    try:
        if found := _MONTH.fullmatch(period):
            return month_of(date(int(found[1]), int(found[2]), 1))
        if found := _QUARTER.fullmatch(period):
            return quarter_of(date(int(found[1]), 3 * int(found[2]), 1))
    except (ValueError, OverflowError) as unknown:
        raise TurnedAway(422, "st_bad_days") from unknown
    raise TurnedAway(422, "st_bad_days")


def _days(given: dict[str, str], today: date) -> Days:
    if "from" not in given and "until" not in given:
        return written(given["period"]) if "period" in given else quarter_of(today)
    try:
        days = Days(date.fromisoformat(given["from"]), date.fromisoformat(given["until"]))
    except (KeyError, ValueError) as unknown:
        raise TurnedAway(422, "st_bad_days") from unknown
    if not timedelta() <= days.last - days.first < LONGEST or days.last.year > today.year + 1:
        raise TurnedAway(422, "st_bad_days")
    return days


def _device(value: str) -> DeviceClass:
    try:
        return DeviceClass(value)
    except ValueError as unknown:
        raise TurnedAway(422, "st_bad_filter") from unknown


def _month(days: Days) -> str:
    return f"{days.first:%Y-%m}"


def _quarter(days: Days) -> str:
    return f"{days.first.year}Q{(days.first.month + 2) // 3}"
