"""Makes the model from labelled messages: multinomial logistic regression on the tokens of `nlu.features`, by L-BFGS.

Where a record accepts several values, part of its weight goes to the others, so that the model is not taught to be surer
than its teachers. A record with a sentence of the desk is learnt with and without it: a bot does not always pass it on.
The same messages, lexicon and library versions give the same model.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize, minimize_scalar

from desk.reading import Impact, Occasion
from nlu.evaluate import context_of
from nlu.features import Features
from nlu.message_reader import MessageReader
from nlu.model import SHIPPED, Head, Model, Row, Vocabulary
from nlu.progress import Tell, progress_bar
from nlu.records import Record, training_records

Matrix = NDArray[np.float32]

SEEN = 3
"""Messages that must hold a token for it to be learnt."""

LENIENCE = 0.3
"""The part of a record's weight that its other accepted values share."""

LOOSENESS = 50.0
"""Inverse strength of the pull of all weights towards zero (chosen by cross-validation on the training messages)."""

STEPS = 60
MORE_STEPS = 40
"""Steps of the first fit, and of the second, which goes on from there with all messages."""

HELD_BACK = 8
"""Every so many-th message is left out of the fit that finds the temperature."""

BOTH = "intents"
"""The head of all intents of a message; `intent` is the head of the primary one."""


@dataclass(frozen=True, slots=True)
class Task:
    """One head to learn: the messages as rows, and for each the wanted shares of the labels."""

    rows: sparse.csr_matrix
    shares: Matrix
    labels: tuple[str, ...]


def train(records: Sequence[Record], tell: Tell) -> Model:
    """Learn from these records. Raises ValueError when there are too few to learn anything from."""
    if len(records) < HELD_BACK * 10:
        raise ValueError(f"{len(records)} messages are too few to learn from")
    doubled = [*records, *(_alone(record) for record in records if record["context"])]
    told = _studied(doubled, tell)
    vocabulary = _vocabulary(told)
    rows = _matrix([vocabulary.row(one) for one in told], len(vocabulary.columns))
    wanted = {name: _task(rows, [of(record) for record in doubled]) for name, of in _FIELDS.items()}
    with ProcessPoolExecutor() as pool:
        heads = {}
        for name, head in zip(wanted, pool.map(learn, wanted.values()), strict=True):
            heads[name] = head
            tell("learning", len(heads) / len(wanted))
    return Model.of(vocabulary, heads, {"messages": len(records), "fingerprint": fingerprint(records)})


def main() -> None:
    """Make the shipped model (tools/set_up.py): `python -m nlu.training`."""
    with progress_bar() as tell:
        model = train(training_records(), tell)
    model.save(SHIPPED)


def learn(task: Task) -> Head:
    """Fit one head, with the temperature that makes it neither boastful nor timid on messages it has not seen."""
    back = np.arange(task.rows.shape[0]) % HELD_BACK == 0
    start = np.zeros((task.rows.shape[1] + 1, len(task.labels)), np.float32)
    first = _fit(task.rows[~back], task.shares[~back], start, STEPS)
    scores = _scores(task.rows[back], first)
    found = minimize_scalar(
        lambda heat: _loss(scores / heat, task.shares[back]), bounds=(0.3, 3.0), method="bounded"
    )
    weights, bias = np.vsplit(_fit(task.rows, task.shares, first, MORE_STEPS), [-1])
    bias = bias[0]
    return Head(task.labels, weights.astype(np.float16), bias.astype(np.float32), float(found.x))


def fingerprint(records: Iterable[Record]) -> str:
    """Of the messages and their labels."""
    digest = hashlib.sha256()
    for record in records:
        digest.update(repr(sorted(record.items())).encode())
    return digest.hexdigest()


def _alone(record: Record) -> Record:
    return {**record, "unsaid": True}


def _studied(records: Sequence[Record], tell: Tell) -> list[Features]:
    reader = MessageReader(None)
    told = []
    for number, record in enumerate(records, 1):
        context = context_of(record)
        context = replace(context, said="") if record.get("unsaid") else context
        told.append(reader.features(str(record["text"]), context))
        if number % 200 == 0:
            tell("reading", number / len(records))
    return told


def _vocabulary(told: Sequence[Features]) -> Vocabulary:
    seen = Counter(token for one in told for group in (one.text, one.said, one.found) for token in group)
    kept = sorted(token for token, times in seen.items() if times >= SEEN)
    rarity = [sqrt(log(len(told) / seen[token]) + 1) for token in kept]
    return Vocabulary({token: column for column, token in enumerate(kept)}, np.array(rarity, np.float32))


def _matrix(rows: Sequence[Row], width: int) -> sparse.csr_matrix:
    starts = np.cumsum([0, *(len(row.columns) for row in rows)])
    columns = np.concatenate([row.columns for row in rows])
    weights = np.concatenate([row.weights for row in rows])
    return sparse.csr_matrix((weights, columns, starts), shape=(len(rows), width))


def _task(rows: sparse.csr_matrix, wanted: Sequence[Mapping[str, float]]) -> Task:
    """Of the messages that tell the field at all: an empty mapping is a label nobody gave."""
    told = [number for number, shares in enumerate(wanted) if shares]
    rows, wanted = rows[told], [wanted[number] for number in told]
    labels = tuple(sorted({label for shares in wanted for label in shares}))
    column = {label: number for number, label in enumerate(labels)}
    shares = np.zeros((len(wanted), len(labels)), np.float32)
    for number, one in enumerate(wanted):
        for label, share in one.items():
            shares[number, column[label]] = share
    return Task(rows, shares, labels)


def _fit(rows: sparse.csr_matrix, shares: Matrix, start: Matrix, steps: int) -> Matrix:
    """Weights of the least loss, from `start` on; the last line is the bias."""
    turned = rows.T.tocsr()

    def cost(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(start.shape).astype(np.float32)
        scores = _scores(rows, weights)
        excess = _softmax(scores) - shares
        slope = np.vstack([turned @ excess + weights[:-1] / LOOSENESS, excess.sum(0)])
        loss = _loss(scores, shares) + 0.5 * float((weights[:-1] ** 2).sum()) / LOOSENESS
        return loss, slope.ravel().astype(np.float64)

    found = minimize(
        cost, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 7}
    )
    return found.x.reshape(start.shape).astype(np.float32)


def _scores(rows: sparse.csr_matrix, weights: Matrix) -> Matrix:
    scores: Matrix = rows @ weights[:-1] + weights[-1]
    return scores


def _softmax(scores: Matrix) -> Matrix:
    raised: Matrix = np.exp(scores - scores.max(1, keepdims=True))
    shares: Matrix = raised / raised.sum(1, keepdims=True)
    return shares


def _loss(scores: Matrix, shares: Matrix) -> float:
    lowered = scores - scores.max(1, keepdims=True)
    return float((shares * (np.log(np.exp(lowered).sum(1, keepdims=True)) - lowered)).sum())


def _field(name: str) -> Callable[[Record], Mapping[str, float]]:
    def shares(record: Record) -> Mapping[str, float]:
        preferred, *others = (str(value) for value in record[f"{name}_ok"])
        if not others:
            return {preferred: 1.0}
        return {preferred: 1 - LENIENCE} | dict.fromkeys(others, LENIENCE / len(others))

    return shares


def _intents(record: Record) -> Mapping[str, float]:
    told = [str(intent) for intent in record["intents"]]
    return {intent: 1 / len(told) for intent in told}


def _danger(record: Record) -> Mapping[str, float]:
    if record["safety_optional"]:
        return {"yes": 0.5, "no": 0.5}
    return {"yes" if record["safety"] else "no": 1.0}


def _flag(name: str) -> Callable[[Record], Mapping[str, float]]:
    """A field that records name only where it is true."""
    return lambda record: {"yes" if record.get(name) else "no": 1.0}


def _answer(record: Record) -> Mapping[str, float]:
    """What a reply means to the desk's question; nothing is learnt where nothing was asked."""
    return {str(record.get("answer")): 1.0} if context_of(record).asked else {}


def _occasion(record: Record) -> Mapping[str, float]:
    """No record names it: whether a major activity is on or is coming shows in the grade (labels.md §5 rule 4)."""
    if "grade_gangbei" not in record:
        return {} if "event" in record["tags"] else {Occasion.NONE: 1.0}
    grade, accepted = record["grade_gangbei"], record["grade_gangbei_ok"]
    if "event" not in record["tags"]:
        grave = grade == "A" and record["impact"] != Impact.WHOLE_SCHOOL
        return {} if grave and not record["safety"] and not record.get("security") else {Occasion.NONE: 1.0}
    if grade == "A" or (grade == "B" and "C" not in accepted):
        return {Occasion.NOW: 1.0}
    return {Occasion.LATER if grade == "B" else Occasion.NONE: 1.0}


_FIELDS: Mapping[str, Callable[[Record], Mapping[str, float]]] = {
    "symptom": _field("symptom"),
    "device": _field("device"),
    "intent": _field("intent"),
    BOTH: _intents,
    "impact": _field("impact"),
    "safety": _danger,
    "security": _flag("security"),
    "hurt": _flag("hurt"),
    "answer": _answer,
    "occasion": _occasion,
}
"""The heads, the longest to learn first."""


if __name__ == "__main__":
    main()
