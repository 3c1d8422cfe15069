"""Who was called for a ticket, and what became of every page: for the chat and the ticket's page. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.ids import PersonId
from desk.paging import Told, summed_up
from desk.people import Person, Role
from desk.permissions import may_see
from desk.refusals import NotFound
from desk.ticket import Status, Ticket
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Called:
    """The people who were called, in that order, and their names."""

    ticket: Ticket
    told: tuple[Told, ...]
    names: Mapping[PersonId, str]


def who_was_called(uow: UnitOfWork, viewer: Person, no: int) -> Called:
    """For staff of its school and the people of the job. Raises NotFound for everybody else."""
    ticket = uow.tickets.by_no(no)
    if viewer.role is Role.TEACHER or not may_see(viewer, ticket):
        raise NotFound(no)
    told = summed_up(uow.pages.of(ticket.id))
    return Called(ticket, told, {one.person: uow.people.get(one.person).name for one in told})


def waiting_for_somebody(uow: UnitOfWork, viewer: Person) -> tuple[Ticket, ...]:
    """Tickets nobody has accepted: those of a supervisor's schools, those an engineer was called for."""
    oversees = viewer.role is Role.SUPERVISOR
    found = uow.tickets.open_in(viewer.schools) if oversees else uow.tickets.jobs_of(viewer.id)
    return tuple(ticket for ticket in found if ticket.status is Status.WAITING)
