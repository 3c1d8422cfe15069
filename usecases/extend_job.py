"""A supervisor gives a job more time, for a reason the contract knows: the clocks it pauses stand still, the work goes on.

The sum stays exact (ADR 0007): an extension is a stretch that does not count, from now to a definite instant, and a line of
the trail. What was missed already stays missed. All extensions for one reason together are no longer than its longest hold.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import life_events as lev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract, HoldRule, StageName
from desk.holds import HoldReason
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.permissions import require
from desk.promises import moved
from desk.refusals import NotAllowed, NotThen
from desk.sla import deadlines, settled, stage_timers
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record


@dataclass(frozen=True, slots=True)
class ExtendJob:
    """More time from now until `until`, cut short by what the contract allows for this reason."""

    ticket: TicketId
    person: PersonId
    reason: HoldReason
    until: datetime
    note: str = ""


def reasons(ticket: Ticket, contract: Contract, now: datetime) -> tuple[HoldRule, ...]:
    """The contract's reasons that would stop a clock which runs and is not missed, and of which something is left."""
    stages = {*running(ticket, contract, now)}
    return tuple(
        rule for rule in contract.holds if stages & {*rule.stages} and _left(ticket, rule) > timedelta()
    )


def running(ticket: Ticket, contract: Contract, now: datetime) -> tuple[StageName, ...]:
    """The stages whose clocks are open and not past: what more time can still move."""
    return tuple(line.stage for line in deadlines(ticket, contract) if line.is_open and line.due > now)


def extend_job(uow: UnitOfWork, command: ExtendJob) -> Ticket:
    """Record it, move the timers, tell teacher, handler and the other supervisors. Raises NotFound, NotAllowed (also for a
    reason that stops no running clock), NotThen (an end that is not to come) and TooLate (on hold, or over).
    """
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.EXTEND, ticket)
    contract = uow.contracts.pinned(ticket)
    rule = next((r for r in reasons(ticket, contract, uow.now) if r.reason is command.reason), None)
    if rule is None:
        raise NotAllowed(command.reason)
    if command.until <= uow.now:
        raise NotThen(ticket.id, command.until)
    until = min(command.until, uow.now + _left(ticket, rule))
    missed = tuple(line for line in settled(ticket, contract, uow.now) if line.missed or not line.is_open)
    event = lev.Extended(
        at=uow.now, by=command.person, reason=rule.reason, until=until, note=command.note, settled=missed
    )
    change = Change(ticket).happened(event)
    change = change.timing(*stage_timers(change.ticket, contract))
    record(uow, _told(uow, change, ticket, contract, rule))
    return change.ticket


def _left(ticket: Ticket, rule: HoldRule) -> timedelta:
    used = (hold.end - hold.start for hold in ticket.holds if hold.reason is rule.reason)
    return rule.longest - sum(used, timedelta())


def _told(uow: UnitOfWork, change: Change, before: Ticket, contract: Contract, rule: HoldRule) -> Change:
    pairs = moved(deadlines(before, contract), deadlines(change.ticket, contract))
    stages = ",".join(pair.stage.value for pair in pairs)
    words = {"reason": rule.reason.value, "stages": stages}
    by = change.events[-1].by
    supervisors = uow.people.duty(before.school, uow.now).of(Tier.SUPERVISOR)
    handler = (before.handler,) if before.handler else ()
    staff = (one for one in dict.fromkeys((*handler, *supervisors)) if one != by)
    return change.telling(
        notice(change, Kind.MORE_TIME, before.reporter, Urgency.NOTE, **words),
        *(notice(change, Kind.EXTENDED, one, Urgency.NOTE, **words) for one in staff),
    )
