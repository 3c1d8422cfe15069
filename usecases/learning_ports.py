"""The Protocols of what is learned from self-help: what became of each step, and what supervisors decided about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.ids import PersonId, SchoolId, StepId, TicketId, TreeId
from desk.playbook import SelfHelpOutcome
from desk.step_figures import Tallies
from desk.tree_changes import Decided


@dataclass(frozen=True, slots=True)
class Shown:
    """One showing of a step: `n` is the number of the event that tells of it, unique within the ticket."""

    ticket: TicketId
    n: int
    tree: TreeId
    version: int
    step: StepId
    school: SchoolId
    in_lesson: bool


@dataclass(frozen=True, slots=True)
class Began:
    """A walk that began: whose, and on what. An empty `device` was never named, an empty `model` is not in the register."""

    ticket: TicketId
    tree: TreeId
    school: SchoolId
    reporter: PersonId
    device: str
    model: str


@dataclass(frozen=True, slots=True)
class Replied:
    """The answer to the step that was shown last, in the words of `StepAnswered`."""

    ticket: TicketId
    step: StepId
    reply: str
    then: str
    solved: bool


class Trials(Protocol):
    """What became of the steps that were shown: a projection of the events, written in their transaction."""

    def began(self, walk: Began) -> None:
        """The first step of a walk is shown; when it is taken up again nothing changes."""

    def shown(self, step: Shown) -> None:
        """A step is shown. Shown again before it was answered it counts once, any other that still waits was left."""

    def replied(self, answer: Replied) -> None:
        """The step that waits has its answer. Of a walk that was not counted from its beginning: nothing."""

    def ended(self, ticket: TicketId, outcome: SelfHelpOutcome) -> None:
        """The walk is over: a step that still waits was left, and one that only seemed to solve it did not."""

    def left(self, ticket: TicketId) -> None:
        """The ticket is over: what still waits was left."""

    def denied(self, ticket: TicketId) -> None:
        """The fault is back: what solved it did not, the walk was handed over."""

    def tallies(self, schools: tuple[SchoolId, ...], since: datetime, given_up: datetime) -> Tallies:
        """Steps shown and walks begun at or after `since` in these schools (empty = all), counted where they are kept. What
        was shown before `given_up` and not answered was left.
        """


class StepDecisions(Protocol):
    """What supervisors decided about proposals."""

    def add(self, decided: Decided) -> None:
        """Raises StaleWrite when somebody else was faster: then nothing is decided twice."""

    def all(self) -> tuple[Decided, ...]:
        """Every decision, oldest first."""
