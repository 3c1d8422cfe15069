"""A person changes or confirms a grade, and the objection that asks for it. What rises by itself is `raise_alarm.regrade`."""

from dataclasses import dataclass

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract
from desk.escalation import page
from desk.grading import by_person
from desk.ids import GradeId, PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.permissions import require
from desk.promises import NewGrade, regraded
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.who_to_call import duty_for


@dataclass(frozen=True, slots=True)
class Objection:
    """Somebody does not agree with the grade of a ticket; the handler names the grade they would give."""

    ticket: TicketId
    person: PersonId
    words: str = ""
    wanted: GradeId | None = None


@dataclass(frozen=True, slots=True)
class GradeDecision:
    """A supervisor's word on a grade: the one it shall have, and why. The present grade upholds it."""

    ticket: TicketId
    person: PersonId
    grade: GradeId
    why: str


def object_to_grade(uow: UnitOfWork, command: Objection) -> Ticket:
    """Kept, put before the supervisors once, and again when nobody decides in the pack's time. The grade stays meanwhile."""
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.PROPOSE_TO if command.wanted else Verb.OBJECT, ticket)
    contract = uow.contracts.pinned(ticket)
    change = Change(ticket).happened(
        ev.GradeObjected(at=uow.now, by=command.person, words=command.words, wanted=command.wanted)
    )
    if ticket.objector is None:
        said = {"who": command.person, "words": command.words, "wanted": command.wanted or ""}
        supervisors = uow.people.duty(ticket.school, uow.now).of(Tier.SUPERVISOR)
        change = change.telling(
            *(notice(change, Kind.OBJECTION, person, Urgency.PAGE, **said) for person in supervisors)
        )
    change = change.timing(_review(change.ticket, contract, uow))
    record(uow, change.telling(notice(change, Kind.OBJECTED, command.person, Urgency.REPLY)))
    return change.ticket


def decide_grade(uow: UnitOfWork, command: GradeDecision) -> Ticket:
    """The grade as a supervisor wants it, up or down, with the reason on the trail; teacher, objector and handler are told.

    Raises ValueError without a reason, KeyError for a grade that the ticket's contract does not have.
    """
    if not command.why:
        raise ValueError("a person's change of a grade needs a reason: ask for it before")
    ticket = uow.tickets.get(command.ticket)
    upheld = command.grade == ticket.verdict.grade
    require(uow.people.get(command.person), Verb.UPHOLD if upheld else Verb.REGRADE_TO, ticket)
    contract = uow.contracts.pinned(ticket)
    change = _uphold(uow, ticket, command) if upheld else _change(uow, ticket, command, contract)
    record(uow, change.telling(notice(change, Kind.DECIDED, command.person, Urgency.REPLY)))
    return change.ticket


def _uphold(uow: UnitOfWork, ticket: Ticket, command: GradeDecision) -> Change:
    change = Change(ticket).happened(ev.GradeUpheld(at=uow.now, by=command.person, note=command.why))
    if ticket.objector is None:
        return change
    return change.telling(notice(change, Kind.UPHELD, ticket.objector, Urgency.NOTE, why=command.why))


def _change(uow: UnitOfWork, ticket: Ticket, command: GradeDecision, contract: Contract) -> Change:
    verdict = by_person(contract, ticket.fault.facts, command.grade, command.why)
    given = NewGrade(verdict, command.person, command.why)
    change = regraded(Change(ticket), contract, given, uow.now, also=(ticket.objector,))
    urgent = contract.grade(command.grade).page_at_once and not ticket.paged
    if urgent and ticket.status is Status.WAITING:
        change = page(change, contract, duty_for(uow, ticket), uow.now)
    return change


def _review(ticket: Ticket, contract: Contract, uow: UnitOfWork) -> Timer:
    due = uow.now + contract.regrading.review_within
    key = f"{ticket.id}:{ticket.round}:review:{ticket.objections}"
    return Timer(key, TimerKind.REVIEW, due, ticket.id, None, None, ticket.round, ticket.objections)
