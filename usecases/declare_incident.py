"""A major incident is declared: which plan, which tickets, who has which duty at the beginning."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk import events as tev
from desk import incident_events as ev
from desk.change import Change
from desk.ids import IncidentId, PersonId, PlanId, SchoolId, TicketId
from desk.incident import Incident, IncidentChange
from desk.incident_plan import GroupDuty, Plan
from desk.people import EmergencyGroup, Person, Role, Tier
from desk.refusals import NotAllowed, NotFound, TooLate
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.run_incident import led, record_incident
from usecases.tell_incident import tell_reporters

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Declaration:
    """A supervisor wants this plan for this school, because of a ticket or without one."""

    plan: PlanId
    school: SchoolId
    by: PersonId
    ticket: TicketId | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What declaring it would begin with: shown and asked first."""

    plan: Plan
    tickets: tuple[Ticket, ...]
    members: tuple[tuple[EmergencyGroup, PersonId], ...]


def beginning(uow: UnitOfWork, wanted: Declaration) -> Beginning:
    """Raises NotFound for an unknown plan or ticket or a school that is not theirs, NotAllowed for no supervisor."""
    person, plan = uow.people.get(wanted.by), uow.plans.get(wanted.plan)
    if person.role is not Role.SUPERVISOR:
        raise NotAllowed(wanted.plan)
    if plan is None or not person.covers(uow.places.school(wanted.school).id):
        raise NotFound(wanted.plan)
    return Beginning(plan, _tickets(uow, wanted, plan), tuple(_members(uow, wanted, plan)))


def running_like(uow: UnitOfWork, wanted: Declaration) -> Incident | None:
    """The one of the same kind that goes on at the school: a second is never begun."""
    running = uow.incidents.running((wanted.school,))
    return next((incident for incident in running if incident.plan.id == wanted.plan), None)


def declare(uow: UnitOfWork, wanted: Declaration) -> Incident:
    """Begin it; everybody with a duty is asked for the first step. One that goes on takes the ticket in instead.

    Raises as `beginning`.
    """
    begins = beginning(uow, wanted)
    known = running_like(uow, wanted)
    if known is not None:
        return join(uow, known.id, begins.tickets, wanted.by)
    change = _opened(uow, wanted, begins)
    incident = record_incident(uow, None, change)
    for ticket in begins.tickets:
        _mark(uow, ticket, incident, wanted.by)
    tell_reporters(uow, incident, "began")
    return incident


def join(uow: UnitOfWork, incident: IncidentId, tickets: Iterable[Ticket], by: PersonId) -> Incident:
    """Further tickets are a part of it; those that are already stay so. Raises NotFound, TooLate."""
    known = led(uow, incident, by)
    fresh = tuple(ticket for ticket in tickets if ticket.id not in known.tickets)
    if not fresh:
        return known
    change = IncidentChange(known)
    for ticket in fresh:
        change = change.happened(ev.TicketJoined(at=uow.now, by=by, ticket=ticket.id, no=ticket.no))
    joined = record_incident(uow, known, change)
    for ticket in fresh:
        _mark(uow, ticket, joined, by)
    tell_reporters(uow, joined, "began")
    return joined


def join_running(uow: UnitOfWork, ticket: Ticket) -> Ticket:
    """A report that resembles what an incident of its school is about becomes a part of it by itself; the ticket as it is
    then. Its own clocks and pages are as they were: one room may still have a fault of its own.
    """
    facts = ticket.fault.facts
    if not any(plan.resembles(facts) for plan in uow.plans.values()):
        return ticket
    running = uow.incidents.running((ticket.school,))
    known = next((incident for incident in running if incident.plan.resembles(facts)), None)
    if known is None:
        return ticket
    event = ev.TicketJoined(at=uow.now, ticket=ticket.id, no=ticket.no)
    joined = record_incident(uow, known, IncidentChange(known).happened(event))
    _mark(uow, ticket, joined, None)
    tell_reporters(uow, joined, "began")
    return uow.tickets.get(ticket.id)


def _opened(uow: UnitOfWork, wanted: Declaration, begins: Beginning) -> IncidentChange:
    contract = uow.contracts.current(uow.places.school(wanted.school).contract)
    change = IncidentChange.opening(
        ev.IncidentDeclared(
            at=uow.now,
            by=wanted.by,
            incident=IncidentId(uow.fresh_id()),
            no=uow.incidents.next_no(),
            school=wanted.school,
            contract=contract.id,
            contract_version=contract.version,
            plan=begins.plan,
        )
    )
    for ticket in begins.tickets:
        change = change.happened(ev.TicketJoined(at=uow.now, by=wanted.by, ticket=ticket.id, no=ticket.no))
    for group, person in begins.members:
        change = change.happened(
            ev.MemberAssigned(at=uow.now, by=wanted.by, group=group, person=person, instead=False)
        )
    return change


def _tickets(uow: UnitOfWork, wanted: Declaration, plan: Plan) -> tuple[Ticket, ...]:
    """The ticket it began with, and every open one of the school that the plan is for."""
    first = uow.tickets.get(wanted.ticket) if wanted.ticket else None
    if first is not None and first.school != wanted.school:
        raise NotFound(first.id)
    if first is not None and not first.status.is_open:
        raise TooLate(first.id)
    others = (t for t in uow.tickets.open_in((wanted.school,)) if plan.fits(t.fault.facts))
    found = {ticket.id: ticket for ticket in (*((first,) if first else ()), *others)}
    return tuple(sorted(found.values(), key=lambda ticket: ticket.no))


def _members(uow: UnitOfWork, wanted: Declaration, plan: Plan) -> Iterable[tuple[EmergencyGroup, PersonId]]:
    """Whom the register names for a group; where it names nobody, somebody on duty who has no other group if possible."""
    everybody = _there(uow, wanted.school)
    taken: set[PersonId] = set()
    for duty in plan.groups:
        named = [p.id for p in everybody if duty.group in p.emergency]
        people = named[:_MOST_NAMED] or _stand_in(uow, wanted, duty, taken)
        taken.update(people)
        yield from ((duty.group, person) for person in people)


def _stand_in(uow: UnitOfWork, wanted: Declaration, duty: GroupDuty, taken: set[PersonId]) -> list[PersonId]:
    if Tier.SUPERVISOR in duty.stands_in:
        return [wanted.by]
    on_duty = uow.people.duty(wanted.school, uow.now)
    able = [person for tier in duty.stands_in for person in on_duty.of(tier)]
    return [p for p in able if p not in taken][:1] or able[:1]


def candidates(uow: UnitOfWork, incident: Incident, group: EmergencyGroup) -> tuple[Person, ...]:
    """Who could have a group's duty: those the register names for it first, then staff of the school, without its members."""
    able = [p for p in _there(uow, incident.school) if p.role is not Role.TEACHER or group in p.emergency]
    free = [p for p in able if p.id not in incident.people(group)]
    return tuple(sorted(free, key=lambda p: (group not in p.emergency, p.role is Role.SUPERVISOR)))


def _there(uow: UnitOfWork, school: SchoolId) -> list[Person]:
    """Everybody of the school who is not on leave."""
    away = uow.rosters.roster().away(uow.now)
    everybody = (person for role in Role for person in uow.people.covering(school, role))
    return [person for person in everybody if person.id not in away]


def _mark(uow: UnitOfWork, ticket: Ticket, incident: Incident, by: PersonId | None) -> None:
    event = tev.JoinedIncident(at=uow.now, by=by, incident=incident.id, incident_no=incident.no)
    record(uow, Change(ticket).happened(event))
