"""A platform that answers as it is told, and can be held in the middle of a message."""

import asyncio
from collections.abc import Callable

from desk.messages import MsgRef, Outcome, Outgoing, Peer, Sent, Urgency
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow

CHANNEL = "test"
Answer = Callable[[OutboxRow], Outcome]


class Wire:
    """`ports.Egress`. `sent` are the texts in the order in which they went out; `answers` decides per text."""

    channel = CHANNEL

    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []
        self.answers: dict[str, Answer] = {}
        self.held: dict[str, asyncio.Event] = {}
        self.seen = asyncio.Event()

    @property
    def sent(self) -> list[str]:
        """The texts, each as often as it was tried."""
        return [row.outgoing.text for row in self.rows]

    def hold(self, text: str) -> asyncio.Event:
        """Keep this message on the wire until the event is set."""
        return self.held.setdefault(text, asyncio.Event())

    async def send(self, row: OutboxRow) -> Outcome:
        """Note it, wait while it is held, answer."""
        self.rows.append(row)
        self.seen.set()
        held = self.held.get(row.outgoing.text)
        if held is not None:
            await held.wait()
        answer = self.answers.get(row.outgoing.text)
        return answer(row) if answer else Sent(MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """Nothing is open."""


def promise(uow: UnitOfWork, text: str, chat: str = "a", urgency: Urgency = Urgency.REPLY) -> None:
    """A message in the outbox, under its own text as the key."""
    uow.outbox.add(text, Peer(CHANNEL, chat), Outgoing(text), urgency)


def promise_page_of_a_lost_ticket(uow: UnitOfWork, text: str, chat: str) -> None:
    """A page whose settling fails when it reaches nobody: its ticket is not there."""
    from_nowhere = Outgoing(text)
    uow.outbox.add(text, Peer(CHANNEL, chat), from_nowhere, Urgency.PAGE, "ghost", "lost")  # type: ignore[arg-type]  # ids are strings
