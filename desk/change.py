"""A Change: everything one decision leads to, as one value. It is recorded in one transaction or not at all."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk.events import Event, TicketOpened
from desk.ids import PersonId
from desk.lifecycle import require
from desk.messages import Urgency
from desk.notices import ALARMS, Kind, Notice
from desk.ticket import Ticket, evolve, open_from
from desk.timers import Timer


@dataclass(frozen=True, slots=True)
class Change:
    """The ticket after the decision, and what it gave rise to. Build it with `happened`, `telling` and `timing`."""

    ticket: Ticket
    events: tuple[Event, ...] = ()
    notices: tuple[Notice, ...] = ()
    timers: tuple[Timer, ...] = ()

    @staticmethod
    def opening(event: TicketOpened) -> "Change":
        """The change that makes a new ticket."""
        return Change(open_from(event), (event,))

    def happened(self, event: Event) -> "Change":
        """With one more event, folded into the ticket. Raises TooLate/AlreadyTaken when the lifecycle forbids it."""
        require(self.ticket, type(event))
        return replace(self, ticket=evolve(self.ticket, event), events=(*self.events, event))

    def telling(self, *notices: Notice) -> "Change":
        """With more notices."""
        return replace(self, notices=self.notices + notices)

    def owed_at(self, due: datetime) -> "Change":
        """What it has to say was owed by a clock at `due`."""
        return replace(self, notices=tuple(replace(notice, due=due) for notice in self.notices))

    def timing(self, *timers: Timer) -> "Change":
        """With more timers."""
        return replace(self, timers=self.timers + timers)


def notice(change: Change, kind: Kind, to: PersonId, urgency: Urgency, **extra: str) -> Notice:
    """A notice about the change's ticket, with a key that a repetition of the same decision would give again."""
    ticket = change.ticket
    key = f"{ticket.id}:{ticket.seq}:{kind}:{to}:{extra.get('stages', '')}"
    cards = {Kind.JOB: f"job:{ticket.id}", Kind.OPENED: f"ticket:{ticket.id}"}
    card = f"alarm:{key}" if kind in ALARMS else cards.get(kind)
    card = (
        f"alarm:{ticket.id}:{kind}" if kind is Kind.CALL_LIST else card
    )  # it repeats: the newest is the card
    return Notice(kind, key, to, None, ticket.id, urgency, extra=tuple(extra.items()), card=card)
