"""What learning may change about a tree: a step that never helped is taken out, two neighbours change places. Pure.

Nothing here judges whether a change is a good one: `desk.step_figures` proposes, a supervisor decides. A decision belongs to
one version of the file's tree and falls away with the next, whose author has seen the figures (ADR 0017).

Neither change can make a way longer, a circle, or a step that nothing leads to: who led to the step that is taken out
leads where its "no" did, and only neighbours that are met one right after the other, in no other way, change places.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.ids import PersonId, StepId, TreeId
from desk.playbook import Ending, Step, Tree


class ProposalKind(StrEnum):
    """Take a step out, or ask it before the one that is asked right before it now."""

    RETIRE = "retire"
    SOONER = "sooner"


@dataclass(frozen=True, slots=True)
class Decided:
    """A supervisor's word on a proposal about one version of a tree. `before` is the neighbour of SOONER."""

    proposal_id: str
    tree: TreeId
    kind: ProposalKind
    step: StepId
    before: StepId | None
    approved: bool
    by: PersonId
    at: datetime
    version: int


def named(tree: TreeId, version: int, kind: ProposalKind, step: StepId) -> str:
    """How a proposal is called: the same words for the same proposal."""
    return f"{tree}:{version}:{kind}:{step}"


def changed(tree: Tree, decisions: Iterable[Decided]) -> Tree:
    """The tree with what was approved for its version, in the order of the decisions; `revision` counts them. One that cannot be
    carried out any more changes nothing.
    """
    for decided in sorted(decisions, key=lambda one: (one.at, one.proposal_id)):
        if decided.approved and (decided.tree, decided.version) == (tree.id, tree.version):
            after = carried_out(tree, decided.kind, decided.step, decided.before)
            tree = replace(after, revision=tree.revision + 1) if after is not None else tree
    return tree


def carried_out(tree: Tree, kind: ProposalKind, step: StepId, before: StepId | None) -> Tree | None:
    """The tree after one change; None when it cannot be made in this tree."""
    steps = {known.id: known for known in tree.steps}
    if step not in steps:
        return None
    if kind is ProposalKind.RETIRE:
        return _without(tree, steps[step])
    return _sooner(tree, steps[step], steps[before]) if before in steps else None


def neighbours(tree: Tree) -> tuple[tuple[Step, Step], ...]:
    """Steps that may change places: both can fix, the second is asked when the first did not help and in no other way, and who
    may do the first may do the second.
    """
    steps = {step.id: step for step in tree.steps}
    pairs = ((step, steps[step.no]) for step in tree.steps if not isinstance(step.no, Ending))
    return tuple(
        (first, second)
        for first, second in pairs
        if may_retire(first)
        and may_retire(second)
        and first.by.may(second.by)
        and [step.id for step in tree.steps if _leads_to(step, second.id)] == [first.id]
    )


def may_retire(step: Step) -> bool:
    """Whether a step can only fix: not one that branches, warns, ends the walk, or keeps a picture or a figure."""
    return step.fixes and not step.answers


def _without(tree: Tree, gone: Step) -> Tree | None:
    """Who led to it leads to where its "no" did. The first step of a tree can go when another one follows it."""
    if not may_retire(gone):
        return None
    rest = [_redirected(step, {gone.id: gone.no}) for step in tree.steps if step.id != gone.id]
    if tree.steps[0].id == gone.id:
        if isinstance(gone.no, Ending):
            return None
        rest.sort(key=lambda step: step.id != gone.no)
    return replace(tree, steps=tuple(rest))


def _sooner(tree: Tree, second: Step, first: Step) -> Tree | None:
    if (first, second) not in neighbours(tree):
        return None
    others = {first.id: second.id}
    moved = {
        first.id: replace(second, no=first.id),
        second.id: replace(first, no=second.no),
    }
    return replace(tree, steps=tuple(moved.get(step.id) or _redirected(step, others) for step in tree.steps))


def _leads_to(step: Step, target: StepId) -> bool:
    return not step.kind.is_last and target in (*step.targets, step.no)


def _redirected(step: Step, instead: Mapping[StepId, StepId | Ending]) -> Step:
    def to(target: StepId | Ending) -> StepId | Ending:
        return target if isinstance(target, Ending) else instead.get(target, target)

    answers = tuple(replace(answer, to=to(answer.to)) for answer in step.answers)
    return replace(step, yes=to(step.yes), no=to(step.no), answers=answers)
