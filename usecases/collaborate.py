"""A second engineer works on a job (协作): asked along by whoever has it or by a supervisor, joins, leaves. The handler stays."""

from desk import life_events as lev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Person, Role
from desk.permissions import require
from desk.refusals import NotAllowed
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record


def able(uow: UnitOfWork, ticket: Ticket) -> tuple[Person, ...]:
    """Engineers of the school who could come along: neither away nor at work on it already."""
    there = {ticket.handler, *ticket.conduct.partners, *uow.rosters.roster().away(uow.now)}
    crew = uow.people.covering(ticket.school, Role.ENGINEER)
    return tuple(person for person in crew if person.id not in there)


def ask_partner(uow: UnitOfWork, ticket_id: TicketId, person: PersonId, to: PersonId) -> Ticket:
    """The colleague is paged and may join. Raises NotFound, TooLate, and NotAllowed for somebody who cannot come along."""
    ticket, asker = uow.tickets.get(ticket_id), uow.people.get(person)
    require(asker, Verb.PARTNER_TO, ticket)
    if to not in {one.id for one in able(uow, ticket)}:
        raise NotAllowed(to)
    change = Change(ticket).happened(lev.PartnerAsked(at=uow.now, by=person, to=to))
    told = notice(change, Kind.PARTNER_CALLED, to, Urgency.PAGE, who=asker.name)
    record(uow, change.telling(told))
    return change.ticket


def join(uow: UnitOfWork, ticket_id: TicketId, person: PersonId) -> Ticket:
    """加入协作; twice is once. Raises NotFound, NotAllowed and TooLate."""
    ticket = uow.tickets.get(ticket_id)
    if person in ticket.conduct.partners:
        return ticket
    require(uow.people.get(person), Verb.JOIN_JOB, ticket)
    if person == ticket.handler:
        raise NotAllowed(person)
    change = Change(ticket).happened(lev.PartnerJoined(at=uow.now, by=person))
    record(uow, _told(uow, change, person, joined=True))
    return change.ticket


def leave(uow: UnitOfWork, ticket_id: TicketId, person: PersonId) -> Ticket:
    """退出协作. Raises NotFound for who is not in it."""
    ticket = uow.tickets.get(ticket_id)
    require(uow.people.get(person), Verb.LEAVE_JOB, ticket)
    change = Change(ticket).happened(lev.PartnerLeft(at=uow.now, by=person))
    record(uow, _told(uow, change, person, joined=False))
    return change.ticket


def _told(uow: UnitOfWork, change: Change, person: PersonId, *, joined: bool) -> Change:
    """The handler hears of it, and who joined or left."""
    handler = (change.ticket.handler,) if change.ticket.handler else ()
    extra = {"who": uow.people.get(person).name, "joined": "yes" if joined else ""}
    people = dict.fromkeys((*handler, person))
    return change.telling(
        *(notice(change, Kind.PARTNER_CHANGED, one, Urgency.REPLY, **extra) for one in people)
    )
