"""The statistical model: a small network over the tokens of a message, in numpy. One hidden layer serves all fields.

It is made by `nlu.training`, never by hand, and holds no code: arrays and strings in one file. A reading costs some
hundredths of a millisecond.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from nlu.features import Features

SHIPPED = Path(__file__).parent / "model" / "reader.npz"
"""Where the set-up puts the model it has trained (tools/set_up.py); not in the repository."""

FORM = 4
"""Counted up when the file's form or the meaning of a token changes."""

WEIGHT_OF_SAID = 0.5
WEIGHT_OF_FOUND = 0.15
"""What a sentence of the desk and one finding of the lexicon weigh beside the text, whose weights have the length 1."""

MOST_PIECES = 3
"""Pieces of the text that are given as the reason for a field."""

Weights = NDArray[np.float32]


class BadModel(ValueError):
    """A file that is no model of this program; train again with `chalkline nlu train`."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message as a sparse row: columns and their weights."""

    columns: NDArray[np.int64]
    weights: Weights


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known tokens: column and rarity (inverse document frequency) of each."""

    columns: Mapping[str, int]
    rarity: Weights

    def row(self, told: Features) -> Row:
        """Tokens nobody has seen in training are left out."""
        groups = [
            self._spread(told.text, 1.0),
            self._spread(told.said, WEIGHT_OF_SAID),
            self._even(told.found),
        ]
        return Row(
            np.concatenate([columns for columns, _ in groups]),
            np.concatenate([weights for _, weights in groups]),
        )

    def _spread(self, tokens: Iterable[str], length: float) -> tuple[NDArray[np.int64], Weights]:
        """Rare tokens weigh more; together they have this length, so that a long message does not shout."""
        columns = self._known(tokens)
        weights = self.rarity[columns]
        norm = float(np.linalg.norm(weights))
        return columns, weights * np.float32(length / norm) if norm else weights

    def _even(self, tokens: Iterable[str]) -> tuple[NDArray[np.int64], Weights]:
        columns = self._known(tokens)
        return columns, np.full(len(columns), WEIGHT_OF_FOUND, np.float32)

    def _known(self, tokens: Iterable[str]) -> NDArray[np.int64]:
        """In order: a set of words comes in another order in every process, and sums would end in other digits."""
        column = self.columns.get
        return np.array(sorted(at for token in tokens if (at := column(token)) is not None), np.int64)


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields side by side, each a run of labels, so that one pass of arithmetic serves them all."""

    labels: Mapping[str, tuple[str, ...]]

    @property
    def widths(self) -> NDArray[np.int64]:
        """How many labels each field has."""
        return np.array([len(labels) for labels in self.labels.values()], np.int64)

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each field begins."""
        return np.concatenate([[0], np.cumsum(self.widths)[:-1]])

    def part(self, field: str) -> slice:
        """The run of one field."""
        start = int(self.starts[list(self.labels).index(field)])
        return slice(start, start + len(self.labels[field]))


@dataclass(frozen=True, slots=True)
class Network:
    """What was learnt: a row of the hidden layer for each token, in bytes of which each counts for its unit's `grain`, and from there
    the scores of all labels.
    """

    hidden: NDArray[np.int8]
    grain: Weights
    hidden_bias: Weights
    scores: Weights
    scores_bias: Weights

    def inner(self, row: Row) -> Weights:
        """The hidden layer for a message; nothing of it is below zero."""
        picked = self.hidden[row.columns].astype(np.float32)
        inner: Weights = np.einsum(
            "i,ij->j", row.weights, picked
        )  # `@` would wake BLAS's threads, which then spin
        inner *= self.grain
        inner += self.hidden_bias
        return np.maximum(inner, 0, out=inner)

    def scored(self, inner: Weights) -> Weights:
        """The scores of all labels."""
        scores: Weights = np.einsum("i,ij->j", inner, self.scores)
        scores += self.scores_bias
        return scores


@dataclass(frozen=True, slots=True)
class Cooling:
    """Turns scores into shares: one over the temperature of the field, for each label, and where the fields begin."""

    coolness: Weights
    starts: NDArray[np.int64]
    widths: NDArray[np.int64]

    @classmethod
    def of(cls, layout: Layout, temperatures: Mapping[str, float]) -> "Cooling":
        """By the temperature of each field, which makes its shares probabilities."""
        coolness = np.array([1 / temperatures[field] for field in layout.labels], np.float32)
        return cls(np.repeat(coolness, layout.widths), layout.starts, layout.widths)

    def shares(self, scores: Weights) -> list[float]:
        """How likely each label of each field is; those of one field sum to 1."""
        scores = scores - np.repeat(np.maximum.reduceat(scores, self.starts), self.widths)
        scores = np.exp(scores * self.coolness)
        scores /= np.repeat(np.add.reduceat(scores, self.starts), self.widths)
        told: list[float] = scores.tolist()
        return told


@dataclass(frozen=True, slots=True)
class Look:
    """A message as the hidden layer sees it."""

    told: Features
    inner: Weights


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learnt. `about` says from what: counts, fingerprint of the messages."""

    vocabulary: Vocabulary
    layout: Layout
    network: Network
    temperatures: Mapping[str, float]
    about: Mapping[str, Any]
    cooling: Cooling

    @classmethod
    def of(
        cls,
        vocabulary: Vocabulary,
        layout: Layout,
        network: Network,
        temperatures: Mapping[str, float],
        about: Mapping[str, Any],
    ) -> "Model":
        """Put together from what was learnt."""
        return cls(vocabulary, layout, network, temperatures, about, Cooling.of(layout, temperatures))

    def look(self, told: Features) -> "Look":
        """What the hidden layer makes of a message: everything that is asked about it begins there."""
        return Look(told, self.network.inner(self.vocabulary.row(told)))

    def shares(self, look: "Look") -> Mapping[str, Mapping[str, float]]:
        """For each field how likely each label is."""
        every = iter(self.cooling.shares(self.network.scored(look.inner)))
        return {field: dict(zip(labels, every, strict=False)) for field, labels in self.layout.labels.items()}

    def pieces(self, look: "Look", field: str, label: str) -> tuple[str, ...]:
        """The runs of characters that speak loudest for a label, the loudest first; none that is part of a louder one."""
        labels = self.layout.labels[field]
        if label not in labels:
            return ()
        known = [
            token for token in look.told.text if token in self.vocabulary.columns and _is_readable(token)
        ]
        columns = [self.vocabulary.columns[token] for token in known]
        voice = self._voice(look, self.layout.part(field).start + labels.index(label))
        weights = np.einsum("ij,j->i", self.network.hidden[columns].astype(np.float32), voice)
        loudest = sorted(
            zip((weights * self.vocabulary.rarity[columns]).tolist(), known, strict=True), reverse=True
        )
        kept: list[str] = []
        for weight, token in loudest:
            if (
                weight > 0
                and len(kept) < MOST_PIECES
                and not any(token in one or one in token for one in kept)
            ):
                kept.append(token)
        return tuple(kept)

    def _voice(self, look: "Look", column: int) -> Weights:
        """What each hidden unit that this message wakes says for a label."""
        voice: Weights = self.network.scores[:, column] * (look.inner > 0) * self.network.grain
        return voice

    def save(self, path: Path) -> None:
        """Write the file in one step: whoever reads it sees the old one or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        about = {
            "form": FORM,
            "labels": list(self.layout.labels.items()),
            "temperatures": dict(self.temperatures),
            "about": dict(self.about),
        }
        arrays: dict[str, Any] = {
            "about": _bytes(json.dumps(about, sort_keys=True)),
            "tokens": _bytes("\n".join(self.vocabulary.columns)),
            "rarity": self.vocabulary.rarity,
            **{name: getattr(self.network, name) for name in _ARRAYS},
        }
        beside = path.with_suffix(".new")
        with beside.open("wb") as file:
            np.savez(file, **arrays)
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Raises FileNotFoundError without a file, BadModel for one that is none or is of another form."""
        with path.open("rb") as file:
            try:
                stored = np.load(file, allow_pickle=False)
                told = json.loads(stored["about"].tobytes())
                if told["form"] != FORM:
                    raise BadModel(f"{path} is a model of another version; train again: chalkline nlu train")
                layout = Layout({field: tuple(labels) for field, labels in told["labels"]})
                network = Network(**{name: stored[name] for name in _ARRAYS})
                return cls.of(_vocabulary(stored), layout, network, told["temperatures"], told["about"])
            except (KeyError, OSError, EOFError, ValueError, BadZipFile) as problem:
                if isinstance(problem, BadModel):
                    raise
                raise BadModel(
                    f"{path} is no model; train again: chalkline nlu train ({problem})"
                ) from problem


_ARRAYS = ("hidden", "grain", "hidden_bias", "scores", "scores_bias")


def _vocabulary(stored: Mapping[str, NDArray[Any]]) -> Vocabulary:
    tokens = stored["tokens"].tobytes().decode().split("\n")
    return Vocabulary({token: column for column, token in enumerate(tokens)}, stored["rarity"])


def _is_readable(token: str) -> bool:
    """Whether a person would recognise it in their message."""
    return len(token) >= 2 and not set("^$|0 ") & set(token)


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
