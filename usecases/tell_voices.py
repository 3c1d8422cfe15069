"""Everybody who has the fault of a ticket is kept informed: what its reporter hears of the work, they hear too."""

from collections.abc import Iterable
from dataclasses import replace

from desk.buttons import Option, Press, Verb
from desk.change import Change
from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.ticket import Ticket
from usecases.ports import UnitOfWork

_OF_THE_WORK = frozenset(
    {
        Kind.ACCEPTED,
        Kind.ON_THE_WAY,
        Kind.ARRIVED,
        Kind.RESTORED,
        Kind.HELD,
        Kind.RESUMED,
        Kind.ESCALATED_TO,
    }
)
"""Told to the teachers of every room of a common fault."""
_OF_THE_ROOM = {
    Kind.CONFIRM: Kind.CONFIRM,
    Kind.REOPENED: Kind.REOPENED,
    **dict.fromkeys((Kind.ASK_RATING, Kind.CLOSED), Kind.VOICE_CLOSED),
    Kind.CANCELLED: Kind.VOICE_WITHDRAWN,
}
"""Told to the other teachers of the same room; the other rooms of a common fault have tickets of their own by then."""


def echoes(uow: UnitOfWork, change: Change) -> tuple[Notice, ...]:
    """What the reporter is told, for everybody else who has the fault; nothing for a ticket of one voice."""
    ticket = change.ticket
    if not (ticket.voices.affected or ticket.voices.children):
        return ()
    told = [notice for notice in change.notices if notice.to == ticket.reporter]
    found: list[Notice] = []
    for notice in told:
        if notice.kind in _OF_THE_WORK:
            found += (_for(notice, person, notice.kind) for person in audience(uow, ticket))
        elif notice.kind in _OF_THE_ROOM:
            found += (_for(notice, person, _OF_THE_ROOM[notice.kind]) for person in ticket.voices.people)
    return tuple(found)


def audience(uow: UnitOfWork, ticket: Ticket) -> tuple[PersonId, ...]:
    """The teachers who have the fault besides its reporter, each once."""
    people = [*ticket.voices.people]
    for child in (uow.tickets.get(child) for child in ticket.voices.children):
        people += (child.reporter, *child.voices.people) if child.is_dormant else ()
    return tuple(person for person in dict.fromkeys(people) if person != ticket.reporter)


def apart(ticket: Ticket) -> tuple[Option, ...]:
    """The button by which a teacher says that theirs is another fault."""
    return (Option(Press(Verb.APART, ticket.id)),)


def _for(notice: Notice, person: PersonId, kind: Kind) -> Notice:
    own: Iterable[Option] = notice.options
    if kind is Kind.VOICE_WITHDRAWN and notice.ticket is not None:
        own = (Option(Press(Verb.APART, notice.ticket)),)
    return replace(
        notice,
        kind=kind,
        key=f"{notice.key}:{person}",
        to=person,
        card=None,
        options=tuple(own),
        urgency=Urgency.NOTE if kind is Kind.CONFIRM else notice.urgency,
    )
