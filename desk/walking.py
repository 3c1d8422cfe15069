"""The walk a teacher takes through a symptom tree: where an answer leads, what waits for the bell, when it ends. Pure.

It shows nothing, asks nothing and keeps no position: the caller stores the `Position` and brings it back with the next
answer. The rules (shared/domain/facts.md §1, §3.4, §3.5, §6):

- A safety tree is never self-help: walking one ends in SAFETY.
- While a lesson stands still, ways for it to go on come first, then only `fast` steps within the lesson's seconds. What
  could not be asked waits for the bell (`Pause`); until then it counts as "no", and a step not done never fixed anything.
- After the bell the tree is gone through from its first step with the answers that are known: nothing is asked twice.
- A step that would pass the budget is not offered, nor one that the person may not do.
- Can't, dare not, skip, back and words nobody understands bring the walk no further: the third of them, and "a person,
  please" at any time, hand over to an engineer.
- Every walk ends, whatever the tree: each answer either is used up, costs seconds, or counts to those three.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from desk.ids import AnswerId, StepId, TreeId
from desk.places import Means
from desk.playbook import Ending, Hand, Step, StepKind, Tree, Workaround

STUCK_LIMIT = 3
"""Answers without progress after which an engineer takes over."""

MOST_WORKAROUNDS = 2
"""Ways to go on that are offered to a class that waits: a third would take the time of the steps."""


PAUSED = "PAUSE"
"""The rest waits for the bell, as one word of a trail. In capitals like the endings: no step is called so (one is `pause`)."""


class Move(StrEnum):
    """What a teacher may answer to any step, besides its named answers. "Wait" is no answer: the step simply stays."""

    YES = "yes"
    NO = "no"
    CANNOT = "cannot"
    DARE_NOT = "dare_not"
    SKIP = "skip"
    BACK = "back"
    HUMAN = "human"


Reply = Move | AnswerId

_NOT_DONE = frozenset({Move.CANNOT, Move.DARE_NOT, Move.SKIP})
_NO_PROGRESS = _NOT_DONE | {Move.BACK}


@dataclass(frozen=True, slots=True)
class Trod:
    """A step that was answered."""

    step: StepId
    reply: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a teacher stands: the step on offer, the seconds offered so far (this step included), the answers without
    progress so far (`stuck`, never reset within a walk), and the way here. `lesson_over`: the bell rang, or the teacher said so.
    """

    tree: TreeId
    version: int
    step: StepId
    spent: int = 0
    stuck: int = 0
    trail: tuple[Trod, ...] = ()
    lesson_over: bool = False
    revision: int = 0

    def fits(self, tree: Tree) -> bool:
        """Whether the tree is as it was when the step was asked."""
        return (self.tree, self.version, self.revision) == (tree.id, tree.version, tree.revision)


@dataclass(frozen=True, slots=True)
class Pause:
    """The rest waits for the bell: `at` is the next step then, its seconds counted already."""

    at: Position


@dataclass(frozen=True, slots=True)
class Ended:
    """The walk is over. `said` is the step that is still said, where a `stop` or `hand_over` step ended it."""

    ending: Ending
    said: StepId | None = None


Where = Position | Pause | Ended


@dataclass(frozen=True, slots=True)
class Situation:
    """The conditions of a walk: whether a lesson stands still, the seconds of self-help then and in all, who does the steps,
    and what the school has to help itself with.
    """

    in_lesson: bool
    lesson_seconds: int = 60
    total_seconds: int = 300
    hand: Hand = Hand.TEACHER
    has: frozenset[Means] = frozenset()

    @property
    def budget(self) -> int:
        """Seconds for the whole walk, not for the rest of it."""
        return self.lesson_seconds if self.in_lesson else self.total_seconds


def enter(tree: Tree, now: Situation) -> Where:
    """The first thing to ask: in a lesson a way to go on, else the first step that may be offered."""
    if tree.safety:
        return Ended(Ending.SAFETY)
    start = Position(tree.id, tree.version, tree.steps[0].id, revision=tree.revision)
    return _Walk(tree, now).around(start, after=0) if now.in_lesson else _Walk(tree, now).from_the_top(start)


def walk(tree: Tree, at: Position, reply: Reply, now: Situation) -> Where:
    """Where the answer to the step at `at` leads.

    A position of an older version or revision of the tree dispatches: its question may have changed meaning. Raises ValueError
    when the position belongs to another tree, KeyError when the step (or the named answer) is not in this one.
    """
    if at.tree != tree.id:
        raise ValueError(f"position in tree {at.tree} walked with tree {tree.id}")
    if tree.safety:
        return Ended(Ending.SAFETY)
    if now.in_lesson and at.lesson_over:
        now = replace(now, in_lesson=False)
    stays = _misses(tree, at, reply)
    if stays or reply in _NO_PROGRESS:
        at = replace(at, stuck=at.stuck + 1)
    if reply is Move.HUMAN or at.stuck >= STUCK_LIMIT or not at.fits(tree):
        return Ended(Ending.DISPATCH)
    if reply is Move.BACK:
        return _back(tree, at)
    return at if stays else _Walk(tree, now).after(at, reply)


def puzzled(at: Position) -> Where:
    """Words that nobody understood: the step stays, the third time an engineer takes over."""
    at = replace(at, stuck=at.stuck + 1)
    return Ended(Ending.DISPATCH) if at.stuck >= STUCK_LIMIT else at


def resume(tree: Tree, at: Position, now: Situation) -> Where:
    """The first step that is still open once the lesson is over, or the next morning. Raises as `walk` does."""
    if at.tree != tree.id:
        raise ValueError(f"position in tree {at.tree} walked with tree {tree.id}")
    if not at.fits(tree):
        return Ended(Ending.DISPATCH)
    not_counted = replace(at, spent=at.spent - tree.step(at.step).seconds, lesson_over=True)
    return _Walk(tree, replace(now, in_lesson=False)).from_the_top(not_counted)


def then(where: Where) -> str:
    """The same in one word, for the trail: the step shown next, `PAUSED`, or the ending."""
    if isinstance(where, Position):
        return where.step
    return PAUSED if isinstance(where, Pause) else where.ending.value


def restores(tree: Tree, at: Position, reply: Reply) -> bool:
    """Whether this answer says that the lesson goes on (教学已恢复)."""
    return reply is Move.YES and tree.step(at.step).kind is StepKind.WORKAROUND


def concludes(tree: Tree, at: Position, reply: Reply) -> bool:
    """Whether this answer itself calls the engineer, after steps that were all done: then `Tree.stop` may be said. It is not
    where somebody gave up, wanted a person, or a step was passed over.
    """
    step, replies = tree.step(at.step), {trod.reply for trod in at.trail}
    if (
        reply in _NO_PROGRESS
        or reply is Move.HUMAN
        or step.kind is StepKind.WORKAROUND
        or _misses(tree, at, reply)
    ):
        return False
    return not replies & _NOT_DONE and _leads(step, reply) is Ending.DISPATCH


def _misses(tree: Tree, at: Position, reply: Reply) -> bool:
    """A bare yes or no to a step with named answers answers nothing."""
    return reply in (Move.YES, Move.NO) and at.fits(tree) and bool(tree.step(at.step).answers)


def _back(tree: Tree, at: Position) -> Position:
    """The step before, its answer forgotten; at the first one the same step again."""
    if not at.trail:
        return at
    before = at.trail[-1].step
    return replace(at, step=before, spent=at.spent - tree.step(at.step).seconds, trail=at.trail[:-1])


def _leads(step: Step, reply: str) -> StepId | Ending:
    """Where an answer leads. A step that was not done goes along "no", but never to an ending that needs no engineer."""
    if reply == Move.YES:
        return step.yes
    if reply == Move.NO:
        return step.no
    if reply in _NOT_DONE:
        return _passed_over(step)
    for answer in step.answers:
        if answer.id == reply:
            return answer.to
    raise KeyError(f"step {step.id!r} has no answer {reply!r}")


def _passed_over(step: Step) -> StepId | Ending:
    return Ending.DISPATCH if isinstance(step.no, Ending) else step.no


@dataclass(frozen=True, slots=True)
class _Walk:
    """A tree under the conditions of now."""

    tree: Tree
    now: Situation

    def after(self, at: Position, reply: Reply) -> Where:
        """Past the step at `at`, which was answered."""
        step = self.tree.step(at.step)
        number = self._number(step)
        if number:
            goes_on = reply is Move.YES
            return self._later(at, Ended(Ending.DISPATCH)) if goes_on else self.around(at, after=number)
        at = replace(at, trail=(*at.trail, Trod(step.id, reply)))
        if self.now.in_lesson and restores(self.tree, at, reply):
            return self._later(at, Ended(Ending.DISPATCH))
        return self._offer(at, _leads(step, reply))

    def around(self, at: Position, *, after: int) -> Where:
        """The next way for the lesson to go on, numbered from 1, then the steps of the tree."""
        usable = [way for way in self.tree.workarounds if way.needs is None or way.needs in self.now.has]
        for way in usable[:MOST_WORKAROUNDS]:
            spent = at.spent + way.step.seconds
            if self._number(way.step) > after and spent <= self.now.budget:
                return replace(at, step=way.step.id, spent=spent)
        return self.from_the_top(at)

    def from_the_top(self, at: Position) -> Where:
        """The first step of the tree that is still open, the answers known so far taken as given."""
        return self._offer(at, self.tree.steps[0].id)

    def _offer(self, at: Position, leads_to: StepId | Ending) -> Where:
        """The next step that may be offered from here on, or the end. Passes each step at most once."""
        known = {trod.step: trod.reply for trod in at.trail}
        for _ in range(len(self.tree.steps) + 1):
            if isinstance(leads_to, Ending):
                return self._end(at, Ended(leads_to))
            step = self.tree.step(leads_to)
            if step.kind.is_last:
                return self._end(at, Ended(Ending(step.yes), step.id))
            if step.id in known:
                leads_to = _leads(step, known[step.id])
            elif not self.now.hand.may(step.by) or (self.now.in_lesson and not step.fast):
                leads_to = _passed_over(step)
            else:
                return self._within_budget(at, step)
        return self._end(at, Ended(Ending.DISPATCH))

    def _within_budget(self, at: Position, step: Step) -> Where:
        there = replace(at, step=step.id, spent=at.spent + step.seconds)
        return there if there.spent <= self.now.budget else self._end(at, Ended(Ending.DISPATCH))

    def _end(self, at: Position, ended: Ended) -> Where:
        """What ends in a lesson for want of time is only put off."""
        puts_off = self.now.in_lesson and ended.ending is Ending.DISPATCH
        return self._later(at, ended) if puts_off else ended

    def _later(self, at: Position, otherwise: Ended) -> Where:
        """A pause, when there is anything left to ask after the bell."""
        after_the_bell = _Walk(self.tree, replace(self.now, in_lesson=False)).from_the_top(at)
        return Pause(after_the_bell) if isinstance(after_the_bell, Position) else otherwise

    def _number(self, step: Step) -> int:
        """The number of a way to go on, from 1; 0 for a step of the tree."""
        ways: tuple[Workaround, ...] = self.tree.workarounds
        return next((number for number, way in enumerate(ways, 1) if way.step.id == step.id), 0)
