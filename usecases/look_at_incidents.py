"""Common faults and major incidents as a screen shows them. Reads only; foreign and missing ones are answered alike (S04).

Staff see what goes on at their schools, and whoever has a duty in an incident sees that one; teachers are asked in the chat.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desk import voice_events as vev
from desk.brief import Brief
from desk.events import Event, TicketOpened
from desk.ids import PersonId, PlanId, SchoolId, TicketId
from desk.incident import Incident, leads
from desk.incident_events import IncidentEvent
from desk.incident_plan import GroupDuty, Plan, PlanStep
from desk.people import EmergencyGroup, Person, Role
from desk.permissions import may_see
from desk.places import School
from desk.refusals import NotAllowed, NotFound
from desk.standing import Standings, Wanted
from desk.ticket import Ticket
from usecases.briefing import brief
from usecases.declare_incident import Beginning, Declaration, beginning, candidates, running_like
from usecases.look import is_internal, named
from usecases.ports import UnitOfWork
from usecases.report_incident import OwedReport, owed_reports

_LOOKED_AT, _OVER = 300, 12
"""The newest tickets of the schools among which common faults that are over are looked for; the most that are shown of a kind."""

_OF_A_CHILD = (TicketOpened, vev.LeftCommonFault, vev.CommonFaultRepaired)
"""What a ticket that follows adds to the time line; what else happens happens to the leading one."""


@dataclass(frozen=True, slots=True)
class IncidentList:
    """What goes on and what is over, newest first. `starts` are the schools at which the viewer may start a plan."""

    common: tuple[Brief, ...]
    common_over: tuple[Brief, ...]
    running: tuple[Incident, ...]
    over: tuple[Incident, ...]
    schools: Mapping[SchoolId, School]
    starts: tuple[School, ...]
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One major incident whole. `mine` are the open steps that the viewer may answer, `free` who could have each group's duty
    (for leaders alone), `tickets` those that the viewer may see: its own, each with what follows it in a common fault.
    """

    incident: Incident
    school: School
    tickets: tuple[Brief, ...]
    trail: tuple[IncidentEvent, ...]
    names: Mapping[PersonId, str]
    leads: bool
    mine: tuple[PlanStep, ...]
    free: tuple[tuple[GroupDuty, tuple[Person, ...]], ...]
    owed: tuple[OwedReport, ...]


@dataclass(frozen=True, slots=True)
class CommonPage:
    """A common fault: the ticket that leads, those that follow it now, and what happened to any of them, oldest first."""

    lead: Brief
    children: tuple[Brief, ...]
    trail: tuple[tuple[int, Event], ...]
    names: Mapping[PersonId, str]


@dataclass(frozen=True, slots=True)
class StartPage:
    """What starting a plan would begin with, to be confirmed; `running` goes on already and would take the tickets in."""

    school: School
    begins: Beginning
    names: Mapping[PersonId, str]
    running: Incident | None


def incident_list(uow: UnitOfWork, viewer: PersonId, everything: Standings) -> IncidentList:
    """For staff. Raises NotAllowed for teachers."""
    person = uow.people.get(viewer)
    if person.role is Role.TEACHER:
        raise NotAllowed(viewer)
    leading = [one.ticket for one in everything.seen_by(person, Wanted()) if one.rooms]
    past = (t for t in uow.tickets.recent_in(person.schools, _LOOKED_AT) if _is_over(t) and t.voices.children)
    known = [one for one in uow.incidents.latest(_LOOKED_AT) if _sees(person, one)]
    schools = {school.id: school for school in uow.places.schools()}
    oversees = person.role is Role.SUPERVISOR
    return IncidentList(
        common=tuple(brief(uow, uow.tickets.get(ticket)) for ticket in leading),
        common_over=tuple(brief(uow, ticket) for ticket in list(past)[:_OVER]),
        running=tuple(one for one in known if one.is_open),
        over=tuple(one for one in known if not one.is_open)[:_OVER],
        schools=schools,
        starts=tuple(school for school in schools.values() if oversees and person.covers(school.id)),
        plans=tuple(sorted(uow.plans.values(), key=lambda plan: plan.id)),
    )


def incident_page(uow: UnitOfWork, viewer: PersonId, no: int) -> IncidentPage:
    """One major incident. Raises NotFound for who has no part in it."""
    person, incident = _seen(uow, viewer, no)
    is_leader = leads(incident, person)
    trail = uow.incidents.trail(incident.id)
    tickets = _with_followers(uow, incident)
    duties = incident.plan.groups if is_leader and incident.is_open else ()
    return IncidentPage(
        incident=incident,
        school=uow.places.school(incident.school),
        tickets=tuple(brief(uow, ticket) for ticket in tickets if may_see(person, ticket)),
        trail=trail,
        names=_names(uow, _mentioned(incident, trail)),
        leads=is_leader,
        mine=tuple(s for s in incident.open_steps if is_leader or viewer in incident.people(s.by)),
        free=tuple((duty, candidates(uow, incident, duty.group)) for duty in duties),
        owed=owed_reports(uow, incident),
    )


def common_page(uow: UnitOfWork, viewer: PersonId, no: int) -> CommonPage:
    """The common fault that ticket `no` leads, or follows. Raises NotFound for any other ticket and for who may not see it."""
    lead, children = _common(uow, viewer, no)
    told = [(lead.no, event) for event in uow.tickets.trail(lead.id) if not is_internal(event)]
    for child in children:
        told += [(child.no, e) for e in uow.tickets.trail(child.id) if isinstance(e, _OF_A_CHILD)]
    told.sort(key=lambda line: line[1].at)
    return CommonPage(
        lead=brief(uow, lead),
        children=tuple(brief(uow, child) for child in children),
        trail=tuple(told),
        names=named(uow, tuple(event for _, event in told)),
    )


def incident_mark(uow: UnitOfWork, viewer: PersonId, no: int) -> tuple[int, ...]:
    """Another one whenever something happened to an incident or to a ticket on its page. Raises NotFound as `incident_page` does."""
    _, incident = _seen(uow, viewer, no)
    return incident.seq, *(ticket.seq for ticket in _with_followers(uow, incident))


def common_mark(uow: UnitOfWork, viewer: PersonId, no: int) -> tuple[int, ...]:
    """Another one whenever something happened to a ticket of a common fault. Raises NotFound as `common_page` does."""
    lead, children = _common(uow, viewer, no)
    return lead.seq, *(child.seq for child in children)


def start_page(uow: UnitOfWork, viewer: PersonId, school: SchoolId, plan: PlanId) -> StartPage:
    """Who would be called and which tickets belong to it. Raises NotFound, NotAllowed."""
    wanted = Declaration(plan, school, viewer)
    begins = beginning(uow, wanted)
    names = _names(uow, (person for _, person in begins.members))
    return StartPage(uow.places.school(school), begins, names, running_like(uow, wanted))


def _seen(uow: UnitOfWork, viewer: PersonId, no: int) -> tuple[Person, Incident]:
    person, incident = uow.people.get(viewer), uow.incidents.by_no(no)
    if not _sees(person, incident):
        raise NotFound(no)
    return person, incident


def _common(uow: UnitOfWork, viewer: PersonId, no: int) -> tuple[Ticket, list[Ticket]]:
    """The ticket that leads, and those it leads by their numbers."""
    person, asked = uow.people.get(viewer), uow.tickets.by_no(no)
    lead = uow.tickets.get(asked.voices.follows) if asked.is_dormant and asked.voices.follows else asked
    if person.role is Role.TEACHER or not may_see(person, lead) or not lead.voices.children:
        raise NotFound(no)
    return lead, sorted((uow.tickets.get(child) for child in lead.voices.children), key=lambda t: t.no)


def _sees(person: Person, incident: Incident) -> bool:
    """Staff of the school, and whoever has a duty in it; a teacher who tests is asked in the chat."""
    has_duty = any(person.id in incident.people(group) for group in EmergencyGroup)
    return person.role is not Role.TEACHER and (person.covers(incident.school) or has_duty)


def _with_followers(uow: UnitOfWork, incident: Incident) -> tuple[Ticket, ...]:
    """A room whose ticket follows a common fault is affected as well, though only the leading ticket was joined."""
    found: dict[TicketId, Ticket] = {}
    for joined in map(uow.tickets.get, incident.tickets):
        for ticket in (joined, *map(uow.tickets.get, joined.voices.children)):
            found.setdefault(ticket.id, ticket)
    return tuple(found.values())


def _is_over(ticket: Ticket) -> bool:
    return not ticket.status.is_open


def _mentioned(incident: Incident, trail: Iterable[IncidentEvent]) -> set[PersonId]:
    named_in = (getattr(event, "person", None) for event in trail)
    people = (*(event.by for event in trail), *named_in, *(member.person for member in incident.members))
    return {person for person in people if person is not None}


def _names(uow: UnitOfWork, people: Iterable[PersonId]) -> dict[PersonId, str]:
    return {person: uow.people.get(person).name for person in people}
