"""Floors under the scores of docs/nlu.md; the held-out messages were never tuned on."""

from pathlib import Path

import pytest

import nlu.evaluate
from desk.reading import Reading, ReadingContext
from nlu.evaluate import Score, score
from nlu.reader import LexiconReader
from nlu.records import records

HOME = Path(nlu.evaluate.__file__).parent / "data"


def _score(reader: LexiconReader, name: str) -> Score:
    return score(reader, records(HOME / name))


def test_the_tuned_messages_are_read_well(reader: LexiconReader) -> None:
    result = _score(reader, "dev.jsonl")
    assert result.records >= 150
    assert (
        min(result.accepted[name] for name in ("intent", "device", "symptom", "location", "impact")) >= 0.97
    )


def test_the_held_out_messages_are_read_well(reader: LexiconReader) -> None:
    result = _score(reader, "held_out.jsonl")
    assert result.records >= 50
    assert min(result.accepted[name] for name in ("intent", "device", "symptom", "location", "impact")) >= 0.9


@pytest.mark.parametrize("name", ["dev.jsonl", "held_out.jsonl", "unseen.jsonl"])
def test_no_danger_is_missed_and_no_harmless_message_alarms(reader: LexiconReader, name: str) -> None:
    result = _score(reader, name)
    assert result.safety_recall == 1.0
    assert result.false_alarms == 0


class _Silent:
    def read(self, text: str, context: ReadingContext) -> Reading:
        return Reading(text)


def test_a_reader_that_understands_nothing_is_scored_as_such() -> None:
    result = score(_Silent(), records(HOME / "dev.jsonl"))
    assert result.safety_recall == 0.0
    assert result.accepted["device"] < 0.5
    assert result.accepted["intent"] < 0.2
    assert result.exact["symptom"] < 0.5


def test_a_miss_names_record_field_and_both_values() -> None:
    record = {
        "id": "X1",
        "text": "冒烟",
        "intent": "report_fault",
        "intent_ok": ["report_fault"],
        "safety": True,
    }
    result = score(_Silent(), [record])
    assert {(miss.record, miss.field, miss.wanted, miss.got) for miss in result.misses} == {
        ("X1", "intent", ("report_fault",), "chitchat"),
        ("X1", "safety", (True,), False),
    }
