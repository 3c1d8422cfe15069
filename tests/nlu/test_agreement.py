"""Grades given against grades labelled, with figures that were worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.agreement import Graded, agreement

SCALE = ("A", "B", "C", "D")
GRADE = st.sampled_from([*SCALE, None])


def one(wanted: str | None, got: str | None, *others: str | None) -> Graded:
    return Graded(wanted, (wanted, *others), got)


def test_full_agreement_is_one_everywhere() -> None:
    found = agreement(SCALE, [one("A", "A"), one("C", "C"), one(None, None)])
    assert found is not None
    assert (found.exact, found.accepted, found.grave_recall, found.under, found.over) == (1, 1, 1, 0, 0)
    assert found.kappa == 1.0


def test_kappa_weighs_a_gap_by_its_square() -> None:
    """Labels A A C C, given A C C A: two pairs off by two, so observed 2·4/4 = 2; by chance half are off, expected 2."""
    found = agreement(SCALE, [one("A", "A"), one("A", "C"), one("C", "C"), one("C", "A")])
    assert found is not None
    assert found.kappa == pytest.approx(0.0)
    near = agreement(SCALE, [one("A", "A"), one("A", "B"), one("D", "D"), one("D", "D")])
    assert near is not None
    # observed 1/4; expected (A: 1·0 + 1·1 + 2·9 = 19, D: 1·9 + 1·4 + 2·0 = 13, each label twice of 16) = 64/16 = 4
    assert near.kappa == pytest.approx(1 - 0.25 / 4)


def test_one_grade_for_everything_has_no_kappa() -> None:
    found = agreement(SCALE, [one("C", "C"), one("C", "C")])
    assert found is not None
    assert found.kappa is None


def test_an_accepted_milder_grade_is_not_under_graded() -> None:
    found = agreement(SCALE, [one("B", "C", "C"), one("B", "C"), one("B", "A"), one("B", "B")])
    assert found is not None
    assert (found.under, found.over) == (0.25, 0.25)
    assert (found.exact, found.accepted) == (0.25, 0.5)
    assert (found.grave, found.grave_recall) == (4, 0.5)


def test_a_fault_nobody_noticed_is_under_graded_and_a_greeting_with_a_grade_over_graded() -> None:
    found = agreement(SCALE, [one("D", None), one(None, "D")])
    assert found is not None
    assert (found.faults, found.under, found.over) == (1, 1.0, 0.5)


def test_a_question_that_may_go_without_a_grade_is_not_under_graded_without_one() -> None:
    found = agreement(SCALE, [one("D", None, None)])
    assert found is not None
    assert (found.under, found.accepted) == (0.0, 1.0)


def test_nothing_labelled_has_no_figures() -> None:
    assert agreement(SCALE, []) is None


@given(st.lists(st.builds(one, GRADE, GRADE, GRADE), min_size=1))
def test_shares_are_shares_and_no_grade_is_both_under_and_accepted(told: list[Graded]) -> None:
    found = agreement(SCALE, told)
    assert found is not None
    assert 0 <= found.exact <= found.accepted <= 1
    assert found.kappa is None or found.kappa <= 1
    assert (found.under or 0) * found.faults + found.over * found.messages <= found.messages * (
        1 - found.accepted
    ) + 1e-9
