"""What all events of a ticket share. The events themselves: `desk.events`, and those of its reports `desk.report_events`."""

from dataclasses import dataclass
from datetime import datetime

from desk.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """When (`at`, aware UTC), by whom (None: the clock or the desk itself), and when it was written down, if later."""

    at: datetime
    by: PersonId | None = None
    entered: datetime | None = None
