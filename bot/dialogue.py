"""Where a conversation stands: a closed set of typed positions, stored per chat, the same for every platform.

Whether a ticket is waiting for a confirmation is the ticket's business, not the dialogue's.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import cast

import msgspec

from desk.buttons import Verb
from desk.holds import HoldReason
from desk.ids import GradeId, IncidentId, PersonId, RoomId, SchoolId, StepId, TeamId, TicketId, TreeId
from desk.major_events import EventKind
from desk.messages import Media
from desk.reading import DeviceClass
from desk.report_events import ReportPart
from desk.reporting import Draft
from desk.walking import Position, Trod


class Slot(StrEnum):
    """What the desk asked last."""

    FAULT = "fault"
    ROOM = "room"
    SCOPE = "scope"
    LESSON = "lesson"
    CONDITION = "condition"


class Idle(msgspec.Struct, frozen=True, tag="idle"):
    """Nothing is pending."""


class Steps(msgspec.Struct, frozen=True):
    """Self-help steps of a ticket, and where they stand."""

    ticket: TicketId
    at: Position


class Guiding(msgspec.Struct, frozen=True, tag="guiding"):
    """A self-help step waits for its answer; the `others` come after it: of a second fault, or for a colleague. `card` is the
    live card that shows it, in class; the next step is shown on it too (ADR 0013).
    """

    ticket: TicketId
    tree: TreeId
    version: int
    step: StepId
    spent: int
    stuck: int
    trail: tuple[Trod, ...] = ()
    lesson_over: bool = False
    others: tuple[Steps, ...] = ()
    revision: int = 0
    card: str = ""

    @property
    def at(self) -> Position:
        """The position in the desk's own terms."""
        return Position(
            self.tree,
            self.version,
            self.step,
            self.spent,
            self.stuck,
            self.trail,
            self.lesson_over,
            self.revision,
        )

    @staticmethod
    def by(ticket: TicketId, at: Position, others: tuple[Steps, ...] = (), card: str = "") -> "Guiding":
        """The dialogue that waits at this position."""
        return Guiding(
            ticket,
            at.tree,
            at.version,
            at.step,
            at.spent,
            at.stuck,
            at.trail,
            at.lesson_over,
            others,
            at.revision,
            card,
        )


class Resting(msgspec.Struct, frozen=True, tag="resting"):
    """The rest of the steps waits for the bell, or until the teacher asks for it."""

    ticket: TicketId
    at: Position
    others: tuple[Steps, ...] = ()


Guided = Guiding | Resting


class Drafting(msgspec.Struct, frozen=True, tag="drafting"):
    """A report is being put together; `asked` waits for an answer, `questions` were asked so far. Self-help of an earlier
    fault goes on afterwards (`aside`).
    """

    draft: Draft
    asked: Slot
    questions: int
    aside: Guiding | Resting | None = None


class NoteWanted(msgspec.Struct, frozen=True, tag="note_wanted"):
    """An engineer's next words are the note of this step; `at` is when it happened, where it is entered late."""

    ticket: TicketId
    verb: Verb
    at: datetime | None = None


class HoldWanted(msgspec.Struct, frozen=True, tag="hold_wanted"):
    """A job is to be put on hold for this reason (or, `extends`, given more time for it); the end is asked for."""

    ticket: TicketId
    reason: HoldReason
    extends: bool = False


class About(StrEnum):
    """What of a reading is corrected; a device with its symptom is typed at any time."""

    ANYTHING = "anything"
    PLACE = "place"
    REACH = "reach"


class Rereading(msgspec.Struct, frozen=True, tag="rereading"):
    """A handler or supervisor says what the teacher's words meant; with a `device`, its symptom is asked. The rooms of `school` may
    be named, by `near` also in part (是5班).
    """

    ticket: TicketId
    device: DeviceClass | None = None
    about: About = About.ANYTHING
    school: SchoolId | None = None
    near: RoomId | None = None


class ReasonWanted(msgspec.Struct, frozen=True, tag="reason_wanted"):
    """A supervisor's (or the handler's) next words are why the ticket should have this grade."""

    ticket: TicketId
    verb: Verb
    grade: GradeId


class Withdrawing(msgspec.Struct, frozen=True, tag="withdrawing"):
    """A teacher was asked at `at` whether the ticket shall really be withdrawn; `step` goes on if not."""

    ticket: TicketId
    at: datetime
    step: Guiding | Resting | None = None


class Rating(msgspec.Struct, frozen=True, tag="rating"):
    """A teacher whose ticket closed at `at` was asked how satisfied they are."""

    ticket: TicketId
    at: datetime


class AfterWords(msgspec.Struct, frozen=True, tag="after_words"):
    """Words were asked for at `at`: of a supervisor who rang the teacher (`about` is a verb or an outcome), or of a teacher about
    their low score ("rating").
    """

    ticket: TicketId
    at: datetime
    about: str


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


class ReportWords(msgspec.Struct, frozen=True, tag="report_words"):
    """Words were asked for at `at` for the service report of a ticket: a part of it, or (None) what is wrong with it. A self-help
    `step` of another fault goes on afterwards.
    """

    ticket: TicketId
    at: datetime
    part: ReportPart | None = None
    step: Guiding | Resting | None = None


class RosterWanted(msgspec.Struct, frozen=True, tag="roster_wanted"):
    """A stretch of time is asked for: of the person's own leave (`about` "leave"), or for who stands in ("stand_in")."""

    about: str
    team: TeamId | None = None
    person: PersonId | None = None


class RehearsalWanted(msgspec.Struct, frozen=True, tag="rehearsal_wanted"):
    """A supervisor sets up a rehearsal: school (or contract), grade and time are asked in this order; what is None is asked next."""

    school: SchoolId | None = None
    grade: GradeId | None = None


Dialogue = (
    Idle
    | Drafting
    | Guiding
    | Resting
    | Withdrawing
    | Rating
    | NoteWanted
    | HoldWanted
    | Rereading
    | ReasonWanted
    | ChoosingSchool
    | PlanningEvent
    | IncidentWords
    | ReportWords
    | RosterWanted
    | AfterWords
    | RehearsalWanted
)
WORDS_WANTED = (NoteWanted, ReasonWanted, IncidentWords)
"""The next words are a note or a reason, whatever they say: no answer to a prompt."""
ASKED_OF_STAFF = (
    *WORDS_WANTED,
    *(HoldWanted, Rereading, ReportWords, RosterWanted, AfterWords, RehearsalWanted),
)
"""What was asked of staff is forgotten when something else is pressed."""


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
