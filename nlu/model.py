"""The statistical model: a softmax over the tokens of a message for each field, in numpy, a few microseconds a field.

It is made by `nlu.training`, never by hand, and holds no code: arrays and strings in one file.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from nlu.features import Features

SHIPPED = Path(__file__).parent / "model" / "reader.npz"
"""Where the set-up puts the model it has trained (tools/set_up.py); not in the repository."""

FORM = 2
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
        column = self.columns.get
        return np.array([at for token in tokens if (at := column(token)) is not None], np.int64)


@dataclass(frozen=True, slots=True)
class Head:
    """One field: its labels, a column of weights for each, and the temperature that makes its shares probabilities."""

    labels: tuple[str, ...]
    weights: NDArray[np.float16]
    bias: Weights
    temperature: float


@dataclass(frozen=True, slots=True)
class Together:
    """All heads side by side, so that one look-up and one pass of arithmetic serve them all."""

    weights: NDArray[np.float16]
    bias: Weights
    coolness: Weights
    """One over the temperature of the head each column belongs to."""

    starts: NDArray[np.int64]
    widths: NDArray[np.int64]

    @classmethod
    def of(cls, heads: Iterable[Head]) -> "Together":
        """The heads in their order."""
        heads = tuple(heads)
        widths = np.array([len(head.labels) for head in heads], np.int64)
        return cls(
            np.hstack([head.weights for head in heads]),
            np.concatenate([head.bias for head in heads]),
            np.repeat(np.array([1 / head.temperature for head in heads], np.float32), widths),
            np.concatenate([[0], np.cumsum(widths)[:-1]]),
            widths,
        )

    def shares(self, row: Row) -> list[float]:
        """How likely each label of each head is; those of one head sum to 1."""
        picked = self.weights[row.columns].astype(np.float32)
        scores = (picked * row.weights[:, None]).sum(axis=0)  # `@` would wake BLAS's threads, which then spin
        scores += self.bias
        scores -= np.repeat(np.maximum.reduceat(scores, self.starts), self.widths)
        scores *= self.coolness
        scores = np.exp(scores)
        scores /= np.repeat(np.add.reduceat(scores, self.starts), self.widths)
        told: list[float] = scores.tolist()
        return told


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that was learnt. `about` says from what: counts, fingerprint of the messages."""

    vocabulary: Vocabulary
    heads: Mapping[str, Head]
    about: Mapping[str, Any]
    together: Together

    @classmethod
    def of(cls, vocabulary: Vocabulary, heads: Mapping[str, Head], about: Mapping[str, Any]) -> "Model":
        """Put together from what was learnt."""
        together = Together.of(heads.values())
        parts = {
            name: replace(head, weights=together.weights[:, at : at + len(head.labels)])
            for at, (name, head) in zip(together.starts.tolist(), heads.items(), strict=True)
        }
        return cls(vocabulary, parts, about, together)

    def shares(self, told: Features) -> Mapping[str, Mapping[str, float]]:
        """For each field how likely each label is."""
        every = iter(self.together.shares(self.vocabulary.row(told)))
        return {field: dict(zip(head.labels, every, strict=False)) for field, head in self.heads.items()}

    def pieces(self, told: Features, field: str, label: str) -> tuple[str, ...]:
        """The runs of characters that speak loudest for a label, the loudest first; none that is part of a louder one."""
        head = self.heads[field]
        if label not in head.labels:
            return ()
        known = [token for token in told.text if token in self.vocabulary.columns and _is_readable(token)]
        columns = [self.vocabulary.columns[token] for token in known]
        weights = head.weights[columns, head.labels.index(label)].astype(np.float32)
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

    def save(self, path: Path) -> None:
        """Write the file in one step: whoever reads it sees the old one or the new one."""
        path.parent.mkdir(parents=True, exist_ok=True)
        about = {
            "form": FORM,
            "heads": {name: [head.labels, head.temperature] for name, head in self.heads.items()},
            "about": dict(self.about),
        }
        arrays: dict[str, Any] = {
            "about": _bytes(json.dumps(about, sort_keys=True)),
            "tokens": _bytes("\n".join(self.vocabulary.columns)),
            "rarity": self.vocabulary.rarity,
        }
        for name, head in self.heads.items():
            arrays |= {f"{name}.weights": head.weights, f"{name}.bias": head.bias}
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
                return cls.of(_vocabulary(stored), _heads(stored, told["heads"]), told["about"])
            except (KeyError, OSError, EOFError, ValueError, BadZipFile) as problem:
                if isinstance(problem, BadModel):
                    raise
                raise BadModel(
                    f"{path} is no model; train again: chalkline nlu train ({problem})"
                ) from problem


def _vocabulary(stored: Mapping[str, NDArray[Any]]) -> Vocabulary:
    tokens = stored["tokens"].tobytes().decode().split("\n")
    return Vocabulary({token: column for column, token in enumerate(tokens)}, stored["rarity"])


def _heads(stored: Mapping[str, NDArray[Any]], told: Mapping[str, Any]) -> Mapping[str, Head]:
    return {
        name: Head(tuple(labels), stored[f"{name}.weights"], stored[f"{name}.bias"], temperature)
        for name, (labels, temperature) in told.items()
    }


def _is_readable(token: str) -> bool:
    """Whether a person would recognise it in their message."""
    return len(token) >= 2 and not set("^$|0 ") & set(token)


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)
