"""Where a conversation stands: a closed set of typed positions, stored per chat, the same for every platform.

Whether a ticket is waiting for a confirmation or a rating is the ticket's business, not the dialogue's.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import cast

import msgspec

from desk.buttons import Verb
from desk.holds import HoldReason
from desk.ids import GradeId, IncidentId, SchoolId, StepId, TicketId, TreeId
from desk.major_events import EventKind
from desk.messages import Media
from desk.playbook import Position
from desk.reading import DeviceClass
from desk.reporting import Draft


class Slot(StrEnum):
    """What the desk asked last."""

    FAULT = "fault"
    ROOM = "room"
    SCOPE = "scope"
    LESSON = "lesson"
    CONDITION = "condition"


class Idle(msgspec.Struct, frozen=True, tag="idle"):
    """Nothing is pending."""


class Drafting(msgspec.Struct, frozen=True, tag="drafting"):
    """A report is being put together; `asked` waits for an answer, `questions` were asked so far."""

    draft: Draft
    asked: Slot
    questions: int


class Guiding(msgspec.Struct, frozen=True, tag="guiding"):
    """A self-help step waits for its answer."""

    ticket: TicketId
    tree: TreeId
    version: int
    step: StepId
    spent: int
    stuck: int

    @property
    def at(self) -> Position:
        """The position in the desk's own terms."""
        return Position(self.tree, self.version, self.step, self.spent, self.stuck)

    @staticmethod
    def by(ticket: TicketId, at: Position) -> "Guiding":
        """The dialogue that waits at this position."""
        return Guiding(ticket, at.tree, at.version, at.step, at.spent, at.stuck)


class NoteWanted(msgspec.Struct, frozen=True, tag="note_wanted"):
    """An engineer's next words are the note of this step; `at` is when it happened, where it is entered late."""

    ticket: TicketId
    verb: Verb
    at: datetime | None = None


class HoldWanted(msgspec.Struct, frozen=True, tag="hold_wanted"):
    """A job is to be put on hold for this reason; the end is asked for."""

    ticket: TicketId
    reason: HoldReason


class Rereading(msgspec.Struct, frozen=True, tag="rereading"):
    """A handler or supervisor says what the teacher's words meant; with a `device`, its symptom is asked."""

    ticket: TicketId
    device: DeviceClass | None = None


class ReasonWanted(msgspec.Struct, frozen=True, tag="reason_wanted"):
    """A supervisor's (or the handler's) next words are why the ticket should have this grade."""

    ticket: TicketId
    verb: Verb
    grade: GradeId


class ChoosingSchool(msgspec.Struct, frozen=True, tag="choosing_school"):
    """A stranger is asked for the school; `text` and `media` are what they sent so far, read again afterwards."""

    text: str = ""
    media: tuple[Media, ...] = ()


class PlanningEvent(msgspec.Struct, frozen=True, tag="planning_event"):
    """A supervisor enters a major event: school, kind, time and rooms are asked in this order; what is None is asked next."""

    school: SchoolId | None = None
    kind: EventKind | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    name: str = ""


class IncidentWords(msgspec.Struct, frozen=True, tag="incident_words"):
    """The next words belong to a step of a major incident (`about` "note" or "support"), or are its cause ("cause")."""

    incident: IncidentId
    step: str
    about: str


Dialogue = (
    Idle
    | Drafting
    | Guiding
    | NoteWanted
    | HoldWanted
    | Rereading
    | ReasonWanted
    | ChoosingSchool
    | PlanningEvent
    | IncidentWords
)


def dump(dialogue: Dialogue) -> Mapping[str, object]:
    """The dialogue as builtins, for `Dialogues.save`."""
    return cast(Mapping[str, object], msgspec.to_builtins(dialogue))


def load(state: Mapping[str, object] | None) -> Dialogue:
    """The stored dialogue. One that an older release wrote and this one cannot read begins anew: the ticket is safe."""
    if state is None:
        return Idle()
    try:
        return cast(Dialogue, msgspec.convert(state, Dialogue))
    except msgspec.ValidationError:
        return Idle()
