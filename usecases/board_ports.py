"""The Protocol of what the screens read of all tickets at once, where `ports.Tickets` reads what a decision needs."""

from typing import Protocol

from desk.ids import PersonId, SchoolId
from desk.standing import Standing
from desk.ticket import Ticket


class OpenBoard(Protocol):
    """The open tickets of the whole desk as they stand, and the newest that are over. For transactions that only read: what they
    compute is kept for the next one.
    """

    def standings(self) -> tuple[Standing, ...]:
        """Every open ticket, gravest first, then oldest. A ticket that has no new event since it was last asked for costs next to nothing."""

    def lately_over(self, schools: tuple[SchoolId, ...], limit: int) -> tuple[Ticket, ...]:
        """The newest tickets of these schools (empty = all) that are closed or withdrawn, newest first."""

    def reported_by(self, person: PersonId, limit: int) -> tuple[Ticket, ...]:
        """What this person reported, open or not, newest first."""
