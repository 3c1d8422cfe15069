"""Only what could change the grade is asked, what could change it most first; unanswered, the worst of it is taken."""

from dataclasses import fields, replace
from itertools import pairwise

import pytest
from hypothesis import given

from desk.contract import Contract
from desk.doubt import (
    BEYOND,
    SHARED,
    Question,
    cases,
    certainty,
    open_questions,
    unknown,
    worst_plausible,
)
from desk.grading import FaultFacts, judge
from desk.ids import ContractId
from desk.reading import Condition, DeviceClass, Impact, Symptom, Truth
from tests.contracts.test_rules_hold_together import ANY_FACTS
from tests.kit.builders import packs

BOARD = FaultFacts(device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN)
NET = FaultFacts(device=DeviceClass.NETWORK, symptom=Symptom.NETWORK_DOWN)
VAGUE = FaultFacts(device=DeviceClass.SMART_BOARD, symptom=Symptom.UNSPECIFIED)
ALL = [pytest.param(contract, id=name) for name, contract in packs().items()]


def pack(name: str) -> Contract:
    return packs()[ContractId(name)]


def asked(name: str, facts: FaultFacts) -> tuple[Question, ...]:
    return open_questions(pack(name), facts, unknown(facts))


def test_a_lesson_is_asked_about_where_it_changes_the_grade_and_nowhere_else() -> None:
    assert asked("gangbei", BOARD) == (Question.LESSON,)
    assert asked("changge", BOARD) == ()
    assert asked("puyang_polytechnic", BOARD) == ()


def test_of_a_shared_thing_its_reach_is_asked_before_the_lesson_because_it_splits_more() -> None:
    assert asked("gangbei", NET) == (Question.SCOPE, Question.LESSON)
    assert asked("changge", NET) == (Question.SCOPE,)


def test_when_only_one_room_is_hit_the_reach_is_no_question_any_more() -> None:
    assert open_questions(pack("gangbei"), NET, unknown(NET, BEYOND)) == (Question.LESSON,)
    assert open_questions(pack("changge"), NET, unknown(NET, BEYOND)) == ()


def test_whether_it_comes_and_goes_is_asked_where_a_scheme_tells_that_apart() -> None:
    known = replace(VAGUE, impact=Impact.SINGLE_DEVICE)
    assert asked("puyang_polytechnic", known) == (Question.CONDITION,)
    assert asked("gangbei", known) == ()


def test_who_says_how_it_fails_is_not_asked_again() -> None:
    known = replace(VAGUE, impact=Impact.SINGLE_DEVICE)
    assert asked("puyang_polytechnic", replace(known, condition=Condition.DEAD)) == ()
    assert asked("puyang_polytechnic", replace(known, intermittent=Truth.TRUE)) == ()


def test_a_specific_symptom_tells_by_itself_how_it_fails() -> None:
    assert unknown(replace(BOARD, impact=Impact.SINGLE_DEVICE)) == {}


def test_the_device_is_asked_for_when_nobody_named_one_and_it_counts() -> None:
    nameless = FaultFacts(impact=Impact.SINGLE_DEVICE, symptom=Symptom.NO_POWER)
    assert asked("gangbei", nameless) == (Question.DEVICE,)
    assert asked("gangbei", replace(nameless, device=DeviceClass.AUDIO)) == ()


def test_danger_leaves_nothing_to_ask_about_the_lesson() -> None:
    assert asked("gangbei", replace(BOARD, safety=True)) == ()


def test_confidence_is_the_share_of_possible_answers_that_leave_the_grade() -> None:
    gangbei = pack("gangbei")
    assert certainty(gangbei, BOARD, unknown(BOARD)).confidence == 0.5
    assert certainty(pack("changge"), BOARD, unknown(BOARD)).confidence == 1.0
    known = replace(BOARD, impact=Impact.LESSON_BLOCKED)
    assert certainty(gangbei, known, unknown(known)).confidence == 1.0
    assert certainty(gangbei, known, unknown(known), read=0.8).confidence == 0.8


def test_the_worst_of_the_plausible_is_taken_and_said_to_be_assumed() -> None:
    worst = worst_plausible(pack("gangbei"), BOARD, unknown(BOARD))
    assert (worst.grade, worst.rule, worst.assumed) == ("B", "lesson-stopped", ("impact",))
    assert worst_plausible(pack("changge"), BOARD, unknown(BOARD)).assumed == ()


def test_no_more_is_assumed_than_the_grade_needs() -> None:
    """Grade A of a network is the whole school's; of a board nobody assumes that."""
    assert dict(worst_plausible(pack("gangbei"), NET, unknown(NET)).facts)["impact"] == Impact.WHOLE_SCHOOL
    one_room = worst_plausible(pack("gangbei"), NET, unknown(NET, BEYOND))
    assert dict(one_room.facts)["impact"] == Impact.LESSON_BLOCKED
    assert worst_plausible(pack("gangbei"), VAGUE, unknown(VAGUE)).assumed == ("impact",)


@pytest.mark.parametrize("contract", ALL)
@given(facts=ANY_FACTS)
def test_a_question_is_open_exactly_when_two_of_its_answers_give_two_grades(
    contract: Contract, facts: FaultFacts
) -> None:
    """Against plain trying: a lesson or device in doubt is asked about exactly when some pair of cases differs by it."""
    doubt = unknown(facts)
    found = open_questions(contract, facts, doubt)
    ranks = {case: judge(contract, case).rank for case in cases(facts, doubt)}
    for question, name in ((Question.LESSON, "impact"), (Question.DEVICE, "device")):
        pairs = (
            (a, b)
            for a in ranks
            for b in ranks
            if _only(name, a, b) and (name != "impact" or _one_room(a, b))
        )
        assert (question in found) == any(ranks[a] != ranks[b] for a, b in pairs)


def _only(name: str, a: FaultFacts, b: FaultFacts) -> bool:
    return all(getattr(a, f.name) == getattr(b, f.name) for f in fields(a) if f.name != name)


def _one_room(a: FaultFacts, b: FaultFacts) -> bool:
    return not {a.impact, b.impact} & set(BEYOND)


@pytest.mark.parametrize("contract", ALL)
@given(facts=ANY_FACTS)
def test_nothing_is_asked_when_every_answer_gives_one_grade_and_then_it_is_certain(
    contract: Contract, facts: FaultFacts
) -> None:
    doubt = unknown(facts)
    grades = {judge(contract, case).grade for case in cases(facts, doubt)} | {judge(contract, facts).grade}
    verdict = certainty(contract, facts, doubt)
    if len(grades) == 1:
        assert open_questions(contract, facts, doubt) == ()
        assert verdict.confidence == 1.0
    else:
        assert verdict.confidence < 1.0


@pytest.mark.parametrize("contract", ALL)
@given(facts=ANY_FACTS)
def test_no_answer_is_graver_than_what_was_assumed(contract: Contract, facts: FaultFacts) -> None:
    doubt = unknown(facts)
    worst = worst_plausible(contract, facts, doubt)
    ranks = [judge(contract, case).rank for case in cases(facts, doubt)]
    assert worst.rank == min(ranks)
    assert bool(worst.assumed) == (len(set(ranks)) > 1)


@given(facts=ANY_FACTS)
def test_only_what_nobody_said_is_in_doubt(facts: FaultFacts) -> None:
    for case in cases(facts, unknown(facts)):
        changed = {f.name for f in fields(case) if getattr(case, f.name) != getattr(facts, f.name)}
        assert all(facts.value(name) == "unknown" for name in changed)
        assert case.device in SHARED or case.impact not in BEYOND or facts.impact in BEYOND


def test_values_in_doubt_go_from_mild_to_grave() -> None:
    for facts in (BOARD, NET, VAGUE):
        order = list(Impact)
        found = unknown(facts)["impact"]
        assert all(order.index(Impact(a)) < order.index(Impact(b)) for a, b in pairwise(found))
    assert unknown(VAGUE)["condition"] == (Condition.DEGRADED, Condition.DEAD)
    assert unknown(VAGUE)["intermittent"] == (Truth.TRUE, Truth.FALSE)
