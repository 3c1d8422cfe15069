"""The conditions of a walk through a symptom tree: whether a lesson stands still, what time it may cost, who does it."""

from datetime import datetime

from desk.contract import Contract
from desk.events import SelfHelpOffered
from desk.ids import SchoolId
from desk.people import Person, Post
from desk.playbook import Hand
from desk.reading import Impact
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from desk.walking import Position, Situation
from desk.workhours import bell
from usecases.ports import UnitOfWork


def situation(uow: UnitOfWork, ticket: Ticket, contract: Contract, person: Person) -> Situation:
    """How this person goes through the steps of this ticket now."""
    return Situation(
        in_lesson=in_lesson(ticket, contract, uow.now),
        lesson_seconds=contract.self_help.lesson_seconds,
        total_seconds=contract.self_help.total_seconds,
        hand=Hand.ELECTRICIAN if Post.ELECTRICIAN in person.posts else Hand.TEACHER,
        has=frozenset(uow.places.school(SchoolId(ticket.school)).has),
    )


def in_lesson(ticket: Ticket, contract: Contract, now: datetime) -> bool:
    """Whether a lesson stands still: it did when it became known, and the bell has not rung since."""
    stands_still = ticket.fault.facts.impact is Impact.LESSON_BLOCKED and ticket.lesson_at is not None
    return stands_still and now < lesson_ends(ticket, contract, now)


def lesson_ends(ticket: Ticket, contract: Contract, now: datetime) -> datetime:
    """When the lesson that stands still is over; without one, the lesson of now."""
    return bell(contract.calendar, ticket.lesson_at or now)


def offered(uow: UnitOfWork, at: Position) -> SelfHelpOffered:
    """That a step is shown without an answer before it."""
    return SelfHelpOffered(at=uow.now, tree=at.tree, version=at.version, step=at.step)


def patience(ticket: Ticket, contract: Contract, uow: UnitOfWork) -> Timer:
    """The timer that pages when self-help stands still after the steps answered so far."""
    key = f"{ticket.id}:{ticket.round}:step:{len(ticket.tried)}"
    due = uow.now + contract.self_help.step_patience
    return Timer(key, TimerKind.STEP_PATIENCE, due, ticket.id, None, None, ticket.round, len(ticket.tried))
