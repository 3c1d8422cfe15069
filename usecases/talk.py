"""Teacher and crew talk through the desk, and notes are kept on a job: public ones, and internal ones for staff only."""

from dataclasses import dataclass, replace

from desk import life_events as lev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.ids import MediaId, PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.permissions import require
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record

_LONGEST = 1000
"""Characters of a message or note that are kept."""


@dataclass(frozen=True, slots=True)
class Saying:
    """Words and photos of one person about a ticket."""

    ticket: TicketId
    person: PersonId
    words: str = ""
    media: tuple[MediaId, ...] = ()


def at_work(uow: UnitOfWork, person: PersonId) -> tuple[Ticket, ...]:
    """Open jobs this person has or works on too, gravest first."""
    jobs = uow.tickets.jobs_of(person)
    return tuple(job for job in jobs if person == job.handler or person in job.conduct.partners)


def relay(uow: UnitOfWork, saying: Saying) -> Ticket:
    """To the teacher, without phone numbers; on the trail. Raises NotFound, NotAllowed and TooLate."""
    ticket, person = uow.tickets.get(saying.ticket), uow.people.get(saying.person)
    require(person, Verb.RELAY_TO, ticket)
    words = saying.words[:_LONGEST]
    said = lev.MessageRelayed(at=uow.now, by=person.id, words=words, media=saying.media)
    change = Change(ticket).happened(said)
    told = notice(change, Kind.RELAYED, ticket.reporter, Urgency.REPLY, words=words, who=person.name)
    record(uow, change.telling(replace(told, media=saying.media)))
    return change.ticket


def note(uow: UnitOfWork, saying: Saying, *, internal: bool) -> Ticket:
    """Keep a note; the others at work on the job hear of it. Raises NotFound and NotAllowed."""
    ticket, person = uow.tickets.get(saying.ticket), uow.people.get(saying.person)
    require(person, Verb.NOTE_ON, ticket)
    words = saying.words[:_LONGEST]
    event = lev.NoteAdded(at=uow.now, by=person.id, words=words, media=saying.media, internal=internal)
    change = Change(ticket).happened(event)
    handler = (ticket.handler,) if ticket.handler else ()
    others = [one for one in dict.fromkeys((*handler, *ticket.conduct.partners)) if one != person.id]
    extra = {"who": person.name, "words": words, "internal": "yes" if internal else ""}
    told = (notice(change, Kind.NOTE_HEARD, one, Urgency.NOTE, **extra) for one in others)
    record(uow, change.telling(*(replace(one, media=saying.media) for one in told)))
    return change.ticket
