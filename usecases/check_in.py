"""The engineer checks in: by scanning the sticker of the room, or by the digits the teacher reads out.

A job on the way becomes one on site; an arrival that was only pressed is shown better. When it happened never moves.
"""

from desk import events as ev
from desk import life_events as lev
from desk.buttons import Verb
from desk.change import Change
from desk.ids import PersonId, RoomId, TicketId
from desk.life_events import CheckIn
from desk.lifecycle import allows
from desk.permissions import require
from desk.ticket import Ticket
from usecases.arrival_codes import hashed
from usecases.note_view import Seen, note_view
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.work_job import WorkJob, work_job


def in_hand(uow: UnitOfWork, person: PersonId) -> tuple[Ticket, ...]:
    """Open jobs this person has, gravest first."""
    return tuple(ticket for ticket in uow.tickets.jobs_of(person) if ticket.handler == person)


def room_of(uow: UnitOfWork, ticket: Ticket) -> RoomId | None:
    """Where the fault is: the room the teacher named, else the one of the device."""
    if ticket.fault.room is not None or ticket.fault.device is None:
        return ticket.fault.room
    return uow.places.device_called(ticket.fault.device).room


def check_in_at(uow: UnitOfWork, person: PersonId, room: RoomId) -> tuple[Ticket, ...]:
    """The sticker of this room was scanned: the jobs in it that this shows an arrival of, as they are now."""
    here = (ticket for ticket in in_hand(uow, person) if room_of(uow, ticket) == room)
    return tuple(_shown(uow, ticket, person, CheckIn.QR) for ticket in here if shows(ticket, CheckIn.QR))


def check_in_by_code(uow: UnitOfWork, person: PersonId, code: str) -> tuple[Ticket, bool] | None:
    """Four digits: the job whose code they are and True; the job whose try failed and False; None where no code is awaited."""
    waiting = [ticket for ticket in in_hand(uow, person) if _awaits(ticket) and shows(ticket, CheckIn.CODE)]
    for ticket in waiting:
        held = ticket.conduct.arrival_code
        if held is not None and held.holds(uow.now) and held.code == hashed(ticket.id, code):
            return _shown(uow, ticket, person, CheckIn.CODE), True
    if not waiting:
        return None
    change = Change(waiting[0]).happened(lev.ArrivalCodeFailed(at=uow.now, by=person))
    record(uow, change)
    return change.ticket, False


def phone_teacher(uow: UnitOfWork, ticket_id: TicketId, person: PersonId, verb: Verb) -> Ticket:
    """已联系 or 打不通 (001 §4.5.8.5). Raises NotFound, NotAllowed and TooLate."""
    ticket = uow.tickets.get(ticket_id)
    require(uow.people.get(person), verb, ticket)
    called = lev.TeacherPhoned(at=uow.now, by=person, reached=verb is Verb.TEACHER_REACHED)
    change = Change(ticket).happened(called)
    record(uow, change)
    return change.ticket


def show_number(uow: UnitOfWork, ticket_id: TicketId, person: PersonId) -> Ticket:
    """老师电话: shown to whoever has the job, and noted. Raises NotFound, NotAllowed and TooLate."""
    ticket = uow.tickets.get(ticket_id)
    require(uow.people.get(person), Verb.TEACHER_NUMBER, ticket)
    change = Change(ticket).happened(lev.NumberShown(at=uow.now, by=person))
    record(uow, change)
    note_view(uow, person, Seen.NUMBER, ticket.reporter, ticket.no)
    return change.ticket


def shows(ticket: Ticket, check_in: CheckIn) -> bool:
    """Whether this check-in says something that is not known yet."""
    if allows(ticket, ev.Arrived):
        return True
    return allows(ticket, lev.ArrivalShown) and check_in.outweighs(ticket.conduct.check_in)


def _awaits(ticket: Ticket) -> bool:
    return ticket.conduct.arrival_code is not None


def _shown(uow: UnitOfWork, ticket: Ticket, person: PersonId, check_in: CheckIn) -> Ticket:
    if allows(ticket, ev.Arrived):
        return work_job(uow, WorkJob(ticket.id, person, Verb.ARRIVE, check_in=check_in))
    shown = lev.ArrivalShown(at=uow.now, by=person, check_in=check_in)
    change = Change(ticket).happened(shown)
    record(uow, change)
    return change.ticket
