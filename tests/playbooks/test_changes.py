"""Whatever a supervisor may approve, the tree that comes of it keeps every rule of the files."""

from collections.abc import Iterator

from desk.playbook import Ending, Tree
from desk.tree_changes import ProposalKind, carried_out, may_retire, neighbours
from desk.walking import PAUSED, Ended
from storage.playbook_ways import Entry, check_names, check_ways
from storage.problems import Findings
from tests.playbooks.test_content import AT_LEISURE, IN_CLASS, WALKED, each_walked, walks


def after_one(tree: Tree) -> Iterator[Tree]:
    """The tree after each single change that may be approved."""
    for step in tree.steps:
        after = carried_out(tree, ProposalKind.RETIRE, step.id, None)
        if after is not None:
            yield after
    for first, second in neighbours(tree):
        after = carried_out(tree, ProposalKind.SOONER, second.id, first.id)
        assert after is not None, f"{tree.id}: {second.id} before {first.id}"
        yield after


def problems(tree: Tree) -> list[str]:
    findings = Findings(tree.id)
    entries = [
        Entry(step, n, tuple((to, n) for to in (step.yes, step.no))) for n, step in enumerate(tree.steps)
    ]
    check_names(entries, findings)
    check_ways(entries, findings)
    return [str(problem) for problem in findings.problems]


@each_walked
def test_every_change_leaves_a_tree_that_the_loader_would_take(tree: Tree) -> None:
    for after in after_one(tree):
        assert problems(after) == []
        for again in after_one(after):
            assert problems(again) == []


@each_walked
def test_every_walk_through_a_changed_tree_ends_and_asks_nothing_twice(tree: Tree) -> None:
    for after in after_one(tree):
        for now in (AT_LEISURE, IN_CLASS):
            for positions, replies, end in walks(after, now):
                names = [position.step for position in positions]
                assert len(names) == len(set(names))
                assert not isinstance(end, Ended) or end.ending in Ending
                assert len(positions) == len(replies)


@each_walked
def test_no_warning_is_ever_taken_out_and_no_step_has_the_name_of_an_ending(tree: Tree) -> None:
    lasting = {step.id for step in tree.steps if not may_retire(step)}
    for after in after_one(tree):
        assert lasting <= {step.id for step in after.steps}
    assert not {step.id for step in tree.steps} & {PAUSED, *Ending}


def test_there_is_something_to_change() -> None:
    assert sum(1 for tree in WALKED for _ in after_one(tree)) > 100
