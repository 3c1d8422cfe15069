"""What the outbox tests say over and over."""

from desk.ids import TicketId
from desk.messages import Choice, MsgRef, Outgoing, Urgency
from tests.storage.builders import a_peer, a_text, minutes
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow

TICKET = TicketId("ticket-1")
PAGE, REPLY, NOTE = Urgency.PAGE, Urgency.REPLY, Urgency.NOTE


def promise(
    uow: UnitOfWork, key: str, space: str = "1", urgency: Urgency = NOTE, card: str | None = None
) -> None:
    uow.outbox.add(key, a_peer(space), a_text(key, card), urgency, None, TICKET)


def promise_look(uow: UnitOfWork, key: str, look: str, urgency: Urgency = NOTE) -> None:
    token = f"{key}:0"
    card = Outgoing(look, (Choice("接单", token),), card="c")
    uow.outbox.add(key, a_peer("1"), card, urgency, None, TICKET)


def lease(uow: UnitOfWork, limit: int = 10, channel: str = "tg") -> tuple[OutboxRow, ...]:
    return uow.outbox.lease(uow.now, uow.now + minutes(1), (channel,), limit)


def sent(uow: UnitOfWork, row: OutboxRow, message: str = "m1") -> None:
    uow.outbox.sent(row, MsgRef(row.peer, message), uow.now)


def again(uow: UnitOfWork, row: OutboxRow, after: float, *, ambiguous: bool = False) -> None:
    uow.outbox.again(row, uow.now + minutes(after), "flood\x00", ambiguous=ambiguous)


def keys(rows: tuple[OutboxRow, ...]) -> list[str]:
    return [row.key for row in rows]
