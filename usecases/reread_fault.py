"""The handler or a supervisor corrects what the teacher's words were read as: device, symptom, or that it is no fault at all.

What was found on the spot is a diagnosis, not this. The teacher is told nothing unless the grade rises.
"""

from dataclasses import dataclass, replace

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract
from desk.ids import PersonId, TicketId
from desk.lifecycle import require as require_state
from desk.messages import Urgency
from desk.notices import Kind
from desk.permissions import require
from desk.reading import DeviceClass, Intent, Symptom
from desk.sla import settled, stage_timers
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.raise_alarm import alarm, regrade
from usecases.recording import record


@dataclass(frozen=True, slots=True)
class Reread:
    """What the words meant; None leaves a field as it was read."""

    ticket: TicketId
    person: PersonId
    device: DeviceClass | None = None
    symptom: Symptom | None = None
    intent: Intent | None = None


def reread_fault(uow: UnitOfWork, command: Reread) -> Ticket:
    """Kept on the trail and graded anew, never milder by itself; smoke raises the alarm. Nothing new changes nothing."""
    ticket, person = uow.tickets.get(command.ticket), uow.people.get(command.person)
    require(person, Verb.REREAD, ticket)
    require_state(ticket, ev.FaultCorrected)
    known = ticket.fault.facts
    facts = replace(
        known,
        device=command.device or known.device,
        symptom=command.symptom or known.symptom,
        intent=command.intent or known.intent,
    )
    if facts == known:
        return ticket
    same = facts.device is known.device
    fault = replace(ticket.fault, facts=facts, device=ticket.fault.device if same else None)
    change = _graded(uow, _corrected(uow, ticket, command.person, fault))
    if ticket.handler not in (None, command.person):
        told = notice(change, Kind.JOB_REREAD, ticket.handler, Urgency.NOTE, who=person.name)
        change = change.telling(told)
    record(uow, change)
    return change.ticket


def _corrected(uow: UnitOfWork, ticket: Ticket, person: PersonId, fault: ev.Fault) -> Change:
    """What was met or missed is settled first; a question that turns out a fault gets its clocks."""
    contract = uow.contracts.pinned(ticket)
    fixed = settled(ticket, contract, uow.now)
    change = Change(ticket).happened(ev.FaultCorrected(at=uow.now, by=person, fault=fault, settled=fixed))
    return change.timing(*stage_timers(change.ticket, contract))


def _graded(uow: UnitOfWork, change: Change) -> Change:
    contract: Contract = uow.contracts.pinned(change.ticket)
    facts = change.ticket.fault.facts
    if facts.symptom is Symptom.SMELL_SMOKE and not facts.safety:
        return alarm(uow, change, contract)
    return regrade(uow, change, contract, facts)
