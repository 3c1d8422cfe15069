"""为什么是我: why somebody was called for a job, as it was decided then. Reads only."""

from dataclasses import dataclass

from desk.choice import Chosen
from desk.people import Person, Role
from desk.permissions import relations
from desk.refusals import NotFound
from desk.ticket import Status, Ticket
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Reason:
    """The ticket, and why the person was called for it (None: they were not)."""

    ticket: Ticket
    chosen: Chosen | None


def why_me(uow: UnitOfWork, person: Person, no: int) -> Reason:
    """Of this ticket. Raises NotFound when it is none of theirs."""
    ticket = uow.tickets.by_no(no)
    if person.role is Role.TEACHER or not relations(person, ticket):
        raise NotFound(no)
    mine = [page.why for page in uow.pages.of(ticket.id) if page.person == person.id and page.why]
    return Reason(ticket, mine[-1] if mine else None)


def last_called(uow: UnitOfWork, person: Person) -> Ticket | None:
    """The newest ticket that waits for this person's answer; else the newest they have in hand."""
    mine = uow.tickets.jobs_of(person.id)
    waiting = [ticket for ticket in mine if ticket.status is Status.WAITING]
    return max(waiting or mine, key=lambda ticket: ticket.no, default=None)
