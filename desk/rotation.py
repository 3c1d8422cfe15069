"""Rotations: whose turn it is, by the wall clock of the district.

Rules:
1. A turn begins every `every` days, counted from `begins`, at `hands_over`; the turns follow each other in a ring.
2. The first person of a turn is the primary, the others are backups in their order.
3. `hours` limit a rotation to weekdays and times; without them it goes round the clock.
4. Wall-clock times become instants before they are compared, so that a change to summer time moves no hand-over: a time
   that the clock skips means the jump, one that comes twice its first coming (`desk.workhours.instant_of`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.calendars import DAY
from desk.ids import PersonId, RotationId, TeamId
from desk.workhours import Interval, instant_of

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
LONG_AGO = date(2000, 1, 3)
"""A Monday: since when rotations run that do not say."""


@dataclass(frozen=True, slots=True)
class DutyHours:
    """A stretch of the week in local time. `days` are ISO weekdays 1-7 of its start; an end at or before the start is on
    the next day.
    """

    starts: time
    ends: time
    days: tuple[int, ...] = EVERY_DAY

    def on(self, day: date, zone: ZoneInfo) -> Interval | None:
        """The stretch that starts on this day; None on other weekdays."""
        if day.isoweekday() not in self.days:
            return None
        last = day if self.starts < self.ends else day + DAY
        return Interval(instant_of(day, self.starts, zone), instant_of(last, self.ends, zone))

    def cover(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether the instant lies in them."""
        today = at.astimezone(zone).date()
        stretches = (self.on(day, zone) for day in (today - DAY, today))
        return any(one is not None and one.opens <= at < one.closes for one in stretches)


@dataclass(frozen=True, slots=True)
class Rotation:
    """Turns of a team. `rank` is the place of a turn's first person: 0 for the primary, 1 for a ring of backups."""

    id: RotationId
    team: TeamId
    turns: tuple[tuple[PersonId, ...], ...]
    begins: date = LONG_AGO
    every: int = 7
    hands_over: time = time(0)
    hours: tuple[DutyHours, ...] = ()
    rank: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for a rotation that could never turn."""
        if self.every < 1:
            raise ValueError(f"rotation {self.id}: `every` is a number of days from 1 on, not {self.every}")
        if not self.turns or not all(self.turns):
            raise ValueError(f"rotation {self.id}: every turn names at least one person")

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Everybody with a turn, each once."""
        return tuple(dict.fromkeys(person for turn in self.turns for person in turn))


def on_turn(rotation: Rotation, at: datetime, zone: ZoneInfo) -> tuple[PersonId, ...]:
    """Whose turn it is at the instant, primary first; nobody outside the hours and before the rotation begins."""
    at = at.astimezone(UTC)  # two readings of one zone would be compared by their wall clocks
    if rotation.hours and not any(hours.cover(at, zone) for hours in rotation.hours):
        return ()
    number = _number(rotation, at, zone)
    return rotation.turns[number % len(rotation.turns)] if number >= 0 else ()


def edges(rotation: Rotation, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The instants between `start` and `end` at which somebody else may be on turn, in no order."""
    first = _number(rotation, start.astimezone(UTC), zone)
    number = max(first, -1) + 1
    while len(rotation.turns) > 1 or number == 0:
        handed = _handed_over(rotation, number, zone)
        if handed >= end:
            break
        if handed > start:
            yield handed
        number += 1
    for hours in rotation.hours:
        yield from _edges_of(hours, start, end, zone)


def _edges_of(hours: DutyHours, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    day, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
    while day <= last:
        stretch = hours.on(day, zone)
        if stretch is not None:
            yield from (edge for edge in (stretch.opens, stretch.closes) if start < edge < end)
        day += DAY


def _number(rotation: Rotation, at: datetime, zone: ZoneInfo) -> int:
    """How many hand-overs there were since the first one; below 0 before it."""
    wall = at.astimezone(zone).replace(tzinfo=None)
    number = (wall - datetime.combine(rotation.begins, rotation.hands_over)) // timedelta(days=rotation.every)
    while at < _handed_over(rotation, number, zone):  # the clock was turned back over a hand-over
        number -= 1
    while at >= _handed_over(rotation, number + 1, zone):
        number += 1
    return number


def _handed_over(rotation: Rotation, number: int, zone: ZoneInfo) -> datetime:
    day = rotation.begins + timedelta(days=rotation.every * number)
    return instant_of(day, rotation.hands_over, zone)
