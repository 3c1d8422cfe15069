"""A repaired fault that comes again soon is a repeated repair (001 §4.5.3.4 重复修理): flagged, and not for who repaired it last."""

from datetime import timedelta

from desk import aftercare_events as ev
from desk.contract import Contract, Milestone
from desk.ids import SchoolId
from desk.reading import Symptom
from desk.reporting import Draft
from desk.ticket import Ticket
from usecases.ports import UnitOfWork

LONGEST_JOB = timedelta(days=60)
"""How long before it was closed a ticket may have been opened, to be looked at."""


def repeated(uow: UnitOfWork, school: SchoolId, draft: Draft, contract: Contract) -> ev.RepairRepeated | None:
    """The last repair of this device and symptom, closed within the pack's `repeat_within`; None when there was none.

    A device is the one with the sticker where both reports name it, else the device class in the room. What ended without
    anybody at work, by self-help, was no repair.
    """
    facts, since = draft.facts, uow.now - contract.regrading.repeat_within
    if facts.device is None or facts.symptom in (None, Symptom.UNSPECIFIED) or facts.is_question:
        return None
    if draft.room is None and draft.device is None:
        return None
    for ticket in uow.tickets.closed_in(school, since - LONGEST_JOB):
        closed = ticket.at(Milestone.CLOSED)
        if closed is not None and closed >= since and ticket.handler and _is_same(ticket, draft):
            return ev.RepairRepeated(at=uow.now, no=ticket.no, closed_at=closed, person=ticket.handler)
    return None


def _is_same(ticket: Ticket, draft: Draft) -> bool:
    known = ticket.fault
    if known.facts.device is not draft.facts.device or known.facts.symptom is not draft.facts.symptom:
        return False
    if known.device is not None and draft.device is not None:
        return known.device == draft.device
    return known.room is not None and known.room == draft.room
