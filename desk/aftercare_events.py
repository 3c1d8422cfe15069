"""What comes after a repair, or because of one: a repeated repair, call-backs, satisfaction and what a low score leads to.

They belong to the ticket's trail and move no clock; `desk.aftercare_folds` folds them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.event import Event
from desk.ids import PersonId


class FollowUpOutcome(StrEnum):
    """What came of a call after a low score."""

    SETTLED = "settled"
    UNSETTLED = "unsettled"
    UNREACHED = "unreached"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairRepeated(Event):
    """The same device of the same room had the same symptom and was repaired lately: ticket `no`, closed then, by this person."""

    no: int
    closed_at: datetime
    person: PersonId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherCalled(Event):
    """`by` rang the teacher who had not confirmed the repair. Reached or not, only their word closes the ticket."""

    reached: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingAsked(Event):
    """The teacher was asked how satisfied they are: at most once in the pack's time, whatever is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated(Event):
    """The teacher's satisfaction, 1 (poor) to 5 (very good)."""

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingExplained(Event):
    """The teacher's own words about their satisfaction."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpOpened(Event):
    """The score is low: somebody else than the engineer rings the teacher."""

    to: PersonId
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpReminded(Event):
    """Nobody has rung the teacher yet; who should, and the other supervisors, were told again (for the `count`th time)."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp(Event):
    """`by` rang the teacher: what came of it, in their words. One who was not reached is rung again."""

    outcome: FollowUpOutcome
    note: str = ""


AFTERCARE_EVENTS: tuple[type[Event], ...] = (
    RepairRepeated,
    TeacherCalled,
    RatingAsked,
    RatingExplained,
    FollowUpOpened,
    FollowUpReminded,
    FollowedUp,
)
