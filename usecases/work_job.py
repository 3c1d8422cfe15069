"""An engineer works a job: accept, depart, arrive, diagnose, restore teaching, repair; hand on or call for help."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from desk import events as ev
from desk.aftercare import closing_timers
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract, Milestone
from desk.escalation import page, page_person, phone_list
from desk.ids import PersonId, TicketId
from desk.life_events import CheckIn
from desk.lifecycle import allows, require_instant
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Role, Tier
from desk.permissions import require
from desk.refusals import NotAllowed
from desk.sla import stage_timers
from desk.ticket import Ticket
from usecases.arrival_codes import with_code
from usecases.common_faults import repaired_together
from usecases.monitor_word import mended
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.who_to_call import duty_for


@dataclass(frozen=True, slots=True)
class WorkJob:
    """One step of a job by one person; `note` is the short text some contracts want.

    `at` is when it happened, where that is written down later; None is now. `check_in` is what shows an arrival.
    """

    ticket: TicketId
    person: PersonId
    verb: Verb
    note: str = ""
    at: datetime | None = None
    check_in: CheckIn = CheckIn.BUTTON


MILESTONES: dict[Verb, Milestone] = {
    Verb.ACCEPT: Milestone.ACKNOWLEDGED,
    Verb.DEPART: Milestone.DEPARTED,
    Verb.ARRIVE: Milestone.ARRIVED,
    Verb.DIAGNOSE: Milestone.DIAGNOSED,
    Verb.RESTORE: Milestone.RESTORED,
    Verb.REPAIR: Milestone.REPAIRED,
}

_EVENTS: dict[Verb, Callable[[WorkJob, UnitOfWork], ev.Event]] = {
    Verb.ACCEPT: lambda c, u: ev.Acknowledged(**_when(c, u), by=c.person),
    Verb.DEPART: lambda c, u: ev.Departed(**_when(c, u), by=c.person),
    Verb.ARRIVE: lambda c, u: ev.Arrived(**_when(c, u), by=c.person, check_in=c.check_in),
    Verb.DIAGNOSE: lambda c, u: ev.Diagnosed(**_when(c, u), by=c.person, note=c.note),
    Verb.RESTORE: lambda c, u: ev.TeachingRestored(**_when(c, u), by=c.person, note=c.note),
    Verb.REPAIR: lambda c, u: ev.Repaired(**_when(c, u), by=c.person, note=c.note),
}


STEPS: dict[Verb, type[ev.Event]] = {
    Verb.ACCEPT: ev.Acknowledged,
    Verb.DEPART: ev.Departed,
    Verb.ARRIVE: ev.Arrived,
    Verb.DIAGNOSE: ev.Diagnosed,
    Verb.RESTORE: ev.TeachingRestored,
    Verb.REPAIR: ev.Repaired,
}
"""What each step is on the trail."""


class _When(TypedDict):
    at: datetime
    entered: datetime | None


def _when(command: WorkJob, uow: UnitOfWork) -> _When:
    """When the step happened, and that it is entered now where that is later."""
    if command.at is None or command.at == uow.now:
        return {"at": uow.now, "entered": None}
    return {"at": command.at, "entered": uow.now}


_TO_TEACHER: dict[Verb, Kind] = {
    Verb.ACCEPT: Kind.ACCEPTED,
    Verb.DEPART: Kind.ON_THE_WAY,
    Verb.ARRIVE: Kind.ARRIVED,
    Verb.RESTORE: Kind.RESTORED,
    Verb.REPAIR: Kind.CONFIRM,
}


def wants_note(contract: Contract, verb: Verb) -> bool:
    """Whether the contract wants a short text with this step."""
    return MILESTONES.get(verb) in contract.texts_needed


def taken_before(ticket: Ticket, verb: Verb) -> datetime | None:
    """When this step was taken in this round, where it may not be taken again: a repetition then changes nothing."""
    milestone = MILESTONES[verb]
    at = next((when for name, when in ticket.milestones if name is milestone), None)
    return None if at is None or verb is Verb.ACCEPT or allows(ticket, STEPS[verb]) else at


def work_job(uow: UnitOfWork, command: WorkJob) -> Ticket:
    """Record the step, tell the teacher, start and meet clocks. Raises AlreadyTaken, TooLate, NotAllowed, NotFound, and
    NotThen for an instant before the last step or to come.
    """
    ticket, person = uow.tickets.get(command.ticket), uow.people.get(command.person)
    require(person, command.verb, ticket)
    if command.at is not None:
        require_instant(ticket, command.at, uow.now)
    contract = uow.contracts.pinned(ticket)
    change = Change(ticket).happened(_EVENTS[command.verb](command, uow))
    change = change.timing(*stage_timers(change.ticket, contract))
    if command.verb is Verb.ACCEPT:
        change = _taken(uow, change)
    if command.verb is Verb.REPAIR:
        change = change.timing(*closing_timers(change.ticket, contract, uow.now))
    extra: dict[str, str] = {}
    if command.verb is Verb.DEPART:
        change, extra = with_code(uow, change)
    if command.verb in _TO_TEACHER:
        kind = _TO_TEACHER[command.verb]
        change = change.telling(notice(change, kind, ticket.reporter, Urgency.REPLY, **extra))
    record(uow, change)
    if command.verb is Verb.REPAIR:
        repaired_together(uow, change.ticket)
        return mended(uow, change.ticket)
    return change.ticket


def reassign(uow: UnitOfWork, command: WorkJob, to: PersonId) -> Ticket:
    """Hand the job to a colleague, who is paged and must accept. Raises NotAllowed when they cannot work it."""
    ticket, person, colleague = (
        uow.tickets.get(command.ticket),
        uow.people.get(command.person),
        uow.people.get(to),
    )
    require(person, Verb.REASSIGN_TO, ticket)
    away = colleague.id in uow.rosters.roster().away(uow.now)
    if colleague.role is Role.TEACHER or not colleague.covers(ticket.school) or away:
        raise NotAllowed(to)
    contract = uow.contracts.pinned(ticket)
    change = Change(ticket).happened(ev.Reassigned(at=uow.now, by=person.id, to=to))
    change = page_person(change, contract, to, colleague.tier, uow.now)
    record(uow, change)
    return change.ticket


def need_help(uow: UnitOfWork, command: WorkJob) -> Ticket:
    """Call the next tier now, whatever the clocks say; the supervisors get the phone list when no tier is left."""
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.NEED_HELP, ticket)
    contract = uow.contracts.pinned(ticket)
    duty = duty_for(uow, ticket)
    change = Change(ticket).happened(ev.HelpRequested(at=uow.now, by=command.person))
    change = page(change, contract, duty, uow.now)
    record(uow, change if change.notices else phone_list(change, duty))
    return change.ticket


def _taken(uow: UnitOfWork, change: Change) -> Change:
    """Supervisors who were alarmed hear of it. Unsent pages are withdrawn by `record`, in the same transaction."""
    if not change.ticket.missed and not change.ticket.watchers:
        return change
    supervisors = uow.people.duty(change.ticket.school, uow.now).of(Tier.SUPERVISOR)
    people = (person for person in supervisors if person != change.ticket.handler)
    return change.telling(*(notice(change, Kind.TOLD, person, Urgency.NOTE) for person in people))
