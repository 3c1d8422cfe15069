"""What may change about a tree: a step is taken out, two neighbours change places, and nothing else moves."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.ids import StepId, TreeId
from desk.playbook import Hand, Step, StepKind, Tree
from desk.tree_changes import Decided, ProposalKind, carried_out, changed, named, neighbours
from tests.desk.test_playbook import a_step, a_tree
from tests.desk.test_walking import a_question
from tests.kit.builders import MINUTE, NOON, SUPERVISOR

RETIRE, SOONER = ProposalKind.RETIRE, ProposalKind.SOONER
ROW = a_tree(a_step("wake", no="source"), a_step("source", no="cable"), a_step("cable"))


def ways(tree: Tree | None) -> list[tuple[str, str, str]]:
    assert tree is not None
    return [(step.id, step.yes, step.no) for step in tree.steps]


def retired(tree: Tree, step: str) -> Tree | None:
    return carried_out(tree, RETIRE, StepId(step), None)


def swapped(tree: Tree, step: str, before: str) -> Tree | None:
    return carried_out(tree, SOONER, StepId(step), StepId(before))


def decided(
    kind: ProposalKind,
    step: str,
    before: str | None = None,
    *,
    tree: Tree = ROW,
    version: int = 1,
    approved: bool = True,
    at: datetime = NOON,
) -> Decided:
    name = named(tree.id, version, kind, StepId(step))
    other = StepId(before) if before else None
    return Decided(name, tree.id, kind, StepId(step), other, approved, SUPERVISOR, at, version)


class TestRetire:
    def test_who_led_to_the_step_leads_where_its_no_did(self) -> None:
        assert ways(retired(ROW, "source")) == [("wake", "FIXED", "cable"), ("cable", "FIXED", "DISPATCH")]

    def test_named_answers_lead_past_it_too(self) -> None:
        tree = a_tree(
            a_question("colour", blue="source", other="cable"), a_step("source", no="cable"), a_step("cable")
        )
        after = retired(tree, "source")
        assert after is not None
        assert [answer.to for answer in after.step(StepId("colour")).answers] == ["cable", "cable"]

    def test_the_tree_begins_with_what_followed_its_first_step(self) -> None:
        tree = a_tree(a_step("wake", no="cable"), a_step("source"), a_step("cable", no="source"))
        assert [step.id for step in (retired(tree, "wake") or tree).steps] == ["cable", "source"]

    def test_the_only_step_stays(self) -> None:
        assert retired(a_tree(a_step("wake")), "wake") is None

    @pytest.mark.parametrize(
        "step",
        [
            replace(a_step("it", yes="DISPATCH"), kind=StepKind.CHECK),
            replace(a_step("it", yes="DISPATCH"), kind=StepKind.PHOTO),
            replace(a_step("it", yes="SAFETY"), kind=StepKind.STOP),
            a_question("it", blue="FIXED", other="DISPATCH"),
        ],
        ids=["branches", "photo", "stop", "named answers"],
    )
    def test_what_does_more_than_fix_stays(self, step: Step) -> None:
        assert retired(a_tree(a_step("wake", no="it"), step), "it") is None


class TestSooner:
    def test_two_neighbours_change_places_and_the_rest_stays(self) -> None:
        assert ways(swapped(ROW, "cable", "source")) == [
            ("wake", "FIXED", "cable"),
            ("cable", "FIXED", "source"),
            ("source", "FIXED", "DISPATCH"),
        ]

    def test_the_first_step_may_come_second(self) -> None:
        after = swapped(ROW, "source", "wake")
        assert ways(after)[:2] == [("source", "FIXED", "wake"), ("wake", "FIXED", "cable")]

    def test_only_neighbours_that_are_met_in_no_other_way(self) -> None:
        aside = a_tree(
            a_question("colour", blue="source", other="cable"), a_step("source", no="cable"), a_step("cable")
        )
        assert swapped(aside, "cable", "source") is None
        assert swapped(ROW, "cable", "wake") is None
        assert swapped(ROW, "source", "cable") is None

    def test_nobody_is_asked_first_for_what_fewer_may_do(self) -> None:
        tree = a_tree(
            replace(a_step("wake", no="cable"), by=Hand.PUPIL), replace(a_step("cable"), by=Hand.TEACHER)
        )
        assert neighbours(tree) == ()
        back = a_tree(
            replace(a_step("wake", no="cable"), by=Hand.TEACHER), replace(a_step("cable"), by=Hand.PUPIL)
        )
        assert len(neighbours(back)) == 1


class TestDecisions:
    def test_what_was_approved_is_done_in_the_order_it_was_decided_and_counted(self) -> None:
        later = decided(RETIRE, "wake", at=NOON + MINUTE)
        first = decided(SOONER, "source", "wake")
        after = changed(ROW, [later, first])
        assert ([step.id for step in after.steps], after.revision) == (["source", "cable"], 2)

    def test_what_was_turned_down_or_is_about_another_version_or_tree_changes_nothing(self) -> None:
        other = replace(ROW, id=TreeId("projector"))
        said = (
            decided(RETIRE, "cable", approved=False),
            decided(RETIRE, "cable", version=2),
            decided(RETIRE, "cable", tree=other),
        )
        assert changed(ROW, said) == ROW

    def test_what_cannot_be_done_any_more_changes_nothing(self) -> None:
        said = (decided(RETIRE, "source"), decided(SOONER, "source", "wake", at=NOON + timedelta(days=1)))
        assert changed(ROW, said).revision == 1


def test_a_proposal_is_called_the_same_every_time() -> None:
    assert decided(SOONER, "cable", "source").proposal_id == "board:1:sooner:cable"
