"""From messages to a report: nothing grave is forgotten, later words win, and a question is asked only when it matters."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.doubt import Question
from desk.grading import FaultFacts
from desk.ids import ContractId, MediaId, RoomId
from desk.reading import (
    DeviceClass,
    FaultReading,
    Impact,
    Intent,
    Occasion,
    PlaceReading,
    Reading,
    Symptom,
)
from desk.reporting import (
    QUICK,
    Draft,
    about,
    absorb,
    first_verdict,
    graded,
    has_fault,
    merge,
    only_here,
    wider,
    worth_asking,
)
from tests.kit.builders import BLACK_BOARD, NOON, a_ticket, packs

R32, R35 = RoomId("r32"), RoomId("r35")
BOARD, AUDIO = DeviceClass.SMART_BOARD, DeviceClass.AUDIO


def said(
    text: str = "words",
    *,
    device: DeviceClass | None = None,
    symptom: Symptom | None = None,
    place: PlaceReading | None = None,
    intent: Intent = Intent.REPORT_FAULT,
    impact: Impact = Impact.NONE,
    occasion: Occasion = Occasion.NONE,
    danger: str = "",
    sure: float = 0.0,
) -> Reading:
    mentioned = device or symptom or place
    faults = (FaultReading(device, symptom, place),) if mentioned else ()
    return Reading(
        text,
        intents=(intent,),
        faults=faults,
        impact=impact,
        occasion=occasion,
        safety="safety" in danger,
        hurt="hurt" in danger,
        security="security" in danger,
        confidence=sure,
    )


def place(words: str, *rooms: RoomId) -> PlaceReading:
    return PlaceReading(words, rooms)


def test_a_message_adds_its_words_its_evidence_and_what_it_says() -> None:
    draft = absorb(
        Draft(),
        said("302 dark", device=BOARD, symptom=Symptom.BLACK_SCREEN, place=place("302", R32)),
        (MediaId("m"),),
    )
    assert (draft.words, draft.media, draft.place, draft.room) == (("302 dark",), ("m",), "302", R32)
    assert (draft.facts.device, draft.facts.symptom) == (BOARD, Symptom.BLACK_SCREEN)


def test_a_bare_photo_adds_no_words() -> None:
    assert absorb(Draft(), said(""), (MediaId("m"),)).words == ()


def test_a_later_place_wins_and_no_place_changes_nothing() -> None:
    draft = absorb(Draft(), said(place=place("302", R32)))
    assert absorb(draft, said()).room == R32
    moved = absorb(draft, said(place=place("no, 305", R35)))
    assert (moved.place, moved.room) == ("no, 305", R35)


def test_a_place_that_fits_several_rooms_is_no_certain_room() -> None:
    draft = absorb(Draft(), said(place=place("class 2", R32, R35)))
    assert draft.rooms == (R32, R35)
    assert draft.room is None
    assert absorb(draft, said(place=place("the yard"))).room is None


def test_later_words_win_about_the_device_and_the_symptom() -> None:
    facts = merge(BLACK_BOARD, *_read(said(device=AUDIO, symptom=Symptom.NO_SOUND)))
    assert (facts.device, facts.symptom) == (AUDIO, Symptom.NO_SOUND)


def test_a_vague_symptom_does_not_push_out_a_precise_one() -> None:
    vague = said(device=BOARD, symptom=Symptom.UNSPECIFIED)
    assert merge(BLACK_BOARD, *_read(vague)).symptom is Symptom.BLACK_SCREEN
    assert merge(FaultFacts(), *_read(vague)).symptom is Symptom.UNSPECIFIED


def test_small_talk_does_not_turn_a_report_into_something_else() -> None:
    asked = merge(FaultFacts(), *_read(said(intent=Intent.ASK_HOWTO)))
    assert asked.intent is Intent.ASK_HOWTO
    assert merge(asked, *_read(said(intent=Intent.URGE))).intent is Intent.ASK_HOWTO
    assert merge(asked, *_read(said(intent=Intent.REPORT_FAULT))).intent is Intent.REPORT_FAULT


def test_an_occasion_stays_until_another_is_named() -> None:
    later = merge(FaultFacts(), *_read(said(occasion=Occasion.LATER)))
    assert merge(later, *_read(said())).occasion is Occasion.LATER
    assert merge(later, *_read(said(occasion=Occasion.NOW))).occasion is Occasion.NOW


def _read(reading: Reading) -> tuple[Reading, FaultReading]:
    return reading, reading.fault


READINGS = st.builds(
    said,
    device=st.none() | st.sampled_from(DeviceClass),
    symptom=st.none() | st.sampled_from(Symptom),
    impact=st.sampled_from(Impact),
    intent=st.sampled_from(Intent),
    danger=st.sampled_from(["", "safety", "hurt", "security", "safety hurt"]),
)


@given(st.lists(READINGS, min_size=1, max_size=6))
def test_danger_and_reach_are_never_lost_again(readings: list[Reading]) -> None:
    draft = Draft()
    for reading in readings:
        before, draft = draft, absorb(draft, reading)
        assert wider(before.facts.impact, draft.facts.impact) is draft.facts.impact
    assert draft.facts.safety == any(reading.safety for reading in readings)
    assert draft.facts.hurt == any(reading.hurt for reading in readings)
    assert draft.facts.security == any(reading.security for reading in readings)


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        (Impact.UNKNOWN, Impact.NONE, Impact.UNKNOWN),
        (Impact.UNKNOWN, Impact.SINGLE_DEVICE, Impact.SINGLE_DEVICE),
        (Impact.LESSON_BLOCKED, Impact.SINGLE_DEVICE, Impact.LESSON_BLOCKED),
        (Impact.LESSON_BLOCKED, Impact.MULTI_ROOM, Impact.MULTI_ROOM),
        (Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL, Impact.WHOLE_SCHOOL),
    ],
)
def test_the_wider_of_two_reaches_counts(a: Impact, b: Impact, both: Impact) -> None:
    assert wider(a, b) is wider(b, a) is both


@pytest.mark.parametrize(
    ("facts", "known"),
    [
        (FaultFacts(), False),
        (FaultFacts(symptom=Symptom.UNSPECIFIED), False),
        (FaultFacts(impact=Impact.LESSON_BLOCKED), False),
        (FaultFacts(device=BOARD), True),
        (FaultFacts(symptom=Symptom.NO_SOUND), True),
        (FaultFacts(safety=True), True),
    ],
)
def test_what_is_broken_is_known_by_a_device_a_symptom_or_danger(facts: FaultFacts, known: bool) -> None:
    assert has_fault(Draft(facts=facts)) is known


UNCLEAR = replace(BLACK_BOARD, impact=Impact.UNKNOWN)


def asked(facts: FaultFacts, pack: str = "gangbei") -> tuple[Question, ...]:
    return worth_asking(Draft(facts=facts), packs()[ContractId(pack)])


def test_the_lesson_is_asked_about_only_where_the_contract_grades_by_it() -> None:
    assert asked(UNCLEAR) == (Question.LESSON,)
    assert asked(UNCLEAR, "puyang_polytechnic") == ()


@pytest.mark.parametrize(
    "facts", [BLACK_BOARD, replace(UNCLEAR, impact=Impact.SINGLE_DEVICE), replace(UNCLEAR, safety=True)]
)
def test_the_lesson_is_not_asked_about_when_it_is_known_or_danger_is_about(facts: FaultFacts) -> None:
    assert asked(facts) == ()


def test_the_lesson_is_not_asked_about_when_the_grade_is_the_gravest_anyway() -> None:
    assert asked(replace(UNCLEAR, occasion=Occasion.NOW)) == ()


def test_an_answer_that_it_is_only_here_leaves_the_lesson_open_and_nothing_else() -> None:
    network = Draft(facts=replace(UNCLEAR, device=DeviceClass.NETWORK, symptom=Symptom.NETWORK_DOWN))
    gangbei = packs()[ContractId("gangbei")]
    assert worth_asking(network, gangbei)[0] is Question.SCOPE
    assert worth_asking(only_here(network), gangbei) == (Question.LESSON,)


def test_a_report_is_as_certain_as_its_vaguest_message_about_the_fault() -> None:
    draft = absorb(Draft(facts=BLACK_BOARD), said(device=BOARD, sure=0.9))
    draft = absorb(draft, said(device=BOARD, sure=0.5))
    assert absorb(draft, said(sure=0.1)).read == 0.5
    assert graded(draft, packs()[ContractId("changge")]).confidence == 0.5


def test_without_an_answer_the_worst_that_is_plausible_is_taken() -> None:
    gangbei = packs()[ContractId("gangbei")]
    assert graded(Draft(facts=UNCLEAR), gangbei).grade == "C"
    assert graded(Draft(facts=UNCLEAR), gangbei, unanswered=True).grade == "B"


KNOWN = a_ticket(room="r32", way=())
SOON, LATE = NOON + QUICK, NOON + QUICK + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("reading", "now", "same"),
    [
        (said(place=place("305", R35)), SOON, False),
        (said(place=place("302", R32)), LATE, True),
        (said(place=place("class 2", R32, R35)), LATE, True),
        (said(device=AUDIO), SOON, False),
        (said(device=BOARD), LATE, True),
        (said(device=AUDIO, place=place("302", R32)), SOON, False),
        (said(device=BOARD, place=place("305", R35)), SOON, False),
        (said(symptom=Symptom.NO_SOUND), SOON, True),
        (said(symptom=Symptom.NO_SOUND), LATE, False),
        (said(symptom=Symptom.NO_SOUND, intent=Intent.SUPPLY_INFO), LATE, True),
        (said(), LATE, False),
        (said(place=place("over there")), SOON, True),
        (said(symptom=Symptom.BLACK_SCREEN, impact=Impact.MULTI_ROOM, place=place("next door")), LATE, True),
        (said(device=BOARD, symptom=Symptom.NO_SOUND, impact=Impact.MULTI_ROOM, place=place("305", R35)), LATE, False),
        (said(device=AUDIO, impact=Impact.MULTI_ROOM), LATE, False),
    ],
)  # fmt: skip
def test_a_message_belongs_to_the_known_fault_unless_it_speaks_of_another(
    reading: Reading, now: object, same: bool
) -> None:
    assert about(KNOWN, reading, now) is same  # type: ignore[arg-type]  # the table mixes instants and readings


def test_a_fault_whose_room_is_unknown_takes_in_any_room() -> None:
    assert about(a_ticket(way=()), said(place=place("305", R35)), LATE)


GANGBEI = ContractId("gangbei")


@pytest.mark.parametrize(
    ("reading", "grade"),
    [
        (Reading("", intents=(Intent.REPORT_FAULT,), impact=Impact.UNKNOWN, faults=(FaultReading(BOARD),)), "C"),
        (Reading("", intents=(Intent.REPORT_FAULT, Intent.URGE), impact=Impact.LESSON_BLOCKED), "B"),
        (Reading("", intents=(Intent.ASK_HOWTO,)), "D"),
        (Reading("", intents=(Intent.DENY_FIXED,), impact=Impact.MULTI_ROOM), "B"),
        (Reading("", intents=(Intent.SUPPLY_INFO,), impact=Impact.WHOLE_SCHOOL), "A"),
        (Reading("", intents=(Intent.CHITCHAT,), safety=True), "B"),
        (Reading("", intents=(Intent.ASK_HOWTO,), safety=True), "B"),
        (Reading("", intents=(Intent.ANSWER_STEP,), hurt=True), "A"),
        (Reading("", intents=(Intent.SUPPLY_INFO,)), None),
        (Reading("", intents=(Intent.URGE, Intent.COMPLAIN), impact=Impact.LESSON_BLOCKED), None),
        (Reading("", intents=(Intent.CANCEL,)), None),
        (Reading("", intents=(Intent.CHITCHAT,)), None),
    ],
)  # fmt: skip
def test_the_first_verdict_grades_what_is_told_and_leaves_the_rest_without(
    reading: Reading, grade: str | None
) -> None:
    verdict = first_verdict(packs()[GANGBEI], reading)
    assert (verdict and verdict.grade) == grade


def test_the_first_verdict_is_the_grade_that_the_desk_would_open_the_ticket_with() -> None:
    reading = Reading(
        "", intents=(Intent.REPORT_FAULT,), faults=(FaultReading(AUDIO),), impact=Impact.UNKNOWN
    )
    for contract in packs().values():
        verdict = first_verdict(contract, reading)
        assert verdict is not None
        assert verdict.rule == graded(absorb(Draft(), reading), contract).rule
