"""Pages that came too thick for one person, or while the desk was down, are told in one message: a list, and buttons."""

from dataclasses import replace

import structlog

from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind
from desk.paging import Page, waits
from desk.people import Person, Role
from desk.ticket import Ticket
from desk.timers import Timer
from usecases.note_pages import await_answer
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.told_together import together_notice

log = structlog.get_logger()

_CALLS = (Kind.JOB, Kind.PAGED_AGAIN)
"""Pages that ask somebody to take the job."""


def fire_storm(uow: UnitOfWork, timer: Timer) -> None:
    """Tell what was held back, as far as it concerns the person still. The gravest job that waits begins a ladder, for all."""
    person = uow.people.get(PersonId(timer.duty))
    pages = uow.pages.held_back(person.id)
    tickets = {ticket.id: ticket for ticket in uow.watch.tickets({page.ticket for page in pages})}
    held = tuple(page for page in pages if _concerns(person, page, tickets[page.ticket]))
    if held:
        uow.pages.put_on_card([page.key for page in held], timer.key)
        notice = together_notice(uow, person, timer.key, held, f"{timer.key}:told")
        tell(uow, replace(notice, urgency=Urgency.PAGE))
        calls = [page for page in held if Kind(page.kind) in _CALLS and waits(tickets[page.ticket])]
        if calls:
            gravest = min(calls, key=lambda page: tickets[page.ticket].verdict.rank)
            await_answer(uow, replace(gravest, at=uow.now), gravest.step + 1)
    uow.timers.fired(timer.key, uow.now)
    log.info("storm", action="storm_told", person=person.id, jobs=len(held))


def _concerns(person: Person, page: Page, ticket: Ticket) -> bool:
    """Whether it is news: to who has the job or watches over it while it is open, to who is asked to take it while it waits."""
    theirs = person.role is Role.SUPERVISOR or ticket.handler == person.id
    if theirs and Kind(page.kind) not in _CALLS:
        return ticket.status.is_open and not ticket.is_dormant
    return waits(ticket)
