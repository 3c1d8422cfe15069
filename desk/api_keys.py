"""Keys of other programs: what each may do, at which schools, how long. The key itself is never kept, only its hash."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.ids import PersonId, SchoolId


class Scope(StrEnum):
    """What a key may do. `personal:read` adds people's names and words to what the other readings show; alone it opens nothing."""

    TICKETS_READ = "tickets:read"
    DEVICES_READ = "devices:read"
    ROSTERS_READ = "rosters:read"
    STATISTICS_READ = "statistics:read"
    PERSONAL_READ = "personal:read"
    ALERTS_WRITE = "alerts:write"


class KeyAct(StrEnum):
    """What is written into a key's log."""

    MADE = "made"
    ENDED = "ended"
    READ_PERSONAL = "read_personal"
    NOT_PLACED = "not_placed"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key. `id` is the part of it that may be shown; `schools` is its reach, empty for the whole district. `person` is who reports
    in its name (a monitoring system), None where it may not.
    """

    id: str
    name: str
    scopes: tuple[Scope, ...]
    schools: tuple[SchoolId, ...]
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None
    person: PersonId | None = None

    def covers(self, school: SchoolId) -> bool:
        """Whether the school is within its reach."""
        return not self.schools or school in self.schools

    def is_good(self, now: datetime) -> bool:
        """Neither ended nor expired."""
        return self.ended_at is None and now < self.expires_at

    def may(self, scope: Scope) -> bool:
        """Whether it has the scope."""
        return scope in self.scopes


@dataclass(frozen=True, slots=True)
class KeyEvent:
    """One line of a key's log. `about` says of what in a few words of ours: a ticket number, a route; of an alert that fits no device
    what it named and said.
    """

    at: datetime
    key: str
    act: KeyAct
    about: str = ""
