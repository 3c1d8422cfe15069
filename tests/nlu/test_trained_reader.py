"""The reader of the product, with the model that the set-up has taught: what it reached, and what no text may do to it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.reading import DeviceClass, Impact, Intent, Reading, ReadingContext, Symptom
from nlu.evaluate import context_of, score
from nlu.message_reader import MessageReader
from nlu.model import SHIPPED, BadModel, Model
from nlu.records import HOME, records

NOTHING = ReadingContext()
FLOORS = {
    "gate": {"intent": 0.93, "device": 0.95, "symptom": 0.89, "location": 0.95, "impact": 0.90},
    "devtest": {"intent": 0.90, "device": 0.94, "symptom": 0.86, "location": 0.95, "impact": 0.88},
}
"""A message or two below what was reached; neither set was tuned on by record."""


@pytest.fixture(scope="module")
def trained() -> MessageReader:
    return MessageReader.of(SHIPPED)


@pytest.mark.parametrize("name", FLOORS)
def test_messages_nobody_trained_on_are_read_as_well_as_when_this_was_written(
    trained: MessageReader, name: str
) -> None:
    result = score(trained, records(HOME / f"{name}.jsonl"))
    assert {field: result.accepted[field] for field in FLOORS[name]} == {
        field: pytest.approx(1, abs=1 - floor) for field, floor in FLOORS[name].items()
    }
    assert result.safety_recall >= 0.96


def test_the_sentence_of_the_mission_is_read_whole(trained: MessageReader) -> None:
    read = trained.read("三年级2班大屏黑屏了，马上上课", NOTHING)
    assert read.intents == (Intent.REPORT_FAULT,)
    assert (read.fault.device, read.fault.symptom) == (DeviceClass.SMART_BOARD, Symptom.BLACK_SCREEN)
    assert read.impact is Impact.LESSON_BLOCKED
    assert read.fault.place is not None
    assert read.fault.place.words == "三年级2班"
    assert dict(read.why)["device"] == "大屏"
    assert all(0 <= share <= 1 for _, share in read.sure)


def test_a_wording_no_word_list_knows_is_explained_by_its_own_pieces(trained: MessageReader) -> None:
    text = "桌面半天才蹦出来，点啥都转圈圈"
    read = trained.read(text, NOTHING)
    assert read.fault.symptom is Symptom.FREEZE_SLOW
    assert dict(read.why)["symptom"]


@pytest.mark.parametrize("text", ["", " ", "2", "？？", "。。。", "\n\n"])
def test_a_text_without_content_is_left_to_the_rules(trained: MessageReader, text: str) -> None:
    assert trained.read(text, NOTHING).intents == (Intent.CHITCHAT,)


def test_without_a_model_the_rules_read_alone() -> None:
    read = MessageReader(None).read("投影仪黑屏了", NOTHING)
    assert (read.intent, read.fault.device) == (Intent.REPORT_FAULT, DeviceClass.PROJECTOR)
    assert read.sure == ()


@given(text=st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    read = _READER.read(text, ReadingContext(said=text[::-1], asked="step"))
    assert isinstance(read, Reading)


def test_ten_thousand_characters_are_read(trained: MessageReader) -> None:
    assert trained.read("大屏黑屏了😭" * 1500, NOTHING).intent is Intent.REPORT_FAULT


def test_a_model_is_the_same_after_it_was_stored(trained: MessageReader, tmp_path: Path) -> None:
    model = Model.load(SHIPPED)
    model.save(tmp_path / "again.npz")
    again = MessageReader.of(tmp_path / "again.npz")
    for record in records(HOME / "held_out.jsonl"):
        context = replace(context_of(record), said="")
        assert again.read(record["text"], context) == trained.read(record["text"], context)


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04 torn"])
def test_a_file_that_is_no_model_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(BadModel, match="chalkline nlu train"):
        Model.load(path)


_READER = MessageReader.of(SHIPPED)
