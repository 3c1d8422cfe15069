"""Where a job stands. `desk.lifecycle` holds the table of what may follow what."""

from enum import StrEnum


class Status(StrEnum):
    """Where a job stands, in the order in which it normally goes; the last two are the end."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ON_SITE = "on_site"
    DIAGNOSED = "diagnosed"
    RESTORED = "restored"
    REPAIRED = "repaired"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something."""
        return self not in (Status.CLOSED, Status.CANCELLED)
