"""The gate: one message worse is chance, two are not, and danger is never missed more often, whatever is forced."""

from dataclasses import replace

import pytest

from nlu.evaluate import Score
from nlu.gate import GATED, SAFETY, compared

FIELDS = dict.fromkeys((*GATED, "answer"), 0.9)
SERVING = Score(100, FIELDS, FIELDS, safety_recall=1.0, false_alarms=0)


def trained(*, recall: float = 1.0, alarms: int = 0, **fields: float) -> Score:
    return replace(SERVING, accepted={**FIELDS, **fields}, safety_recall=recall, false_alarms=alarms)


def test_the_same_again_may_serve() -> None:
    assert compared(SERVING, SERVING).opens()


@pytest.mark.parametrize("field", GATED)
def test_one_message_worse_is_let_through_and_two_are_not(field: str) -> None:
    assert compared(SERVING, trained(**{field: 0.89})).opens()
    refused = compared(SERVING, trained(**{field: 0.88}))
    assert not refused.opens()
    assert refused.worse == (field,)


def test_a_field_that_is_not_gated_decides_nothing() -> None:
    assert compared(SERVING, trained(answer=0.1)).opens()


def test_what_is_gained_elsewhere_makes_up_for_nothing() -> None:
    assert not compared(SERVING, trained(intent=1.0, symptom=0.8)).opens()


def test_a_worse_field_can_be_forced() -> None:
    assert compared(SERVING, trained(impact=0.5)).opens(force=True)


def test_any_loss_of_safety_recall_is_refused_and_cannot_be_forced() -> None:
    gate = compared(SERVING, trained(recall=0.999))
    assert gate.worse == (SAFETY,)
    assert not gate.opens()
    assert not gate.opens(force=True)


def test_one_false_alarm_more_is_let_through_and_two_are_not() -> None:
    assert compared(SERVING, trained(alarms=1)).opens()
    assert compared(SERVING, trained(alarms=2)).worse == ("false alarms",)


def test_scores_of_different_messages_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        compared(SERVING, replace(SERVING, records=99))
    nothing = replace(SERVING, records=0)
    with pytest.raises(ValueError, match="cannot be compared"):
        compared(nothing, nothing)
