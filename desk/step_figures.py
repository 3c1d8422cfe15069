"""What became of the steps that were shown: figures for each step and tree, and what they propose. Pure.

Counts come in as tallies, grouped where they are kept; nothing here reads them or asks which schools they are of. A proposal
is only that: a supervisor decides (`desk.tree_changes`, ADR 0017). The bounds, n answers of which k solved:

- RETIRE, k = 0: the exact upper 95 % bound of the share, 1 - 0.05^(1/n) (the rule of three, 3/n, for large n), stays below
  `TOO_SELDOM`. Only answers of people who did the step count: what nobody dares is to be worded anew, not taken out.
- SOONER, a before b: asking b first costs s_b + (1 - p_b) s_a seconds instead of s_a + (1 - p_a) s_b, so it is better when
  p_b / s_b > p_a / s_a. It is proposed when that holds for Wilson's lower 95 % bound of p_b and the upper one of p_a. Every
  answer counts, "not done" too: a step helps nobody who cannot do it. p_b is known only where a did not help; that it is
  the same elsewhere is an assumption, one reason why a person decides.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from desk.ids import StepId, TreeId
from desk.playbook import SelfHelpOutcome, Step, Tree
from desk.tree_changes import ProposalKind as ProposalKind  # noqa: PLC0414  # every proposal has one, found here too
from desk.tree_changes import carried_out, may_retire, named, neighbours
from desk.walking import Move

FAIR = 60
"""Answers that make a fair sample."""

TOO_SELDOM = 0.05
"""A step that solves less than this share of the faults it is asked about costs more time than it saves."""

LONGEST_GAP = timedelta(minutes=30)
"""An answer that took longer says nothing about how long the step takes."""

GIVEN_UP = timedelta(days=1)
"""What nobody has answered for so long was left."""

_Z = 1.96  # two-sided 95 %
_NOT_DONE = frozenset({Move.CANNOT, Move.DARE_NOT, Move.SKIP, Move.BACK, Move.HUMAN})


@dataclass(frozen=True, slots=True)
class StepTally:
    """So many showings of a step that went alike. `reply` is empty where nobody answered; then `left` says whether anybody
    still may.
    """

    tree: TreeId
    version: int
    step: StepId
    reply: str
    solved: bool
    left: bool
    count: int


@dataclass(frozen=True, slots=True)
class SecondsTally:
    """So many answers that came after this many whole seconds, none longer than `LONGEST_GAP`."""

    tree: TreeId
    version: int
    step: StepId
    seconds: int
    count: int


@dataclass(frozen=True, slots=True)
class WalkTally:
    """So many walks on devices of a model that ended alike; `outcome` is None where none did, `left` as in `StepTally`."""

    tree: TreeId
    model: str
    outcome: SelfHelpOutcome | None
    left: bool
    count: int


@dataclass(frozen=True, slots=True)
class Tallies:
    """Everything that is counted about some trees."""

    steps: tuple[StepTally, ...]
    seconds: tuple[SecondsTally, ...]
    walks: tuple[WalkTally, ...]


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How one step fared. `offered` is the sum of the others and of what may still be answered.

    `solved`: the answer ended the walk with the fault gone, or the question answered. `went_on`: done, and the walk went on
    or was handed over. `not_done`: could not, dared not, skipped, went back, wanted a person. `left`: never answered, a day
    later or once the ticket is closed. `seconds` is the median from shown to answered, without gaps above half an hour;
    None where nobody answered.
    """

    step: StepId
    offered: int
    solved: int
    went_on: int
    not_done: int
    left: int
    seconds: int | None


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """Walks on devices of one model of the register; an empty model is a device the register does not know."""

    model: str
    walks: int
    solved: int


@dataclass(frozen=True, slots=True)
class TreeFigures:
    """How the walks through one tree fared; one that goes on is in none of the four ends. `version` is the present one.

    `steps` are in the order of the tree, its ways for a lesson to go on first, steps of older versions at the end; `models`
    with the most walks first.
    """

    tree: TreeId
    version: int
    walks: int
    solved: int
    worked_around: int
    handed_over: int
    left: int
    steps: tuple[StepFigures, ...]
    models: tuple[ModelFigures, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something a supervisor may change about a version of a tree. `id` is "<tree>:<version>:<kind>:<step>".

    `before` is the step that SOONER would come after it; `other_offered` and `other_solved` are its figures, 0 for RETIRE.
    `seconds_saved` is what an average walk through the tree would be shorter by.
    """

    id: str
    tree: TreeId
    version: int
    kind: ProposalKind
    step: StepId
    before: StepId | None
    offered: int
    solved: int
    other_offered: int
    other_solved: int
    seconds_saved: float


def tree_figures(tree: Tree, tallies: Tallies) -> TreeFigures:
    """What the tallies say of one tree, whatever its version was; those of other trees are passed over."""
    steps = [tally for tally in tallies.steps if tally.tree == tree.id]
    seconds = [tally for tally in tallies.seconds if tally.tree == tree.id]
    walks = [tally for tally in tallies.walks if tally.tree == tree.id]
    known = [way.step.id for way in tree.workarounds] + [step.id for step in tree.steps]
    older = sorted({tally.step for tally in steps} - set(known))
    outcomes = SelfHelpOutcome
    return TreeFigures(
        tree=tree.id,
        version=tree.version,
        walks=_total(walks),
        solved=_ended(walks, outcomes.SOLVED),
        worked_around=_ended(walks, outcomes.WORKED_AROUND),
        handed_over=_ended(walks, outcomes.HANDED_OVER, outcomes.SKIPPED),
        left=_total(walk for walk in walks if walk.outcome is None and walk.left),
        steps=tuple(_step_figures(name, steps, seconds) for name in (*known, *older)),
        models=_models(walks),
    )


def proposals(tree: Tree, figures: TreeFigures) -> tuple[Proposal, ...]:
    """What these figures, which must be of this version alone, propose for the tree; what saves most comes first."""
    known = {step.step: step for step in figures.steps}
    found = [_retirement(tree, step, known[step.id], figures.walks) for step in tree.steps]
    found += [
        _sooner(tree, pair, (known[pair[0].id], known[pair[1].id]), figures.walks)
        for pair in neighbours(tree)
    ]
    sure = (proposal for proposal in found if proposal is not None)
    return tuple(sorted(sure, key=lambda proposal: (-proposal.seconds_saved, proposal.id)))


def answered(figures: StepFigures) -> int:
    """How often a step was answered, done or not."""
    return figures.solved + figures.went_on + figures.not_done


def wilson(solved: int, answers: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: from 0 to 1, also for none and for all. Nobody asked, nothing known: 0 to 1."""
    if answers == 0:
        return 0.0, 1.0
    share, square = solved / answers, _Z * _Z / answers
    middle = share + square / 2
    reach = _Z * math.sqrt(share * (1 - share) / answers + square / (4 * answers))
    lower, upper = ((middle + sign * reach) / (1 + square) for sign in (-1, 1))
    return max(lower, 0.0), min(upper, 1.0)


def never_solves(answers: int) -> float:
    """The upper 95 % bound of the share, when none of so many answers solved anything."""
    return 1.0 if answers == 0 else 1 - 0.05 ** (1 / answers)


def median(tallies: Iterable[SecondsTally]) -> int | None:
    """The median of tallied seconds, of two in the middle the lower; None without any."""
    ordered = sorted(tallies, key=lambda tally: tally.seconds)
    middle = (_total(ordered) + 1) // 2
    passed = 0
    for tally in ordered:
        passed += tally.count
        if passed >= middle:
            return tally.seconds
    return None


def _retirement(tree: Tree, step: Step, figures: StepFigures, walks: int) -> Proposal | None:
    done = figures.solved + figures.went_on
    if not may_retire(step) or figures.solved or done < FAIR or never_solves(done) >= TOO_SELDOM:
        return None
    if carried_out(tree, ProposalKind.RETIRE, step.id, None) is None:
        return None
    saved = _seconds(step, figures) * _reached(figures, walks)
    return _proposal(tree, ProposalKind.RETIRE, figures, None, saved)


def _sooner(
    tree: Tree, pair: tuple[Step, Step], figures: tuple[StepFigures, StepFigures], walks: int
) -> Proposal | None:
    first, second = figures
    if min(answered(first), answered(second)) < FAIR:
        return None
    cost_first, cost_second = _seconds(pair[0], first), _seconds(pair[1], second)
    lower, upper = wilson(second.solved, answered(second))[0], wilson(first.solved, answered(first))[1]
    if lower * cost_first <= upper * cost_second:
        return None
    share_first, share_second = first.solved / answered(first), second.solved / answered(second)
    saved = (share_second * cost_first - share_first * cost_second) * _reached(first, walks)
    return _proposal(tree, ProposalKind.SOONER, second, first, saved)


def _proposal(
    tree: Tree, kind: ProposalKind, about: StepFigures, other: StepFigures | None, saved: float
) -> Proposal:
    return Proposal(
        id=named(tree.id, tree.version, kind, about.step),
        tree=tree.id,
        version=tree.version,
        kind=kind,
        step=about.step,
        before=other.step if other else None,
        offered=about.offered,
        solved=about.solved,
        other_offered=other.offered if other else 0,
        other_solved=other.solved if other else 0,
        seconds_saved=saved,
    )


def _seconds(step: Step, figures: StepFigures) -> int:
    """What the step takes: as measured, before anybody answered it as its author thought; never nothing."""
    return max(step.seconds if figures.seconds is None else figures.seconds, 1)


def _reached(figures: StepFigures, walks: int) -> float:
    """The share of the walks that come to a step."""
    return min(figures.offered / walks, 1.0) if walks else 1.0


def _step_figures(name: StepId, steps: Sequence[StepTally], seconds: Sequence[SecondsTally]) -> StepFigures:
    mine = [tally for tally in steps if tally.step == name]
    replied = [tally for tally in mine if tally.reply]
    solved = [tally for tally in replied if tally.solved]
    not_done = [tally for tally in replied if not tally.solved and tally.reply in _NOT_DONE]
    return StepFigures(
        step=name,
        offered=_total(mine),
        solved=_total(solved),
        went_on=_total(replied) - _total(solved) - _total(not_done),
        not_done=_total(not_done),
        left=_total(tally for tally in mine if not tally.reply and tally.left),
        seconds=median(tally for tally in seconds if tally.step == name),
    )


def _models(walks: Sequence[WalkTally]) -> tuple[ModelFigures, ...]:
    found = []
    for model in {walk.model for walk in walks}:
        mine = [walk for walk in walks if walk.model == model]
        found.append(ModelFigures(model, _total(mine), _ended(mine, SelfHelpOutcome.SOLVED)))
    return tuple(sorted(found, key=lambda figures: (-figures.walks, figures.model)))


def _ended(walks: Iterable[WalkTally], *outcomes: SelfHelpOutcome) -> int:
    return _total(walk for walk in walks if walk.outcome in outcomes)


def _total(tallies: Iterable[StepTally | SecondsTally | WalkTally]) -> int:
    return sum(tally.count for tally in tallies)
