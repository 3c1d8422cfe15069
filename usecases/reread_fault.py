"""The handler or a supervisor corrects what the teacher's words were read as: device, symptom, place, how far it reaches, whether
there was danger, or that it is no fault at all.

What was found on the spot is a diagnosis, not this. The teacher is told nothing unless the grade rises. After the repair it is
for the record only (`ReadingNoted`).
"""

from dataclasses import dataclass, replace

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract
from desk.ids import PersonId, RoomId, TicketId
from desk.lifecycle import allows
from desk.lifecycle import require as require_state
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Person, Role, Tier
from desk.permissions import require
from desk.reading import DeviceClass, Impact, Intent, Symptom
from desk.sla import ageing_timers, settled, stage_timers
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.raise_alarm import alarm, regrade
from usecases.recording import record


@dataclass(frozen=True, slots=True)
class Reread:
    """What the words meant; None leaves a field as it was read. An empty `place` says that they name none; `safety` is whether
    they told of danger.
    """

    ticket: TicketId
    person: PersonId
    device: DeviceClass | None = None
    symptom: Symptom | None = None
    intent: Intent | None = None
    place: str | None = None
    room: RoomId | None = None
    impact: Impact | None = None
    safety: bool | None = None


def reread_fault(uow: UnitOfWork, command: Reread) -> Ticket:
    """Kept on the trail and graded anew, never milder by itself; danger that was overlooked raises the alarm. Nothing new
    changes nothing.
    """
    ticket, person = uow.tickets.get(command.ticket), uow.people.get(command.person)
    require(person, Verb.REREAD, ticket)
    fault = _meant(ticket.understood, command)
    if fault == ticket.understood:
        return ticket
    change = _noted(uow, ticket, person, fault) or _corrected(uow, ticket, person, fault)
    record(uow, change)
    return change.ticket


def _meant(known: ev.Fault, command: Reread) -> ev.Fault:
    """The fault with what was corrected. Smoke is danger; what was no danger was no smoke, and hurt nobody."""
    facts = replace(
        known.facts,
        device=command.device or known.facts.device,
        symptom=command.symptom or known.facts.symptom,
        intent=command.intent or known.facts.intent,
        impact=command.impact or known.facts.impact,
        safety=known.facts.safety if command.safety is None else command.safety,
    )
    if command.symptom is Symptom.SMELL_SMOKE:
        facts = replace(facts, safety=True)
    elif command.safety is False:
        smoke = facts.symptom is Symptom.SMELL_SMOKE
        facts = replace(facts, hurt=False, symptom=Symptom.UNSPECIFIED if smoke else facts.symptom)
    same_thing = facts.device is known.facts.device and command.place is None
    fault = replace(known, facts=facts, device=known.device if same_thing else None)
    return fault if command.place is None else replace(fault, place=command.place, room=command.room)


def _noted(uow: UnitOfWork, ticket: Ticket, person: Person, fault: ev.Fault) -> Change | None:
    """For the record, once the repair was reported or the job is over; None before."""
    if not allows(ticket, ev.ReadingNoted):
        return None
    return Change(ticket).happened(ev.ReadingNoted(at=uow.now, by=person.id, fault=fault))


def _corrected(uow: UnitOfWork, ticket: Ticket, person: Person, fault: ev.Fault) -> Change:
    """What was met or missed is settled first; a question that turns out a fault gets its clocks."""
    require_state(ticket, ev.FaultCorrected)
    contract = uow.contracts.pinned(ticket)
    fixed = settled(ticket, contract, uow.now)
    corrected = ev.FaultCorrected(at=uow.now, by=person.id, fault=fault, settled=fixed)
    change = Change(ticket).happened(corrected)
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    change = _graded(uow, change, contract, overlooked=fault.facts.safety and not ticket.fault.facts.safety)
    told = _who_hears(uow, ticket, person, all_clear=ticket.fault.facts.safety and not fault.facts.safety)
    return change.telling(
        *(notice(change, Kind.JOB_REREAD, one, Urgency.NOTE, who=person.name) for one in told)
    )


def _graded(uow: UnitOfWork, change: Change, contract: Contract, *, overlooked: bool) -> Change:
    if overlooked:
        return alarm(uow, change, contract)
    return regrade(uow, change, contract, change.ticket.fault.facts)


def _who_hears(uow: UnitOfWork, ticket: Ticket, person: Person, *, all_clear: bool) -> tuple[PersonId, ...]:
    """A handler who did not correct it; that an engineer takes a danger for a false alarm, the supervisors who heard of it too."""
    watching = uow.people.duty(ticket.school, uow.now).of(Tier.SUPERVISOR) if all_clear else ()
    supervisors = () if person.role is Role.SUPERVISOR else watching
    people = (*((ticket.handler,) if ticket.handler else ()), *supervisors)
    return tuple(one for one in dict.fromkeys(people) if one != person.id)
