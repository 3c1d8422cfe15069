"""What a signed-in person may see on the screens. Reads only; foreign and missing things are answered alike (S04)."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.brief import Brief
from desk.buttons import Verb
from desk.events import Event
from desk.ids import MediaId, PersonId
from desk.life_events import NoteAdded
from desk.messages import Media, Peer
from desk.paging import Told, summed_up
from desk.people import Person
from desk.permissions import may, may_see, may_see_inside
from desk.places import Room
from desk.refusals import NotFound
from desk.ticket import Ticket
from usecases.briefing import brief
from usecases.ports import UnitOfWork
from usecases.rows import WebchatLine


@dataclass(frozen=True, slots=True)
class TicketPage:
    """One ticket whole: facts, trail (oldest first), evidence, and the names of everybody who appears in the trail.

    `corrects`: whether the viewer may say that the words were read wrongly; `rooms` are those of the school, for that. `called`
    is what became of every page, by person.
    """

    brief: Brief
    trail: tuple[Event, ...]
    media: tuple[Media, ...]
    names: Mapping[PersonId, str]
    viewer: PersonId
    corrects: bool
    rooms: tuple[Room, ...] = ()
    called: tuple[Told, ...] = ()


def person_at(uow: UnitOfWork, peer: Peer) -> Person | None:
    """Who sits behind this chat; None for a stranger."""
    return uow.people.at(peer)


def person_called(uow: UnitOfWork, person: PersonId) -> Person:
    """A person by id. Raises NotFound."""
    return uow.people.get(person)


def lines_since(uow: UnitOfWork, peer: Peer, seq: int, limit: int) -> tuple[WebchatLine, ...]:
    """Lines of a web chat after `seq`, oldest first."""
    return uow.webchat.since(peer, seq, limit)


def ticket_page(uow: UnitOfWork, viewer: PersonId, no: int) -> TicketPage:
    """One ticket for one of its people or for staff of its school. Raises NotFound for everybody else."""
    ticket = _visible(uow, viewer, no)
    person = uow.people.get(viewer)
    inside = may_see_inside(person, ticket)
    trail = tuple(event for event in uow.tickets.trail(ticket.id) if inside or not is_internal(event))
    corrects = may(person, Verb.REREAD, ticket)
    called = summed_up(uow.pages.of(ticket.id))
    mentioned = _mentioned(trail).union(told.person for told in called)
    return TicketPage(
        brief=brief(uow, ticket),
        trail=trail,
        media=tuple(uow.media.get(media) for media in _evidence(ticket, inside=inside)),
        names={person: uow.people.get(person).name for person in mentioned},
        viewer=viewer,
        corrects=corrects,
        rooms=uow.places.rooms(ticket.school) if corrects else (),
        called=called,
    )


def ticket_mark(uow: UnitOfWork, viewer: PersonId, no: int) -> int:
    """How many events of a ticket its page shows this viewer: it grows with each, and not with a note that is kept from them.
    Raises NotFound.
    """
    ticket = _visible(uow, viewer, no)
    if may_see_inside(uow.people.get(viewer), ticket):
        return ticket.seq
    return sum(not is_internal(event) for event in uow.tickets.trail(ticket.id))


def ticket_evidence(uow: UnitOfWork, viewer: PersonId, no: int, media: MediaId) -> tuple[Media, bytes]:
    """A photo or file on a ticket that the viewer may see. Raises NotFound."""
    ticket = _visible(uow, viewer, no)
    inside = may_see_inside(uow.people.get(viewer), ticket)
    if media not in _evidence(ticket, inside=inside):
        raise NotFound(media)
    return uow.media.get(media), uow.media.content(media)


def chat_evidence(uow: UnitOfWork, peer: Peer, seq: int, media: MediaId) -> tuple[Media, bytes]:
    """A photo or file that stands in line `seq` of this chat, said or shown. Raises NotFound."""
    carried = [
        item.id for line in uow.webchat.since(peer, seq - 1, 1) if line.seq == seq for item in _media(line)
    ]
    if media not in carried:
        raise NotFound(media)
    return uow.media.get(media), uow.media.content(media)


def _media(line: WebchatLine) -> tuple[Media, ...]:
    said = line.incoming.media if line.incoming else ()
    shown = line.outgoing.media if line.outgoing else ()
    return said + shown


def is_internal(event: Event) -> bool:
    """Whether only staff may see this line of a trail."""
    return isinstance(event, NoteAdded) and event.internal


def _evidence(ticket: Ticket, *, inside: bool) -> tuple[MediaId, ...]:
    """The teacher's, the crew's, and for staff what came with internal notes."""
    conduct = ticket.conduct
    return (*ticket.media, *conduct.photos, *(conduct.inside if inside else ()))


def _visible(uow: UnitOfWork, viewer: PersonId, no: int) -> Ticket:
    ticket = uow.tickets.by_no(no)
    if not may_see(uow.people.get(viewer), ticket):
        raise NotFound(no)
    return ticket


def named(uow: UnitOfWork, trail: tuple[Event, ...]) -> dict[PersonId, str]:
    """The names of everybody these events name."""
    return {person: uow.people.get(person).name for person in _mentioned(trail)}


def _mentioned(trail: tuple[Event, ...]) -> set[PersonId]:
    """Everybody an event names: who did it, who was paged, told or given the job."""
    found: set[PersonId] = set()
    for event in trail:
        single = (event.by, getattr(event, "to", None), getattr(event, "person", None))
        found.update(person for person in single if person is not None)
        found.update(getattr(event, "people", ()), getattr(event, "told", ()))
    return found
