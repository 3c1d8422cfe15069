"""Keeps count of what became of self-help steps, in the transaction of the events that tell of it (ADR 0017)."""

from desk.change import Change
from desk.events import (
    Cancelled,
    Event,
    FixConfirmed,
    FixDenied,
    SelfHelpEnded,
    SelfHelpOffered,
    StepAnswered,
)
from desk.ids import StepId, TreeId
from desk.playbook import Ending
from desk.refusals import NotFound
from desk.ticket import Ticket
from desk.walking import PAUSED
from usecases.learning_ports import Began, Replied, Shown
from usecases.ports import UnitOfWork
from usecases.self_help import in_lesson

_SOLVES = (Ending.FIXED.value, Ending.HOWTO.value)
_ENDS = (*(ending.value for ending in Ending), PAUSED)
"""What `StepAnswered.then` says when no step follows."""


def note_trials(uow: UnitOfWork, change: Change) -> None:
    """Write down what these events say of steps; every other event says nothing."""
    before = change.ticket.seq - len(change.events)
    for n, event in enumerate(change.events, before + 1):
        _note(uow, change.ticket, n, event)


def _note(uow: UnitOfWork, ticket: Ticket, n: int, event: Event) -> None:
    match event:
        case SelfHelpOffered(tree=tree, version=version, step=step):
            facts = ticket.fault.facts
            uow.trials.began(
                Began(
                    ticket.id, tree, ticket.school, ticket.reporter, facts.device or "", _model(uow, ticket)
                )
            )
            uow.trials.shown(_shown(uow, ticket, n, tree, version, step))
        case StepAnswered():
            _answered(uow, ticket, n, event)
        case SelfHelpEnded(outcome=outcome):
            uow.trials.ended(ticket.id, outcome)
        case FixConfirmed() | Cancelled():
            uow.trials.left(ticket.id)
        case FixDenied():
            uow.trials.denied(ticket.id)
        case _:
            pass


def _answered(uow: UnitOfWork, ticket: Ticket, n: int, event: StepAnswered) -> None:
    """An answer that was none leaves the step as it stands: back at the first step, a bare yes where answers have names."""
    if event.then == event.step:
        return
    solved = event.then in _SOLVES
    uow.trials.replied(Replied(ticket.id, event.step, event.answer, event.then, solved))
    if event.then not in _ENDS:
        uow.trials.shown(_shown(uow, ticket, n, event.tree, event.version, StepId(event.then)))


def _shown(uow: UnitOfWork, ticket: Ticket, n: int, tree: TreeId, version: int, step: StepId) -> Shown:
    lesson = in_lesson(ticket, uow.contracts.pinned(ticket), uow.now)
    return Shown(ticket.id, n, tree, version, step, ticket.school, lesson)


def _model(uow: UnitOfWork, ticket: Ticket) -> str:
    """The device's model by the register; empty without a device, and for one that has left the register meanwhile."""
    try:
        return uow.places.device_called(ticket.fault.device).model if ticket.fault.device else ""
    except NotFound:
        return ""
