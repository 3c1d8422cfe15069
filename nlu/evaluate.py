"""Scoring a reader against labelled messages (labels.md §0).

A field is right when the reading is in the record's `*_ok`; `exact` asks for the preferred value. Safety is scored by
recall and by false alarms apart, since a missed smoke and a needless warning do not weigh the same. Optional fields of
our own records (answer, hurt, security, occasion, fault_count, ticket_no) are scored where a record has them.
Grades are the desk's matter and are not scored here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from desk.reading import Reading, ReadingContext
from nlu.contexts import context_of_sentence
from nlu.records import Record


class Reader(Protocol):
    """Anything that reads a message."""

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says."""
        ...


@dataclass(frozen=True, slots=True)
class Miss:
    """One field of one record read otherwise than labelled."""

    record: str
    field: str
    text: str
    wanted: tuple[Any, ...]
    got: Any


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of 0..1 by field over `records` messages; `safety_recall` and `false_alarms` over those that apply."""

    records: int
    accepted: Mapping[str, float]
    exact: Mapping[str, float]
    safety_recall: float
    false_alarms: int
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
    """How well a reader does on labelled records."""
    read = [(record, reader.read(str(record["text"]), context_of(record))) for record in records]
    misses: list[Miss] = []
    accepted: dict[str, float] = {}
    exact: dict[str, float] = {}
    for name, value in FIELDS.items():
        scored = [(record, value(reading)) for record, reading in read if name in record]
        wrong = [_miss(name, record, got) for record, got in scored if got not in _wanted(name, record)]
        misses += wrong
        if scored:
            accepted[name] = 1 - len(wrong) / len(scored)
            exact[name] = sum(got == record[name] for record, got in scored) / len(scored)
    dangerous = [(record, reading.safety) for record, reading in read if record["safety"]]
    harmless = [
        (r, reading.safety) for r, reading in read if not r["safety"] and not r.get("safety_optional")
    ]
    misses += [_miss("safety", record, got) for record, got in dangerous if not got]
    misses += [_miss("safety", record, got) for record, got in harmless if got]
    recall = sum(got for _, got in dangerous) / len(dangerous) if dangerous else 1.0
    return Score(len(read), accepted, exact, recall, sum(got for _, got in harmless), tuple(misses))


def _wanted(name: str, record: Record) -> tuple[Any, ...]:
    return tuple(record.get(f"{name}_ok") or (record.get(name),))


def _miss(name: str, record: Record, got: Any) -> Miss:
    return Miss(str(record["id"]), name, str(record["text"]), _wanted(name, record), got)
