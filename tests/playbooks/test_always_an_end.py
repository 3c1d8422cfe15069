"""From wherever a teacher may stand in a tree, whatever came before, some answer ends the steps; and soon.

Every position is visited that any order of answers, moves and a bell leads to, in and out of class, by everybody who may do
steps, in schools with all means and with none.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desk.places import Means
from desk.playbook import Hand, Tree
from desk.walking import Ended, Move, Pause, Position, Situation, Trod, Where, enter, puzzled, resume, walk
from desk.ways import replies_to
from tests.playbooks.test_content import AT_LEISURE, IN_CLASS, each_walked

MOST_ANSWERS = 12
"""By the answers a step asks for alone: no walk is longer, since no tree has more steps (`storage.playbook_ways`)."""

MOST_IN_CLASS = 15
"""In class two ways to go on and the bell come before that."""

NOT_DONE = (Move.CANNOT, Move.DARE_NOT, Move.SKIP)

SITUATIONS = [
    pytest.param(replace(now, hand=hand, has=has), id=f"{name}-{hand}-{'everything' if has else 'nothing'}")
    for name, now in (("class", IN_CLASS), ("leisure", AT_LEISURE))
    for hand in Hand
    for has in (frozenset(Means), frozenset())
]


def next_places(tree: Tree, where: Position | Pause, now: Situation) -> Iterator[Where]:
    """Where every answer, every move, words nobody understood and the bell lead to."""
    at = where.at if isinstance(where, Pause) else where
    yield resume(tree, at, now)
    if isinstance(where, Position):
        yield puzzled(where)
        for reply in (*replies_to(tree.step(where.step)), Move.CANNOT, Move.BACK):
            yield walk(tree, where, reply, now)


def reachable(tree: Tree, now: Situation) -> Iterator[Position | Pause]:
    """Every place that can be reached. What was answered matters only as far as it is still known."""
    first = enter(tree, now)
    todo = [] if isinstance(first, Ended) else [first]
    seen = set(todo)
    while todo:
        here = todo.pop()
        yield here
        for where in next_places(tree, here, now):
            if not isinstance(where, Ended) and where not in seen:
                seen.add(where)
                todo.append(where)


def to_the_end(tree: Tree, where: Where, now: Situation, known: dict[Where, int]) -> int:
    """The fewest answers asked for (and rings of the bell) from here to an end."""
    if isinstance(where, Ended):
        return 0
    if where not in known:
        if isinstance(where, Pause):
            ahead = [resume(tree, where.at, now)]
        else:
            ahead = [walk(tree, where, reply, now) for reply in replies_to(tree.step(where.step))]
        known[where] = 1 + min(to_the_end(tree, one, now, known) for one in ahead)
    return known[where]


@each_walked
@pytest.mark.parametrize("now", SITUATIONS)
def test_from_every_reachable_place_answers_lead_to_an_end(tree: Tree, now: Situation) -> None:
    limit = MOST_IN_CLASS if now.in_lesson else MOST_ANSWERS
    known: dict[Where, int] = {}
    for where in reachable(tree, now):
        assert to_the_end(tree, where, now, known) <= limit, where
        if isinstance(where, Position):
            assert isinstance(walk(tree, where, Move.HUMAN, now), Ended)


@each_walked
def test_not_able_not_daring_and_skipping_lead_the_same_way(tree: Tree) -> None:
    """So that above one of them stands for all."""
    for now in (AT_LEISURE, IN_CLASS):
        for where in reachable(tree, now):
            if isinstance(where, Position):
                leads = {forgotten(walk(tree, where, move, now)) for move in NOT_DONE}
                assert len(leads) == 1


def forgotten(where: Where) -> Where:
    """The same place without what was said on the way."""
    at = where.at if isinstance(where, Pause) else where
    if isinstance(at, Ended):
        return at
    bare = replace(at, trail=tuple(Trod(trod.step, "") for trod in at.trail))
    return Pause(bare) if isinstance(where, Pause) else bare
