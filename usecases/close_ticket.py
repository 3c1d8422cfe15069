"""How a job ends: the teacher confirms, denies, withdraws, and says how it was. Nothing is closed silently."""

from dataclasses import dataclass

from desk import aftercare_events as aev
from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract, Reopening
from desk.escalation import page, unanswered
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.permissions import require
from desk.sla import ageing_timers, stage_timers
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from usecases.common_faults import pass_on
from usecases.follow_up import may_ask, opened_for
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.remind_signer import sign_reminder
from usecases.self_help import in_lesson, lesson_ends
from usecases.who_to_call import duty_for

LOWEST, HIGHEST = 1, 5
_REOPENED_ONCE = 2
"""The round after one denial; from the second on the next tier is called."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The teacher's (or, called back, a supervisor's) word on a ticket."""

    ticket: TicketId
    person: PersonId
    words: str = ""


def confirm_fix(uow: UnitOfWork, command: Verdict) -> Ticket:
    """It works: close, thank, ask one satisfaction question. Raises TooLate when it is closed already."""
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.CONFIRM_FIXED, ticket)
    change = Change(ticket)
    if ticket.self_help is None and ticket.tried and ticket.handler is None:
        outcome = ev.SelfHelpOutcome.SOLVED
        change = change.happened(ev.SelfHelpEnded(at=uow.now, by=command.person, outcome=outcome))
    change = solved(uow, change, command.person)
    record(uow, change)
    pass_on(uow, change.ticket)
    return change.ticket


def solved(uow: UnitOfWork, change: Change, by: PersonId, *, was: str = "") -> Change:
    """The closing itself, shared with self-help that worked: unsent pages are withdrawn and the crew is told, the teacher asked
    how satisfied they are. `was` is one sentence of what it was, for the teacher.
    """
    crew = _crew(change.ticket)
    change = change.happened(ev.FixConfirmed(at=uow.now, by=by))
    contract = uow.contracts.pinned(change.ticket)
    change = change.timing(*sign_reminder(change.ticket, contract, uow.now))
    change = _asking(uow, change, was)
    return change.telling(*(notice(change, Kind.JOB_GONE, person, Urgency.NOTE) for person in crew))


def _asking(uow: UnitOfWork, change: Change, was: str) -> Change:
    """How satisfied is asked at once, once a week; who has mended it alone while their class waited is asked when it is over."""
    ticket, contract = change.ticket, uow.contracts.pinned(change.ticket)
    asks, teaching = may_ask(uow, ticket), not ticket.handler and in_lesson(ticket, contract, uow.now)
    if asks and not teaching:
        change = change.happened(aev.RatingAsked(at=uow.now))
        return change.telling(notice(change, Kind.ASK_RATING, ticket.reporter, Urgency.REPLY, was=was))
    kind = Kind.CLOSED_IN_CLASS if teaching else Kind.CLOSED
    change = change.telling(notice(change, kind, ticket.reporter, Urgency.REPLY, was=was))
    if not asks:
        return change
    due, key = lesson_ends(ticket, contract, uow.now), f"{ticket.id}:{ticket.round}:rating"
    return change.timing(Timer(key, TimerKind.RATING, due, ticket.id, round=ticket.round))


def deny_fix(uow: UnitOfWork, command: Verdict) -> Ticket:
    """It does not work: a new round, its clocks afresh or going on as the pack says; an engineer is paged at once, of the next
    tier when it is denied a second time.
    """
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.DENY_FIXED, ticket)
    contract = uow.contracts.pinned(ticket)
    duty = duty_for(uow, ticket)
    goes_on = contract.reopening is Reopening.CONTINUE
    denied = ev.FixDenied(at=uow.now, by=command.person, words=command.words, continues=goes_on)
    change = Change(ticket).happened(denied)
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    twice = change.ticket.round > _REOPENED_ONCE
    change = page(change, contract, duty, uow.now, rung=_next_tier(contract) if twice else None)
    if goes_on:  # the response was met before: without its clock this looks after a page that nobody answers
        change = change.timing(unanswered(change.ticket, contract, uow.now))
    change = change.telling(notice(change, Kind.REOPENED, ticket.reporter, Urgency.REPLY))
    supervisors = duty.of(Tier.SUPERVISOR)
    change = change.telling(*(notice(change, Kind.DENIED, person, Urgency.NOTE) for person in supervisors))
    record(uow, change)
    return change.ticket


def _next_tier(contract: Contract) -> int:
    """The rung above the first; the first where there is no other."""
    return min(1, len(contract.ladder.rungs) - 1)


def cancel(uow: UnitOfWork, command: Verdict) -> Ticket:
    """The teacher withdraws the report; the engineers are stood down."""
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.CANCEL, ticket)
    change = Change(ticket).happened(ev.Cancelled(at=uow.now, by=command.person, words=command.words))
    change = change.telling(notice(change, Kind.CANCELLED, ticket.reporter, Urgency.REPLY))
    change = change.telling(
        *(notice(change, Kind.JOB_GONE, person, Urgency.NOTE) for person in _crew(ticket))
    )
    record(uow, change)
    pass_on(uow, change.ticket)
    return change.ticket


def rate(uow: UnitOfWork, command: Verdict, score: int) -> Ticket:
    """One satisfaction answer, 1 to 5, with the teacher's words if there are any; a later one replaces it, a low one is followed
    up by somebody else. Raises ValueError outside that range.
    """
    if not LOWEST <= score <= HIGHEST:
        raise ValueError(f"a score is {LOWEST} to {HIGHEST}, not {score}")
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.RATE, ticket)
    change = Change(ticket).happened(ev.Rated(at=uow.now, by=command.person, score=score))
    if command.words:
        change = change.happened(aev.RatingExplained(at=uow.now, by=command.person, words=command.words))
    change = opened_for(uow, change)
    change = change.telling(notice(change, Kind.RATED, ticket.reporter, Urgency.REPLY))
    record(uow, change)
    return change.ticket


def _crew(ticket: Ticket) -> tuple[PersonId, ...]:
    """Who must hear that there is nothing left to do: the handler, or while nobody has it, everybody who was called."""
    if ticket.status is Status.WAITING:
        return ticket.paged
    return (ticket.handler,) if ticket.handler else ()
