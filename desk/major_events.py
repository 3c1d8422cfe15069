"""Major events of a school (公开课, exams, parents' meetings, visits by superiors) and what they mean for a fault.

An event bears on a fault while it is on or near, as the contract's `major_events` say. The occasion found here is one of
the facts a rule may ask for; which grade it leads to is the contract's business. What an event owes: `desk.event_duties`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk import events as ev
from desk.grading import FaultFacts
from desk.ids import EventId, PersonId, RoomId, SchoolId
from desk.reading import Impact, Occasion, nearer
from desk.terms import EventTerms
from desk.timers import Timer, TimerKind


class EventKind(StrEnum):
    """What sort of event it is. `survey` is a visit by superiors (上级检查, 000 §5.11.7 普查)."""

    OPEN_CLASS = "open_class"
    EXAM = "exam"
    PARENTS_MEETING = "parents_meeting"
    SURVEY = "survey"
    ACTIVITY = "activity"


class EventState(StrEnum):
    """A teacher's announcement is `proposed` until a supervisor confirms it; only a planned event has effects."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Arranged:
    """Somebody says that a duty of the event is seen to (已安排)."""

    duty: str
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class MajorEvent:
    """One event. No `rooms`: the whole school. `lead` takes the place of the contract's `now_before`.

    `by` entered or announced it; None is the register or the command line. `seq` grows with every change and guards the
    stored row. Raises ValueError for one that ends before it begins, or instants without a zone.
    """

    id: EventId
    school: SchoolId
    kind: EventKind
    name: str
    starts: datetime
    ends: datetime
    rooms: tuple[RoomId, ...] = ()
    lead: timedelta | None = None
    state: EventState = EventState.PLANNED
    by: PersonId | None = None
    arranged: tuple[Arranged, ...] = ()
    seq: int = 1

    def __post_init__(self) -> None:
        """Refuse what no instant could be compared with."""
        if self.starts.utcoffset() is None or self.ends.utcoffset() is None:
            raise ValueError(f"event {self.name!r}: begin and end need a time zone")
        if self.ends <= self.starts:
            raise ValueError(f"event {self.name!r} ends before it begins")

    @property
    def stamp(self) -> str:
        """The event and its begin, for keys: a moved event has timers of its own, the old ones mean nothing."""
        return f"event:{self.id}:{int(self.starts.timestamp())}"

    def is_ahead(self, now: datetime) -> bool:
        """Whether it will take place and is not over."""
        return self.state is EventState.PLANNED and now < self.ends

    def touches(self, room: RoomId | None, impact: Impact) -> bool:
        """Whether a fault there can disturb it. A room nobody knows yet is only touched by an event of the whole school."""
        return not self.rooms or room in self.rooms or impact is Impact.WHOLE_SCHOOL

    def occasion(self, terms: EventTerms, at: datetime) -> Occasion:
        """NOW while it is on and shortly before, LATER for some time before that, else NONE."""
        if not self.is_ahead(at):
            return Occasion.NONE
        if at >= _now_from(self, terms):
            return Occasion.NOW
        return Occasion.LATER if at >= _later_from(self, terms) else Occasion.NONE

    def is_arranged(self, duty: str) -> bool:
        """Whether somebody has seen to the duty."""
        return any(done.duty == duty for done in self.arranged)


def bearing(
    events: Iterable[MajorEvent], terms: EventTerms | None, fault: ev.Fault, at: datetime
) -> ev.MajorEventNeared | None:
    """The event that bears most on a fault at an instant: one that is on before one that comes, the sooner before the later.

    None when there is none, and under a contract that says nothing of events.
    """
    if terms is None:
        return None
    touched = (event for event in events if event.touches(fault.room, fault.facts.impact))
    near = [(event, event.occasion(terms, at)) for event in touched]
    near = [(event, occasion) for event, occasion in near if occasion is not Occasion.NONE]
    if not near:
        return None
    event, occasion = min(near, key=lambda one: (one[1] is not Occasion.NOW, one[0].starts, one[0].id))
    return ev.MajorEventNeared(
        at=at, event=event.id, name=event.name, starts=event.starts, ends=event.ends, occasion=occasion
    )


def heeding(facts: FaultFacts, near: ev.MajorEventNeared) -> FaultFacts:
    """The facts with the event's occasion, unless the teacher's words said a nearer one."""
    return replace(facts, occasion=nearer(facts.occasion, near.occasion))


def near_timers(event: MajorEvent, terms: EventTerms | None) -> tuple[Timer, ...]:
    """When open tickets are looked at because the event comes near: once as it comes into sight, once as it is about to start."""
    if terms is None:
        return ()
    instants = (_later_from(event, terms), _now_from(event, terms))
    return tuple(
        Timer(f"{event.stamp}:near:{step}", TimerKind.EVENT_NEAR, due, step=step, event=event.id)
        for step, due in enumerate(instants)
    )


def _now_from(event: MajorEvent, terms: EventTerms) -> datetime:
    return event.starts - (terms.now_before if event.lead is None else event.lead)


def _later_from(event: MajorEvent, terms: EventTerms) -> datetime:
    return min(event.starts - terms.later_before, _now_from(event, terms))
