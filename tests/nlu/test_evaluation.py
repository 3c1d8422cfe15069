"""Floors under the scores of docs/nlu.md; the held-out messages were never tuned on."""

from pathlib import Path

import pytest

import nlu.evaluate
from desk.reading import Intent, Reading, ReadingContext
from nlu.evaluate import Confused, Score, judged, score, scored
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


class _Told:
    """Reads what it was told to, in order."""

    def __init__(self, *readings: Reading) -> None:
        self._readings = iter(readings)

    def read(self, text: str, context: ReadingContext) -> Reading:
        return next(self._readings)


def _record(name: str, *intents: str, **labels: object) -> dict[str, object]:
    return {
        "id": name,
        "text": name,
        "intents": list(intents),
        "intent": intents[0],
        "safety": False,
        **labels,
    }


def test_intents_are_compared_as_sets_and_the_rest_pair_by_pair() -> None:
    reader = _Told(
        Reading("", intents=(Intent.URGE, Intent.REPORT_FAULT)),
        Reading("", intents=(Intent.URGE,)),
        Reading("", intents=(Intent.URGE,)),
    )
    told = [
        _record("1", "report_fault", "urge", tags=["short"]),
        _record("2", "complain", tags=["short", "emotional"]),
        _record("3", "complain", lang="en"),
    ]
    result = score(reader, told)
    assert result.intents is not None
    assert (result.intents.exact, result.intents.precision, result.intents.recall) == (1 / 3, 2 / 4, 2 / 4)
    assert result.confused["intent"] == (Confused("complain", "urge", 2), Confused("report_fault", "urge", 1))
    assert [(one.tag, one.records, one.accepted["intent"]) for one in result.slices] == [
        ("short", 2, 0.0),
        ("emotional", 1, 0.0),
        ("lang:en", 1, 0.0),
    ]


def test_confidence_in_the_intent_comes_before_confidence_in_the_whole() -> None:
    reader = _Told(
        Reading("", intents=(Intent.URGE,), confidence=0.1, sure=(("intent", 0.95),)),
        Reading("", intents=(Intent.URGE,), confidence=0.35),
    )
    result = score(reader, [_record("1", "urge"), _record("2", "complain")])
    assert result.calibration is not None
    assert [one.count for one in result.calibration.bins] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert result.calibration.error == pytest.approx((0.05 + 0.35) / 2)


def test_grades_are_scored_where_a_record_has_the_label() -> None:
    told = [
        _record("1", "report_fault", grade_gangbei="B", grade_gangbei_ok=["B", "A"]),
        _record("2", "report_fault", class_of_002=3, class_of_002_ok=[3]),
        _record("3", "chitchat", grade_gangbei=None),
    ]
    grades: dict[str, str | None] = {"grade_gangbei": "A", "class_of_002": "3"}
    result = scored(
        [judged(_Silent(), record, lambda _: grades) for record in told],
        {"grade_gangbei": ("A", "B", "C", "D"), "class_of_002": ("1", "2", "3"), "level_of_001": ("I",)},
    )
    assert sorted(result.grades) == ["class_of_002", "grade_gangbei"]
    assert (result.grades["class_of_002"].exact, result.grades["class_of_002"].messages) == (1.0, 1)
    assert (result.grades["grade_gangbei"].accepted, result.grades["grade_gangbei"].over) == (0.5, 0.5)
    assert result.confused["grade_gangbei"] == (Confused("None", "A", 1),)


def test_a_warning_that_is_neither_required_nor_wrong_counts_for_nothing() -> None:
    alarm = Reading("", safety=True)
    result = score(
        _Told(alarm, alarm), [_record("1", "chitchat"), _record("2", "chitchat", safety_optional=True)]
    )
    assert (result.false_alarms, result.harmless, result.dangerous) == (1, 1, 0)
