"""Whether a retrained model may take the place of the one in service: field by field on the gate set, safety above all.

A field may be worse by one message, which is chance; safety recall may not be worse at all, and nothing overrides that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlu.evaluate import Score

GATED = ("intent", "device", "symptom", "location", "impact")
SAFETY = "safety recall"
_HAIR = 1e-9
"""Shares are quotients: a difference this small is none."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of both models, 0..1. `slack` is how much worse it may be; `more_is_worse` of alarms and under-grading."""

    name: str
    serving: float
    trained: float
    slack: float
    more_is_worse: bool = False

    @property
    def worse(self) -> bool:
        """Whether it is worse by more than it may be."""
        lost = self.trained - self.serving if self.more_is_worse else self.serving - self.trained
        return lost > self.slack + _HAIR


@dataclass(frozen=True, slots=True)
class Gate:
    """Every figure of both models on the same messages."""

    figures: tuple[Compared, ...]

    @property
    def worse(self) -> tuple[str, ...]:
        """The figures that speak against the new model."""
        return tuple(one.name for one in self.figures if one.worse)

    def opens(self, *, force: bool = False) -> bool:
        """Whether the new model may serve. `force` passes over everything but safety."""
        return SAFETY not in self.worse if force else not self.worse


def compared(serving: Score, trained: Score) -> Gate:
    """Both scores, of the same messages. Raises ValueError for scores of different sets, or of none."""
    if not serving.records or serving.records != trained.records:
        raise ValueError(f"scores of {serving.records} and {trained.records} messages cannot be compared")
    return Gate(tuple(_figures(serving, trained)))


def _figures(serving: Score, trained: Score) -> Iterator[Compared]:
    one = 1 / serving.records
    for name in GATED:
        yield Compared(name, serving.accepted[name], trained.accepted[name], one)
    yield Compared(SAFETY, serving.safety_recall, trained.safety_recall, 0.0)
    alarms = serving.false_alarms * one, trained.false_alarms * one
    yield Compared("false alarms", *alarms, one, more_is_worse=True)
    graded = _under(serving), _under(trained)
    for label in graded[0].keys() & graded[1].keys():
        yield Compared(f"under-grading {label}", graded[0][label], graded[1][label], one, more_is_worse=True)


def _under(score: Score) -> dict[str, float]:
    """The share graded too mildly, by label, of a score that knows of grades."""
    grades: Iterable[tuple[str, object]] = getattr(score, "grades", {}).items()
    shares = ((label, getattr(agreement, "under", None)) for label, agreement in grades)
    return {label: share for label, share in shares if share is not None}
