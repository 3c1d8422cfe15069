"""The Protocol of what is searched (ADR 0024)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from desk.events import Event
from desk.ids import SchoolId
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that is looked for: folded `text` anywhere in what was said, or one of the `marks`, or any ticket of the `schools`."""

    text: str
    marks: tuple[str, ...] = ()
    schools: tuple[SchoolId, ...] = ()


class Searching(Protocol):
    """The words of all tickets. They are written by `Tickets.save` and by erasure; use cases only ask."""

    def nos(
        self, ways: Sequence[Way], schools: tuple[SchoolId, ...], *, is_open: bool, most: int
    ) -> tuple[int, ...]:
        """Numbers of tickets of these schools (empty = all) that have every way, newest first."""

    def write_anew(self, ticket: Ticket, events: Sequence[Event]) -> None:
        """Only what this whole trail says can be found any more."""
