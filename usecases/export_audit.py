"""Gathers what an audit of one contract and quarter needs: every ticket opened in it, its trail, what ended each clock;
every major incident that began in it, with its trail.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo

from desk import events as ev
from desk.contract import Contract
from desk.evidence import Proof, proofs
from desk.ids import ContractId, PersonId
from desk.incident import Incident
from desk.incident_events import IncidentEvent
from desk.people import Person
from desk.ticket import Ticket
from usecases.ports import UnitOfWork

_WRITTEN = re.compile(r"(\d{4})Q([1-4])")
_NAME_PEOPLE = frozenset({"by", "reporter", "to", "person", "people", "told"})


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter, written `2026Q3`. When it begins depends on the district's time zone."""

    year: int
    number: int

    @staticmethod
    def parse(written: str) -> "Quarter":
        """Raises ValueError for anything that is not written like `2026Q3`."""
        found = _WRITTEN.fullmatch(written)
        if found is None or int(found[1]) == 0:
            raise ValueError(f"{written!r} is no quarter; write it like 2026Q3")
        return Quarter(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        """`2026Q3`."""
        return f"{self.year:04}Q{self.number}"

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first instant and the first one after it, in UTC."""
        following = Quarter(self.year + self.number // 4, self.number % 4 + 1)
        return self._start(zone), following._start(zone)

    def _start(self, zone: tzinfo) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class AuditOrder:
    """What to export. `zone` is the district's; `names` adds who the ids belong to."""

    contract: ContractId
    quarter: Quarter
    zone: tzinfo
    names: bool = False


@dataclass(frozen=True, slots=True)
class AuditedTicket:
    """One ticket with its whole trail and every clock that ever started."""

    ticket: Ticket
    trail: tuple[ev.Event, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class AuditedIncident:
    """One major incident with its whole trail."""

    incident: Incident
    trail: tuple[IncidentEvent, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """One export's contents, read at the instant `made_at`. `versions` are those the tickets are pinned to, lowest first."""

    order: AuditOrder
    start: datetime
    end: datetime
    made_at: datetime
    versions: tuple[Contract, ...]
    tickets: tuple[AuditedTicket, ...]
    people: tuple[Person, ...]
    incidents: tuple[AuditedIncident, ...] = ()


def export_audit(uow: UnitOfWork, order: AuditOrder) -> Audit:
    """Read it all in one snapshot. Raises NotFound for a contract that the desk never had."""
    uow.contracts.current(order.contract)
    start, end = order.quarter.span(order.zone)
    opened = uow.tickets.opened_between(order.contract, start, end)
    audited = tuple(_audited(uow, ticket) for ticket in opened)
    version = uow.contracts.version
    pinned = {ticket.contract_version: version(ticket.contract, ticket.contract_version) for ticket in opened}
    declared = uow.incidents.declared_between(order.contract, start, end)
    incidents = tuple(AuditedIncident(one, uow.incidents.trail(one.id)) for one in declared)
    trails = [each.trail for each in audited] + [each.trail for each in incidents]
    named = tuple(uow.people.get(person) for person in _named(trails)) if order.names else ()
    versions = tuple(pinned[number] for number in sorted(pinned))
    return Audit(order, start, end, uow.now, versions, audited, named, incidents)


def _audited(uow: UnitOfWork, ticket: Ticket) -> AuditedTicket:
    trail = uow.tickets.trail(ticket.id)
    return AuditedTicket(ticket, trail, proofs(trail, lambda then: _pinned(uow, then)))


def _pinned(uow: UnitOfWork, ticket: Ticket) -> Contract:
    return uow.contracts.pinned(ticket)


def _named(trails: Iterable[Iterable[ev.Event | IncidentEvent]]) -> list[PersonId]:
    """Everybody whom an event names, by id."""
    found = {person for trail in trails for event in trail for person in _people_of(event)}
    return sorted(found)


def _people_of(event: ev.Event | IncidentEvent) -> Iterable[PersonId]:
    """By the names that events give such fields; a test holds this list against every kind of event."""
    for field in fields(event):
        if field.name in _NAME_PEOPLE and (value := getattr(event, field.name)):
            yield from (PersonId(value),) if isinstance(value, str) else value
