"""What became of the steps of self-help, counted, and what the figures propose. Pure values."""

from dataclasses import dataclass
from enum import StrEnum

from desk.ids import StepId, TreeId


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step: how often it was shown and what came of it. `left`: shown and never answered, after a day or once the ticket
    is closed. `seconds`: median from shown to answered, gaps above 30 minutes left out; None where nobody answered.
    """

    step: StepId
    offered: int
    solved: int
    went_on: int
    not_done: int
    left: int
    seconds: int | None


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """The walks with one device model."""

    model: str
    walks: int
    solved: int


@dataclass(frozen=True, slots=True)
class TreeFigures:
    """One tree. `steps` in the order of the tree, those of an older version at the end; `models`, most walks first."""

    tree: TreeId
    version: int
    walks: int
    solved: int
    worked_around: int
    handed_over: int
    left: int
    steps: tuple[StepFigures, ...]
    models: tuple[ModelFigures, ...]


class ProposalKind(StrEnum):
    """What is proposed for a step: to take it out, or to ask it before another."""

    RETIRE = "retire"
    SOONER = "sooner"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that the figures speak for; a person decides. `id` is `<tree>:<version>:<kind>:<step>`.

    `before` is the step that SOONER puts it in front of, `other_offered` and `other_solved` are its figures.
    `seconds_saved` is the expectation for one walk.
    """

    id: str
    tree: TreeId
    version: int
    kind: ProposalKind
    step: StepId
    before: StepId | None
    offered: int
    solved: int
    other_offered: int
    other_solved: int
    seconds_saved: float
