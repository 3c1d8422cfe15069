"""A job waits: it is put on hold for a reason of the contract, with a planned end, and goes on again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract, HoldRule, StageName
from desk.holds import HoldReason
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Role, Tier
from desk.permissions import require
from desk.promises import moved
from desk.refusals import NotAllowed, NotThen
from desk.sla import Deadline, deadlines, hold_timer, stage_timers
from desk.ticket import Ticket
from desk.workhours import intervals
from usecases.ports import UnitOfWork
from usecases.recording import record


class Until(StrEnum):
    """Ends of a hold that are offered as buttons."""

    HOUR = "hour"
    TODAY = "today"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True)
class HoldJob:
    """Put a job on hold from now until `until`, which the pack's longest hold for this reason cuts short."""

    ticket: TicketId
    person: PersonId
    reason: HoldReason
    until: datetime
    note: str = ""


def hold_job(uow: UnitOfWork, command: HoldJob) -> Ticket:
    """Record the hold, move the timers, tell the new promise. Raises NotFound, NotAllowed (also for a reason the contract does
    not know or leaves to a supervisor), NotThen (an end that is not to come) and TooLate (on hold already, or not in hand).
    """
    ticket, person = uow.tickets.get(command.ticket), uow.people.get(command.person)
    require(person, Verb.HOLD, ticket)
    contract = uow.contracts.pinned(ticket)
    rule = contract.hold_rule(command.reason)
    if rule is None or (rule.needs_supervisor and person.role is not Role.SUPERVISOR):
        raise NotAllowed(command.reason)
    if command.until <= uow.now:
        raise NotThen(ticket.id, command.until)
    until = planned_end(rule, command.until, uow.now)
    held = ev.Held(at=uow.now, by=command.person, reason=command.reason, until=until, note=command.note)
    change = _clocked(Change(ticket).happened(held), contract)
    pairs = moved(deadlines(ticket, contract), deadlines(change.ticket, contract))
    record(uow, _told(uow, change, rule, tuple(pair.new for pair in pairs if pair.new)))
    return change.ticket


def resume_job(uow: UnitOfWork, ticket: TicketId, person: PersonId, note: str = "") -> Ticket:
    """The job goes on before the planned end. Raises NotFound, NotAllowed, and TooLate when it is not on hold."""
    held = uow.tickets.get(ticket)
    require(uow.people.get(person), Verb.RESUME, held)
    contract = uow.contracts.pinned(held)
    change = Change(held).happened(ev.Resumed(at=uow.now, by=person, note=note))
    change = _clocked(change, contract)
    change = change.telling(notice(change, Kind.RESUMED, held.reporter, Urgency.NOTE))
    record(uow, change)
    return change.ticket


def ends(contract: Contract, now: datetime) -> dict[Until, datetime]:
    """The ends that can be offered now: those to come. The school's day ends when its calendar closes."""
    calendar = contract.calendar
    today = now.astimezone(contract.zone).date()
    closing = (
        [part.closes for part in intervals(calendar, today)]
        if calendar and calendar.knows(today.year)
        else []
    )
    morning = datetime.combine(today + timedelta(days=1), time(8), contract.zone).astimezone(UTC)
    found = {Until.HOUR: now + timedelta(hours=1), Until.TOMORROW: morning}
    return found | {Until.TODAY: closing[-1]} if closing and closing[-1] > now else found


def planned_end(rule: HoldRule, asked: datetime, now: datetime) -> datetime:
    """What was asked for, but never beyond the longest hold that the pack allows for this reason."""
    return min(asked, now + rule.longest)


def _clocked(change: Change, contract: Contract) -> Change:
    return change.timing(*stage_timers(change.ticket, contract), *hold_timer(change.ticket))


def _told(uow: UnitOfWork, change: Change, rule: HoldRule, clocks: tuple[Deadline, ...]) -> Change:
    """The teacher hears the new promise; the supervisors hear when a clock of the contract, not a goal of ours, stands still."""
    words = {"reason": rule.reason.value, "stages": _named(line.stage for line in clocks)}
    change = change.telling(notice(change, Kind.HELD, change.ticket.reporter, Urgency.NOTE, **words))
    if all(line.internal for line in clocks):
        return change
    supervisors = uow.people.duty(change.ticket.school, uow.now).of(Tier.SUPERVISOR)
    others = (person for person in supervisors if person != change.events[-1].by)
    return change.telling(*(notice(change, Kind.JOB_HELD, p, Urgency.NOTE, **words) for p in others))


def _named(stages: Iterable[StageName]) -> str:
    return ",".join(stage.value for stage in stages)
