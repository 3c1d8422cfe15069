"""The teacher answers a self-help step: the walk goes on, pauses till the bell, solves the fault, or hands over."""

from dataclasses import dataclass, replace

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.contract import Contract
from desk.escalation import page
from desk.ids import MediaId, PersonId, TicketId
from desk.language import Text
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Person
from desk.permissions import require
from desk.playbook import Ending, Step, Tree
from desk.refusals import TooLate
from desk.ticket import Status, Ticket
from desk.walking import (
    Ended,
    Pause,
    Position,
    Reply,
    Where,
    concludes,
    puzzled,
    restores,
    resume,
    then,
    walk,
)
from usecases.close_ticket import solved
from usecases.give_first_aid import plan_card
from usecases.ports import UnitOfWork
from usecases.raise_alarm import alarm
from usecases.recording import record
from usecases.self_help import offered, patience, situation
from usecases.who_to_call import duty_for


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """An answer to the step at `at`; `words` are what was measured, `media` the picture that was asked for."""

    ticket: TicketId
    person: PersonId
    at: Position
    reply: Reply
    words: str = ""
    media: tuple[MediaId, ...] = ()


@dataclass(frozen=True, slots=True)
class StepAt:
    """Where this person stands in the steps of this ticket."""

    ticket: TicketId
    person: PersonId
    at: Position


def answer_step(uow: UnitOfWork, command: AnswerStep) -> Where:
    """Record the answer and say where the walk leads. Raises TooLate when the job is past self-help. A tree that has changed
    since the question was asked hands over: the answer may mean something else now.
    """
    ticket, person = _walker(uow, command.ticket, command.person)
    contract = uow.contracts.pinned(ticket)
    tree = _tree(uow, command.at)
    if tree is None:
        return _give_up(uow, ticket, contract)
    where = walk(tree, command.at, command.reply, situation(uow, ticket, contract, person))
    change = Change(ticket).happened(answered(uow, command, tree.step(command.at.step), where))
    if command.media:
        change = change.happened(ev.InformationAdded(at=uow.now, by=person.id, media=command.media))
    if restores(tree, command.at, command.reply) and ticket.restored is None:
        note = tree.step(command.at.step).ask.of(person.lang)
        change = change.happened(ev.WorkedAround(at=uow.now, by=person.id, note=note))
    change = _leading(uow, change, contract, where, _Steps(tree, command.at, person, command.reply))
    record(uow, change)
    plan_card(uow, change.ticket)
    return where


def puzzle(uow: UnitOfWork, command: StepAt) -> Where:
    """Words nobody understood. The third answer without progress hands over."""
    ticket, _ = _walker(uow, command.ticket, command.person)
    where = puzzled(command.at)
    return where if isinstance(where, Position) else _give_up(uow, ticket, uow.contracts.pinned(ticket))


def take_up(uow: UnitOfWork, command: StepAt) -> Where:
    """The steps go on after the bell, or when the teacher comes back. Raises TooLate when the job is past self-help."""
    ticket, person = _walker(uow, command.ticket, command.person)
    contract = uow.contracts.pinned(ticket)
    tree = _tree(uow, command.at)
    if tree is None:
        return _give_up(uow, ticket, contract)
    where = resume(tree, command.at, situation(uow, ticket, contract, person))
    if isinstance(where, Position):
        record(uow, Change(ticket).happened(offered(uow, where)))
    if isinstance(where, Ended):
        record(uow, _leading(uow, Change(ticket), contract, where, _Steps(tree, command.at, person)))
    return where


def drop_steps(uow: UnitOfWork, ticket: Ticket) -> None:
    """What is left of the steps is not asked any more: the engineer is in the room."""
    if ticket.self_help is None:
        record(uow, Change(ticket).happened(_handed_over(uow, ticket)))


def hand_over(
    uow: UnitOfWork,
    change: Change,
    contract: Contract,
    step: Step | None = None,
    verdict: Text | None = None,
) -> Change:
    """Self-help ends without a fix: page when nobody has been paged yet, and tell the teacher how to bridge the time.
    `step` is what is still said, `verdict` what the answers tell of the fault.
    """
    ticket = change.ticket
    if ticket.self_help is None:
        change = change.happened(_handed_over(uow, ticket))
    if ticket.status is Status.WAITING and not ticket.paged:
        change = page(change, contract, duty_for(uow, ticket), uow.now)
    change = _saying(uow, change, step)
    told = {"verdict": verdict.of(uow.people.get(ticket.reporter).lang)} if verdict else {}
    change = change.telling(notice(change, Kind.HANDED_OVER, ticket.reporter, Urgency.REPLY, **told))
    return _thanking(change)


@dataclass(frozen=True, slots=True)
class _Steps:
    """Who answered which step of which tree, and how; without a reply the steps are taken up again."""

    tree: Tree
    at: Position
    person: Person
    reply: Reply | None = None

    @property
    def verdict(self) -> Text | None:
        """What the tree says once an engineer takes over, where the answers bear it out."""
        is_told = self.reply is not None and concludes(self.tree, self.at, self.reply)
        return self.tree.stop if is_told else None


def _walker(uow: UnitOfWork, ticket_id: TicketId, person_id: PersonId) -> tuple[Ticket, Person]:
    ticket, person = uow.tickets.get(ticket_id), uow.people.get(person_id)
    require(person, Verb.STEP_YES, ticket)
    if ticket.self_help is not None:
        raise TooLate(ticket.id)
    return ticket, person


def _tree(uow: UnitOfWork, at: Position) -> Tree | None:
    """The tree of a position, as it was when its step was asked."""
    tree = uow.trees.get(at.tree)
    return tree if tree is not None and at.fits(tree) else None


def answered(uow: UnitOfWork, command: AnswerStep, step: Step, where: Where) -> ev.StepAnswered:
    """What the trail keeps of an answer: the question as this person saw it, the answer, where it led."""
    person = uow.people.get(command.person)
    named = (answer.label.of(person.lang) for answer in step.answers if answer.id == command.reply)
    return ev.StepAnswered(
        at=uow.now,
        by=person.id,
        tree=command.at.tree,
        step=step.id,
        ask=step.ask.of(person.lang),
        answer=command.reply,
        label=next(named, command.words),
        version=command.at.version,
        then=then(where),
    )


def _leading(uow: UnitOfWork, change: Change, contract: Contract, where: Where, steps: _Steps) -> Change:
    if isinstance(where, Position):
        return change.timing(patience(change.ticket, contract, uow))
    if isinstance(where, Pause):
        return change
    said = steps.tree.step(where.said) if where.said else None
    if where.ending is Ending.FIXED:
        return _fixed(uow, change, steps)
    if where.ending is Ending.SAFETY:
        return alarm(uow, _saying(uow, change, said), contract)
    if where.ending is Ending.HOWTO:
        return change.telling(notice(change, Kind.HOWTO, change.ticket.reporter, Urgency.REPLY))
    return hand_over(uow, change, contract, said, steps.verdict)


def _fixed(uow: UnitOfWork, change: Change, steps: _Steps) -> Change:
    """It works again: closed, and the teacher hears in one sentence what it was."""
    ended = ev.SelfHelpEnded(at=uow.now, by=steps.person.id, outcome=ev.SelfHelpOutcome.SOLVED)
    was = steps.tree.step(steps.at.step).was
    reporter = uow.people.get(change.ticket.reporter)
    change = solved(uow, change.happened(ended), steps.person.id, was=was.of(reporter.lang) if was else "")
    return _thanking(change)


def _handed_over(uow: UnitOfWork, ticket: Ticket) -> ev.SelfHelpEnded:
    outcomes = ev.SelfHelpOutcome
    outcome = outcomes.WORKED_AROUND if ticket.restored else outcomes.HANDED_OVER
    return ev.SelfHelpEnded(at=uow.now, by=ticket.reporter, outcome=outcome)


def _give_up(uow: UnitOfWork, ticket: Ticket, contract: Contract) -> Ended:
    record(uow, hand_over(uow, Change(ticket), contract))
    return Ended(Ending.DISPATCH)


def _saying(uow: UnitOfWork, change: Change, step: Step | None) -> Change:
    """The words of a step that is only said, with its drawing, to the teacher and to the colleague who helps."""
    if step is None:
        return change
    people = (change.ticket.reporter, change.ticket.helper)
    for person in (uow.people.get(person) for person in people if person):
        said = notice(change, Kind.STEP_SAID, person.id, Urgency.PAGE, words=step.ask.of(person.lang))
        change = change.telling(replace(said, picture=step.picture))
    return change


def _thanking(change: Change) -> Change:
    """The colleague who went on with the steps hears how it ended."""
    helper = change.ticket.helper
    return change.telling(notice(change, Kind.STEP_HELPED, helper, Urgency.NOTE)) if helper else change
