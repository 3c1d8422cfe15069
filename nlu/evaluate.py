"""Scoring a reader against labelled messages (labels.md §0).

A field is right when the reading is in the record's `*_ok`; `exact` asks for the preferred value. Safety is scored by
recall and by false alarms apart, since a missed smoke and a needless warning do not weigh the same. Optional fields of
our own records (answer, hurt, security, occasion, fault_count, ticket_no) are scored where a record has them.
Grades are the desk's matter: a function that gives them is passed in, by the name of their label.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from desk.reading import Reading, ReadingContext
from nlu.agreement import Agreement, Graded, Scale, agreement
from nlu.calibration import Calibration, calibration
from nlu.contexts import context_of_sentence
from nlu.records import Record

MOST_CONFUSED = 6
"""Pairs of a confusion that are worth a look."""

MAIN = ("intent", "device", "symptom", "location", "impact")
"""Fields that every record has, and that slices show."""


class Reader(Protocol):
    """Anything that reads a message."""

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says."""
        ...


Grades = Mapping[str, str | None]
"""By the name of the label (`grade_gangbei`), the grade given; None for none."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One record, what the reader made of it, and the grades given on that."""

    record: Record
    reading: Reading
    grades: Grades = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Miss:
    """One field of one record read otherwise than labelled."""

    record: str
    field: str
    text: str
    wanted: tuple[Any, ...]
    got: Any


@dataclass(frozen=True, slots=True)
class Sets:
    """The intents as sets: share of messages with all of them and no other; precision and recall over single ones."""

    exact: float
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class Confused:
    """How often `got` was read where `wanted` was labelled and `got` not accepted."""

    wanted: str
    got: str
    count: int


@dataclass(frozen=True, slots=True)
class Slice:
    """The accepted shares of the messages with one tag, by field."""

    tag: str
    records: int
    accepted: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of 0..1 by field over the `labelled` ones of `records` messages; `safety_recall` over the `dangerous`, `false_alarms` counted among
    the `harmless` (a warning neither required nor wrong is of neither). Grades by the name of their label.
    """

    records: int
    accepted: Mapping[str, float]
    exact: Mapping[str, float]
    safety_recall: float
    false_alarms: int
    dangerous: int = 0
    harmless: int = 0
    labelled: Mapping[str, int] = field(default_factory=dict)
    intents: Sets | None = None
    grades: Mapping[str, Agreement] = field(default_factory=dict)
    confused: Mapping[str, tuple[Confused, ...]] = field(default_factory=dict)
    slices: tuple[Slice, ...] = ()
    calibration: Calibration | None = None
    misses: tuple[Miss, ...] = field(default=(), repr=False)


FIELDS: Mapping[str, Callable[[Reading], Any]] = {
    "intent": lambda reading: reading.intent.value,
    "device": lambda reading: reading.fault.device,
    "symptom": lambda reading: reading.fault.symptom,
    "location": lambda reading: reading.fault.place.words if reading.fault.place else None,
    "impact": lambda reading: reading.impact.value,
    "answer": lambda reading: reading.answer,
    "hurt": lambda reading: reading.hurt,
    "security": lambda reading: reading.security,
    "occasion": lambda reading: reading.occasion.value,
    "ticket_no": lambda reading: reading.ticket_no,
    "fault_count": lambda reading: len(reading.faults),
}


def context_of(record: Record) -> ReadingContext:
    """What a reader may know: the bot's last message as the kind of question it was."""
    return context_of_sentence(record.get("context"))


def score(reader: Reader, records: Iterable[Record]) -> Score:
    """How well a reader does on labelled records, grades left aside."""
    return scored(judged(reader, record) for record in records)


def judged(reader: Reader, record: Record, grade: Callable[[Reading], Grades] = lambda _: {}) -> Judged:
    """One record read as the desk would read it, and graded."""
    reading = reader.read(str(record["text"]), context_of(record))
    return Judged(record, reading, grade(reading))


def scored(told: Iterable[Judged], scales: Mapping[str, Scale] | None = None) -> Score:
    """All the figures. `scales` has the grades of every label that is to be scored, the gravest first."""
    every = tuple(told)
    misses = tuple(_misses(every))
    wrong = Counter(miss.field for miss in misses)
    present = {name: [one for one in every if name in one.record] for name in FIELDS}
    dangerous = [one for one in every if one.record["safety"]]
    harmless = [one for one in every if _is_harmless(one.record)]
    graded = {label: agreement(scale, _graded(label, every)) for label, scale in (scales or {}).items()}
    return Score(
        records=len(every),
        accepted={name: 1 - wrong[name] / len(had) for name, had in present.items() if had},
        exact={name: _exact(name, had) for name, had in present.items() if had},
        safety_recall=_share(one.reading.safety for one in dangerous),
        false_alarms=sum(one.reading.safety for one in harmless),
        dangerous=len(dangerous),
        harmless=len(harmless),
        labelled={name: len(had) for name, had in present.items() if had},
        intents=_sets([one for one in every if "intents" in one.record]),
        grades={label: found for label, found in graded.items() if found},
        confused={**_confused(every), **_confused_grades(every, tuple(scales or ()))},
        slices=tuple(_slices(every)),
        calibration=calibration(
            (dict(one.reading.sure).get("intent", one.reading.confidence), _right("intent", one))
            for one in present["intent"]
        ),
        misses=misses,
    )


def _misses(told: Iterable[Judged]) -> Iterator[Miss]:
    for one in told:
        for name in FIELDS:
            if name in one.record and not _right(name, one):
                yield _miss(name, one.record, FIELDS[name](one.reading))
        missed = one.record["safety"] and not one.reading.safety
        if missed or (one.reading.safety and _is_harmless(one.record)):
            yield _miss("safety", one.record, one.reading.safety)


def _is_harmless(record: Record) -> bool:
    """No danger, and a warning would be wrong."""
    return not record["safety"] and not record.get("safety_optional")


def _right(name: str, one: Judged) -> bool:
    return FIELDS[name](one.reading) in _wanted(name, one.record)


def _exact(name: str, had: list[Judged]) -> float:
    return sum(bool(FIELDS[name](one.reading) == one.record[name]) for one in had) / len(had)


def _share(right: Iterable[bool]) -> float:
    """1 where there is nothing to get wrong."""
    counted = list(right)
    return sum(counted) / len(counted) if counted else 1.0


def _sets(told: list[Judged]) -> Sets | None:
    pairs = [(set(one.record["intents"]), {intent.value for intent in one.reading.intents}) for one in told]
    if not pairs:
        return None
    both = sum(len(wanted & got) for wanted, got in pairs)
    given, labelled = (sum(len(pair[side]) for pair in pairs) for side in (1, 0))
    return Sets(_share(wanted == got for wanted, got in pairs), both / max(1, given), both / max(1, labelled))


def _graded(label: str, told: Iterable[Judged]) -> Iterator[Graded]:
    for one in told:
        if label in one.record and label in one.grades:
            accepted = tuple(map(_grade, _wanted(label, one.record)))
            yield Graded(_grade(one.record[label]), accepted, one.grades[label])


def _grade(value: Any) -> str | None:
    """A label's spelling of a grade: 002 numbers its classes."""
    return None if value is None else str(value)


def _confused(told: tuple[Judged, ...]) -> dict[str, tuple[Confused, ...]]:
    """The pairs taken for each other most often. Of places there are too many for pairs to say anything."""
    pairs = {
        name: Counter(
            (str(one.record[name]), str(FIELDS[name](one.reading)))
            for one in told
            if name in one.record and not _right(name, one)
        )
        for name in MAIN
        if name != "location"
    }
    return {name: _most(counted) for name, counted in pairs.items() if counted}


def _confused_grades(told: tuple[Judged, ...], labels: Iterable[str]) -> dict[str, tuple[Confused, ...]]:
    pairs = {
        label: Counter(
            (str(one.wanted), str(one.got)) for one in _graded(label, told) if one.got not in one.accepted
        )
        for label in labels
    }
    return {label: _most(counted) for label, counted in pairs.items() if counted}


def _most(counted: Counter[tuple[str, str]]) -> tuple[Confused, ...]:
    return tuple(Confused(wanted, got, count) for (wanted, got), count in counted.most_common(MOST_CONFUSED))


def _slices(told: tuple[Judged, ...]) -> Iterator[Slice]:
    """By tag, the commonest first; the language counts as one where it is not plain Chinese."""
    members: dict[str, list[Judged]] = {}
    for one in told:
        lang = str(one.record.get("lang", "zh"))
        for tag in sorted({*one.record.get("tags", ()), *(() if lang == "zh" else (f"lang:{lang}",))}):
            members.setdefault(tag, []).append(one)
    for tag, tagged in sorted(members.items(), key=lambda item: -len(item[1])):
        had = {name: [one for one in tagged if name in one.record] for name in MAIN}
        yield Slice(
            tag, len(tagged), {name: _share(_right(name, one) for one in ones) for name, ones in had.items()}
        )


def _wanted(name: str, record: Record) -> tuple[Any, ...]:
    return tuple(record.get(f"{name}_ok") or (record.get(name),))


def _miss(name: str, record: Record, got: Any) -> Miss:
    return Miss(str(record["id"]), name, str(record["text"]), _wanted(name, record), got)
