"""Every walk there is through a symptom tree: for whoever checks, measures or proves one. Pure.

It follows `desk.walking` and adds nothing to it: a walk here is a walk a teacher can take. Trees are small (twelve steps),
so the walks are simply all listed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from desk.playbook import Ending, Step, Tree
from desk.walking import Ended, Move, Pause, Position, Reply, Situation, Where, enter, walk

ANSWERS = (Move.YES, Move.NO)
"""What is answered to a step without named answers; `ways` may be asked for more."""


class Way(NamedTuple):
    """One walk: where the teacher stood, the reply given at each place, and how it ended or paused."""

    positions: tuple[Position, ...]
    replies: tuple[Reply, ...]
    end: Pause | Ended

    @property
    def seconds(self) -> int:
        """What it takes a teacher; 0 where nothing could be asked."""
        return max((position.spent for position in self.positions), default=0)


def replies_to(step: Step) -> tuple[Reply, ...]:
    """The answers that a step asks for, in the order of its buttons."""
    return tuple(answer.id for answer in step.answers) or ANSWERS


def ways(tree: Tree, now: Situation, also: tuple[Move, ...] = ()) -> Iterator[Way]:
    """Every walk from the first step, by the answers asked for and those moves of `also` that bring a walk further.

    `also` with a move that does not (back) would never come to an end.
    """
    todo: list[tuple[Where, tuple[Position, ...], tuple[Reply, ...]]] = [(enter(tree, now), (), ())]
    while todo:
        where, positions, replies = todo.pop()
        if not isinstance(where, Position):
            yield Way(positions, replies, where)
            continue
        todo += [
            (walk(tree, where, reply, now), (*positions, where), (*replies, reply))
            for reply in (*replies_to(tree.step(where.step)), *also)
        ]


def shortest(tree: Tree, now: Situation) -> Way:
    """The walk with the fewest answers; of several the first by its replies."""
    return min(ways(tree, now), key=_length)


def longest(tree: Tree, now: Situation) -> Way:
    """The walk with the most answers; of several the first by its replies."""
    return min(ways(tree, now), key=lambda way: (-len(way.replies), way.replies))


def endings(tree: Tree) -> tuple[Ending, ...]:
    """The endings that an answer or a last step of the tree leads to, in the order of `Ending`."""
    found = {target for step in tree.steps for target in (step.targets or (step.yes,))}
    return tuple(ending for ending in Ending if ending in found)


def _length(way: Way) -> tuple[int, tuple[Reply, ...]]:
    return len(way.replies), way.replies
