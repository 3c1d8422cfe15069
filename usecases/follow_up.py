"""Satisfaction and what a low score leads to: somebody else than the engineer rings the teacher, and is reminded until they did."""

from dataclasses import dataclass

import structlog

from desk import aftercare_events as ev
from desk.aftercare import follow_up_timer
from desk.alerts import is_monitor
from desk.buttons import Verb
from desk.change import Change, notice
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Role, Tier
from desk.permissions import require
from desk.refusals import NotAllowed
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.repeat_repair import LONGEST_JOB

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of ringing the teacher, in a few words."""

    ticket: TicketId
    person: PersonId
    outcome: ev.FollowUpOutcome
    note: str = ""


def may_ask(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether this teacher may be asked how satisfied they are: at most once in the pack's `ask_apart`, whatever was closed.
    Monitoring never is.
    """
    if is_monitor(ticket.reporter):
        return False
    since = uow.now - uow.contracts.pinned(ticket).satisfaction.ask_apart
    theirs = uow.tickets.closed_in(ticket.school, since - LONGEST_JOB, ticket.reporter)
    asked = (one.aftercare.asked_at for one in (*theirs, ticket))
    return all(at is None or at < since for at in asked)


def opened_for(uow: UnitOfWork, change: Change) -> Change:
    """After a score: a low one is followed up once, by a supervisor if there is one, never by who did the job."""
    ticket, care = change.ticket, change.ticket.aftercare
    contract = uow.contracts.pinned(ticket)
    if not contract.satisfaction.is_low(ticket.score) or care.follow_up or care.outcome:
        return change
    person = _somebody_else(uow, ticket)
    if person is None:
        log.warning("nobody to follow up", action="no_follow_up", ticket=ticket.no)
        return change
    change = change.happened(ev.FollowUpOpened(at=uow.now, to=person, score=ticket.score or 0))
    change = change.timing(follow_up_timer(change.ticket, contract, uow.now))
    return change.telling(notice(change, Kind.FOLLOW_UP, person, Urgency.NOTE))


def explain_rating(uow: UnitOfWork, ticket_id: TicketId, person: PersonId, words: str) -> Ticket:
    """The teacher's own words about the score; who follows it up reads them."""
    ticket = uow.tickets.get(ticket_id)
    require(uow.people.get(person), Verb.RATE, ticket)
    change = Change(ticket).happened(ev.RatingExplained(at=uow.now, by=person, words=words))
    change = change.telling(notice(change, Kind.REMARK_TAKEN, person, Urgency.REPLY))
    if ticket.aftercare.follow_up:
        change = change.telling(notice(change, Kind.FOLLOW_UP, ticket.aftercare.follow_up, Urgency.NOTE))
    record(uow, change)
    return change.ticket


def followed_up(uow: UnitOfWork, command: Followed) -> Ticket:
    """已解决, 未解决, 打不通: noted; who was not reached stays to be rung. Raises NotAllowed for who did the job themselves, TooLate
    when nothing is to be followed up.
    """
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.FOLLOW_UP, ticket)
    if command.person == ticket.handler:
        raise NotAllowed(command.person)
    done = ev.FollowedUp(at=uow.now, by=command.person, outcome=command.outcome, note=command.note)
    change = Change(ticket).happened(done)
    record(uow, change.telling(notice(change, Kind.FOLLOWED_UP, command.person, Urgency.REPLY)))
    return change.ticket


def _somebody_else(uow: UnitOfWork, ticket: Ticket) -> PersonId | None:
    duty = uow.people.duty(ticket.school, uow.now, ticket.fault.facts.device)
    away = uow.rosters.roster().away(uow.now)
    crew = [
        person.id
        for role in (Role.SUPERVISOR, Role.ENGINEER)
        for person in uow.people.covering(ticket.school, role)
    ]
    able = (*duty.of(Tier.SUPERVISOR), *(person for person in crew if person not in away))
    return next((person for person in able if person != ticket.handler), None)
