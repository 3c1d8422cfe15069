"""Another teacher reports a fault of the same room that has a ticket already: they join it, and may leave it again."""

from dataclasses import dataclass, replace

from desk import voice_events as vev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.ids import PersonId, SchoolId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.permissions import require
from desk.reading import Symptom
from desk.refusals import NotFound
from desk.reporting import Draft, wider
from desk.ticket import Status, Ticket
from usecases.ports import UnitOfWork
from usecases.raise_alarm import regrade
from usecases.recording import record
from usecases.tell_voices import apart


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a teacher who was also affected had reported: the draft of a ticket of its own."""

    ticket: Ticket
    draft: Draft


def known_here(uow: UnitOfWork, who: PersonId, school: SchoolId, draft: Draft) -> Ticket | None:
    """The open ticket of another teacher about this very fault: the same room, device and symptom.

    Never for danger, a question, a fault nobody described (坏了) or a room that is not certain. A repair that waits for its
    teacher's word is no known fault: there it has come back.
    """
    facts = draft.facts
    vague = facts.device is None or facts.symptom in (None, Symptom.UNSPECIFIED)
    if vague or draft.room is None or facts.is_question or facts.safety or facts.hurt:
        return None
    found = (ticket for ticket in uow.tickets.open_in((school,)) if _is_same(ticket, draft))
    return next((ticket for ticket in found if who not in (ticket.reporter, *ticket.voices.people)), None)


def join(uow: UnitOfWork, known: Ticket, who: PersonId, draft: Draft) -> Ticket:
    """Take the teacher in. They hear its number, who comes and by when; what they say of the lesson may raise the grade."""
    contract = uow.contracts.pinned(known)
    joined = vev.VoiceJoined(
        at=uow.now,
        by=who,
        facts=draft.facts,
        place=draft.place,
        room=draft.room,
        device=draft.device,
        words="\n".join(draft.words),
        media=draft.media,
    )
    change = Change(known).happened(joined)
    facts = known.fault.facts
    reach = replace(facts, impact=wider(facts.impact, draft.facts.impact))
    change = regrade(uow, change, contract, reach, draft.read)
    told = replace(notice(change, Kind.VOICE_JOINED, who, Urgency.REPLY), options=apart(known))
    record(uow, change.telling(told))
    return change.ticket


def leave(uow: UnitOfWork, ticket_id: TicketId, person: PersonId) -> Leaving:
    """不是同一个问题: they leave the ticket, and what they had said comes back. Raises NotFound for who is not also affected."""
    ticket = uow.tickets.get(ticket_id)
    require(uow.people.get(person), Verb.APART, ticket)
    voice = ticket.voices.of(person)
    if voice is None:
        raise NotFound(ticket_id)
    draft = Draft(
        words=(voice.words,) if voice.words else (),
        media=voice.media,
        facts=voice.facts,
        place=voice.place,
        rooms=(voice.room,) if voice.room else (),
        device=voice.device,
    )
    return Leaving(ticket, draft)


def left(uow: UnitOfWork, ticket: Ticket, person: PersonId, no: int = 0) -> Ticket:
    """Note that they are out of it, because of the ticket `no` of their own, or (0) because they want to hear no more."""
    change = Change(uow.tickets.get(ticket.id))
    change = change.happened(vev.VoiceLeft(at=uow.now, by=person, person=person, no=no))
    if not no:
        change = change.telling(notice(change, Kind.VOICE_LEFT, person, Urgency.REPLY))
    record(uow, change)
    return change.ticket


def _is_same(ticket: Ticket, draft: Draft) -> bool:
    known = ticket.fault
    alike = known.facts.device is draft.facts.device and known.facts.symptom is draft.facts.symptom
    other = known.device is not None and draft.device is not None and known.device != draft.device
    open_fault = ticket.status is not Status.REPAIRED and not known.facts.is_question
    return open_fault and alike and not other and known.room == draft.room
