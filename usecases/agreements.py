"""The Protocols for what was agreed: contract versions and calendar versions, kept for ever because tickets pin them; and which
edition of the playbooks is in force.
"""

from typing import Protocol

from desk.calendars import CalendarId, WorkCalendar
from desk.contract import Contract
from desk.edition import Edition
from desk.ids import ContractId
from desk.ticket import Ticket


class Contracts(Protocol):
    """Contract versions, kept for ever because tickets pin them."""

    def current(self, contract: ContractId, calendar: CalendarId | None = None) -> Contract:
        """The version in force, with the version in force of this calendar (or of the pack's own). Raises NotFound."""

    def pinned(self, ticket: Ticket) -> Contract:
        """The version a ticket is pinned to, with the calendar version it is pinned to. Raises NotFound."""

    def version(self, contract: ContractId, version: int) -> Contract:
        """One version without a calendar: what the pack says, not for clocks. Raises NotFound."""

    def publish(self, contract: Contract) -> None:
        """Put a version in force. A version that is already known must be equal, else ValueError says to raise it."""


class Editions(Protocol):
    """Editions of the playbooks; one is in force."""

    def in_force(self) -> Edition | None:
        """None on a database that has none yet."""

    def publish(self, edition: Edition) -> bool:
        """Put it in force; False when it is already. A tree that changed must have a higher version, else it is refused."""


class Calendars(Protocol):
    """Calendar versions, kept for ever because tickets pin them."""

    def current(self, calendar: CalendarId) -> WorkCalendar:
        """The version in force. Raises NotFound."""

    def version(self, calendar: CalendarId, version: str) -> WorkCalendar:
        """One version. Raises NotFound."""

    def publish(self, calendar: WorkCalendar) -> None:
        """Put a version in force. Other hours under a known number are refused: ValueError says to raise it."""
