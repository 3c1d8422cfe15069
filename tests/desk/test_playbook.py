from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.ids import StepId, TreeId
from desk.language import Text
from desk.playbook import Ending, Position, Step, Tree, Where, choose, enter, instruction, walk
from desk.reading import Answer, DeviceClass, Symptom

WORDS = Text("好了吗？", "Does it work?")
BOARD, PC, NETWORK = DeviceClass.SMART_BOARD, DeviceClass.CLASSROOM_PC, DeviceClass.NETWORK


def a_step(
    name: str, yes: str = "FIXED", no: str = "DISPATCH", *, seconds: int = 20, fast: bool = True
) -> Step:
    return Step(StepId(name), WORDS, seconds, a_target(yes), a_target(no), fast=fast)


def a_target(word: str) -> StepId | Ending:
    return Ending(word) if word in tuple(Ending) else StepId(word)


def a_tree(
    *steps: Step,
    name: str = "board",
    devices: Sequence[DeviceClass] = (BOARD,),
    symptoms: Sequence[Symptom] = (Symptom.NO_SIGNAL,),
    safety: bool = False,
) -> Tree:
    return Tree(
        TreeId(name),
        1,
        WORDS,
        tuple(devices),
        tuple(symptoms),
        safety,
        steps or (a_step("source"),),
        (),
        WORDS,
        WORDS,
        (),
        (),
    )


def answered(tree: Tree, *answers: Answer, in_lesson: bool = False, budget: int = 300) -> Where:
    """Where these answers lead; every one must find a question."""
    where = enter(tree, in_lesson=in_lesson, budget=budget)
    for answer in answers:
        assert isinstance(where, Position), f"{answer} came after the end: {where}"
        where = walk(tree, where, answer, in_lesson=in_lesson, budget=budget)
    return where


def asked(where: Where) -> str:
    assert isinstance(where, Position), where
    return where.step


THREE = a_tree(a_step("source", no="restart"), a_step("restart", no="cable", fast=False), a_step("cable"))
LONG = a_tree(*(a_step(f"s{n}", no=f"s{n + 1}") for n in range(6)), a_step("s6"))


class TestAWalk:
    def test_begins_at_the_first_step_and_counts_its_seconds(self) -> None:
        assert answered(THREE) == Position(TreeId("board"), 1, StepId("source"), spent=20)

    def test_that_fixed_it_is_over(self) -> None:
        assert answered(THREE, Answer.YES) is Ending.FIXED

    def test_goes_on_with_the_next_step_after_a_no(self) -> None:
        assert answered(THREE, Answer.NO) == Position(TreeId("board"), 1, StepId("restart"), spent=40)

    def test_without_further_steps_sends_the_engineer(self) -> None:
        assert answered(THREE, Answer.NO, Answer.NO, Answer.NO) is Ending.DISPATCH

    def test_takes_a_step_the_teacher_cannot_do_for_a_no(self) -> None:
        assert asked(answered(THREE, Answer.CANNOT)) == "restart"

    def test_never_calls_a_step_fixed_that_the_teacher_could_not_do(self) -> None:
        assert (
            answered(a_tree(a_step("shut_down_again", yes="DISPATCH", no="FIXED")), Answer.CANNOT)
            is Ending.DISPATCH
        )

    def test_sends_the_engineer_at_the_third_cannot(self) -> None:
        assert asked(answered(LONG, Answer.CANNOT, Answer.CANNOT)) == "s2"
        assert answered(LONG, Answer.CANNOT, Answer.CANNOT, Answer.CANNOT) is Ending.DISPATCH

    def test_remembers_what_the_teacher_could_not_do_across_other_answers(self) -> None:
        stuck_twice = (Answer.CANNOT, Answer.NO, Answer.CANNOT)
        assert answered(LONG, *stuck_twice, Answer.NO, Answer.CANNOT) is Ending.DISPATCH

    def test_sends_the_engineer_as_soon_as_a_person_is_asked_for(self) -> None:
        assert answered(THREE, Answer.HUMAN) is Ending.DISPATCH

    def test_stops_before_a_step_that_would_pass_the_budget(self) -> None:
        assert asked(answered(LONG, Answer.NO, budget=40)) == "s1"
        assert answered(LONG, Answer.NO, Answer.NO, budget=40) is Ending.DISPATCH

    def test_of_an_older_version_sends_the_engineer_rather_than_guess(self) -> None:
        position = Position(THREE.id, 1, StepId("source"))
        assert (
            walk(replace(THREE, version=2), position, Answer.YES, in_lesson=False, budget=300)
            is Ending.DISPATCH
        )

    def test_with_another_trees_position_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(ValueError, match="position in tree printer"):
            walk(
                THREE,
                Position(TreeId("printer"), 1, StepId("source")),
                Answer.NO,
                in_lesson=False,
                budget=300,
            )

    def test_at_a_step_that_is_not_there_is_a_mistake_of_ours(self) -> None:
        with pytest.raises(KeyError, match="has no step 'torch'"):
            walk(THREE, Position(THREE.id, 1, StepId("torch")), Answer.NO, in_lesson=False, budget=300)


class TestInALesson:
    def test_slow_steps_are_passed_over_along_their_no(self) -> None:
        assert asked(answered(THREE, Answer.NO, in_lesson=True)) == "cable"

    def test_passed_over_steps_cost_no_time(self) -> None:
        assert answered(THREE, Answer.NO, in_lesson=True, budget=60) == Position(
            THREE.id, 1, StepId("cable"), spent=40
        )

    def test_a_tree_without_fast_steps_sends_the_engineer_at_once(self) -> None:
        assert answered(a_tree(a_step("restart", fast=False)), in_lesson=True) is Ending.DISPATCH

    def test_a_passed_over_step_never_counts_as_fixed(self) -> None:
        assert answered(a_tree(a_step("restart", no="FIXED", fast=False)), in_lesson=True) is Ending.DISPATCH

    def test_a_lesson_that_begins_meanwhile_drops_the_slow_steps_from_there_on(self) -> None:
        where = answered(THREE)
        assert isinstance(where, Position)
        assert asked(walk(THREE, where, Answer.NO, in_lesson=True, budget=60)) == "cable"


class TestSafety:
    SMOKE = a_tree(
        a_step("cut", "away", "away"), a_step("away", "DISPATCH"), name="safety_smoke", safety=True
    )

    def test_is_never_self_help(self) -> None:
        assert enter(self.SMOKE, in_lesson=False, budget=300) is Ending.SAFETY

    def test_is_not_walked_by_an_answer_either(self) -> None:
        position = Position(self.SMOKE.id, 1, StepId("cut"))
        assert walk(self.SMOKE, position, Answer.YES, in_lesson=False, budget=300) is Ending.SAFETY

    def test_is_said_all_at_once_and_in_order(self) -> None:
        assert [step.id for step in instruction(self.SMOKE)] == ["cut", "away"]

    def test_instructions_are_not_taken_from_a_tree_that_is_walked(self) -> None:
        with pytest.raises(ValueError, match="not a safety tree"):
            instruction(THREE)


def test_a_step_whose_yes_ends_the_fault_has_fixed_buttons() -> None:
    assert a_step("source").fixes
    assert not a_step("lamp", yes="source").fixes


class TestChoosing:
    def test_takes_the_tree_of_device_and_symptom(self) -> None:
        usb = a_tree(name="usb", devices=[PC], symptoms=[Symptom.USB_NOT_RECOGNIZED])
        assert choose([THREE, usb], PC, Symptom.USB_NOT_RECOGNIZED) is usb

    def test_prefers_the_tree_that_is_more_about_the_symptom(self) -> None:
        aside = a_tree(name="aside", devices=[BOARD], symptoms=[Symptom.NO_SIGNAL, Symptom.BOOT_FAILURE])
        about = a_tree(name="boot", devices=[BOARD, PC], symptoms=[Symptom.BOOT_FAILURE])
        assert choose([aside, about], BOARD, Symptom.BOOT_FAILURE) is about

    def test_prefers_the_tree_for_fewer_devices_among_equals(self) -> None:
        wide = a_tree(name="heat", devices=[BOARD, PC], symptoms=[Symptom.AUTO_RESTART])
        narrow = a_tree(name="projector", devices=[BOARD], symptoms=[Symptom.AUTO_RESTART])
        assert choose([wide, narrow], BOARD, Symptom.AUTO_RESTART) is narrow

    def test_falls_back_to_a_tree_for_any_device(self) -> None:
        smoke = a_tree(name="smoke", devices=[], symptoms=[Symptom.SMELL_SMOKE], safety=True)
        assert choose([THREE, smoke], PC, Symptom.SMELL_SMOKE) is smoke
        assert choose([THREE, smoke], None, Symptom.SMELL_SMOKE) is smoke

    def test_never_borrows_another_devices_tree(self) -> None:
        assert choose([THREE], PC, Symptom.NO_SIGNAL) is None

    def test_with_the_symptom_alone_takes_the_one_tree_about_it(self) -> None:
        aside = a_tree(name="computer_room", devices=[PC], symptoms=[Symptom.OFFLINE, Symptom.NO_SIGNAL])
        assert choose([aside, THREE], None, Symptom.NO_SIGNAL) is THREE

    def test_with_the_symptom_alone_does_not_guess_between_two_devices(self) -> None:
        projector = a_tree(name="projector", devices=[DeviceClass.PROJECTOR])
        assert choose([THREE, projector], None, Symptom.NO_SIGNAL) is None

    @pytest.mark.parametrize("symptom", [None, Symptom.UNSPECIFIED])
    def test_with_the_device_alone_takes_only_a_tree_made_for_that(self, symptom: Symptom | None) -> None:
        general = a_tree(name="pc", devices=[PC], symptoms=[Symptom.NO_POWER, Symptom.UNSPECIFIED])
        assert choose([THREE, general], PC, symptom) is general
        assert choose([THREE, general], BOARD, symptom) is None
        assert choose([THREE, general], None, symptom) is None

    def test_does_not_depend_on_the_order_of_the_trees(self) -> None:
        twins = [a_tree(name="a"), a_tree(name="b")]
        assert choose(twins, BOARD, Symptom.NO_SIGNAL) == choose(reversed(twins), BOARD, Symptom.NO_SIGNAL)


class TestChoosingForTheNetwork:
    ONE = a_tree(name="net_single", devices=[NETWORK, PC], symptoms=[Symptom.NETWORK_DOWN])
    MANY = a_tree(name="net_multi", devices=[NETWORK], symptoms=[Symptom.NETWORK_DOWN, Symptom.SYSTEM_OUTAGE])
    OFFLINE = a_tree(name="cloud", devices=[DeviceClass.CLOUD_CLASSROOM], symptoms=[Symptom.NETWORK_DOWN])

    def pick(self, device: DeviceClass | None, symptom: Symptom | None, *, multi_room: bool) -> str | None:
        tree = choose([self.ONE, self.MANY, self.OFFLINE], device, symptom, multi_room=multi_room)
        return tree.id if tree else None

    def test_one_room_gets_the_one_room_tree(self) -> None:
        assert self.pick(NETWORK, Symptom.NETWORK_DOWN, multi_room=False) == "net_single"

    @pytest.mark.parametrize("device", [NETWORK, PC])
    def test_several_rooms_get_the_many_rooms_tree(self, device: DeviceClass | None) -> None:
        assert self.pick(device, Symptom.NETWORK_DOWN, multi_room=True) == "net_multi"

    def test_several_rooms_need_no_symptom(self) -> None:
        assert self.pick(NETWORK, None, multi_room=True) == "net_multi"

    def test_an_outage_of_the_network_is_many_rooms_by_itself(self) -> None:
        assert self.pick(NETWORK, Symptom.SYSTEM_OUTAGE, multi_room=False) == "net_multi"

    def test_a_computer_room_keeps_its_own_tree(self) -> None:
        cloud = DeviceClass.CLOUD_CLASSROOM
        assert self.pick(cloud, Symptom.NETWORK_DOWN, multi_room=True) == "cloud"


NAMES = [f"s{n}" for n in range(5)]
targets = st.sampled_from([*NAMES, *Ending])
any_tree = st.tuples(
    *(
        st.builds(a_step, st.just(name), targets, targets, seconds=st.integers(1, 90), fast=st.booleans())
        for name in NAMES
    )
).map(lambda steps: a_tree(*steps))
answers = st.sampled_from(Answer)


@given(any_tree, st.lists(answers, min_size=301, max_size=301), st.booleans(), st.integers(0, 300))
def test_every_walk_of_any_tree_ends_within_its_budget(
    tree: Tree, replies: list[Answer], in_lesson: bool, budget: int
) -> None:
    where = enter(tree, in_lesson=in_lesson, budget=budget)
    for reply in replies:
        if not isinstance(where, Position):
            break
        assert where.spent <= budget
        assert tree.step(where.step).fast or not in_lesson
        where = walk(tree, where, reply, in_lesson=in_lesson, budget=budget)
    assert isinstance(where, Ending)


@given(any_tree, st.booleans())
def test_nobody_who_can_do_nothing_is_told_that_it_is_fixed(tree: Tree, in_lesson: bool) -> None:
    where = enter(tree, in_lesson=in_lesson, budget=300)
    while isinstance(where, Position):
        where = walk(tree, where, Answer.CANNOT, in_lesson=in_lesson, budget=300)
    assert where is Ending.DISPATCH
