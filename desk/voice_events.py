"""Several voices about one fault: teachers of one room who report the same, rooms that turn out to have one common fault (ADR 0021).

They belong to the trails of the tickets; `desk.voice_folds` folds them. None of them moves a clock of a ticket that follows
another: split again, it is as if it had never followed.
"""

from dataclasses import dataclass
from datetime import datetime

from desk.clocks import Deadline
from desk.contract import Milestone, StageName
from desk.event import Event
from desk.grading import FaultFacts, Verdict
from desk.ids import DeviceId, GradeId, MediaId, PersonId, RoomId, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceJoined(Event):
    """`by`, another teacher, reports the fault of this ticket too (also affected); the rest is what they said."""

    facts: FaultFacts
    place: str
    room: RoomId | None = None
    device: DeviceId | None = None
    words: str = ""
    media: tuple[MediaId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLeft(Event):
    """This teacher's fault is another one: it has a ticket of its own (`no`), or (0) they want to hear no more of this one."""

    person: PersonId
    no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonFaultFound(Event):
    """These tickets (by number, with their rooms) have the same cause as this one by a rule of `incidents/merging.yaml`, and follow
    it. `place` is what they share: a building, a switch, a model; empty for the school.
    """

    rule: str
    place: str
    tickets: tuple[TicketId, ...]
    nos: tuple[int, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedCommonFault(Event):
    """The fault is a part of the common fault that this ticket leads: nobody is called for it and no clock of its is looked at."""

    lead: TicketId
    lead_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftCommonFault(Event):
    """A fault of its own after all: it goes on as if it had never followed another ticket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonFaultSplit(Event):
    """A person says that it was no common fault. The rest is how the ticket would stand had there been none: fault, grade, clocks."""

    facts: FaultFacts
    verdict: Verdict
    ceilings: tuple[tuple[GradeId, datetime], ...]
    settled: tuple[Deadline, ...]
    missed: tuple[StageName, ...]
    lesson_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonFaultRepaired(Event):
    """The common fault is repaired, so this one is, as far as the engineer knows: its teacher is asked. `milestones` are those
    of the leading ticket, `person` who repaired it.
    """

    lead_no: int
    person: PersonId | None
    note: str
    milestones: tuple[tuple[Milestone, datetime], ...]


VOICE_EVENTS: tuple[type[Event], ...] = (
    VoiceJoined,
    VoiceLeft,
    CommonFaultFound,
    JoinedCommonFault,
    LeftCommonFault,
    CommonFaultSplit,
    CommonFaultRepaired,
)
