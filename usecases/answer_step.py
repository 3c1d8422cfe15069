"""The teacher answers a self-help step: the walk goes on, solves the fault, or hands over to an engineer."""

from dataclasses import dataclass

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract
from desk.escalation import page
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Person
from desk.permissions import require
from desk.playbook import Ending, Position, Tree, Where, walk
from desk.reading import Answer
from desk.refusals import TooLate
from desk.ticket import Status
from usecases.close_ticket import solved
from usecases.ports import UnitOfWork
from usecases.raise_alarm import alarm
from usecases.recording import record
from usecases.report_fault import budget, in_lesson, patience


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """An answer to the step at `at`."""

    ticket: TicketId
    person: PersonId
    at: Position
    answer: Answer


def answer_step(uow: UnitOfWork, command: AnswerStep) -> Where:
    """Record the answer and say where the walk leads. Raises TooLate when the job is past self-help."""
    ticket, person = uow.tickets.get(command.ticket), uow.people.get(command.person)
    require(person, Verb.STEP_YES, ticket)
    if ticket.self_help is not None:
        raise TooLate(ticket.id)
    contract = uow.contracts.pinned(ticket)
    tree = uow.trees.get(command.at.tree)
    if tree is None or tree.version != command.at.version:
        raise TooLate(ticket.id)
    where = walk(
        tree, command.at, command.answer, in_lesson=in_lesson(ticket), budget=budget(ticket, contract)
    )
    change = Change(ticket).happened(_answered(uow, command, tree, person))
    record(uow, _leading(uow, change, contract, where, person))
    return where


def _answered(uow: UnitOfWork, command: AnswerStep, tree: Tree, person: Person) -> ev.StepAnswered:
    step = tree.step(command.at.step)
    return ev.StepAnswered(
        at=uow.now,
        by=person.id,
        tree=tree.id,
        step=step.id,
        ask=step.ask.of(person.lang),
        answer=command.answer,
    )


def _leading(uow: UnitOfWork, change: Change, contract: Contract, where: Where, person: Person) -> Change:
    if isinstance(where, Position):
        return change.timing(patience(change.ticket, contract, uow))
    if where is Ending.FIXED:
        ended = ev.SelfHelpEnded(at=uow.now, by=person.id, outcome=ev.SelfHelpOutcome.SOLVED)
        return solved(uow, change.happened(ended), person.id)
    if where is Ending.SAFETY:
        return alarm(uow, change, contract)
    if where is Ending.HOWTO:
        return change.telling(notice(change, Kind.HOWTO, person.id, Urgency.REPLY))
    return hand_over(uow, change, contract, ev.SelfHelpOutcome.HANDED_OVER)


def hand_over(uow: UnitOfWork, change: Change, contract: Contract, outcome: ev.SelfHelpOutcome) -> Change:
    """Self-help ends without a fix: page when nobody has been paged yet, and tell the teacher how to bridge the time."""
    ticket = change.ticket
    if ticket.self_help is None:
        change = change.happened(ev.SelfHelpEnded(at=uow.now, by=ticket.reporter, outcome=outcome))
    if ticket.status is Status.WAITING and not ticket.paged:
        change = page(change, contract, uow.people.duty(ticket.school, uow.now), uow.now)
    return change.telling(notice(change, Kind.HANDED_OVER, ticket.reporter, Urgency.REPLY))
