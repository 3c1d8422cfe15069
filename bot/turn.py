"""One turn of a conversation: what a handler may look at and say, inside the transaction that records it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.dialogue import Dialogue
from desk.buttons import Option
from desk.ids import TicketId
from desk.messages import Incoming, Urgency
from desk.notices import Kind, Notice
from desk.people import Person
from desk.reading import Reading
from usecases.ports import UnitOfWork
from usecases.recording import tell

PROMPT = timedelta(seconds=30)
"""What reaches the desk within this time is as good as at once."""


@dataclass(frozen=True, slots=True)
class Turn:
    """`person` is None for a stranger. `reading` reads `incoming.text` (or nothing, for a press or a bare photo)."""

    uow: UnitOfWork
    incoming: Incoming
    person: Person | None
    dialogue: Dialogue
    reading: Reading

    @property
    def me(self) -> Person:
        """The known person. Handlers of a role are only reached by people who have it."""
        if self.person is None:
            raise ValueError("a stranger reached a handler for known people; check bot.router")
        return self.person

    @property
    def acted_at(self) -> datetime | None:
        """When the person did this, where it reached us much later (no network, a desk that was down); None: just now."""
        waited = self.uow.now - self.incoming.sent_at
        return self.incoming.sent_at if waited > PROMPT else None

    def say(
        self,
        kind: Kind,
        *options: Option,
        ticket: TicketId | None = None,
        urgency: Urgency = Urgency.REPLY,
        **extra: str,
    ) -> None:
        """Answer in this chat. The key is the message's own, so a repeated delivery answers once."""
        key = f"{self.incoming.key}:{kind}:{ticket or ''}"
        pairs = tuple(extra.items())
        tell(self.uow, Notice(kind, key, None, self.incoming.peer, ticket, urgency, options, pairs))
