"""Whatever the facts: more harm never gets a milder grade, and every fault gets one (hypothesis)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.grading import QUESTIONS, FaultFacts, judge
from desk.reading import DeviceClass, Impact, Intent, Occasion, Symptom
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
def test_a_security_risk_never_makes_it_milder(name: str, facts: FaultFacts) -> None:
    assert rank(name, replace(facts, security=True)) <= rank(name, replace(facts, security=False))


@pytest.mark.parametrize("name", NAMES)
@given(facts=ANY_FACTS, intent=st.sampled_from(sorted(QUESTIONS)))
def test_a_question_without_danger_pages_nobody_at_once(name: str, facts: FaultFacts, intent: Intent) -> None:
    asked = replace(facts, intent=intent, safety=False, hurt=False)
    assert not pack(name).grade(judge(pack(name), asked).grade).page_at_once
