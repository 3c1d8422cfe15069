"""What of a trail is a corrected reading: what a person put right, of the words that were read wrongly; nothing else."""

from dataclasses import replace
from datetime import datetime

from desk import events as ev
from desk.grading import FaultFacts
from desk.ids import DeviceId, PersonId
from desk.people import Role
from desk.reading import DeviceClass, Impact, Intent, Symptom
from tests.kit.builders import BLACK_BOARD, ENGINEER, MINUTE, NOON, SUPERVISOR, TEACHER, an_opening
from usecases.collect_misreadings import Spoken, misread

ROLES = {TEACHER: Role.TEACHER, ENGINEER: Role.ENGINEER, SUPERVISOR: Role.SUPERVISOR}
OPENING = replace(an_opening(words="三年级2班大屏黑屏了", place="三年级2班"))


def at(minute: int) -> datetime:
    return NOON + minute * MINUTE


def said(minute: int, words: str) -> ev.Event:
    return ev.InformationAdded(at=at(minute), by=TEACHER, words=words)


def corrected(minute: int, by: str | None, place: str = "三年级2班", **facts: object) -> ev.Event:
    fault = ev.Fault(replace(BLACK_BOARD, **facts), place)  # type: ignore[arg-type]  # fields of FaultFacts
    return ev.FaultCorrected(at=at(minute), by=by, fault=fault)  # type: ignore[arg-type]  # the id of a person


def found(*events: ev.Event, opening: ev.TicketOpened = OPENING) -> tuple[Spoken, ...]:
    return misread((opening, *events), ROLES)


def test_a_trail_without_corrections_has_no_misreading() -> None:
    assert found(said(1, "快点"), ev.Acknowledged(at=at(2), by=ENGINEER)) == ()


def test_the_engineers_correction_is_about_the_report() -> None:
    (one,) = found(corrected(3, ENGINEER, device=DeviceClass.PROJECTOR, symptom=Symptom.NO_SIGNAL))
    assert (one.seq, one.words) == (1, "三年级2班大屏黑屏了")
    assert {name: (fix.value, fix.by) for name, fix in one.corrected.items()} == {
        "device": ("projector", Role.ENGINEER),
        "symptom": ("no_signal", Role.ENGINEER),
    }
    assert one.read["device"] == "smart_board"


def test_the_teachers_correction_keeps_their_words() -> None:
    (one,) = found(
        said(1, "不是大屏是投影"),
        corrected(1, TEACHER, device=DeviceClass.PROJECTOR),
    )
    assert one.corrected["device"].words == "不是大屏是投影"
    assert one.corrected["device"].by is Role.TEACHER


def test_further_words_correct_nothing_by_themselves() -> None:
    assert found(said(1, "投影也不亮"), corrected(1, None, device=DeviceClass.PROJECTOR)) == ()


def test_a_gap_that_the_teacher_fills_was_no_misreading() -> None:
    opening = an_opening(facts=FaultFacts(symptom=Symptom.BLACK_SCREEN), words="黑屏了", place="")
    filled = ev.FaultCorrected(
        at=at(1), by=TEACHER, fault=ev.Fault(FaultFacts(symptom=Symptom.BLACK_SCREEN), "三年级2班")
    )
    assert found(said(1, "三年级2班"), filled, opening=opening) == ()


def test_a_gap_that_the_engineer_fills_was_one() -> None:
    opening = an_opening(facts=FaultFacts(symptom=Symptom.BLACK_SCREEN), words="那块亮板子黑了", place="")
    fault = ev.Fault(FaultFacts(device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN))
    (one,) = found(ev.FaultCorrected(at=at(1), by=ENGINEER, fault=fault), opening=opening)
    assert one.read["device"] is None
    assert one.corrected["device"].value == "smart_board"


def test_a_correction_is_about_the_words_that_told_the_field() -> None:
    (one,) = found(
        said(1, "投影也灰蒙蒙的"),
        corrected(1, None, symptom=Symptom.NO_SIGNAL),
        corrected(5, ENGINEER, symptom=Symptom.DISPLAY_ABNORMAL),
    )
    assert (one.seq, one.words) == (2, "投影也灰蒙蒙的")
    assert one.read == {"symptom": "no_signal"}
    assert one.corrected["symptom"].value == "display_abnormal"


def test_the_last_of_several_corrections_counts() -> None:
    (one,) = found(
        corrected(3, ENGINEER, device=DeviceClass.PROJECTOR),
        corrected(4, SUPERVISOR, device=DeviceClass.CLASSROOM_PC),
    )
    assert (one.corrected["device"].value, one.corrected["device"].by) == ("classroom_pc", Role.SUPERVISOR)


def test_what_is_put_back_in_the_end_was_read_rightly() -> None:
    assert found(corrected(3, ENGINEER, device=DeviceClass.PROJECTOR), corrected(4, ENGINEER)) == ()


def test_that_it_was_a_question_is_a_correction_too() -> None:
    (one,) = found(corrected(3, SUPERVISOR, intent=Intent.ASK_HOWTO))
    assert one.corrected["intent"].value == "ask_howto"


def test_a_device_that_a_sticker_told_was_not_read() -> None:
    scanned = replace(OPENING, fault=replace(OPENING.fault, device=DeviceId("d1")))
    (one,) = found(corrected(3, ENGINEER, device=DeviceClass.PROJECTOR), opening=scanned)
    assert one.known


def test_a_report_without_words_was_not_read_at_all() -> None:
    silent = replace(OPENING, words="")
    assert found(corrected(3, ENGINEER, device=DeviceClass.PROJECTOR), opening=silent) == ()


def noted(minute: int, by: PersonId, place: str = "三年级2班", **facts: object) -> ev.Event:
    fault = ev.Fault(replace(BLACK_BOARD, **facts), place)  # type: ignore[arg-type]  # fields of FaultFacts
    return ev.ReadingNoted(at=at(minute), by=by, fault=fault)


def test_reach_and_danger_are_corrected_by_staff_and_by_no_further_words() -> None:
    worse = corrected(1, TEACHER, impact=Impact.WHOLE_SCHOOL)
    assert found(said(1, "全校都这样"), worse) == ()
    (one,) = found(corrected(3, ENGINEER, impact=Impact.MULTI_ROOM, safety=True))
    assert {name: (fix.value, one.read[name]) for name, fix in one.corrected.items()} == {
        "impact": ("multi_room", "lesson_blocked"),
        "safety": ("true", "false"),
    }


def test_what_is_noted_after_the_end_counts_and_does_not_disturb_what_follows() -> None:
    (one,) = found(
        noted(3, SUPERVISOR, device=DeviceClass.PROJECTOR),
        said(4, "还有红灯"),
        corrected(4, None, safety=True),
        noted(5, SUPERVISOR, device=DeviceClass.PROJECTOR, symptom=Symptom.NO_SIGNAL),
    )
    assert {name: fix.value for name, fix in one.corrected.items()} == {
        "device": "projector",
        "symptom": "no_signal",
    }


def test_a_denied_fix_goes_on_from_what_was_noted() -> None:
    (one,) = found(
        noted(3, SUPERVISOR, device=DeviceClass.PROJECTOR),
        ev.FixDenied(at=at(4), by=TEACHER),
        corrected(5, None, device=DeviceClass.PROJECTOR, impact=Impact.MULTI_ROOM),
    )
    assert {name: fix.value for name, fix in one.corrected.items()} == {"device": "projector"}


def test_the_desks_last_sentence_comes_with_the_words_that_answer_it() -> None:
    asked = ev.InformationAdded(at=at(1), by=TEACHER, words="灰蒙蒙的", said="有画面吗？")
    (one,) = found(
        asked,
        corrected(1, None, symptom=Symptom.NO_SIGNAL),
        corrected(5, ENGINEER, symptom=Symptom.DISPLAY_ABNORMAL),
    )
    assert one.said == "有画面吗？"


def test_diagnosis_withdrawal_and_a_new_grade_correct_no_reading() -> None:
    told = (
        ev.Diagnosed(at=at(1), by=ENGINEER, note="其实是投影灯泡"),
        ev.Regraded(at=at(2), by=SUPERVISOR, verdict=OPENING.verdict, note="不急"),
        ev.Cancelled(at=at(3), by=TEACHER, words="没坏，看错了"),
    )
    assert found(*told) == ()
