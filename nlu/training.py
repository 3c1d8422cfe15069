"""Makes the model from labelled messages: networks with one hidden layer over the tokens of `nlu.features`.

Where a record accepts several values, part of its weight goes to the others, so that the model is not taught to be surer
than its teachers. A record with a sentence of the desk is learnt with and without it: a bot does not always pass it on.
A record that does not tell a field teaches nothing about it. The same messages, lexicon and library versions give the
same model to the last digit, as long as sums are made in the same order: `tools/set_up.py` says so to numpy.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from math import log, sqrt

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar

from desk.reading import Impact, Occasion
from nlu.evaluate import context_of
from nlu.features import Features
from nlu.learning import Lesson, Matrix, fitted, joined
from nlu.message_reader import MessageReader
from nlu.model import SHIPPED, Layout, Model, Network, Row, Vocabulary
from nlu.progress import Tell, progress_bar
from nlu.records import Record, training_records

SEEN = 4
"""Messages that must hold a token for it to be learnt."""

LENIENCE = 0.3
"""The part of a record's weight that its other accepted values share."""

HELD_BACK = 8
"""Every so many-th message is left out of the fit that finds the temperatures."""

MEMBERS = 4
"""Networks that are joined: symptoms and devices read a point better than by one, reach and intents half a point (docs/nlu.md)."""

TRIED = 2
"""Those that are fitted a second time, without the messages held back."""

BOTH = "intents"
"""All intents of a message; `intent` is the primary one."""


def train(records: Sequence[Record], tell: Tell) -> Model:
    """Learn from these records. Raises ValueError when there are too few to learn anything from."""
    if len(records) < HELD_BACK * 10:
        raise ValueError(f"{len(records)} messages are too few to learn from")
    doubled = [*records, *(_alone(record) for record in records if record["context"])]
    told = _studied(doubled, tell)
    vocabulary = _vocabulary(told)
    rows = _matrix([vocabulary.row(one) for one in told], len(vocabulary.columns))
    layout, wanted = _wanted(doubled)
    lesson = Lesson(rows, wanted, layout)
    network, temperatures = _learnt(lesson, tell)
    about = {"messages": len(records), "fingerprint": fingerprint(records)}
    return Model.of(vocabulary, layout, network, temperatures, about)


def main() -> None:
    """Make the shipped model (tools/set_up.py): `python -m nlu.training`."""
    with progress_bar() as tell:
        model = train(training_records(), tell)
    model.save(SHIPPED)


def fingerprint(records: Iterable[Record]) -> str:
    """Of the messages and their labels."""
    digest = hashlib.sha256()
    for record in records:
        digest.update(repr(sorted(record.items())).encode())
    return digest.hexdigest()


def _learnt(lesson: Lesson, tell: Tell) -> tuple[Network, Mapping[str, float]]:
    """The network, and its temperatures as fewer members show them on messages they have not seen: half of the work each for two
    processors.
    """
    back = np.arange(lesson.rows.shape[0]) % HELD_BACK == 0
    own = MEMBERS - (MEMBERS - TRIED) // 2
    with ProcessPoolExecutor(1) as pool:
        tried = [pool.submit(fitted, lesson.of(~back), number) for number in range(TRIED)]
        others = [pool.submit(fitted, lesson, number) for number in range(own, MEMBERS)]
        members = [fitted(lesson, number, _part(tell, number, own)) for number in range(own)]
        network = joined([*members, *(other.result() for other in others)])
        trial = joined([one.result() for one in tried])
    return network, _temperatures(trial, lesson.of(back))


def _part(tell: Tell, number: int, of: int) -> Tell:
    return lambda stage, done: tell(stage, (number + done) / of)


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


def _wanted(records: Sequence[Record]) -> tuple[Layout, Matrix]:
    """The fields with their labels, and for each record the share that each label should have; all nought: not told."""
    told = {name: [of(record) for record in records] for name, of in _FIELDS.items()}
    layout = Layout(
        {
            name: tuple(sorted({label for shares in column for label in shares}))
            for name, column in told.items()
        }
    )
    wanted = np.zeros((len(records), int(layout.widths.sum())), np.float32)
    for name, column in told.items():
        at = {label: layout.part(name).start + place for place, label in enumerate(layout.labels[name])}
        for number, shares in enumerate(column):
            for label, share in shares.items():
                wanted[number, at[label]] = share
    return layout, wanted


def _temperatures(network: Network, back: Lesson) -> Mapping[str, float]:
    """For each field what makes it neither boastful nor timid on messages it has not seen."""
    inner = np.maximum(back.rows @ network.hidden.astype(np.float32) * network.grain + network.hidden_bias, 0)
    scores = inner @ network.scores + network.scores_bias
    return {field: _temperature(scores[:, part], back.wanted[:, part]) for field, part in back.parts()}


def _temperature(scores: Matrix, wanted: Matrix) -> float:
    def loss(heat: float) -> float:
        cooled = scores / heat
        cooled -= cooled.max(1, keepdims=True)
        return float((wanted * (np.log(np.exp(cooled).sum(1, keepdims=True)) - cooled)).sum())

    return float(minimize_scalar(loss, bounds=(0.3, 3.0), method="bounded").x)


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
"""The fields that are learnt."""


if __name__ == "__main__":
    main()
