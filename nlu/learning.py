"""Fits the network of `nlu.model` to labelled rows: Adam in numpy, in small batches, with drop-out. Knows no messages.

Of the hidden layer, which has a line for every token, only the lines that a batch holds are touched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlu.model import Layout, Network
from nlu.progress import Tell

Matrix = NDArray[np.float32]
Lines = NDArray[np.intp] | slice

UNITS = 256
"""Units of the hidden layer."""

ROUNDS = 12
BATCH = 256
PACE = 4e-3
"""Length of the first steps; they grow shorter evenly, to nothing."""

FORGOTTEN_UNITS = 0.5
FORGOTTEN_TOKENS = 0.2
"""Parts of the hidden layer and of a message left out at random in each step, so that nothing hangs on one of them."""

DECAY = 1e-3
SEED = 1
EVERYTHING = slice(None)


@dataclass(frozen=True, slots=True)
class Lesson:
    """Messages as rows of tokens, and the share that each label should have; a field that is all nought is not told."""

    rows: sparse.csr_matrix
    wanted: Matrix
    layout: Layout

    def of(self, which: NDArray[np.bool_]) -> "Lesson":
        """The messages marked."""
        return replace(self, rows=self.rows[which], wanted=self.wanted[which])

    def parts(self) -> Iterator[tuple[str, slice]]:
        """The fields and where their labels stand."""
        return ((field, self.layout.part(field)) for field in self.layout.labels)


class _Learner:
    """An array of weights on its way, with the running mean and mean square of its slopes (Kingma and Ba, 2015)."""

    def __init__(self, weights: Matrix, decay: float = 0.0) -> None:
        self.weights = weights
        self._decay = decay
        self._mean, self._square = np.zeros_like(weights), np.zeros_like(weights)

    def step(self, slope: Matrix, pace: float, lines: Lines = EVERYTHING) -> None:
        """One step down the slope, on these lines only."""
        mean = 0.9 * self._mean[lines] + 0.1 * slope
        square = 0.999 * self._square[lines] + 0.001 * slope**2
        self._mean[lines], self._square[lines] = mean, square
        self.weights[lines] -= pace * (mean / (np.sqrt(square) + 1e-8) + self._decay * self.weights[lines])


def learn(lesson: Lesson, tell: Tell | None = None) -> Network:
    """Fit a network. The same lesson gives the same one."""
    chance = np.random.default_rng(SEED)
    tokens, labels = lesson.rows.shape[1], lesson.wanted.shape[1]
    hidden = _Learner(_start(chance, tokens, UNITS), DECAY)
    hidden_bias = _Learner(np.zeros(UNITS, np.float32))
    scores = _Learner(_start(chance, UNITS, labels))
    scores_bias = _Learner(np.zeros(labels, np.float32))
    for done, chosen in _batches(chance, lesson.rows.shape[0]):
        rows, pace = _forgetful(chance, lesson.rows[chosen]), PACE * (1 - done)
        before: Matrix = rows @ hidden.weights + hidden_bias.weights
        awake = _forgotten(chance, before.shape) * (before > 0)
        inner: Matrix = before * awake
        excess = _excess(inner @ scores.weights + scores_bias.weights, lesson.wanted[chosen], lesson.layout)
        back = (excess @ scores.weights.T) * awake
        turned = rows.T.tocsr()
        lines = np.flatnonzero(np.diff(turned.indptr))
        scores.step(inner.T @ excess, pace)
        scores_bias.step(excess.sum(0), pace)
        hidden.step(turned[lines] @ back, pace, lines)
        hidden_bias.step(back.sum(0), pace)
        if tell is not None:
            tell("learning", done)
    return Network(
        hidden.weights.astype(np.float16), hidden_bias.weights, scores.weights, scores_bias.weights
    )


def _start(chance: np.random.Generator, lines: int, columns: int) -> Matrix:
    start: Matrix = chance.normal(scale=0.1, size=(lines, columns)).astype(np.float32)
    return start


def _batches(chance: np.random.Generator, count: int) -> Iterator[tuple[float, NDArray[np.intp]]]:
    """How far the work is, and which messages come next; in every round all of them, in a new order."""
    for number in range(ROUNDS):
        order = chance.permutation(count)
        for start in range(0, count, BATCH):
            yield (number + start / count) / ROUNDS, order[start : start + BATCH]


def _forgotten(chance: np.random.Generator, shape: tuple[int, ...]) -> Matrix:
    """What the units count for in this step: nothing, or so much more that the sum stays."""
    kept: Matrix = (chance.random(shape) > FORGOTTEN_UNITS).astype(np.float32)
    return kept / np.float32(1 - FORGOTTEN_UNITS)


def _forgetful(chance: np.random.Generator, rows: sparse.csr_matrix) -> sparse.csr_matrix:
    rows = rows.copy()
    kept = chance.random(len(rows.data)) > FORGOTTEN_TOKENS
    rows.data = (rows.data * kept / (1 - FORGOTTEN_TOKENS)).astype(np.float32)
    return rows


def _excess(scores: Matrix, wanted: Matrix, layout: Layout) -> Matrix:
    """By how much each label's share is too great, over the messages of a batch; nothing where a field is not told."""
    starts, widths = layout.starts, layout.widths
    raised = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts, axis=1), widths, axis=1))
    shares = raised / np.repeat(np.add.reduceat(raised, starts, axis=1), widths, axis=1)
    told = np.repeat(np.add.reduceat(wanted, starts, axis=1), widths, axis=1)
    excess: Matrix = ((shares * told - wanted) / len(wanted)).astype(np.float32)
    return excess
