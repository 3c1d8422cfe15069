"""The 45 trees as teachers meet them: every way through every one is walked, and each fault finds its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk.ids import TreeId
from desk.places import Means
from desk.playbook import Ending, Hand, Step, StepKind, Tree, choose, instruction
from desk.reading import DeviceClass, Symptom
from desk.walking import Ended, Move, Pause, Position, Situation, enter, resume
from desk.ways import Way, ways
from storage.playbook_files import load_trees
from storage.playbook_ways import LONGEST_IN_LESSON_SECONDS, LONGEST_WALK_SECONDS

ROOT = Path(__file__).resolve().parents[2]
TREES = load_trees(ROOT / "playbooks")
UNLIMITED = 10_000

WALKED = [tree for tree in TREES.values() if not tree.safety]
SAFETY = [tree for tree in TREES.values() if tree.safety]
STATEMENTS = [pytest.param(step, id=f"{tree.id}.{step.id}") for tree in SAFETY for step in tree.steps]
each_walked = pytest.mark.parametrize("tree", WALKED, ids=lambda tree: tree.id)

AT_LEISURE = Situation(in_lesson=False, total_seconds=LONGEST_WALK_SECONDS)
IN_CLASS = Situation(in_lesson=True, lesson_seconds=LONGEST_IN_LESSON_SECONDS, has=frozenset(Means))


def walks(tree: Tree, now: Situation) -> Iterator[Way]:
    """Every walk there is: all answers at every step, can't, and a person please."""
    return ways(tree, now, also=(Move.CANNOT, Move.HUMAN))


class TestEveryWay:
    @each_walked
    def test_ends_without_asking_anything_twice(self, tree: Tree) -> None:
        for positions, _, _ in walks(tree, AT_LEISURE):
            names = [position.step for position in positions]
            assert len(names) == len(set(names))

    @each_walked
    def test_takes_at_most_five_minutes_without_being_cut_off(self, tree: Tree) -> None:
        for positions, _, _ in walks(tree, replace(AT_LEISURE, total_seconds=UNLIMITED)):
            assert positions[-1].spent <= LONGEST_WALK_SECONDS

    @each_walked
    def test_takes_at_most_a_minute_of_fast_steps_in_a_lesson(self, tree: Tree) -> None:
        for positions, _, _ in walks(tree, IN_CLASS):
            assert all(tree.step(position.step).fast for position in positions)
            assert all(position.spent <= LONGEST_IN_LESSON_SECONDS for position in positions)

    @each_walked
    def test_is_called_fixed_or_answered_only_after_an_answer(self, tree: Tree) -> None:
        for now in (AT_LEISURE, IN_CLASS):
            for _, replies, where in walks(tree, now):
                is_over = isinstance(where, Ended) and where.ending is not Ending.DISPATCH
                assert not is_over or replies[-1] not in (Move.NO, Move.CANNOT, Move.HUMAN)

    @each_walked
    def test_offers_something_even_in_a_lesson(self, tree: Tree) -> None:
        assert isinstance(enter(tree, IN_CLASS), Position)

    @each_walked
    def test_goes_on_after_the_bell_with_what_was_put_off(self, tree: Tree) -> None:
        for positions, _, where in walks(tree, IN_CLASS):
            if isinstance(where, Pause):
                after = resume(tree, where.at, IN_CLASS)
                assert isinstance(after, Position)
                asked = {position.step for position in positions}
                assert after.step not in asked or after.step == tree.steps[0].id

    @each_walked
    def test_that_begins_offers_its_first_step(self, tree: Tree) -> None:
        where = enter(tree, AT_LEISURE)
        assert isinstance(where, Position)
        assert where.step == tree.steps[0].id

    @each_walked
    def test_ends_in_the_safety_instruction_only_when_somebody_said_so(self, tree: Tree) -> None:
        for _, replies, where in walks(tree, AT_LEISURE):
            if isinstance(where, Ended) and where.ending is Ending.SAFETY:
                assert replies[-1] not in (Move.NO, Move.CANNOT, Move.HUMAN)

    @each_walked
    def test_says_its_last_word_only_to_whom_it_fits(self, tree: Tree) -> None:
        for positions, replies, where in walks(tree, AT_LEISURE):
            if isinstance(where, Ended) and where.said and replies[-1] is Move.CANNOT:
                assert tree.step(positions[-1].step).kind in (StepKind.PHOTO, StepKind.MEASURE)

    @each_walked
    def test_asks_a_pupil_nothing_that_is_for_the_teacher(self, tree: Tree) -> None:
        for now in (AT_LEISURE, IN_CLASS):
            for positions, _, _ in walks(tree, replace(now, hand=Hand.PUPIL)):
                asked = [tree.step(position.step) for position in positions]
                assert all(step.by is Hand.PUPIL for step in asked if step in tree.steps)


class TestSafetyTrees:
    @pytest.mark.parametrize("tree", SAFETY, ids=lambda tree: tree.id)
    def test_are_said_and_never_walked(self, tree: Tree) -> None:
        assert enter(tree, AT_LEISURE) == Ended(Ending.SAFETY)
        assert instruction(tree) == tree.steps

    @pytest.mark.parametrize("step", STATEMENTS)
    def test_make_statements(self, step: Step) -> None:
        assert step.ask.zh.endswith("。")
        assert step.ask.en.endswith(".")
        assert "？" not in step.ask.zh

    def test_smoke_says_all_that_may_save_a_life(self) -> None:
        said = "".join(step.ask.zh for step in instruction(TREES[TreeId("safety_smoke")]))
        for words in ("够得着，就断电", "带学生离开", "不要泼水", "119", "120"):
            assert words in said

    @pytest.mark.parametrize("device", [None, *DeviceClass])
    @pytest.mark.parametrize(
        ("symptom", "tree"),
        [
            (Symptom.SMELL_SMOKE, "safety_smoke"),
            (Symptom.WATER_INGRESS, "water_ingress"),
            (Symptom.POWER_TRIP, "power_trip"),
        ],
    )
    def test_answer_danger_on_any_device(
        self, device: DeviceClass | None, symptom: Symptom, tree: str
    ) -> None:
        for multi_room in (False, True):
            chosen = choose(TREES.values(), device, symptom, multi_room=multi_room)
            assert chosen is not None
            assert chosen.id == tree

    @pytest.mark.parametrize("device", [None, *DeviceClass])
    def test_broken_glass_is_never_self_help(self, device: DeviceClass | None) -> None:
        chosen = choose(TREES.values(), device, Symptom.PHYSICAL_DAMAGE)
        assert chosen is not None
        assert chosen.safety


@pytest.mark.parametrize(
    ("device", "symptom", "tree"),
    [
        ("smart_board", "no_power", "board_no_power"),
        ("smart_board", "black_screen", "board_black_screen"),
        ("smart_board", "no_signal", "board_no_signal"),
        ("smart_board", "boot_failure", "pc_boot_failure"),
        ("smart_board", "touch_dead", "board_touch_dead"),
        ("smart_board", "touch_inaccurate", "board_touch_inaccurate"),
        ("classroom_pc", "display_abnormal", "board_display_abnormal"),
        ("smart_board", "mechanical_fault", "physical_damage"),
        ("projector", "no_power", "projector_no_power"),
        ("projector", "no_signal", "projector_no_signal"),
        ("projector", "display_abnormal", "projector_picture"),
        ("projector", "auto_restart", "projector_shutdown"),
        ("projector", "noise_heat", "auto_restart_overheat"),
        ("projector", "mechanical_fault", "screen_curtain"),
        ("classroom_pc", "black_screen", "pc_no_power"),
        ("office_pc", "no_power", "pc_no_power"),
        ("classroom_pc", "bsod", "bsod"),
        ("office_pc", "freeze_slow", "freeze_slow"),
        ("classroom_pc", "no_sound", "no_sound"),
        ("audio", "sound_abnormal", "sound_abnormal"),
        ("audio", "mic_failure", "mic_failure"),
        ("recording", "mic_failure", "recording"),
        ("broadcast", "no_sound", "broadcast"),
        ("classroom_pc", "peripheral_failure", "peripheral"),
        ("smart_board", "usb_not_recognized", "usb"),
        ("software", "app_failure", "app_failure"),
        ("software", "media_file_failure", "media_file"),
        ("office_pc", "data_lost", "data_lost"),
        ("server_platform", "security_breach", "virus"),
        ("software", "login_failure", "login"),
        ("network", "network_down", "net_single"),
        ("network", "network_slow", "wifi"),
        ("network", "system_outage", "net_multi"),
        ("smart_board", "screencast_failure", "screencast"),
        ("document_camera", "camera_no_image", "doc_camera"),
        ("document_camera", "display_abnormal", "doc_camera"),
        ("surveillance", "record_failure", "surveillance"),
        ("cloud_classroom", "freeze_slow", "cloud_classroom"),
        ("science_lab", "no_power", "science_lab"),
        ("printer", "print_failure", "printer"),
        ("printer", "unspecified", "printer"),
        ("central_control", "mechanical_fault", "central_control"),
        ("campus_terminal", "login_failure", "campus_terminal"),
        ("server_platform", "noise_heat", "server_platform"),
        ("furniture_sports", "physical_damage", "furniture_sports"),
    ],
)
def test_a_fault_finds_its_tree(device: str, symptom: str, tree: str) -> None:
    chosen = choose(TREES.values(), DeviceClass(device), Symptom(symptom))
    assert chosen is not None
    assert chosen.id == tree


def test_there_are_forty_five_trees_and_each_can_be_chosen() -> None:
    chosen = {
        tree.id
        for device in (None, *DeviceClass)
        for symptom in Symptom
        for multi_room in (False, True)
        if (tree := choose(TREES.values(), device, symptom, multi_room=multi_room))
    }
    assert len(TREES) == 45
    assert chosen == set(TREES)


def test_a_tree_for_an_unnamed_symptom_is_for_one_device_only() -> None:
    for tree in TREES.values():
        assert Symptom.UNSPECIFIED not in tree.symptoms or len(tree.devices) == 1, tree.id


def test_every_source_is_listed_for_the_reader() -> None:
    page = (ROOT / "docs/playbooks.md").read_text(encoding="utf-8")
    named = {source for tree in TREES.values() for source in tree.sources}
    assert {source for source in named if f"| {source} |" not in page} == set()
