"""What a unit of work knows of the district beside its people and tickets: its time zone and major events."""

from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from desk.ids import EventId, SchoolId
from desk.major_events import MajorEvent


class MajorEvents(Protocol):
    """Exams, open classes and the like, per school."""

    def get(self, event: EventId) -> MajorEvent:
        """Raises NotFound."""

    def save(self, event: MajorEvent) -> None:
        """A new one (`seq` 1) or a change. Raises StaleWrite when somebody else was faster."""

    def ahead(self, schools: tuple[SchoolId, ...], now: datetime) -> tuple[MajorEvent, ...]:
        """Proposed and planned events of these schools (empty = all) that are not over, by begin."""


class Surroundings(Protocol):
    """A part of `ports.UnitOfWork`."""

    zone: ZoneInfo

    @property
    def major_events(self) -> MajorEvents:
        """Exams, open classes and the like."""
