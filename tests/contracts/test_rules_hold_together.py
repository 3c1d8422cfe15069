"""Whatever the facts: more harm never gets a milder grade, and every fault gets one (hypothesis)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.grading import QUESTIONS, FaultFacts, fact_values, judge
from desk.reading import Condition, DeviceClass, Impact, Intent, Occasion, Symptom, Truth
from desk.rule_cover import cover
from tests.contracts.packs import NAMES, pack

REACH = [Impact.SINGLE_DEVICE, Impact.LESSON_BLOCKED, Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL]
NEARNESS = [Occasion.NONE, Occasion.LATER, Occasion.NOW]
ANY_FACTS = st.builds(
    FaultFacts,
    impact=st.sampled_from(Impact),
    occasion=st.sampled_from(Occasion),
    safety=st.booleans(),
    hurt=st.booleans(),
    security=st.booleans(),
    device=st.none() | st.sampled_from(DeviceClass),
    symptom=st.none() | st.sampled_from(Symptom),
    intent=st.sampled_from(Intent),
    condition=st.sampled_from(Condition),
    intermittent=st.sampled_from(Truth),
    workaround=st.sampled_from(Truth),
)


def rank(name: str, facts: FaultFacts) -> int:
    return judge(pack(name), facts).rank


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS)
def test_danger_and_injury_never_make_it_milder_and_are_always_paged_at_once(
    name: str, facts: FaultFacts
) -> None:
    calm = rank(name, replace(facts, safety=False, hurt=False))
    dangerous = judge(pack(name), replace(facts, safety=True, hurt=False))
    assert dangerous.rank <= calm
    assert pack(name).grade(dangerous.grade).page_at_once
    assert rank(name, replace(facts, hurt=True)) == 1


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS)
def test_reaching_further_never_makes_it_milder(name: str, facts: FaultFacts) -> None:
    ranks = [rank(name, replace(facts, impact=impact)) for impact in REACH]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS)
def test_a_major_activity_coming_nearer_never_makes_it_milder(name: str, facts: FaultFacts) -> None:
    ranks = [rank(name, replace(facts, occasion=occasion)) for occasion in NEARNESS]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS)
def test_what_still_works_in_part_is_never_graver_than_what_is_dead(name: str, facts: FaultFacts) -> None:
    dead = rank(name, replace(facts, condition=Condition.DEAD))
    assert dead <= rank(name, replace(facts, condition=Condition.DEGRADED))


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS)
def test_coming_and_going_or_a_way_round_never_makes_it_graver(name: str, facts: FaultFacts) -> None:
    for fact in ("intermittent", "workaround"):
        plain = rank(name, replace(facts, **{fact: Truth.FALSE}))
        assert plain <= rank(name, replace(facts, **{fact: Truth.TRUE}))


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS)
def test_a_way_round_never_makes_danger_security_or_an_event_milder(name: str, facts: FaultFacts) -> None:
    grave = replace(facts, safety=True, workaround=Truth.FALSE)
    assert rank(name, replace(grave, workaround=Truth.TRUE)) == rank(name, grave)
    event = replace(facts, occasion=Occasion.NOW, workaround=Truth.FALSE)
    assert rank(name, replace(event, workaround=Truth.TRUE)) == rank(name, event)


@pytest.mark.parametrize("name", NAMES)
def test_every_combination_of_facts_reaches_exactly_one_grade(name: str) -> None:
    """All of them, by following the table; and since the first rule that fits decides, no fault has two grades."""
    covered = cover(pack(name).rules, fact_values())
    assert covered.hole is None
    assert covered.winners == {rule.id for rule in pack(name).rules}


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS, other=ANY_FACTS)
def test_the_facts_named_with_a_grade_are_enough_to_give_it(
    name: str, facts: FaultFacts, other: FaultFacts
) -> None:
    found = judge(pack(name), facts)
    used = {fact: getattr(facts, fact) for fact, _ in found.facts}
    assert judge(pack(name), replace(other, **used)).rule == found.rule


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS)
def test_a_security_risk_never_makes_it_milder(name: str, facts: FaultFacts) -> None:
    assert rank(name, replace(facts, security=True)) <= rank(name, replace(facts, security=False))


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS, intent=st.sampled_from(sorted(QUESTIONS)))
def test_a_question_without_danger_pages_nobody_at_once(name: str, facts: FaultFacts, intent: Intent) -> None:
    asked = replace(facts, intent=intent, safety=False, hurt=False)
    assert not pack(name).grade(judge(pack(name), asked).grade).page_at_once


def test_a_computer_room_that_comes_and_goes_is_no_graver_than_a_school_that_does() -> None:
    """Found by chance: the whole room was grade 1 whatever it did, the whole school 2 when it came and went."""
    facts = FaultFacts(device=DeviceClass.CLOUD_CLASSROOM, intermittent=Truth.TRUE)
    ranks = [rank("puyang_polytechnic", replace(facts, impact=impact)) for impact in REACH]
    assert ranks == sorted(ranks, reverse=True)
