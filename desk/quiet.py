"""Quiet hours: when a person does not want to be rung for what can wait. Pure; wall-clock times of the district."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.workhours import instant_of


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Every day from `starts` until `ends`; an end at or before the start is on the next day."""

    starts: time
    ends: time

    def holds(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether the instant is in them."""
        now = at.astimezone(zone).time()
        if self.starts < self.ends:
            return self.starts <= now < self.ends
        return now >= self.starts or now < self.ends

    def over(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The next instant at or after `at` at which they are over; `at` itself outside of them."""
        if not self.holds(at, zone):
            return at
        day = at.astimezone(zone).date()
        today = instant_of(day, self.ends, zone)
        return today if today > at else instant_of(day + timedelta(days=1), self.ends, zone)
