from collections.abc import Sequence

import pytest

from desk.ids import StepId, TreeId
from desk.language import Text
from desk.playbook import Ending, Step, Tree, choose, instruction
from desk.reading import DeviceClass, Symptom

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


THREE = a_tree(a_step("source", no="restart"), a_step("restart", no="cable", fast=False), a_step("cable"))


def test_a_safety_trees_statements_are_said_all_at_once_and_in_order() -> None:
    smoke = a_tree(
        a_step("cut", "away", "away"), a_step("away", "DISPATCH"), name="safety_smoke", safety=True
    )
    assert [step.id for step in instruction(smoke)] == ["cut", "away"]


def test_instructions_are_not_taken_from_a_tree_that_is_walked() -> None:
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
