"""Corrections as records to learn from: right labels, nobody's name, no slip of the teacher's own, each once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desk.grading import FaultFacts
from desk.people import Role
from desk.reading import DeviceClass, Impact, Symptom
from nlu.corrections import OPEN_TICKET, Labelling, corrected_record, keep, without
from nlu.records import BadRecord, records
from tests.kit.builders import MINUTE, NOON
from usecases.collect_misreadings import Correction, Misreading, Spoken

READ = {"device": "smart_board", "symptom": "black_screen", "location": "三年级2班", "intent": "report_fault"}
FACTS = FaultFacts(device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN, impact=Impact.LESSON_BLOCKED)


def graded(facts: FaultFacts) -> dict[str, str | None]:
    """A pack of two grades: danger and everything else."""
    return {"grade_gangbei": "B" if facts.safety else "C"}


LABELLING = Labelling(lambda text: text.replace("林小雨", "某某"), lambda text: "zh", graded)


def a_record(
    *,
    words: str = "三年级2班白板黑屏了",
    by: Role = Role.ENGINEER,
    said: str = "",
    seq: int = 1,
    read: Mapping[str, str | None] = READ,
    known: bool = False,
    facts: FaultFacts = FACTS,
    asked: str = "",
    names: tuple[str, ...] = (),
    **values: str | None,
) -> Any:
    fixes = {name: Correction(value, by, NOON, said, names=names) for name, value in values.items()}
    wrong = Misreading(1001, Spoken(seq, words, read, facts, known, asked, fixes), ())
    return corrected_record(wrong, LABELLING)


def test_the_corrected_field_is_the_label_and_the_rest_is_as_read() -> None:
    assert a_record(device="projector") == {
        "id": "ticket-1001-1",
        "text": "三年级2班白板黑屏了",
        "context": None,
        "lang": "zh",
        "intent": "report_fault",
        "intents": ["report_fault"],
        "intent_ok": ["report_fault"],
        "device": "projector",
        "device_ok": ["projector"],
        "symptom": "black_screen",
        "symptom_ok": ["black_screen"],
        "location": "三年级2班",
        "location_ok": ["三年级2班"],
        "impact": "lesson_blocked",
        "impact_ok": ["lesson_blocked", "unknown"],
        "safety": False,
        "safety_optional": False,
        "grade_gangbei": "C",
        "grade_gangbei_ok": ["C"],
        "tags": ["correction"],
        "notes": "device: smart_board -> projector",
        "was": {"device": "smart_board"},
        "by": "engineer",
        "ticket": 1001,
    }


def test_a_slip_of_the_teachers_own_is_no_misreading() -> None:
    slip = {"words": "三年级2班大屏黑屏了", "by": Role.TEACHER, "said": "不是大屏是投影"}
    assert a_record(device="projector", **slip) is None
    assert a_record(device="projector", **{**slip, "words": "三年级2班白板黑屏了"})["device"] == "projector"


def test_what_an_engineer_says_of_the_same_words_counts() -> None:
    assert a_record(words="三年级2班大屏黑屏了", device="projector")["by"] == "engineer"


def test_a_place_is_a_label_only_where_it_stands_in_the_words() -> None:
    teacher = {"by": Role.TEACHER, "said": "是5班"}
    assert a_record(location="三年级5班", **teacher) is None
    both = a_record(words="我是3班的，三年级5班的投影黑屏", location="三年级5班", **teacher)
    assert both["location"] == "三年级5班"
    assert both["was"] == {"location": "三年级2班"}


def test_a_place_that_a_button_told_is_no_label() -> None:
    assert a_record(words="白板黑屏了", device="projector")["location"] is None


def test_a_question_has_no_symptom_and_no_impact() -> None:
    told = a_record(words="白板怎么投屏", intent="ask_howto")
    assert (told["intents"], told["symptom"], told["impact"]) == (["ask_howto"], None, "none")
    assert told["symptom_ok"] == [None, "black_screen"]


def test_words_added_to_a_ticket_say_that_there_was_one() -> None:
    told = a_record(words="灰蒙蒙的", seq=4, read={"symptom": "no_signal"}, symptom="display_abnormal")
    assert (told["id"], told["context"]) == ("ticket-1001-4", OPEN_TICKET)
    assert told["intent_ok"] == ["supply_info", "report_fault"]
    assert told["device"] is None


def test_a_device_that_a_sticker_told_is_neither_label_nor_misreading() -> None:
    assert a_record(words="黑屏了", known=True, device="projector") is None
    told = a_record(words="画面发灰", known=True, symptom="display_abnormal")
    assert (told["device"], told["device_ok"]) == (None, [None, "smart_board"])


def test_smoke_that_was_not_read_is_danger() -> None:
    assert a_record(words="白板后面烧糊了似的", symptom="smell_smoke")["safety"] is True


def test_a_danger_that_was_taken_back_is_left_open() -> None:
    read, facts = {**READ, "symptom": "smell_smoke"}, FaultFacts(safety=True, symptom=Symptom.SMELL_SMOKE)
    told = a_record(words="白板冒火了一样慢", read=read, facts=facts, symptom="freeze_slow")
    assert (told["safety"], told["safety_optional"]) == (True, True)


def test_a_room_is_found_in_the_words_by_any_of_its_names() -> None:
    told = a_record(words="305的投影黑了", location="三年级5班", names=("三年级5班", "305"))
    assert (told["location"], told["was"]) == ("305", {"location": "三年级2班"})


def test_that_the_words_name_no_place_is_a_label_when_staff_say_it() -> None:
    told = a_record(words="总务处说白板黑屏了", read={**READ, "location": "总务处"}, location=None)
    assert (told["location"], told["location_ok"]) == (None, [None])


def test_how_far_it_reaches_is_the_label_alone_once_a_person_said_it() -> None:
    told = a_record(words="好几个班白板黑屏", impact="multi_room")
    assert (told["impact"], told["impact_ok"]) == ("multi_room", ["multi_room"])
    assert a_record(words="白板黑屏", impact=None)["impact"] == "unknown"


@pytest.mark.parametrize(("value", "danger", "grade"), [("true", True, "B"), ("false", False, "C")])
def test_danger_is_as_a_person_said_and_graded_by_it(value: str, danger: bool, grade: str) -> None:
    told = a_record(words="白板那边噼啪响", safety=value)
    assert (told["safety"], told["safety_optional"], told["grade_gangbei"]) == (danger, False, grade)


def test_the_desks_last_sentence_is_the_context_where_it_is_known() -> None:
    told = a_record(words="灰的", seq=4, asked="指示灯亮吗？", symptom="display_abnormal", read={})
    assert told["context"] == "指示灯亮吗？"
    assert told["grade_gangbei_ok"] == ["C", None]


def test_names_are_taken_out_of_text_and_place() -> None:
    read = {**READ, "location": "林小雨办公室"}
    told = a_record(words="林小雨办公室白板黑屏了", read=read, device="projector")
    assert (told["text"], told["location"]) == ("某某办公室白板黑屏了", "某某办公室")


def test_every_record_can_be_read_and_each_is_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "nlu" / "corrections.jsonl"
    first = a_record(device="projector")
    assert keep(path, [first]) == 1
    assert keep(path, [first]) == 1
    assert keep(path, [{**first, "device": "audio"}, a_record(seq=4, device="audio")]) == 2
    assert [(one["id"], one["device"]) for one in records(path)] == [
        ("ticket-1001-1", "audio"),
        ("ticket-1001-4", "audio"),
    ]


def test_lines_that_people_have_added_stay(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text(json.dumps({"text": "投影不亮", "intents": ["report_fault"]}) + "\n", encoding="utf-8")
    assert keep(path, [a_record(device="projector")]) == 2
    assert [one["text"] for one in records(path)] == ["投影不亮", "三年级2班白板黑屏了"]
    assert keep(path, [a_record(device="projector")]) == 2


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("buy milk\n", encoding="utf-8")
    with pytest.raises(BadRecord):
        keep(path, [a_record(device="projector")])
    assert path.read_text(encoding="utf-8") == "buy milk\n"
    assert [one.name for one in tmp_path.iterdir()] == ["notes.txt"]


def test_what_is_tested_on_is_not_learnt() -> None:
    told = [a_record(device="projector"), a_record(words="灰屏", seq=4, device="audio")]
    assert [one["text"] for one in without(["三年级2班 白板黑屏了"], told)] == ["灰屏"]


def test_the_last_to_correct_is_named() -> None:
    early = Correction("audio", Role.ENGINEER, NOON)
    late = Correction("no_sound", Role.SUPERVISOR, NOON + MINUTE)
    spoken = Spoken(1, "没声", READ, FACTS, corrected={"device": early, "symptom": late})
    told = corrected_record(Misreading(7, spoken, ()), LABELLING)
    assert told is not None
    assert told["by"] == "supervisor"
