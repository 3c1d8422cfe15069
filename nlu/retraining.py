"""Trains a model on the shipped messages and the corrections, and puts it in service only when the gate lets it through.

What learning and reading are is given by the `Workshop`: nothing here knows how a model is made.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from nlu.evaluate import Reader, Score
from nlu.gate import Gate, compared
from nlu.progress import Tell
from nlu.records import Record

COMPARING = "comparing"


class Trained(Protocol):
    """What training makes."""

    def save(self, path: Path) -> None:
        """Write it to a file."""
        ...


@dataclass(frozen=True, slots=True)
class Workshop:
    """How a model is made, how the reader with the model of a file is (None: the rules alone), how it is scored, and where
    the product's own model lies.
    """

    train: Callable[[Sequence[Record], Tell], Trained]
    reader: Callable[[Path | None], Reader]
    score: Callable[[Reader, Sequence[Record]], Score]
    shipped: Path


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to learn, what to be tested on, the model in service (None: there is none yet) and where the new one goes."""

    messages: tuple[Record, ...]
    gate: tuple[Record, ...]
    serving: Path | None
    out: Path
    force: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Both models' figures, and whether the new one was put in service."""

    gate: Gate
    accepted: bool


def retrain(workshop: Workshop, lesson: Lesson, tell: Tell) -> Outcome:
    """Train, compare, and replace the file as a whole or not at all; the one before is kept as `.previous`.

    The model that is compared is read back from its file: what is judged is what would serve.
    """
    lesson.out.parent.mkdir(parents=True, exist_ok=True)
    draft = lesson.out.with_name(f".new-{lesson.out.name}")
    try:
        workshop.train(lesson.messages, tell).save(draft)
        gate = _compare(workshop, lesson, draft, tell)
        accepted = gate.opens(force=lesson.force)
        if accepted:
            put_in_service(draft, lesson.out)
    finally:
        draft.unlink(missing_ok=True)
    return Outcome(gate, accepted)


def put_in_service(draft: Path, out: Path) -> None:
    """The draft takes the place of `out` in one step: a desk that starts meanwhile finds the old model or the new one."""
    if out.exists():
        kept = previous(out)
        copy = kept.with_name(f".new-{kept.name}")
        shutil.copy2(out, copy)
        copy.replace(kept)
    draft.replace(out)


def previous(out: Path) -> Path:
    """Where the model before the present one is kept."""
    return out.with_name(f"{out.name}.previous")


def _compare(workshop: Workshop, lesson: Lesson, draft: Path, tell: Tell) -> Gate:
    tell(COMPARING, 0.0)
    serving = workshop.score(workshop.reader(lesson.serving), lesson.gate)
    tell(COMPARING, 0.5)
    trained = workshop.score(workshop.reader(draft), lesson.gate)
    tell(COMPARING, 1.0)
    return compared(serving, trained)
