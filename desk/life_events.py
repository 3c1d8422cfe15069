"""What happens while a job is worked, beside its steps: how an arrival is shown, who was phoned, who else works on it.

They belong to the ticket's trail and move no clock; `desk.conduct` folds them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.clocks import Deadline
from desk.event import Event
from desk.holds import Hold, HoldReason
from desk.ids import MediaId, PersonId


class CheckIn(StrEnum):
    """What shows that the engineer is in the room, the weakest first: their own press, the teacher's code, the room's sticker."""

    BUTTON = "button"
    CODE = "code"
    QR = "qr"

    def outweighs(self, other: "CheckIn | None") -> bool:
        """Whether this shows more than what is there."""
        order = tuple(CheckIn)
        return other is None or order.index(self) > order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalShown(Event):
    """An arrival that was noted already is shown by something better; when it happened stays."""

    check_in: CheckIn


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalCodeGiven(Event):
    """The teacher got four digits that the engineer can only know in the room. `code` is their hash; an earlier code ends."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalCodeFailed(Event):
    """The engineer typed wrong digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherPhoned(Event):
    """On the way the engineer telephoned the teacher (001 §4.5.8.5): reached them, or says that nobody answered."""

    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberShown(Event):
    """The engineer asked for the teacher's telephone number, for the call on the way, and saw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRelayed(Event):
    """Somebody at work on the job wrote to the teacher through the desk; neither sees the other's number."""

    words: str = ""
    media: tuple[MediaId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """A note on the job. An `internal` one, with its photos, is shown to staff only."""

    words: str = ""
    media: tuple[MediaId, ...] = ()
    internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAsked(Event):
    """A colleague was asked to work on the job together with whoever has it."""

    to: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerJoined(Event):
    """`by` works on the job too; the handler stays who they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLeft(Event):
    """`by` does not work on the job any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchBegun(Event):
    """`by` wants to hear of every milestone of this ticket (关注)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEnded(Event):
    """`by` has heard enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Event):
    """A supervisor gave the job more time for a reason of the contract: from `at` to `until` the clocks that the contract pauses
    for it stand still, while the work goes on. What was met or missed by then is `settled`.
    """

    reason: HoldReason
    until: datetime
    note: str = ""
    settled: tuple[Deadline, ...] = ()

    @property
    def stretch(self) -> Hold:
        """The time that does not count, as `desk.sla` reads it."""
        return Hold(self.reason, self.at, self.until, self.note)


LIFE_EVENTS: tuple[type[Event], ...] = (
    ArrivalShown,
    ArrivalCodeGiven,
    ArrivalCodeFailed,
    TeacherPhoned,
    NumberShown,
    MessageRelayed,
    NoteAdded,
    PartnerAsked,
    PartnerJoined,
    PartnerLeft,
    WatchBegun,
    WatchEnded,
    Extended,
)
ON_NO_CARD: tuple[type[Event], ...] = (
    ArrivalCodeGiven,
    ArrivalCodeFailed,
    TeacherPhoned,
    NumberShown,
    MessageRelayed,
    NoteAdded,
    PartnerAsked,
    WatchBegun,
    WatchEnded,
)
"""What changes nothing that a live card shows."""
