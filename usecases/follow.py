"""A supervisor looks at one ticket from afar: watches it (关注), or reads its trail page by page (轨迹)."""

from dataclasses import dataclass

from desk import life_events as lev
from desk.buttons import Verb
from desk.change import Change
from desk.ids import PersonId, TicketId
from desk.permissions import may_see, may_see_inside, require
from desk.refusals import NotFound
from desk.ticket import Ticket
from usecases.look import is_internal, named
from usecases.ports import UnitOfWork
from usecases.recording import record

PAGE = 8
"""Lines of a trail on one phone screen."""


@dataclass(frozen=True, slots=True)
class TrailPage:
    """Lines oldest first; `page` counts from 1, of `pages`."""

    ticket: Ticket
    lines: tuple[str, ...]
    page: int
    pages: int


def watch(uow: UnitOfWork, ticket_id: TicketId, person: PersonId, *, begins: bool) -> Ticket:
    """关注 or 取消关注; twice is once. Raises NotFound, NotAllowed, and TooLate for a ticket that is over."""
    ticket = uow.tickets.get(ticket_id)
    require(uow.people.get(person), Verb.WATCH if begins else Verb.UNWATCH, ticket)
    if (person in ticket.conduct.followers) is begins:
        return ticket
    event = lev.WatchBegun(at=uow.now, by=person) if begins else lev.WatchEnded(at=uow.now, by=person)
    change = Change(ticket).happened(event)
    record(uow, change)
    return change.ticket


def seen(uow: UnitOfWork, no: int, viewer: PersonId) -> Ticket:
    """The ticket with this number, where the viewer may see it. Raises NotFound for everybody else."""
    ticket = uow.tickets.by_no(no)
    if not may_see(uow.people.get(viewer), ticket):
        raise NotFound(no)
    return ticket


def trail_page(uow: UnitOfWork, no: int, viewer: PersonId, page: int) -> TrailPage:
    """The newest page is the last; a page that is not there is the nearest. Raises NotFound."""
    ticket, person = seen(uow, no, viewer), uow.people.get(viewer)
    inside = may_see_inside(person, ticket)
    trail = tuple(event for event in uow.tickets.trail(ticket.id) if inside or not is_internal(event))
    pages = max(1, -(-len(trail) // PAGE))
    shown = min(max(page or pages, 1), pages)
    part = trail[(shown - 1) * PAGE : shown * PAGE]
    if uow.chronicle is None:
        raise ValueError("this desk was made without a chronicle; give one to SqlStore (app.wiring)")
    lines = uow.chronicle.lines(part, named(uow, part), person.lang, uow.now)
    return TrailPage(ticket, lines, shown, pages)
