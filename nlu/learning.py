"""Fits the network of `nlu.model` to labelled rows: Adam in numpy, in small batches, with drop-out. Knows no messages.

Several are fitted, which differ by chance only, and joined to one whose scores are the mean of theirs: what one of them has from
chance the others outvote. Of a hidden layer, which has a line for every token, only the lines that a batch holds are touched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nlu.model import Layout, Network
from nlu.progress import Tell

Matrix = NDArray[np.float32]
Lines = NDArray[np.intp]

UNITS = 256
"""Units of the hidden layer of each."""

ROUNDS = 12
BATCH = 256
PACE = 4e-3
"""Length of the first steps; they grow shorter evenly, to nothing."""

MOST = 127
TINY = np.float32(1e-12)
"""The largest byte; and the least a weight can count, where a unit has none."""

FORGOTTEN_UNITS = 0.5
FORGOTTEN_TOKENS = 0.2
"""Parts of the hidden layer and of a message left out at random in each step, so that nothing hangs on one of them."""

DECAY = 1e-3
AT_ONCE = 256
"""Lines whose weights, means and squares are changed together: so many stay in the processor's cache."""


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


@dataclass(frozen=True, slots=True)
class Member:
    """One network as it was fitted, before it is joined with others."""

    hidden: Matrix
    hidden_bias: Matrix
    scores: Matrix
    scores_bias: Matrix


class _Learner:
    """An array of weights on its way, with the running mean and mean square of its slopes (Kingma and Ba, 2015)."""

    def __init__(self, weights: Matrix, decay: float = 0.0) -> None:
        self.weights = weights
        self._decay = np.float32(decay)
        self._mean, self._square = np.zeros_like(weights), np.zeros_like(weights)

    def step(self, slope: Matrix, pace: float, lines: Lines | None = None) -> None:
        """One step down the slope, on these lines only; on all without any."""
        lines = np.arange(len(self.weights)) if lines is None else lines
        for start in range(0, len(lines), AT_ONCE):
            here = slice(start, start + AT_ONCE)
            self._step(slope[here], np.float32(pace), lines[here])

    def _step(self, slope: Matrix, pace: np.float32, lines: Lines) -> None:
        mean, square = self._mean[lines], self._square[lines]
        mean *= np.float32(0.9)
        mean += np.float32(0.1) * slope
        square *= np.float32(0.999)
        square += np.float32(0.001) * slope * slope
        self._mean[lines], self._square[lines] = mean, square
        weights = self.weights[lines]
        mean /= np.sqrt(square) + np.float32(1e-8)
        mean += self._decay * weights
        self.weights[lines] = weights - pace * mean


def fitted(lesson: Lesson, number: int, tell: Tell | None = None) -> Member:
    """One of the networks, by its number. The same lesson and number give the same one."""
    chance = np.random.default_rng(number)
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
    return Member(hidden.weights, hidden_bias.weights, scores.weights, scores_bias.weights)


def joined(members: Sequence[Member]) -> Network:
    """One network whose scores are the mean of theirs: their units side by side. A unit's weights are kept as bytes, of which each
    counts for as much as the largest needs; what is lost by that cannot be seen in any figure.
    """
    hidden = np.concatenate([one.hidden for one in members], axis=1)
    grain = (np.abs(hidden).max(axis=0) / MOST).astype(np.float32)
    return Network(
        hidden=np.rint(hidden / np.maximum(grain, TINY)).astype(np.int8),
        grain=grain,
        hidden_bias=np.concatenate([one.hidden_bias for one in members]),
        scores=np.concatenate([one.scores / np.float32(len(members)) for one in members]),
        scores_bias=np.mean([one.scores_bias for one in members], axis=0, dtype=np.float32),
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
