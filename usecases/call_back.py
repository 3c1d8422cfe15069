"""The teacher did not confirm a repair: a supervisor rings them. The task stays until the teacher's word closes or reopens the ticket."""

from dataclasses import dataclass

from desk import aftercare_events as ev
from desk.aftercare import callback_again
from desk.buttons import Verb
from desk.change import Change, notice
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.permissions import require
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record


@dataclass(frozen=True, slots=True)
class Rung:
    """Somebody rang the teacher: reached or not, and what was said."""

    ticket: TicketId
    person: PersonId
    reached: bool
    note: str = ""


def called_back(uow: UnitOfWork, command: Rung) -> Ticket:
    """已联系, 打不通: noted, and the teacher is to be rung again later, sooner when nobody answered. Nothing is closed by it
    (facts.md M2). Raises TooLate when no call-back is owed.
    """
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.CALLED if command.reached else Verb.NOT_REACHED, ticket)
    contract = uow.contracts.pinned(ticket)
    called = ev.TeacherCalled(at=uow.now, by=command.person, reached=command.reached, note=command.note)
    change = Change(ticket).happened(called)
    change = change.timing(callback_again(change.ticket, contract, uow.now, reached=command.reached))
    record(uow, change.telling(notice(change, Kind.CALLED_NOTED, command.person, Urgency.REPLY)))
    return change.ticket


def errands(uow: UnitOfWork, person: PersonId) -> tuple[Ticket, ...]:
    """The call-backs and follow-ups that are owed in this person's schools, the oldest first."""
    schools = uow.people.get(person).schools
    calls = [ticket for ticket in uow.tickets.open_in(schools) if ticket.is_calling]
    return tuple(sorted((*calls, *uow.tickets.follow_ups(schools)), key=lambda ticket: ticket.no))
