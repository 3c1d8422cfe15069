"""A major event is planned, announced, confirmed or called off. Planning sets its timers; calling off makes them mean nothing."""

from dataclasses import replace

import structlog

from desk.buttons import Option, Press, Verb
from desk.contract import Contract
from desk.event_duties import duty_timers
from desk.ids import EventId, PersonId
from desk.major_events import EventState, MajorEvent, near_timers
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Role, Tier
from desk.refusals import NotFound, TooLate
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.rows import Topic

log = structlog.get_logger()


def plan_event(uow: UnitOfWork, event: MajorEvent) -> MajorEvent:
    """It takes place: faults are judged by it and its duties are asked for. Raises NotFound for an unknown place, TooLate
    for an event that is over.
    """
    _check(uow, event)
    planned = replace(event, state=EventState.PLANNED)
    uow.major_events.save(planned)
    contract = contract_of(uow, event)
    near = near_timers(planned, contract.terms.major_events)
    duties = duty_timers(planned, contract, contract.calendar, uow.now)
    uow.timers.add((*near, *duties))
    uow.wake(Topic.TIMERS)
    log.info(
        "event planned", action="event_planned", activity=event.id, school=event.school, timers=len(duties)
    )
    return planned


def register_event(uow: UnitOfWork, event: MajorEvent) -> None:
    """What a district's file says: entered once, again when the file has changed it. One that is over, or that somebody
    called off, is left alone. Raises NotFound for an unknown place.
    """
    if event.ends <= uow.now:
        return
    try:
        known = uow.major_events.get(event.id)
    except NotFound:
        plan_event(uow, event)
        return
    same = replace(known, state=event.state, by=event.by, arranged=event.arranged, seq=event.seq) == event
    if known.state is not EventState.CANCELLED and not same:
        plan_event(uow, replace(event, seq=known.seq + 1))


def propose_event(uow: UnitOfWork, event: MajorEvent) -> MajorEvent:
    """A teacher speaks of an event: nothing happens until a supervisor of the school says so. Raises as `plan_event`."""
    _check(uow, event)
    proposed = replace(event, state=EventState.PROPOSED)
    uow.major_events.save(proposed)
    buttons = tuple(Option(Press(verb, arg=event.id)) for verb in (Verb.EVENT_CONFIRM, Verb.EVENT_DECLINE))
    who = uow.people.get(event.by).name if event.by else ""
    extra = (*event_extra(uow, proposed), ("who", who))
    for person in uow.people.duty(event.school, uow.now).of(Tier.SUPERVISOR):
        key = f"{event.id}:proposed:{person}"
        tell(uow, Notice(Kind.EVENT_PROPOSED, key, person, None, None, Urgency.NOTE, buttons, extra))
    return proposed


def confirm_event(uow: UnitOfWork, event: EventId, by: PersonId) -> MajorEvent:
    """One supervisor's word is enough; the teacher who announced it is told. Raises NotFound, and TooLate when it was
    called off or is over.
    """
    known = overseen(uow, event, by)
    if known.state is EventState.PLANNED:
        return known
    if known.state is EventState.CANCELLED:
        raise TooLate(event)
    planned = plan_event(uow, replace(known, seq=known.seq + 1))
    _tell_announcer(uow, planned)
    return planned


def cancel_event(uow: UnitOfWork, event: EventId, by: PersonId | None) -> MajorEvent:
    """It does not take place. Grades that rose for it stay; nothing more is asked for. `by` None is the command line.

    Raises NotFound when it is unknown or none of theirs. Twice is once.
    """
    known = overseen(uow, event, by) if by else uow.major_events.get(event)
    if known.state is EventState.CANCELLED:
        return known
    cancelled = replace(known, state=EventState.CANCELLED, seq=known.seq + 1)
    uow.major_events.save(cancelled)
    log.info("event cancelled", action="event_cancelled", activity=event, by=by)
    if by != known.by:
        _tell_announcer(uow, cancelled)
    return cancelled


def overseen(uow: UnitOfWork, event: EventId, person: PersonId) -> MajorEvent:
    """The event, for a supervisor of its school. Raises NotFound for everybody else (S04)."""
    known = uow.major_events.get(event)
    if not oversees(uow.people.get(person), known):
        raise NotFound(event)
    return known


def oversees(person: Person, event: MajorEvent) -> bool:
    """Whether this person answers for the event's school."""
    return person.role is Role.SUPERVISOR and person.covers(event.school)


def contract_of(uow: UnitOfWork, event: MajorEvent) -> Contract:
    """The contract in force for the event's school, with the school's calendar: duties are asked for by what holds now."""
    school = uow.places.school(event.school)
    return uow.contracts.current(school.contract, school.calendar)


def event_extra(uow: UnitOfWork, event: MajorEvent) -> tuple[tuple[str, str], ...]:
    """What the sentences about an event need. Instants in ISO 8601; the words show them in the district's zone."""
    rooms = "、".join(uow.places.room(room).name for room in event.rooms)
    return (
        ("name", event.name),
        ("sort", event.kind.value),
        ("school", uow.places.school(event.school).name),
        ("starts", event.starts.isoformat()),
        ("ends", event.ends.isoformat()),
        ("rooms", rooms),
        ("state", event.state.value),
    )


def _check(uow: UnitOfWork, event: MajorEvent) -> None:
    uow.places.school(event.school)
    for room in event.rooms:
        if uow.places.room(room).school != event.school:
            raise NotFound(room)
    if event.ends <= uow.now:
        raise TooLate(event.id)


def _tell_announcer(uow: UnitOfWork, event: MajorEvent) -> None:
    """Only a teacher: a supervisor has seen the answer to their own button."""
    if event.by is None or uow.people.get(event.by).role is not Role.TEACHER:
        return
    key = f"{event.id}:{event.seq}:answered"
    extra = event_extra(uow, event)
    tell(uow, Notice(Kind.EVENT_ANSWERED, key, event.by, None, None, Urgency.NOTE, extra=extra))
