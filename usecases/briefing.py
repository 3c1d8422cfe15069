"""Looks up everything the words and the screens need to know about a ticket."""

from desk.brief import Brief
from desk.playbook import choose
from desk.reading import Impact
from desk.sla import deadlines
from desk.ticket import Ticket
from usecases.ports import UnitOfWork


def brief(uow: UnitOfWork, ticket: Ticket) -> Brief:
    """The ticket with the things it names, at the instant of the transaction. Raises NotFound for a broken reference."""
    contract = uow.contracts.pinned(ticket)
    facts = ticket.fault.facts
    multi = facts.impact in (Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL)
    return Brief(
        ticket=ticket,
        contract=contract,
        grade=contract.grade(ticket.verdict.grade),
        clocks=deadlines(ticket, contract),
        school=uow.places.school(ticket.school),
        room=uow.places.room(ticket.fault.room) if ticket.fault.room else None,
        reporter=uow.people.get(ticket.reporter),
        handler=uow.people.get(ticket.handler) if ticket.handler else None,
        paged=tuple(uow.people.get(person) for person in ticket.paged),
        tree=choose(uow.trees.values(), facts.device, facts.symptom, multi_room=multi),
        now=uow.now,
        lead=_lead(uow, ticket),
        follower=uow.people.get(ticket.aftercare.follow_up) if ticket.aftercare.follow_up else None,
        partners=tuple(uow.people.get(person) for person in ticket.conduct.partners),
    )


def place_of(uow: UnitOfWork, ticket: Ticket) -> str:
    """Its room as the register calls it, else the teacher's own words for it, in one line: what `Brief.own_place` is, for lists."""
    room = ticket.fault.room
    return uow.places.room(room).name if room else " ".join(ticket.fault.place.split())


def _lead(uow: UnitOfWork, ticket: Ticket) -> Brief | None:
    leads = ticket.voices.follows if ticket.is_dormant else None
    return brief(uow, uow.tickets.get(leads)) if leads else None
