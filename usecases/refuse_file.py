"""A file was not kept: the person hears why, once for each reason and hour; the message that brought it goes on without it."""

from desk.messages import Incoming, Urgency
from desk.notices import Kind, Notice
from desk.refusals import Refused
from usecases.ports import UnitOfWork
from usecases.recording import tell


def refuse_file(uow: UnitOfWork, incoming: Incoming, refusal: Refused) -> None:
    """Say it in this chat."""
    why = type(refusal).__name__
    key = f"file:{incoming.peer}:{why}:{uow.now:%Y%m%d%H}"
    tell(uow, Notice(Kind.REFUSED, key, None, incoming.peer, None, Urgency.REPLY, extra=(("why", why),)))
