"""From wherever a teacher may stand in a tree, whatever came before, some answer ends the steps; and soon.

Every position is visited that any order of answers, moves and a bell leads to, in and out of class, by everybody who may do
steps, in schools with all means and with none.
"""

from collections.abc import Mapping
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


Ahead = tuple[list[Where], list[Where]]
"""Where the answers that a step asks for lead to, and where everything else does."""


def ahead_of(tree: Tree, where: Position | Pause, now: Situation) -> Ahead:
    """Where every answer, every move, words nobody understood and the bell lead to. From a pause nothing but the bell leads on."""
    if isinstance(where, Pause):
        return [resume(tree, where.at, now)], []
    answers = [walk(tree, where, reply, now) for reply in replies_to(tree.step(where.step))]
    moves = [walk(tree, where, move, now) for move in (Move.CANNOT, Move.BACK)]
    return answers, [resume(tree, where, now), puzzled(where), *moves]


def reachable(tree: Tree, now: Situation) -> dict[Position | Pause, Ahead]:
    """Every place that can be reached, and what lies ahead of it. What was answered matters only as far as it is still known."""
    first = enter(tree, now)
    todo = [] if isinstance(first, Ended) else [first]
    found: dict[Position | Pause, Ahead] = {}
    while todo:
        here = todo.pop()
        if here in found:
            continue
        found[here] = ahead_of(tree, here, now)
        todo += [where for ahead in found[here] for where in ahead if not isinstance(where, Ended)]
    return found


def to_the_end(where: Where, places: Mapping[Position | Pause, Ahead], known: dict[Where, int]) -> int:
    """The fewest answers asked for (and rings of the bell) from here to an end."""
    if isinstance(where, Ended):
        return 0
    if where not in known:
        answers, _ = places[where]
        known[where] = 1 + min(to_the_end(one, places, known) for one in answers)
    return known[where]


@each_walked
@pytest.mark.parametrize("now", SITUATIONS)
def test_from_every_reachable_place_answers_lead_to_an_end(tree: Tree, now: Situation) -> None:
    limit = MOST_IN_CLASS if now.in_lesson else MOST_ANSWERS
    known: dict[Where, int] = {}
    places = reachable(tree, now)
    for where in places:
        assert to_the_end(where, places, known) <= limit, where
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
