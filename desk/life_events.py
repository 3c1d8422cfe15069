"""What happens while a job is worked, beside its steps: how an arrival is shown, who was phoned, who else works on it.

They belong to the ticket's trail and move no clock; `desk.conduct` folds them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.event import Event


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


LIFE_EVENTS: tuple[type[Event], ...] = (
    ArrivalShown,
    ArrivalCodeGiven,
    ArrivalCodeFailed,
    TeacherPhoned,
    NumberShown,
)
ON_NO_CARD: tuple[type[Event], ...] = (ArrivalCodeGiven, ArrivalCodeFailed, TeacherPhoned, NumberShown)
"""What changes nothing that a live card shows."""
