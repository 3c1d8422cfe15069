"""The Protocols of what other programs do with the desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.alerts import Alert, Pulse
from desk.api_keys import ApiKey, KeyEvent
from desk.ids import DeviceId, SchoolId, TicketId
from desk.status import Status
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class WantedTickets:
    """Which tickets: of these schools (empty: all), in one of these states (empty: any), opened at or after `since` and before `until`,
    with numbers below `below`; at most `most`.
    """

    schools: tuple[SchoolId, ...] = ()
    states: tuple[Status, ...] = ()
    is_open: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    below: int | None = None
    most: int = 50


class ApiKeys(Protocol):
    """Keys and their log."""

    def add(self, key: ApiKey, secret: str) -> None:
        """A new one, opened by `secret`, of which only a hash is kept."""

    def opened_by(self, secret: str) -> ApiKey:
        """Good or not. Raises NotFound for a secret that no key has."""

    def all(self) -> tuple[ApiKey, ...]:
        """Ended ones too, oldest first."""

    def save(self, key: ApiKey) -> None:
        """Its use or its end."""

    def note(self, event: KeyEvent) -> None:
        """Add a line to the log."""

    def log(self, key: str, most: int) -> tuple[KeyEvent, ...]:
        """The newest lines of one key, newest first."""

    def used(self, key: str, at: datetime) -> None:
        """It was used then; nothing else of it changes."""


class Alerts(Protocol):
    """What monitoring said last."""

    def get(self, key: str, fingerprint: str) -> Alert | None:
        """None for one that never came."""

    def of_ticket(self, ticket: TicketId) -> tuple[Alert, ...]:
        """Every alert that is on this ticket now."""

    def save(self, alert: Alert) -> None:
        """Insert or replace."""

    def await_turn(self) -> None:
        """Wait until whoever opens a ticket just now is done; afterwards look again. For what is about to open one itself."""

    def pulse(self, device: DeviceId) -> Pulse | None:
        """None for a device that never beat."""

    def beat(self, pulse: Pulse) -> None:
        """Insert or replace."""


class TicketLists(Protocol):
    """Tickets for other programs, a page at a time."""

    def page(self, wanted: WantedTickets) -> tuple[Ticket, ...]:
        """The newest that fit, newest first."""
