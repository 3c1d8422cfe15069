"""A supervisor steps in: takes a job over, or says that they have phoned somebody."""

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.messages import Urgency
from desk.notices import Kind
from desk.permissions import require
from desk.sla import stage_timers
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.work_job import WorkJob


def take_over(uow: UnitOfWork, command: WorkJob) -> Ticket:
    """The job is the supervisor's now; pages stop, the teacher and the former handler are told."""
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.TAKE_OVER, ticket)
    contract = uow.contracts.pinned(ticket)
    former = ticket.handler
    change = Change(ticket).happened(ev.TakenOver(at=uow.now, by=command.person))
    change = change.timing(*stage_timers(change.ticket, contract))
    change = change.telling(notice(change, Kind.ACCEPTED, ticket.reporter, Urgency.REPLY))
    if former and former != command.person:
        change = change.telling(notice(change, Kind.JOB_GONE, former, Urgency.NOTE))
    record(uow, change)
    return change.ticket


def phoned(uow: UnitOfWork, command: WorkJob) -> Ticket:
    """我已电话通知: noted on the trail; the repeated call lists end for this round."""
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.PHONED, ticket)
    change = Change(ticket).happened(ev.PhoneCallMade(at=uow.now, by=command.person))
    change = change.telling(notice(change, Kind.WATCHED, command.person, Urgency.REPLY))
    record(uow, change)
    return change.ticket
