"""The same fault in several rooms: reports that belong together are found, linked, and rise together."""

from collections.abc import Iterable
from dataclasses import replace

from desk import events as ev
from desk.change import Change
from desk.contract import Contract
from desk.ids import SchoolId
from desk.reading import Impact, Symptom
from desk.reporting import Draft, wider
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.raise_alarm import regrade
from usecases.recording import record


def same_elsewhere(uow: UnitOfWork, school: SchoolId, draft: Draft, contract: Contract) -> tuple[Ticket, ...]:
    """Open tickets of the school with this device and symptom in another room, reported within the pack's time.

    Not found: faults nobody described (坏了), questions, and reports of which the room is not certain.
    """
    facts = draft.facts
    vague = facts.device is None or facts.symptom in (None, Symptom.UNSPECIFIED)
    if vague or draft.room is None or facts.is_question:
        return ()
    since = uow.now - contract.regrading.wider_within
    return tuple(ticket for ticket in uow.tickets.open_in((school,), since) if _same(ticket, draft))


def widened(draft: Draft) -> Draft:
    """The report once it is known that other rooms have the fault too."""
    facts = draft.facts
    return replace(draft, facts=replace(facts, impact=wider(facts.impact, Impact.MULTI_ROOM)))


def link(change: Change, others: Iterable[Ticket], uow: UnitOfWork) -> Change:
    """The change of one of the tickets, with the others noted on it. Each of them is linked by its own change."""
    found = tuple(ticket for ticket in others if ticket.id != change.ticket.id)
    ids, nos = tuple(ticket.id for ticket in found), tuple(ticket.no for ticket in found)
    return change.happened(ev.FaultSpread(at=uow.now, tickets=ids, nos=nos))


def raise_together(uow: UnitOfWork, older: tuple[Ticket, ...], newest: Ticket) -> None:
    """The older tickets learn that more rooms are hit, and rise where their contract says so."""
    for ticket in older:
        contract = uow.contracts.pinned(ticket)
        facts = ticket.fault.facts
        reach = replace(facts, impact=wider(facts.impact, Impact.MULTI_ROOM))
        change = link(Change(ticket), (*older, newest), uow)
        record(uow, regrade(uow, change, contract, reach))


def _same(ticket: Ticket, draft: Draft) -> bool:
    known = ticket.fault
    elsewhere = known.room is not None and known.room != draft.room
    alike = known.facts.device is draft.facts.device and known.facts.symptom is draft.facts.symptom
    return elsewhere and alike and not known.facts.is_question
