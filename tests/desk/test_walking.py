"""The walk through a tree: what is asked next, what waits for the bell, and that it always ends."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.ids import AnswerId, StepId, TreeId
from desk.places import Means
from desk.playbook import Ending, Hand, NamedAnswer, Step, StepKind, Tree, Workaround
from desk.walking import (
    Ended,
    Move,
    Pause,
    Position,
    Reply,
    Situation,
    Trod,
    Where,
    concludes,
    enter,
    puzzled,
    restores,
    resume,
    walk,
)
from tests.desk.test_playbook import WORDS, a_step, a_target, a_tree

QUIET = Situation(in_lesson=False)
LESSON = Situation(in_lesson=True)
DISPATCH = Ended(Ending.DISPATCH)


def answered(tree: Tree, *replies: Reply, now: Situation = QUIET) -> Where:
    """Where these answers lead; every one must find a question."""
    where = enter(tree, now)
    for reply in replies:
        assert isinstance(where, Position), f"{reply} came after the end: {where}"
        where = walk(tree, where, reply, now)
    return where


def asked(where: Where) -> str:
    assert isinstance(where, Position), where
    return where.step


def waits(where: Where) -> Position:
    assert isinstance(where, Pause), where
    return where.at


def a_question(name: str, **answers: str) -> Step:
    named = tuple(NamedAnswer(AnswerId(word), WORDS, a_target(to)) for word, to in answers.items())
    return replace(a_step(name, yes="DISPATCH"), answers=named)


def going_on(tree: Tree, *needs: Means | None) -> Tree:
    ways = (
        Workaround(need, replace(a_step(f"around_{n}", yes="DISPATCH", seconds=15), kind=StepKind.WORKAROUND))
        for n, need in enumerate(needs, 1)
    )
    return replace(tree, workarounds=tuple(ways))


THREE = a_tree(a_step("source", no="restart"), a_step("restart", no="cable", fast=False), a_step("cable"))
LONG = a_tree(*(a_step(f"s{n}", no=f"s{n + 1}") for n in range(6)), a_step("s6"))
COLOUR = a_tree(a_question("colour", blue="FIXED", black="cable", other="DISPATCH"), a_step("cable"))


class TestAWalk:
    def test_begins_at_the_first_step_and_counts_its_seconds(self) -> None:
        assert answered(THREE) == Position(TreeId("board"), 1, StepId("source"), spent=20)

    def test_that_fixed_it_is_over(self) -> None:
        assert answered(THREE, Move.YES) == Ended(Ending.FIXED)

    def test_goes_on_with_the_next_step_after_a_no_and_remembers_the_way(self) -> None:
        assert answered(THREE, Move.NO) == Position(
            TreeId("board"), 1, StepId("restart"), spent=40, trail=(Trod(StepId("source"), "no"),)
        )

    def test_without_further_steps_sends_the_engineer(self) -> None:
        assert answered(THREE, Move.NO, Move.NO, Move.NO) == DISPATCH

    @pytest.mark.parametrize("move", [Move.CANNOT, Move.DARE_NOT, Move.SKIP])
    def test_takes_a_step_that_was_not_done_for_a_no(self, move: Move) -> None:
        assert asked(answered(THREE, move)) == "restart"

    def test_never_calls_a_step_fixed_that_the_teacher_could_not_do(self) -> None:
        assert answered(a_tree(a_step("off", yes="DISPATCH", no="FIXED")), Move.CANNOT) == DISPATCH

    def test_sends_the_engineer_at_the_third_answer_without_progress(self) -> None:
        assert asked(answered(LONG, Move.CANNOT, Move.DARE_NOT)) == "s2"
        assert answered(LONG, Move.CANNOT, Move.DARE_NOT, Move.SKIP) == DISPATCH

    def test_remembers_what_brought_it_no_further_across_other_answers(self) -> None:
        stuck_twice = (Move.CANNOT, Move.NO, Move.CANNOT)
        assert answered(LONG, *stuck_twice, Move.NO, Move.CANNOT) == DISPATCH

    def test_sends_the_engineer_as_soon_as_a_person_is_asked_for(self) -> None:
        assert answered(THREE, Move.HUMAN) == DISPATCH

    def test_stops_before_a_step_that_would_pass_the_budget(self) -> None:
        short = Situation(in_lesson=False, total_seconds=40)
        assert asked(answered(LONG, Move.NO, now=short)) == "s1"
        assert answered(LONG, Move.NO, Move.NO, now=short) == DISPATCH

    def test_of_an_older_version_sends_the_engineer_rather_than_guess(self) -> None:
        position = Position(THREE.id, 1, StepId("gone"))
        assert walk(replace(THREE, version=2), position, Move.YES, QUIET) == DISPATCH
        assert resume(replace(THREE, version=2), position, QUIET) == DISPATCH

    def test_of_a_tree_that_a_supervisor_has_changed_since_does_so_too(self) -> None:
        position = enter(THREE, QUIET)
        assert isinstance(position, Position)
        assert walk(replace(THREE, revision=1), position, Move.YES, QUIET) == DISPATCH
        assert resume(replace(THREE, revision=1), position, QUIET) == DISPATCH
        assert isinstance(enter(replace(THREE, revision=1), QUIET), Position)

    def test_with_another_trees_position_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(ValueError, match="position in tree printer"):
            walk(THREE, Position(TreeId("printer"), 1, StepId("source")), Move.NO, QUIET)

    def test_at_a_step_that_is_not_there_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(KeyError, match="has no step 'torch'"):
            walk(THREE, Position(THREE.id, 1, StepId("torch")), Move.NO, QUIET)


class TestNamedAnswers:
    def test_lead_where_they_say(self) -> None:
        assert answered(COLOUR, AnswerId("blue")) == Ended(Ending.FIXED)
        assert asked(answered(COLOUR, AnswerId("black"))) == "cable"

    def test_that_are_not_the_steps_are_a_mistake_of_ours(self) -> None:
        with pytest.raises(KeyError, match="has no answer 'green'"):
            answered(COLOUR, AnswerId("green"))

    @pytest.mark.parametrize("move", [Move.YES, Move.NO])
    def test_are_asked_for_again_after_a_bare_yes_or_no(self, move: Move) -> None:
        assert answered(COLOUR, move) == Position(COLOUR.id, 1, StepId("colour"), spent=20, stuck=1)

    def test_may_say_where_a_step_leads_that_was_not_done(self) -> None:
        tree = a_tree(replace(COLOUR.steps[0], no=StepId("cable")), COLOUR.steps[1])
        assert asked(answered(tree, Move.SKIP)) == "cable"


class TestBack:
    def test_takes_up_the_step_before_and_gives_its_seconds_back(self) -> None:
        first = answered(THREE)
        assert isinstance(first, Position)
        assert answered(THREE, Move.NO, Move.BACK) == replace(first, stuck=1)

    def test_at_the_first_step_asks_it_again(self) -> None:
        assert asked(answered(THREE, Move.BACK)) == "source"

    def test_again_and_again_sends_the_engineer(self) -> None:
        assert answered(THREE, Move.BACK, Move.BACK, Move.BACK) == DISPATCH


def test_words_nobody_understands_leave_the_step_and_hand_over_at_the_third() -> None:
    where: Where = answered(THREE)
    for _ in range(2):
        assert isinstance(where, Position)
        where = puzzled(where)
        assert asked(where) == "source"
    assert isinstance(where, Position)
    assert puzzled(where) == DISPATCH


class TestWhoMayDoIt:
    TREE = a_tree(
        a_step("source", no="breaker"),
        replace(a_step("breaker", no="lamp"), by=Hand.ELECTRICIAN),
        a_step("lamp"),
    )

    def test_a_teacher_is_not_asked_what_is_the_electricians(self) -> None:
        assert asked(answered(self.TREE, Move.NO)) == "lamp"

    def test_the_electrician_is(self) -> None:
        now = Situation(in_lesson=False, hand=Hand.ELECTRICIAN)
        assert asked(answered(self.TREE, Move.NO, now=now)) == "breaker"


class TestStepsThatAreOnlySaid:
    @pytest.mark.parametrize(
        ("kind", "ending"), [(StepKind.STOP, Ending.SAFETY), (StepKind.HAND_OVER, Ending.DISPATCH)]
    )
    def test_end_the_walk_with_their_words(self, kind: StepKind, ending: Ending) -> None:
        last = replace(a_step("last", yes=ending.value, no=ending.value), kind=kind)
        assert answered(a_tree(a_step("smell", yes="last"), last), Move.YES) == Ended(ending, StepId("last"))


class TestInALesson:
    def test_slow_steps_wait_and_the_fast_ones_after_them_are_asked_first(self) -> None:
        assert asked(answered(THREE, Move.NO, now=LESSON)) == "cable"

    def test_steps_that_wait_cost_no_time(self) -> None:
        where = answered(THREE, Move.NO, now=LESSON)
        assert isinstance(where, Position)
        assert where.spent == 40

    def test_what_was_not_asked_waits_for_the_bell(self) -> None:
        rest = waits(answered(THREE, Move.NO, Move.NO, now=LESSON))
        assert rest.step == "restart"
        assert resume(THREE, rest, LESSON) == replace(rest, lesson_over=True)

    def test_after_the_bell_nothing_is_asked_twice(self) -> None:
        rest = waits(answered(THREE, Move.NO, Move.NO, now=LESSON))
        assert walk(THREE, rest, Move.NO, QUIET) == DISPATCH

    def test_what_the_lesson_has_no_seconds_for_waits_too(self) -> None:
        assert waits(answered(LONG, Move.NO, Move.NO, Move.NO, now=LESSON)).step == "s3"

    def test_a_tree_without_fast_steps_waits_as_a_whole(self) -> None:
        assert waits(answered(a_tree(a_step("restart", fast=False)), now=LESSON)).step == "restart"

    def test_nothing_waits_when_every_step_was_asked(self) -> None:
        assert answered(a_tree(a_step("source")), Move.NO, now=LESSON) == DISPATCH

    def test_a_step_that_waits_never_counts_as_fixed(self) -> None:
        where = answered(a_tree(a_step("restart", no="FIXED", fast=False)), now=LESSON)
        assert waits(where).step == "restart"

    def test_a_lesson_that_begins_meanwhile_puts_the_slow_steps_off_from_there_on(self) -> None:
        where = answered(THREE)
        assert isinstance(where, Position)
        assert asked(walk(THREE, where, Move.NO, LESSON)) == "cable"


class TestWaysToGoOn:
    TREE = going_on(THREE, Means.LOANER, None, Means.HOTSPOT)

    def test_come_first_in_a_lesson_and_only_what_the_school_has(self) -> None:
        assert asked(answered(self.TREE, now=LESSON)) == "around_2"
        has = replace(LESSON, has=frozenset({Means.LOANER}))
        assert asked(answered(self.TREE, now=has)) == "around_1"
        assert asked(answered(self.TREE, Move.NO, now=has)) == "around_2"

    def test_are_not_asked_when_no_lesson_waits(self) -> None:
        assert asked(answered(self.TREE)) == "source"

    def test_are_two_at_most_then_come_the_steps(self) -> None:
        has = replace(LESSON, has=frozenset(Means), lesson_seconds=60)
        assert asked(answered(self.TREE, Move.NO, Move.CANNOT, now=has)) == "source"

    def test_that_work_put_the_cause_off_until_after_the_lesson(self) -> None:
        start = answered(self.TREE, now=LESSON)
        assert isinstance(start, Position)
        assert restores(self.TREE, start, Move.YES)
        assert not restores(self.TREE, start, Move.NO)
        assert waits(walk(self.TREE, start, Move.YES, LESSON)).step == "source"

    def test_may_stand_among_the_steps(self) -> None:
        mouse = replace(a_step("mouse", yes="cable", no="cable"), kind=StepKind.WORKAROUND)
        tree = a_tree(mouse, a_step("cable"))
        assert waits(answered(tree, Move.YES, now=LESSON)).step == "cable"
        assert asked(answered(tree, Move.YES)) == "cable"


class TestSafety:
    SMOKE = a_tree(
        a_step("cut", "away", "away"), a_step("away", "DISPATCH"), name="safety_smoke", safety=True
    )

    def test_is_never_self_help(self) -> None:
        assert enter(self.SMOKE, QUIET) == Ended(Ending.SAFETY)

    def test_is_not_walked_by_an_answer_either(self) -> None:
        position = Position(self.SMOKE.id, 1, StepId("cut"))
        assert walk(self.SMOKE, position, Move.YES, QUIET) == Ended(Ending.SAFETY)


NAMES = [f"s{n}" for n in range(5)]
targets = st.sampled_from([*NAMES, *Ending])
steps = st.builds(
    lambda step, named, kind, by: replace(
        step,
        kind=kind,
        by=by,
        answers=tuple(NamedAnswer(AnswerId(f"a{n}"), WORDS, a_target(to)) for n, to in enumerate(named)),
    ),
    st.builds(a_step, st.just("s"), targets, targets, seconds=st.integers(1, 90), fast=st.booleans()),
    st.one_of(st.just([]), st.lists(targets, min_size=2, max_size=4)),
    st.sampled_from([StepKind.CHECK, StepKind.DO, StepKind.WORKAROUND]),
    st.sampled_from(Hand),
)
any_tree = st.builds(
    lambda found, ways: going_on(
        a_tree(*(replace(step, id=StepId(name)) for name, step in zip(NAMES, found, strict=True))), *ways
    ),
    st.lists(steps, min_size=5, max_size=5),
    st.lists(st.sampled_from([None, *Means]), max_size=3),
)
situations = st.builds(Situation, st.booleans(), st.integers(0, 60), st.integers(0, 300))


def replies_to(tree: Tree, at: Position) -> list[Reply]:
    return [*Move, *(answer.id for answer in tree.step(at.step).answers)]


@given(any_tree, situations, st.data())
def test_every_walk_of_any_tree_ends_within_its_budget(
    tree: Tree, now: Situation, data: st.DataObject
) -> None:
    where = enter(tree, now)
    for _ in range(60):
        if not isinstance(where, Position):
            break
        assert where.spent <= now.budget
        assert tree.step(where.step).fast or not now.in_lesson
        where = walk(tree, where, data.draw(st.sampled_from(replies_to(tree, where))), now)
    if isinstance(where, Pause):
        after = resume(tree, where.at, replace(now, in_lesson=False))
        for _ in range(60):
            if not isinstance(after, Position):
                break
            after = walk(tree, after, Move.NO, replace(now, in_lesson=False))
        where = after
    assert isinstance(where, Ended)


@given(any_tree, situations)
def test_from_any_reachable_position_some_answer_ends_the_tree(tree: Tree, now: Situation) -> None:
    todo, seen = [enter(tree, now)], set()
    while todo and len(seen) < 200:
        where = todo.pop()
        if isinstance(where, Position) and where not in seen:
            seen.add(where)
            assert isinstance(walk(tree, where, Move.HUMAN, now), Ended)
            todo += [walk(tree, where, reply, now) for reply in replies_to(tree, where)]


@given(any_tree, situations)
def test_nobody_who_can_do_nothing_is_told_that_it_is_fixed(tree: Tree, now: Situation) -> None:
    where = enter(tree, now)
    while isinstance(where, Position):
        where = walk(tree, where, Move.CANNOT, now)
    assert isinstance(where, Pause) or where.ending is Ending.DISPATCH


class TestConcludes:
    """Whether what the tree says of the fault may be said (`Tree.stop`)."""

    def last_of(self, *replies: Reply) -> tuple[Position, Reply]:
        """Where the last answer was given."""
        where = answered(THREE, *replies[:-1])
        assert isinstance(where, Position)
        return where, replies[-1]

    def test_when_every_step_was_done_and_none_helped(self) -> None:
        assert concludes(THREE, *self.last_of(Move.NO, Move.NO, Move.NO))
        position = enter(COLOUR, QUIET)
        assert isinstance(position, Position)
        assert concludes(COLOUR, position, AnswerId("other"))

    @pytest.mark.parametrize("last", [Move.HUMAN, Move.SKIP, Move.CANNOT, Move.DARE_NOT, Move.BACK, Move.YES])
    def test_not_when_somebody_gave_up_or_it_works(self, last: Move) -> None:
        assert not concludes(THREE, *self.last_of(Move.NO, Move.NO, last))

    def test_not_when_a_step_on_the_way_was_passed_over(self) -> None:
        assert not concludes(THREE, *self.last_of(Move.NO, Move.CANNOT, Move.NO))

    def test_not_while_steps_follow(self) -> None:
        assert not concludes(THREE, *self.last_of(Move.NO))
