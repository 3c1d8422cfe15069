"""A retrained model takes service whole or not at all, and only when it is no worse than the one before."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nlu.records import Record
from nlu.retraining import Lesson, Outcome, previous, retrain
from tests.nlu.learners import a_workshop, learn, some_records

DARK = {"text": "大屏黑屏", "intents": ["report_fault"], "device": "smart_board", "impact": "unknown"}
SMOKE = {"text": "冒烟了", "intents": ["report_fault"], "impact": "unknown", "safety": True}
THANKS = {"text": "修得真快", "intents": ["praise"]}
LATE = {"text": "怎么还不来", "intents": ["urge"]}
Try = Callable[..., Outcome]


@pytest.fixture
def gate(tmp_path: Path) -> tuple[Record, ...]:
    return some_records(tmp_path / "gate.jsonl", DARK, SMOKE, THANKS, LATE)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "models" / "reader.json"


@pytest.fixture
def attempt(tmp_path: Path, gate: tuple[Record, ...], out: Path) -> Try:
    """Retrain on these messages against what serves."""

    def run(*messages: dict[str, object], force: bool = False) -> Outcome:
        known = some_records(tmp_path / "messages.jsonl", *messages)
        serving = out if out.exists() else None
        lesson = Lesson(known, gate, serving, out, force)
        return retrain(a_workshop(tmp_path / "none"), lesson, lambda stage, share: None)

    return run


def test_the_first_model_has_only_the_rules_to_beat(attempt: Try, out: Path) -> None:
    assert attempt(DARK, SMOKE, THANKS).accepted
    assert "大屏黑屏" in out.read_text(encoding="utf-8")
    assert not previous(out).exists()


def test_a_better_model_takes_service_and_the_one_before_is_kept(attempt: Try, out: Path) -> None:
    attempt(SMOKE)
    first = out.read_bytes()
    assert attempt(DARK, SMOKE, THANKS, LATE).accepted
    assert previous(out).read_bytes() == first
    assert out.read_bytes() != first


def test_a_worse_model_is_refused_and_leaves_everything_as_it_was(attempt: Try, out: Path) -> None:
    attempt(DARK, SMOKE, THANKS, LATE)
    before = out.read_bytes()
    refused = attempt(SMOKE)
    assert not refused.accepted
    assert "intent" in refused.gate.worse
    assert out.read_bytes() == before
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_worse_field_can_be_forced_but_a_missed_danger_never(attempt: Try, out: Path) -> None:
    attempt(DARK, SMOKE, THANKS, LATE)
    before = out.read_bytes()
    assert not attempt(DARK, THANKS, LATE, force=True).accepted
    assert out.read_bytes() == before
    assert attempt(SMOKE, force=True).accepted


def test_a_training_that_breaks_leaves_nothing_behind(
    tmp_path: Path, out: Path, gate: tuple[Record, ...]
) -> None:
    class Unsaved:
        def save(self, path: Path) -> None:
            path.write_text("half", encoding="utf-8")
            raise OSError("disk full")

    shop = a_workshop(tmp_path / "none")
    broken = type(shop)(lambda messages, tell: Unsaved(), shop.reader, shop.score, shop.shipped)
    with pytest.raises(OSError, match="disk full"):
        retrain(broken, Lesson((), gate, None, out), lambda stage, share: None)
    assert list(out.parent.iterdir()) == []


def test_every_stage_is_told_to_its_end(tmp_path: Path, gate: tuple[Record, ...], out: Path) -> None:
    told: list[tuple[str, float]] = []
    shop = a_workshop(tmp_path / "none")
    retrain(shop, Lesson(gate, gate, None, out), lambda stage, share: told.append((stage, share)))
    assert dict(told) == {"learning": 1.0, "comparing": 1.0}
    assert learn(gate, lambda stage, share: None).known.keys() == {one["text"] for one in gate}
