"""`chalkline nlu`: lines in, lines out; and the figures of the reader."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.reading import SharedReader
from desk.reading import Reading, ReadingContext
from nlu.records import HOME
from tests.app.terminal import Run, one_sentence

FORM = [
    "id", "intent", "intents", "device", "symptom", "location", "impact", "safety", "confidence", "grades", "why"
]  # fmt: skip


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def written(folder: Path, *records: object) -> Path:
    file = folder / "messages.jsonl"
    file.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in records), encoding="utf-8")
    return file


def test_every_line_of_a_file_is_answered_in_order_with_words_and_grades(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        {"id": "a", "text": "三年级2班大屏黑屏了，正在上课", "context": None},
        {"id": "b", "text": "师傅到哪了", "context": "工单 1001 已派单。"},
        {"id": "c", "text": "冒烟了！"},
    )
    ended = run("nlu", "parse", str(file))
    assert (ended.code, ended.err) == (0, "")
    first, second, third = lines(ended.out)
    assert list(first) == FORM
    assert first["grades"]["gangbei"] == {"grade": "B", "clause": "000 §5.14 B"}  # type: ignore[index]  # JSON
    assert first["why"]["location"] == "三年级2班"  # type: ignore[index]  # JSON
    assert (second["id"], second["intent"]) == ("b", "query_progress")
    assert second["grades"]["gangbei"] == {"grade": None, "clause": None}  # type: ignore[index]  # JSON
    assert third["safety"] is True


def test_standard_input_is_read_without_a_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    told = '\ufeff{"id": 7, "text": "3班", "context": "请问在哪间教室？"}\n\n'.encode()
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(told)))
    ended = run("nlu", "parse")
    (answer,) = lines(ended.out)
    assert (ended.code, answer["id"], answer["intent"], answer["location"]) == (0, 7, "supply_info", "3班")


def test_a_bad_line_is_named_and_the_others_are_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    good = '{"id": "1", "text": "没声音"}'.encode()
    bad = [b"{", b"\xff", b"[]", b'{"text": 5}', b'{"text": "a", "context": 1}', b'{"id": 1.5, "text": "a"}']
    file.write_bytes(b"\n".join([good, *bad, good]))
    ended = run("nlu", "parse", str(file))
    assert ended.code == 1
    assert [answer["id"] for answer in lines(ended.out)] == ["1", "1"]
    complaints = ended.err.splitlines()
    assert [line.split(":")[0] for line in complaints] == [f"line {number}" for number in range(2, 8)]
    assert "not JSON" in complaints[0]
    assert "not UTF-8" in complaints[1]
    assert "`text`" in complaints[3]
    assert "`context`" in complaints[4]
    assert "`id`" in complaints[5]


def test_a_file_that_is_not_there_is_one_sentence(run: Run, tmp_path: Path) -> None:
    for words in (("parse", str(tmp_path / "none")), ("evaluate", str(tmp_path / "none"))):
        assert "No such file" in one_sentence(run("nlu", *words))


def test_the_contracts_of_the_folder_are_the_ones_that_grade(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    pack = Path("contracts/changge.yaml").read_text(encoding="utf-8")
    (folder / "changge.yaml").write_text(pack, encoding="utf-8")
    file = written(tmp_path, {"id": "1", "text": "全校断网"})
    ended = run("nlu", "parse", str(file), CONTRACTS_DIR=str(folder))
    (answer,) = lines(ended.out)
    assert answer["grades"] == {"changge": {"grade": "I", "clause": "001 §4.5.5.3 I"}}


def test_the_figures_of_a_labelled_file_are_printed(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        {
            "text": "302投影仪没信号，马上上课",
            "intents": ["report_fault"],
            "device": "projector",
            "symptom": "no_signal",
            "location": "302",
            "impact": "lesson_blocked",
            "grade_gangbei": "B",
            "level_changge": "III",
            "class_puyang_polytechnic": 3,
            "class_puyang_unicom": "较大",
            "tags": ["short"],
        },
        {"text": "冒烟了", "intents": ["chitchat"], "grade_gangbei": "A"},
    )
    shown = run("nlu", "evaluate", str(file), "--misses")
    assert shown.code == 0
    for words in ("2 messages", "expected calibration error", "false alarms 1 of 2", "冒烟了", "messages:2"):
        assert words in shown.out
    told = json.loads(run("nlu", "evaluate", str(file), "--json").out)
    assert (told["accepted"]["device"], told["accepted"]["intent"], told["false_alarms"]) == (1.0, 0.5, 1)
    exact = {label: one["exact"] for label, one in told["grades"].items()}
    assert exact == {
        "grade_gangbei": 0.5,
        "level_changge": 1.0,
        "class_puyang_polytechnic": 1.0,
        "class_puyang_unicom": 1.0,
    }
    assert "misses" not in told


@pytest.mark.parametrize(
    "words", [(), ("nlu/data/gate.jsonl",), ("nlu/data/dev.jsonl", "nlu/data/../data/devtest.jsonl")]
)
def test_the_messages_of_a_test_set_are_never_shown(run: Run, words: tuple[str, ...]) -> None:
    assert "only ever counted" in one_sentence(run("nlu", "evaluate", *words, "--misses"))


def test_a_file_without_a_message_or_with_a_bad_one_is_one_sentence(run: Run, tmp_path: Path) -> None:
    empty, bad = tmp_path / "empty.jsonl", tmp_path / "bad.jsonl"
    empty.write_text("\n", encoding="utf-8")
    bad.write_text('{"text": "a"}\n', encoding="utf-8")
    assert "no message" in one_sentence(run("nlu", "evaluate", str(empty)))
    assert "bad:1: `intents` is missing" in one_sentence(run("nlu", "evaluate", str(bad)))


def test_the_sets_that_are_only_counted_are_there() -> None:
    assert all((HOME / name).is_file() for name in ("devtest.jsonl", "gate.jsonl"))


def test_one_process_makes_one_reader_and_only_when_it_reads() -> None:
    made, closed = [], []

    def make():
        made.append(1)
        return (lambda text, context: Reading(text)), lambda: closed.append(1)

    shared = SharedReader(make)
    shared.close()
    assert (made, closed) == ([], [])
    for text in ("a", "b"):
        assert shared.read(text, ReadingContext()).text == text
    shared.close()
    shared.close()
    assert (made, closed) == ([1], [1])
