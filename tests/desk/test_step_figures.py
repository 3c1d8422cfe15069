"""Figures of self-help steps, and what they propose: nothing by chance, nothing that would cost time."""

import itertools
import statistics
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.ids import StepId, TreeId
from desk.playbook import SelfHelpOutcome, StepKind, Tree
from desk.step_figures import (
    FAIR,
    TOO_SELDOM,
    ModelFigures,
    Proposal,
    ProposalKind,
    SecondsTally,
    StepFigures,
    StepTally,
    Tallies,
    TreeFigures,
    WalkTally,
    answered,
    median,
    never_solves,
    proposals,
    tree_figures,
    wilson,
)
from tests.desk.test_playbook import a_step, a_tree

ROW = a_tree(a_step("wake", no="source"), a_step("source", no="cable"), a_step("cable"))
WAKE, SOURCE, CABLE = (step.id for step in ROW.steps)
NOTHING = Tallies((), (), ())


def tally(step: StepId, reply: str, count: int, *, solved: bool = False, left: bool = False) -> StepTally:
    return StepTally(ROW.id, 1, step, reply, solved, left, count)


def fared(
    step: StepId, solved: int = 0, went_on: int = 0, not_done: int = 0, seconds: int = 20
) -> StepFigures:
    return StepFigures(step, solved + went_on + not_done, solved, went_on, not_done, 0, seconds)


def figures(*steps: StepFigures, tree: Tree = ROW, walks: int = 0) -> TreeFigures:
    known = {step.step: step for step in steps}
    every = tuple(known.get(step.id, fared(step.id)) for step in tree.steps)
    return TreeFigures(tree.id, tree.version, walks, 0, 0, 0, 0, every, ())


def proposed(*steps: StepFigures, tree: Tree = ROW, walks: int = 0) -> list[Proposal]:
    return list(proposals(tree, figures(*steps, tree=tree, walks=walks)))


class TestFigures:
    def test_every_showing_is_one_thing(self) -> None:
        steps = (
            tally(WAKE, "yes", 5, solved=True),
            tally(WAKE, "yes", 1),
            tally(WAKE, "no", 3),
            *(tally(WAKE, reply, 1) for reply in ("cannot", "dare_not", "skip", "back", "human")),
            tally(WAKE, "", 2, left=True),
            tally(WAKE, "", 4),
        )
        wake = tree_figures(ROW, replace(NOTHING, steps=steps)).steps[0]
        assert wake == StepFigures(WAKE, 20, solved=5, went_on=4, not_done=5, left=2, seconds=None)
        assert answered(wake) == 14

    def test_walks_are_counted_by_how_they_ended_and_by_model(self) -> None:
        ends = SelfHelpOutcome
        walks = (
            WalkTally(ROW.id, "SW-86", ends.SOLVED, left=False, count=3),
            WalkTally(ROW.id, "SW-86", ends.SKIPPED, left=False, count=1),
            WalkTally(ROW.id, "", ends.HANDED_OVER, left=True, count=4),
            WalkTally(ROW.id, "", ends.WORKED_AROUND, left=False, count=2),
            WalkTally(ROW.id, "", None, left=True, count=5),
            WalkTally(ROW.id, "", None, left=False, count=7),
            WalkTally(TreeId("printer"), "", ends.SOLVED, left=False, count=99),
        )
        found = tree_figures(ROW, replace(NOTHING, walks=walks))
        assert (found.walks, found.solved, found.worked_around) == (22, 3, 2)
        assert (found.handed_over, found.left) == (5, 5)
        assert found.models == (ModelFigures("", 18, 0), ModelFigures("SW-86", 4, 3))

    def test_steps_stand_in_the_order_of_the_tree_those_of_older_versions_last(self) -> None:
        steps = (tally(StepId("gone"), "no", 2), tally(CABLE, "no", 1))
        found = tree_figures(ROW, replace(NOTHING, steps=steps))
        assert [step.step for step in found.steps] == ["wake", "source", "cable", "gone"]

    def test_a_tree_that_nobody_walked_has_figures_of_nothing(self) -> None:
        found = tree_figures(ROW, NOTHING)
        assert (found.walks, found.models, {step.seconds for step in found.steps}) == (0, (), {None})

    @given(st.lists(st.tuples(st.integers(0, 1800), st.integers(1, 5)), min_size=1, max_size=12))
    def test_the_median_is_the_median_of_every_answer(self, seconds: list[tuple[int, int]]) -> None:
        every = [taken for taken, count in seconds for _ in range(count)]
        tallies = [SecondsTally(ROW.id, 1, WAKE, taken, count) for taken, count in seconds]
        assert median(tallies) == statistics.median_low(every)


class TestBounds:
    @given(st.integers(0, 500), st.integers(0, 500))
    def test_a_share_lies_in_its_interval_which_narrows_with_more_answers(
        self, solved: int, other: int
    ) -> None:
        answers = solved + other
        lower, upper = wilson(solved, answers)
        assert 0 <= lower <= upper <= 1
        if answers:
            assert lower <= solved / answers + 1e-12
            assert solved / answers <= upper + 1e-12
            more = wilson(2 * solved, 2 * answers)
            assert more[1] - more[0] < upper - lower

    def test_it_is_wilsons(self) -> None:
        assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Wilson 1927, worked by hand

    def test_none_of_many_bounds_the_share_by_the_rule_of_three(self) -> None:
        assert never_solves(300) == pytest.approx(3 / 300, rel=0.01)
        assert never_solves(FAIR) < TOO_SELDOM < never_solves(FAIR - 2)


class TestRetirement:
    def test_a_step_that_never_helped_in_a_fair_sample_may_go(self) -> None:
        (one,) = proposed(fared(SOURCE, went_on=FAIR, seconds=30), walks=2 * FAIR)
        assert (one.id, one.kind, one.before) == ("board:1:retire:source", ProposalKind.RETIRE, None)
        assert (one.offered, one.solved, one.seconds_saved) == (FAIR, 0, 15.0)

    def test_not_by_chance_not_when_it_helped_once_not_when_nobody_dared(self) -> None:
        assert proposed(fared(SOURCE, went_on=FAIR - 1)) == []
        assert proposed(fared(SOURCE, solved=1, went_on=500)) == []
        assert proposed(fared(SOURCE, not_done=500)) == []

    def test_a_check_that_only_branches_never(self) -> None:
        lamp = replace(a_step("lamp", yes="wake", no="DISPATCH"), kind=StepKind.CHECK)
        tree = a_tree(lamp, a_step("wake"))
        assert proposed(fared(lamp.id, went_on=500), tree=tree) == []


class TestOrder:
    def test_the_one_that_solves_more_in_less_time_comes_first(self) -> None:
        slow = fared(WAKE, solved=5, went_on=195, seconds=60)
        quick = fared(SOURCE, solved=100, went_on=100, seconds=20)
        (one,) = proposed(slow, quick, walks=200)
        assert (one.id, one.step, one.before) == ("board:1:sooner:source", SOURCE, WAKE)
        assert (one.offered, one.solved, one.other_offered, one.other_solved) == (200, 100, 200, 5)
        assert one.seconds_saved == pytest.approx(0.5 * 60 - 0.025 * 20)

    def test_what_cannot_be_told_apart_stays(self) -> None:
        assert proposed(fared(WAKE, solved=10, went_on=90), fared(SOURCE, solved=14, went_on=86)) == []

    def test_a_small_sample_says_nothing(self) -> None:
        slow = fared(WAKE, solved=1, went_on=500, seconds=100)
        assert proposed(slow, fared(SOURCE, solved=FAIR - 1, seconds=5)) == []

    def test_a_step_that_many_do_not_dare_is_worth_less(self) -> None:
        slow, quick = fared(WAKE, solved=40, went_on=160), fared(SOURCE, solved=80, went_on=20)
        assert len(proposed(slow, quick)) == 1
        assert proposed(slow, replace(quick, not_done=260)) == []

    def test_what_saves_most_is_proposed_first(self) -> None:
        found = proposed(
            fared(WAKE, went_on=100, seconds=10), fared(SOURCE, went_on=100, seconds=90), walks=100
        )
        assert [one.step for one in found] == [SOURCE, WAKE]


counts = st.integers(0, 400)
any_figures = st.builds(fared, st.just(WAKE), counts, counts, counts, st.integers(1, 1800))


@given(any_figures, any_figures, any_figures)
def test_no_proposal_contradicts_another_or_costs_time(
    one: StepFigures, two: StepFigures, three: StepFigures
) -> None:
    named = [
        replace(it, step=step) for it, step in zip((one, two, three), (WAKE, SOURCE, CABLE), strict=True)
    ]
    found = proposed(*named)
    known = {it.step: it for it in named}
    assert len({proposal.id for proposal in found}) == len(found)
    for proposal in found:
        assert proposal.seconds_saved >= 0
        about = known[proposal.step]
        assert answered(about) >= FAIR
        if proposal.kind is ProposalKind.RETIRE:
            assert about.solved == 0
        else:
            assert proposal.before is not None
            other = known[proposal.before]
            assert about.solved * (other.seconds or 1) * answered(other) > other.solved * (
                about.seconds or 1
            ) * answered(about)
    pairs = {(one.step, one.before) for one in found if one.before}
    assert not any((before, step) in pairs for step, before in itertools.chain(pairs))


@given(any_figures, any_figures)
def test_asking_the_better_one_first_takes_less_time_on_average(one: StepFigures, two: StepFigures) -> None:
    first, second = replace(one, step=WAKE), replace(two, step=SOURCE)
    for proposal in proposed(first, second):
        if proposal.kind is ProposalKind.SOONER and proposal.step == SOURCE:
            p, q = first.solved / answered(first), second.solved / answered(second)
            s, t = first.seconds or 1, second.seconds or 1
            assert proposal.seconds_saved == pytest.approx((s + (1 - p) * t) - (t + (1 - q) * s))
