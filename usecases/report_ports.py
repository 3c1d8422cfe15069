"""What service reports need beside the log: where those put to signature are kept, and who makes papers of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from desk.event import Event
from desk.ids import MediaId, PersonId, TicketId
from desk.language import Lang, Text
from desk.service_report import PaperKind, ServiceReport
from desk.signing import Signing


@dataclass(frozen=True, slots=True)
class Asked:
    """What the contract asks for under this paper: its name there, the clause, the day it is due (None: not known) and
    whether that day is our own.
    """

    what: Text
    clause: str
    day: date | None
    internal: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A report with all that may be printed of it. `score` is the teacher's satisfaction, None where none was given."""

    report: ServiceReport
    digest: str
    signing: Signing
    score: int | None
    asked: Mapping[PaperKind, Asked]
    made_at: datetime


class Papers(Protocol):
    """Makes files of a paper. Pure but for the processor; one page takes some 50 ms."""

    def pdf(self, paper: Paper, kind: PaperKind, lang: Lang) -> bytes:
        """A PDF file."""

    def docx(self, paper: Paper, kind: PaperKind, lang: Lang) -> bytes:
        """A Word document."""


class Chronicle(Protocol):
    """Writes the lines of a ticket's trail in words, as its page shows them."""

    def lines(
        self, trail: Sequence[Event], names: Mapping[PersonId, str], lang: Lang, now: datetime
    ) -> tuple[str, ...]:
        """One line for each event, with its instant. Pure."""


class ServiceReports(Protocol):
    """Reports as they were put to signature, by ticket and digest."""

    def keep(self, ticket: TicketId, digest: str, report: ServiceReport, now: datetime) -> None:
        """The same report twice is one."""

    def get(self, ticket: TicketId, digest: str) -> ServiceReport:
        """Raises NotFound."""

    def ask(self, ticket: TicketId, digest: str, person: PersonId, code_hash: str) -> None:
        """From now on this code of this person, and no other."""

    def stop_asking(self, ticket: TicketId, digest: str) -> None:
        """No code is good any more."""

    def asked_of(self, person: PersonId) -> tuple[tuple[TicketId, str], ...]:
        """Ticket and digest of what this person has a code for, newest first."""

    def code(self, ticket: TicketId, digest: str) -> str:
        """The hash of the code; empty without one."""

    def file(self, ticket: TicketId, digest: str, paper: MediaId) -> None:
        """The signed paper is kept as this."""

    def paper(self, ticket: TicketId, digest: str) -> MediaId | None:
        """The signed paper; None before both have signed, or where no paper could be made."""
