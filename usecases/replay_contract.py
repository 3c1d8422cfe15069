"""What a changed contract would have made of the stored tickets: `desk.replaying` on their trails. Reads only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from desk.calendars import CalendarId, WorkCalendar
from desk.contract import Contract
from desk.ids import ContractId
from desk.refusals import NotFound
from desk.replaying import ReplayedTicket, compared
from desk.ticket import Ticket
from usecases.ports import UnitOfWork

Seen = Callable[[int, int], None]
"""Told after each ticket: how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class ReplayOrder:
    """The tickets of `contract` opened from `since` until before `until`, under `pack`; working time by these calendars."""

    pack: Contract
    contract: ContractId
    since: datetime
    until: datetime
    calendars: Mapping[CalendarId, WorkCalendar]


@dataclass(frozen=True, slots=True)
class Replayed:
    """The tickets, oldest first, as they stood at the instant `at`. `versions` are those they were pinned to, lowest first."""

    at: datetime
    versions: tuple[int, ...]
    tickets: tuple[ReplayedTicket, ...]


def replay_contract(uow: UnitOfWork, order: ReplayOrder, seen: Seen) -> Replayed:
    """Every ticket of the period. Raises NotFound for a contract the desk never had and for a school's unknown calendar.

    A school's own calendar counts before the pack's, in the version that lies in the folder.
    """
    uow.contracts.current(order.contract)
    found = uow.tickets.opened_between(order.contract, order.since, order.until)
    done: list[ReplayedTicket] = []
    for ticket in found:
        done.append(_replayed(uow, ticket, order))
        seen(len(done), len(found))
    versions = tuple(sorted({ticket.contract_version for ticket in found}))
    return Replayed(uow.now, versions, tuple(done))


def _replayed(uow: UnitOfWork, ticket: Ticket, order: ReplayOrder) -> ReplayedTicket:
    wanted = uow.places.school(ticket.school).calendar or order.pack.calendar_id
    if wanted not in order.calendars:
        raise NotFound(wanted)
    pack = replace(order.pack, calendar=order.calendars[wanted])
    return compared(uow.tickets.trail(ticket.id), uow.contracts.pinned, pack, uow.now)
