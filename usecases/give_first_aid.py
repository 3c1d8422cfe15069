"""A teacher who mended the same thing again gets a card after school: planned when it is solved, looked at again when due."""

import structlog

from desk.calendars import DAY
from desk.first_aid import (
    AFTER_SCHOOL,
    APART,
    MOST_SHOWN,
    TOO_LATE,
    WITHIN,
    Card,
    action,
    again,
    nobody_came,
    teaches,
)
from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Person
from desk.playbook import Step, Tree
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from desk.workhours import school_over
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.rows import Topic

log = structlog.get_logger()


def plan_card(uow: UnitOfWork, ticket: Ticket) -> None:
    """Set the timer for after school today, when this fault was solved by the step that solved another one lately. Call it after
    the solution is recorded.
    """
    if nobody_came(ticket) and again(ticket.id, uow.trials.mended(ticket.reporter, uow.now - WITHIN)):
        _set(uow, ticket, 1)


def fire_card(uow: UnitOfWork, timer: Timer) -> None:
    """School is over: give the card, if it is still true and this is a good moment. Raises ValueError without a ticket."""
    if timer.ticket is None:
        raise ValueError(f"timer {timer.key} has no ticket; usecases.give_first_aid.plan_card sets one")
    ticket = uow.tickets.get(timer.ticket)
    if uow.now - timer.due > TOO_LATE:
        _set(uow, ticket, timer.step + 1)
    else:
        card = _due(uow, ticket)
        if card is not None and _give(uow, card, timer.key):
            uow.first_aid.add(card)
            log.info("first_aid", action="first_aid", ticket=ticket.no, tree=card.tree, step=card.step)
    uow.timers.fired(timer.key, uow.now)


def latest_cards(uow: UnitOfWork, person: PersonId) -> tuple[Card, ...]:
    """The newest cards of a teacher, at most three, newest first; those whose step the trees no longer have are left out."""
    return tuple(card for card in uow.first_aid.latest(person, MOST_SHOWN) if _step(uow, card) is not None)


def said_on(uow: UnitOfWork, card: Card, person: Person) -> tuple[str, dict[str, str]]:
    """What stands on a card, in the person's language: the name of its drawing, and the values of the sentence. Raises KeyError
    when the trees no longer have its step.
    """
    tree, lang = uow.trees[card.tree], person.lang
    step = tree.step(card.step)
    was = step.was.of(lang) if step.was else ""
    return step.picture, {"name": tree.name.of(lang), "was": was, "action": action(step.ask.of(lang))}


def _set(uow: UnitOfWork, ticket: Ticket, count: int) -> None:
    """`count` tells the timers of one ticket apart: one that came too late is set again."""
    calendar = uow.contracts.pinned(ticket).calendar
    over = school_over(calendar, uow.zone, uow.now)
    if count > 1 and over < uow.now:  # nobody is written to at night because the desk was down
        over = school_over(calendar, uow.zone, uow.now + DAY)
    due = max(over, uow.now) + AFTER_SCHOOL
    key = f"first_aid:{ticket.id}:{ticket.round}:{count}"
    uow.timers.add((Timer(key, TimerKind.FIRST_AID, due, ticket.id, round=ticket.round, step=count),))
    uow.wake(Topic.TIMERS)


def _due(uow: UnitOfWork, ticket: Ticket) -> Card | None:
    """The card, unless the fault came back, something else of theirs is broken, or the last card was not long ago."""
    mended = again(ticket.id, uow.trials.mended(ticket.reporter, uow.now - WITHIN))
    if mended is None or not nobody_came(ticket) or uow.tickets.open_of(ticket.reporter):
        return None
    if any(uow.now - card.at < APART for card in uow.first_aid.latest(ticket.reporter, 1)):
        return None
    card = Card(ticket.reporter, uow.now, ticket.id, mended.tree, mended.step)
    step = _step(uow, card)
    return card if step is not None and teaches(step) else None


def _give(uow: UnitOfWork, card: Card, key: str) -> bool:
    person = uow.people.get(card.person)
    if person.id in uow.rosters.roster().away(uow.now):
        return False
    picture, said = said_on(uow, card, person)
    values = tuple(said.items())
    return tell(
        uow,
        Notice(
            Kind.FIRST_AID, key, person.id, None, card.ticket, Urgency.NOTE, extra=values, picture=picture
        ),
    )


def _step(uow: UnitOfWork, card: Card) -> Step | None:
    """The step as it is asked now; None when it was taken out."""
    tree: Tree | None = uow.trees.get(card.tree)
    return next((step for step in tree.steps if step.id == card.step), None) if tree else None
