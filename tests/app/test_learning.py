"""`chalkline nlu corrections|train`: what people corrected, without names and numbers; and which model may serve."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app import learning
from app.learning import masked
from desk import events as ev
from desk.grading import FaultFacts
from desk.ids import PersonId
from desk.reading import DeviceClass, Impact, Symptom
from nlu.records import records
from tests.app.past import a_past, remember
from tests.app.terminal import Run, one_sentence
from tests.kit.builders import MINUTE, NOON
from tests.nlu.learners import a_workshop, some_records

ZHOU = PersonId("e-zhou")
PROJECTOR = FaultFacts(device=DeviceClass.PROJECTOR, symptom=Symptom.NO_SIGNAL, impact=Impact.LESSON_BLOCKED)
WORDS = "我是林小雨，电话13800000003，三年级2班那块板子黑了，周师傅知道"


def spoken(trail: tuple[ev.Event, ...], words: str) -> tuple[ev.Event, ...]:
    """The same trail, opened with these words."""
    opening, *rest = trail
    assert isinstance(opening, ev.TicketOpened)
    return (replace(opening, words=words), *rest)


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """Two tickets of changge: in 1001 the engineer said that a projector was meant; in 1002 nobody corrected anything."""
    run("demo")
    fixed = ev.FaultCorrected(at=NOON + 5 * MINUTE, by=ZHOU, fault=ev.Fault(PROJECTOR, "三年级2班"))
    trail = a_past(1001, ev.Acknowledged(at=NOON + 3 * MINUTE, by=ZHOU), fixed, pack="changge")
    remember(tmp_path / "var", spoken(trail, WORDS), a_past(1002, pack="changge"))
    return run


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_correction_becomes_a_line_without_names_and_numbers(desk: Run, tmp_path: Path) -> None:
    ended = desk("nlu", "corrections")
    assert ended.code == 0
    assert "1 messages were read wrongly" in ended.out
    path = tmp_path / "var" / "nlu" / "corrections.jsonl"
    (line,) = lines(path)
    assert line["text"] == "我是某某，电话138****0003，三年级2班那块板子黑了，某师傅知道"
    assert (line["device"], line["symptom"], line["location"]) == ("projector", "no_signal", "三年级2班")
    assert (line["by"], line["ticket"]) == ("engineer", 1001)
    assert line["was"]["device"] == "smart_board"
    assert records(path)[0]["device_ok"] == ["projector"]


def test_asked_twice_each_correction_is_there_once(desk: Run, tmp_path: Path) -> None:
    out = tmp_path / "mine.jsonl"
    desk("nlu", "corrections", "--out", str(out))
    assert "holds 1" in desk("nlu", "corrections", "--out", str(out)).out
    assert len(lines(out)) == 1


def test_since_leaves_out_what_was_corrected_before_that_day(desk: Run) -> None:
    assert "1 messages" in desk("nlu", "corrections", "--since", "2026-09-24").out
    assert "0 messages" in desk("nlu", "corrections", "--since", "2026-09-25").out


def test_a_day_that_is_none_is_one_sentence(desk: Run) -> None:
    assert "--since yesterday" in one_sentence(desk("nlu", "corrections", "--since", "yesterday"))


def test_a_file_that_holds_something_else_is_not_written_over(desk: Run, tmp_path: Path) -> None:
    out = tmp_path / "notes.txt"
    out.write_text("buy milk\n", encoding="utf-8")
    assert "was left as it is" in one_sentence(desk("nlu", "corrections", "--out", str(out)))
    assert out.read_text(encoding="utf-8") == "buy milk\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("林老师说", "某老师说"),
        ("找林小雨", "找某某"),
        ("树林老师少", "树某老师少"),
        ("ask Lin about the link", "ask N. about the link"),
        ("打13800000003", "打138****0003"),
        ("三年级2班黑屏", "三年级2班黑屏"),
    ],
)
def test_names_and_numbers_are_masked(text: str, seen: str) -> None:
    assert masked(text, ("林小雨", "Lin")) == seen


# --- train -------------------------------------------------------------------------------------------------------------------

DARK = {"text": "大屏黑屏", "intents": ["report_fault"], "device": "smart_board", "impact": "unknown"}
SMOKE = {"text": "冒烟了", "intents": ["report_fault"], "impact": "unknown", "safety": True}
URGE = {"text": "怎么还不来", "intents": ["urge"]}


@pytest.fixture
def school(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A desk whose model learns by heart; the shipped messages know of smoke, the gate set of four things."""
    shipped = tuple(some_records(tmp_path / "shipped.jsonl", SMOKE))
    copies = [{**DARK, "text": f"大屏黑屏{n}"} for n in range(3)]
    some_records(tmp_path / "gate.jsonl", SMOKE, URGE, *copies)
    monkeypatch.setattr(learning, "workshop", lambda: a_workshop(tmp_path / "no such model"))
    monkeypatch.setattr(learning, "GATE", tmp_path / "gate.jsonl")
    monkeypatch.setattr(learning, "training_records", lambda: shipped)
    return run


def test_a_trained_model_takes_service_and_shows_both_figures(school: Run, tmp_path: Path) -> None:
    ended = school("nlu", "train")
    assert ended.code == 0
    assert "safety recall" in ended.out
    assert "100.00%" in ended.out
    assert "serves from the next start on" in ended.out
    assert (tmp_path / "var" / "nlu" / "reader.npz").exists()


def test_the_corrections_of_the_desk_are_learnt_without_being_named(school: Run, tmp_path: Path) -> None:
    kept = tmp_path / "var" / "nlu" / "corrections.jsonl"
    kept.parent.mkdir(parents=True)
    some_records(kept, DARK)
    assert "Learnt from 2 messages" in school("nlu", "train").out


def test_messages_of_the_gate_set_are_not_learnt(school: Run, tmp_path: Path) -> None:
    some_records(tmp_path / "more.jsonl", URGE, DARK)
    assert "Learnt from 2 messages" in school("nlu", "train", "--with", str(tmp_path / "more.jsonl")).out


def test_a_worse_model_is_refused_with_exit_code_one_and_both_figures(school: Run, tmp_path: Path) -> None:
    out = tmp_path / "reader.npz"
    known = {"intent": "report_fault", "device": "smart_board", "impact": "unknown", "safety": False}
    best = {f"大屏黑屏{n}": known for n in range(3)} | {"冒烟了": {**known, "device": None, "safety": True}}
    out.write_text(json.dumps(best, ensure_ascii=False), encoding="utf-8")
    ended = school("nlu", "train", "--out", str(out))
    assert ended.code == 1
    assert "Refused: intent, device, impact" in ended.err
    assert "worse" in ended.out
    assert json.loads(out.read_text(encoding="utf-8")) == best
    forced = school("nlu", "train", "--out", str(out), "--force")
    assert forced.code == 0
    assert "forced past: intent, device, impact" in forced.out
    assert json.loads((tmp_path / "reader.npz.previous").read_text(encoding="utf-8")) == best


def test_force_does_not_pass_over_safety(
    school: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    school("nlu", "train")
    model = tmp_path / "var" / "nlu" / "reader.npz"
    before = model.read_bytes()
    harmless = some_records(tmp_path / "harmless.jsonl", DARK)
    monkeypatch.setattr(learning, "training_records", lambda: harmless)
    ended = school("nlu", "train", "--force")
    assert ended.code == 1
    assert "safety recall" in ended.err
    assert model.read_bytes() == before


def test_a_file_that_is_not_there_is_one_sentence(school: Run, tmp_path: Path) -> None:
    assert "Nothing was trained" in one_sentence(
        school("nlu", "train", "--with", str(tmp_path / "none.jsonl"))
    )
