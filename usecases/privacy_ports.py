"""The Protocols of people's data: notices that were shown, the trail of what was asked, and everything kept of one person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.ids import PersonId, TicketId
from desk.people import Person
from desk.privacy import Noticed, PrivacyEvent
from desk.retention import Keep


class Privacy(Protocol):
    """Notices and the trail. Nothing in here is deleted by erasure: it is the proof of it, by id."""

    def noticed(self, person: PersonId) -> Noticed | None:
        """What they were shown last; None for who never was."""

    def show(self, person: PersonId, noticed: Noticed) -> None:
        """From now on they were shown this."""

    def note(self, event: PrivacyEvent) -> None:
        """Add a line to the trail."""

    def trail(self, person: PersonId) -> tuple[PrivacyEvent, ...]:
        """Everything about this person, oldest first."""


Row = Mapping[str, object]
"""One row of a table, as JSON has it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Everything kept of one person: by table, its columns that hold anything of people, and their rows."""

    person: PersonId
    made_at: datetime
    columns: Mapping[str, Sequence[str]]
    tables: Mapping[str, Sequence[Row]]


class Belongings(Protocol):
    """Finds it, and makes files of it."""

    def of(self, person: PersonId) -> Copy:
        """Their own rows and no others; hashes and tokens withheld."""

    def files(self, copy: Copy) -> tuple[bytes, bytes]:
        """A JSON document and a workbook."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What was taken away: events that lost words, rows deleted, pictures and files, rows of others that named the person."""

    events: int = 0
    rows: int = 0
    pictures: int = 0
    swept: int = 0


class Erasing(Protocol):
    """Takes people and their words away, and keeps facts and seals."""

    def erase(self, person: Person) -> Gone:
        """Name, number, chats, words and pictures; afterwards no table holds them."""

    def words_of(self, ticket: TicketId) -> Gone:
        """What people wrote about one ticket."""


class Seals(Protocol):
    """The chains that hold the trails."""

    def seal(self, ticket: TicketId) -> int:
        """Seal what is not sealed yet; how many events that were."""

    def unsealed(self, most: int) -> tuple[TicketId, ...]:
        """Tickets with events that have no seal yet."""

    def flaws(self) -> Iterator[str]:
        """A sentence for each trail that is not as it was sealed."""


class Retiring(Protocol):
    """Takes away what has been kept long enough."""

    def retire(self, keep: Keep) -> int:
        """One piece of what this rule takes away; how much it was. Less than a piece: there is no more."""
