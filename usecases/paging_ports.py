"""What paging needs to remember: every page with what became of it, and people's quiet hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.choice import Chosen
from desk.ids import PersonId, SchoolId, TicketId
from desk.messages import Peer
from desk.paging import Page
from desk.quiet import QuietHours
from desk.ticket import Ticket


class Pages(Protocol):
    """Pages and quiet hours."""

    def note(self, page: Page) -> None:
        """Promised. A known key is left alone."""

    def of(self, ticket: TicketId) -> tuple[Page, ...]:
        """Every page of the ticket, oldest first."""

    def get(self, key: str) -> Page | None:
        """One page; None for a message that is none."""

    def of_call(self, ticket: TicketId, call: str) -> tuple[Page, ...]:
        """The pages of one ladder, oldest first."""

    def called(self, ticket: TicketId) -> dict[PersonId, bool]:
        """Who was called for the ticket, and whether they were shown a page or will be: whom a live card may concern."""

    def grounds(self, ticket: TicketId) -> dict[PersonId, Chosen]:
        """Why each of them was called, the last time."""

    def sent(self, key: str, card: str | None, peer: Peer, now: datetime, *, delivered: bool = False) -> bool:
        """Shown; whether it had been withdrawn before. An unsent page of the same live card is shown with it."""

    def failed(self, key: str, reason: str) -> None:
        """It reached nobody."""

    def seen(self, person: PersonId, then: datetime) -> None:
        """The person was at the chat at `then`: what was shown to them until then is answered."""

    def withdraw(self, ticket: TicketId, person: PersonId | None = None) -> None:
        """Every ladder of the ticket (or of one person on it) is over."""

    def count_since(self, person: PersonId, kind: str, since: datetime) -> int:
        """How many pages of a kind this person was promised after `since`, repeats not counted."""

    def rang_since(self, person: PersonId, since: datetime) -> int:
        """How many pages of any kind went out to this person after `since`, alone and not in a message about several jobs."""

    def held_back(self, person: PersonId) -> tuple[Page, ...]:
        """What waits to be told in one message."""

    def holds_back(self, person: PersonId) -> bool:
        """Whether anything waits so."""

    def put_on_card(self, keys: Collection[str], card: str) -> None:
        """These are told in one message, which is this live card."""

    def on_card(self, card: str) -> tuple[Page, ...]:
        """What one message told."""

    def quiet_now(self) -> frozenset[PersonId]:
        """Who is in their quiet hours."""

    def quiet_hours(self, person: PersonId) -> QuietHours | None:
        """When the person does not want to be rung."""

    def set_quiet_hours(self, person: PersonId, hours: QuietHours | None) -> None:
        """From now on these, or none."""


@dataclass(frozen=True, slots=True)
class LastJob:
    """Where somebody's newest job is or was, and when it was reported."""

    school: SchoolId
    at: datetime


class Workloads(Protocol):
    """What people have in hand and did lately."""

    def in_hand(self, people: Collection[PersonId]) -> tuple[Ticket, ...]:
        """Open tickets that these people handle, by number."""

    def counted(self, people: Collection[PersonId], since: datetime) -> Mapping[PersonId, int]:
        """How many tickets reported since then each of them has or had in hand."""

    def last_jobs(self, people: Collection[PersonId], since: datetime) -> Mapping[PersonId, LastJob]:
        """The newest ticket of each since then."""

    def repaired(
        self,
        people: Collection[PersonId],
        school: SchoolId,
        marks: tuple[tuple[str, str], ...],
        since: datetime,
    ) -> Mapping[PersonId, datetime]:
        """When a ticket was reported that each of them saw to there and whose fault has these fields (one or two), the newest."""
