"""How satisfied a teacher is, asked after the lesson in which the job was closed."""

from bot import dialogue as dlg
from bot.dialogue import Idle, Rating
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.ticket import Status, Ticket
from desk.timers import Timer
from usecases.ports import UnitOfWork
from usecases.recording import tell


def fire_rating(uow: UnitOfWork, timer: Timer) -> None:
    """The lesson is over: ask, unless they have said it already or the fault has come back. Raises ValueError without a ticket."""
    if timer.ticket is None:
        raise ValueError(f"timer {timer.key} has no ticket; usecases.close_ticket sets one")
    ticket = uow.tickets.get(timer.ticket)
    still_owed = ticket.status is Status.CLOSED and ticket.score is None and ticket.round == timer.round
    if still_owed:
        later = (("later", "yes"),)
        tell(
            uow,
            Notice(Kind.ASK_RATING, timer.key, ticket.reporter, None, ticket.id, Urgency.NOTE, extra=later),
        )
        _expect_words(uow, ticket)
    uow.timers.fired(timer.key, uow.now)


def _expect_words(uow: UnitOfWork, ticket: Ticket) -> None:
    """Typed words (很满意) are the answer, unless the teacher is in the middle of something else."""
    reached = (address.peer for address in uow.people.addresses(ticket.reporter) if address.reachable)
    peer = next(reached, None)
    if peer is not None and isinstance(dlg.load(uow.dialogues.load(peer)), Idle | Rating):
        uow.dialogues.save(peer, dlg.dump(Rating(ticket.id, uow.now)))
