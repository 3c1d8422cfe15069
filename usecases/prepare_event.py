"""What a major event owes is asked for, reminded of, and noted when somebody has seen to it (已安排)."""

from dataclasses import replace

import structlog

from desk.buttons import Option, Press, Verb
from desk.event_duties import OVERDUE, Owed, owed
from desk.ids import EventId, PersonId
from desk.major_events import Arranged, MajorEvent
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Role, Tier
from desk.refusals import NotFound, TooLate
from desk.timers import Timer
from usecases.plan_event import contract_of, event_extra
from usecases.ports import UnitOfWork
from usecases.recording import tell

log = structlog.get_logger()


def arrange(uow: UnitOfWork, event: EventId, duty: str, by: PersonId) -> MajorEvent:
    """Somebody sees to it; nobody is asked again. The first word counts, a second changes nothing.

    Raises NotFound for an event that is none of theirs or owes no such thing, TooLate for one that is over or called off.
    """
    known, person = uow.major_events.get(event), uow.people.get(by)
    if person.role is Role.TEACHER or not person.covers(known.school) or _one(uow, known, duty) is None:
        raise NotFound(event)
    if known.is_arranged(duty):
        return known
    if not known.is_ahead(uow.now):
        raise TooLate(event)
    done = replace(known, arranged=(*known.arranged, Arranged(duty, by, uow.now)), seq=known.seq + 1)
    uow.major_events.save(done)
    log.info("duty arranged", action="event_duty_arranged", activity=event, duty=duty, by=by)
    return done


def fire_duty(uow: UnitOfWork, timer: Timer) -> None:
    """Ask, remind or tell of one duty; of a called-off or moved event, or one that is arranged or has begun, nothing."""
    if timer.event is None:
        raise ValueError(f"timer {timer.key} has no event; it was not made by desk.event_duties")
    event = uow.major_events.get(timer.event)
    one = _one(uow, event, timer.duty)
    means = timer.key.startswith(f"{event.stamp}:") and event.is_ahead(uow.now) and uow.now < event.starts
    if means and one is not None and not event.is_arranged(one.id):
        _ask(uow, event, one, timer)
    uow.timers.fired(timer.key, uow.now)


def owed_of(uow: UnitOfWork, event: MajorEvent) -> tuple[Owed, ...]:
    """What the school's contract asks for before this event."""
    contract = contract_of(uow, event)
    return owed(event, contract, contract.calendar)


def _one(uow: UnitOfWork, event: MajorEvent, duty: str) -> Owed | None:
    return next((one for one in owed_of(uow, event) if one.id == duty), None)


def _ask(uow: UnitOfWork, event: MajorEvent, one: Owed, timer: Timer) -> None:
    """Supervisors, and the first line on call, who would do it; once it is overdue the supervisors alone, and it rings."""
    duty = uow.people.duty(event.school, uow.now)
    late = timer.step == OVERDUE
    people = duty.of(Tier.SUPERVISOR) if late else (*duty.of(Tier.SUPERVISOR), *duty.of(Tier.FIRST)[:1])
    urgency = Urgency.PAGE if late else Urgency.NOTE
    button = (Option(Press(Verb.EVENT_ARRANGED, arg=f"{event.id}/{one.id}")),)
    extra = (
        *event_extra(uow, event),
        ("what_zh", one.what.zh),
        ("what_en", one.what.en),
        ("clause", str(one.clause)),
        ("day", one.day.isoformat() if one.day else ""),
        ("step", str(timer.step)),
    )
    for person in people:
        key = f"{timer.key}:{person}"
        tell(uow, Notice(Kind.EVENT_DUTY, key, person, None, None, urgency, button, extra))
    log.info("duty asked", action="event_duty_asked", activity=event.id, duty=one.id, step=timer.step)
