"""A chat sent more than its budget: what is beyond is kept unread for the operator, and the person hears so once an hour."""

from collections.abc import Sequence

import structlog

from desk.messages import Incoming, Urgency
from desk.notices import Kind, Notice
from desk.refusals import TooManyMessages
from usecases.ports import UnitOfWork
from usecases.recording import tell

log = structlog.get_logger()


def set_aside_flood(uow: UnitOfWork, surplus: Sequence[Incoming]) -> None:
    """Repeats change nothing: messages have their keys, the sentence one of chat and hour."""
    for message in surplus:
        uow.inbox.pass_over(message, "flood", uow.now)
    for peer in dict.fromkeys(message.peer for message in surplus):
        log.warning("flood", action="flood", channel=peer.channel, messages=len(surplus))
        key = f"flood:{peer}:{uow.now:%Y%m%d%H}"
        why = (("why", TooManyMessages.__name__),)
        tell(uow, Notice(Kind.REFUSED, key, None, peer, None, Urgency.REPLY, extra=why))
