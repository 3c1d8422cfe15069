"""What another program may read, cut to the schools of its key. Names and words only with `personal:read`, and then it is noted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo

from desk.api_keys import ApiKey, Scope
from desk.devices import Device
from desk.duty_calendar import Period, periods_of
from desk.events import Event
from desk.ids import ContractId, PersonId, SchoolId
from desk.people import Role
from desk.refusals import NotFound
from desk.roster import Team
from desk.service_figures import ServiceFigures, service_figures
from desk.ticket import Ticket
from usecases.api_ports import WantedTickets
from usecases.explain_ticket import ClockEvidence, explain_ticket
from usecases.export_audit import Quarter
from usecases.look import is_internal
from usecases.manage_keys import note_personal
from usecases.ports import UnitOfWork

AHEAD = timedelta(weeks=1)
Names = Mapping[PersonId, str]
"""Empty for a key that may not read them."""


@dataclass(frozen=True, slots=True)
class ReadTickets:
    """A page of tickets; `more`: there are older ones that fit."""

    tickets: tuple[Ticket, ...]
    more: bool
    names: Names


@dataclass(frozen=True, slots=True)
class ReadTicket:
    """One ticket with its clocks and what met each, its trail (internal notes left out) and by whom each line is."""

    ticket: Ticket
    clocks: tuple[ClockEvidence, ...]
    trail: tuple[tuple[Event, Role | None], ...]
    names: Names


@dataclass(frozen=True, slots=True)
class ReadTurns:
    """The turns of one team from now on for a week, in order; the first is now."""

    team: Team
    turns: tuple[Period, ...]
    names: Names


@dataclass(frozen=True, slots=True)
class ReadFigures:
    """The figures, and by whose repair how many had to be repeated."""

    figures: ServiceFigures
    names: Names


def read_tickets(uow: UnitOfWork, key: ApiKey, wanted: WantedTickets) -> ReadTickets:
    """A page. Schools that are out of the key's reach fit nothing, as those that are not there."""
    reach = _reach(key, wanted.schools)
    if reach is None:
        return ReadTickets((), more=False, names={})
    found = uow.ticket_lists.page(replace(wanted, schools=reach, most=wanted.most + 1))
    shown = found[: wanted.most]
    people = {person for ticket in shown for person in (ticket.reporter, ticket.handler)}
    about = f"tickets {', '.join(str(ticket.no) for ticket in shown)}"
    return ReadTickets(shown, len(found) > len(shown), _names(uow, key, people, about if shown else ""))


def read_ticket(uow: UnitOfWork, key: ApiKey, no: int) -> ReadTicket:
    """One. Raises NotFound alike for one that is not there and one of another school."""
    ticket = uow.tickets.by_no(no)
    if not key.covers(ticket.school):
        raise NotFound(no)
    events = tuple(event for event in uow.tickets.trail(ticket.id) if not is_internal(event))
    people = {event.by for event in events} | {ticket.reporter, ticket.handler}
    roles = {person: uow.people.get(person).role for person in people if person}
    trail = tuple((event, roles[event.by] if event.by else None) for event in events)
    names = _names(uow, key, people, f"ticket {no}")
    return ReadTicket(ticket, explain_ticket(uow, no).clocks, trail, names)


def read_devices(
    uow: UnitOfWork, key: ApiKey, school: SchoolId | None, after: str, most: int
) -> tuple[tuple[Device, ...], bool]:
    """Devices by code, those after this code, and whether there are more."""
    reach = _reach(key, (school,) if school else ())
    if reach is None:
        return (), False
    fitting = [
        device
        for device in uow.register.devices()
        if device.code > after and (not reach or device.school in reach)
    ]
    fitting.sort(key=lambda device: device.code)
    return tuple(fitting[:most]), len(fitting) > most


def read_rosters(uow: UnitOfWork, key: ApiKey) -> tuple[ReadTurns, ...]:
    """Every team that answers at one of the key's schools."""
    roster = uow.rosters.roster()
    teams = [team for team in roster.teams if team.answers_in(key.schools)]
    turns = {team.id: periods_of(roster, team.id, uow.now, uow.now + AHEAD, uow.zone) for team in teams}
    people = {person for periods in turns.values() for period in periods for person in period.people}
    names = _names(uow, key, people, "rosters")
    return tuple(ReadTurns(team, turns[team.id], names) for team in teams)


def read_figures(
    uow: UnitOfWork, key: ApiKey, contract: ContractId, quarter: Quarter, zone: tzinfo
) -> ReadFigures:
    """Over the tickets of the key's schools that were opened in the quarter. Raises NotFound for a contract that none of them has."""
    if not any(school.contract == contract and key.covers(school.id) for school in uow.places.schools()):
        raise NotFound(contract)
    opened = uow.tickets.opened_between(contract, *quarter.span(zone))
    goals = uow.contracts.current(contract).satisfaction
    figures = service_figures((ticket for ticket in opened if key.covers(ticket.school)), goals)
    return ReadFigures(
        figures, _names(uow, key, [who for who, _ in figures.repeats_of], f"figures {contract} {quarter}")
    )


def _reach(key: ApiKey, wanted: tuple[SchoolId, ...]) -> tuple[SchoolId, ...] | None:
    """Which schools to look at, empty: all; None: none of the wanted is within the key's reach."""
    if not wanted:
        return key.schools
    return tuple(school for school in wanted if key.covers(school)) or None


def _names(uow: UnitOfWork, key: ApiKey, people: Iterable[PersonId | None], about: str) -> Names:
    if not key.may(Scope.PERSONAL_READ):
        return {}
    names = {person: uow.people.get(person).name for person in people if person}
    if about:
        note_personal(uow, key, about)
    return names
