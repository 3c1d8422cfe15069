"""What the watchers of the desk need to remember and to look at: findings of the auditor, and rows as they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.auditor import Finding, Waiting
from desk.ids import TicketId
from desk.ticket import Ticket
from desk.timers import Timer
from usecases.rows import Topic


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in a queue, and since when the oldest that could have been done by now; None when nothing could."""

    waiting: int
    oldest: datetime | None


class Posts(Protocol):
    """What one process does at a time, however many run: who holds a post has a fence, a number that grows with each holder."""

    def hold(self, post: str, who: str, now: datetime, until: datetime) -> int | None:
        """Take or keep it until then; its fence, or None while another process holds it."""

    def leave(self, post: str, who: str, now: datetime) -> None:
        """Give it up, if it is theirs."""

    def demand(self, post: str, fence: int) -> None:
        """Raises StaleWrite when another holds it by now: what was to be recorded under this fence must not be."""


class Processes(Protocol):
    """Who is alive, of the processes that take leases. A name is new with each start."""

    @property
    def own(self) -> str:
        """The name of this process."""

    def answer(self, number: int) -> Mapping[str, int]:
        """Note that this process is alive, by a number that grows; every process with its last number."""

    def bury(self, process: str, answered: int) -> int | None:
        """Give every row back that it has leased, if that is its last number; how many. A message that was being sent comes again
        labelled as a copy. None when it has answered since, or another process was faster.
        """


class Watch(Protocol):
    """Looks across aggregates, for those who check that the desk keeps its word."""

    def backlog(self, now: datetime) -> Mapping[Topic, Backlog]:
        """Inbox, timers and outbox. A message behind another one to the same peer waits its turn and is not late."""

    def open_tickets(self) -> tuple[TicketId, ...]:
        """Every ticket that is not over, gravest grade first."""

    def tickets(self, ids: Collection[TicketId]) -> tuple[Ticket, ...]:
        """These, by number."""

    def opened_since(self, since: datetime, most: int) -> tuple[Ticket, ...]:
        """The newest `most` tickets reported since then, whatever became of them."""

    def count_findings(self) -> Mapping[str, int]:
        """How many findings there were, by lapse."""

    def waiting(self, ids: Collection[TicketId]) -> tuple[Waiting, ...]:
        """Their timers that have not fired."""

    def done(self, keys: Collection[str]) -> frozenset[str]:
        """Those of these timers that are marked done."""

    def take(self, key: str, until: datetime) -> Timer | None:
        """Lease this timer until then if it is due and nobody has it; None otherwise."""

    def reopen(self, key: str) -> None:
        """A timer that was marked done without effect waits again."""

    def note(self, finding: Finding) -> bool:
        """Remember it; False when it was found before."""

    def untold(self, since: datetime) -> tuple[Finding, ...]:
        """Findings from then on that the operator has not been told of, oldest first."""

    def told(self, findings: Sequence[Finding]) -> None:
        """The operator was told of these."""
