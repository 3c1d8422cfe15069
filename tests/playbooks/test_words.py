"""What the 45 trees say and ask, step by step: safe, plain, short, and true also for whoever passes a step over."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.language import Text
from desk.playbook import Ending, Hand, Step, StepKind, Tree
from desk.reading import DeviceClass, Symptom
from storage.playbook_files import load_trees

ROOT = Path(__file__).resolve().parents[2]
TREES = load_trees(ROOT / "playbooks")
WALKED = [tree for tree in TREES.values() if not tree.safety]

each_tree = pytest.mark.parametrize("tree", TREES.values(), ids=lambda tree: tree.id)
each_walked = pytest.mark.parametrize("tree", WALKED, ids=lambda tree: tree.id)

MAINS_AND_CABLES = (
    r"充电器|插座|插头|插排|电源线|总电源|总开关|电源开关|断电|功放的电源|网线|视频线|音频线|HDMI 线|TOUCH 线"
)
OUT_OF_BOUNDS = (
    r"拆|爬|站到|站上|机箱|后盖|开盖|灯罩|合闸|推闸|配电|内存|镊子|热风|BIOS|注册表|破解|驱动|点“?格式化"
)
JARGON = r"OPS|(?<![A-Za-z])AP(?![A-Za-z])|DHCP|EDID|SSID|OSD|固件|背板|端口|协议|网关|交换机"
WORKS_NOW = r"(了|声|常|清|准|是)[^，。]{0,3}吗？$"
SECONDS_TO_CHOOSE = 15
"""Of a lesson, what its first two ways to go on may take to say yes or no to: the rest is for the quickest steps."""


def all_steps(tree: Tree) -> Iterator[Step]:
    """The steps of a tree and its ways to go on."""
    yield from tree.steps
    yield from (way.step for way in tree.workarounds)


def asked(tree: Tree) -> Iterator[Step]:
    """What somebody answers."""
    return (step for step in all_steps(tree) if not step.kind.is_last)


def said(tree: Tree) -> Iterator[Step]:
    """What nobody answers."""
    return (step for step in tree.steps if tree.safety or step.kind.is_last)


def told_to_do(words: str) -> str:
    """The Chinese without what it tells people not to do: the rest is what it tells them to do."""
    return re.sub(r"(不要|不用|别|勿)[^，。；：（）？]*", "", words)


def texts(tree: Tree) -> Iterator[Text]:
    """All that people read of a tree."""
    yield from (tree.name, tree.workaround, tree.stop, *tree.never, *tree.causes)
    yield from (text for text in (tree.howto,) if text)
    for step in all_steps(tree):
        yield step.ask
        yield from (answer.label for answer in step.answers)
        yield from (text for text in (step.note, step.was) if text)


def danger_checks(tree: Tree) -> list[Step]:
    """The steps that an answer leads from to the safety instruction."""
    alarms = {step.id for step in tree.steps if step.kind is StepKind.STOP} | {Ending.SAFETY}
    return [step for step in tree.steps if alarms & set(step.targets)]


class TestWhatIsAsked:
    @each_walked
    def test_is_one_question_at_the_end(self, tree: Tree) -> None:
        for step in asked(tree):
            assert re.fullmatch(r"[^？]+？", step.ask.zh), step.id
            assert re.fullmatch(r"[^?]+\?", step.ask.en), step.id

    @each_walked
    def test_sends_nobody_up_inside_or_to_the_breakers(self, tree: Tree) -> None:
        for step in asked(tree):
            assert not re.search(OUT_OF_BOUNDS, told_to_do(step.ask.zh)), step.ask.zh

    @each_walked
    def test_leaves_mains_and_cables_to_the_teacher(self, tree: Tree) -> None:
        for step in tree.steps:
            if re.search(MAINS_AND_CABLES, told_to_do(step.ask.zh)) and not step.kind.is_last:
                assert step.by is not Hand.PUPIL, step.id
                assert re.search(r"老师|管理员", step.ask.zh), step.ask.zh
                assert re.search(r"[Tt]eacher|administrator", step.ask.en), step.ask.en

    @each_walked
    def test_that_a_pupil_may_do_names_no_teacher(self, tree: Tree) -> None:
        for step in tree.steps:
            assert not (step.by is Hand.PUPIL and re.search(r"请老师|请管理员", step.ask.zh)), step.id

    @each_walked
    def test_is_in_words_that_need_no_technician(self, tree: Tree) -> None:
        for step in asked(tree):
            assert not re.search(JARGON, step.ask.zh), step.ask.zh

    @each_walked
    def test_that_fixes_asks_whether_it_works_now(self, tree: Tree) -> None:
        for step in tree.steps:
            assert not step.fixes or re.search(WORKS_NOW, step.ask.zh), step.ask.zh

    @each_walked
    def test_is_not_both_fast_and_for_while_the_engineer_travels(self, tree: Tree) -> None:
        assert not [step.id for step in tree.steps if step.fast and step.parallel]

    @each_walked
    def test_says_in_one_sentence_what_it_was_when_it_fixed(self, tree: Tree) -> None:
        for step in asked(tree):
            if Ending.FIXED in step.targets:
                assert step.was is not None, step.id
                assert re.fullmatch(r"[^。]+。", step.was.zh), step.was.zh
                assert step.was.en.endswith("."), step.was.en

    @each_walked
    def test_with_named_answers_is_marked_so_and_no_two_buttons_look_alike(self, tree: Tree) -> None:
        for step in asked(tree):
            assert bool(step.answers) == (step.kind is StepKind.ASK), step.id
            labels = [answer.label for answer in step.answers]
            assert len({label.zh for label in labels}) == len({label.en for label in labels}) == len(labels)

    @each_walked
    def test_claims_nothing_when_it_was_passed_over(self, tree: Tree) -> None:
        """A skipped step goes along its `no`: what is said there must not be what only an answer could tell."""
        for step in asked(tree):
            told_either_way = step.kind in (StepKind.PHOTO, StepKind.MEASURE)
            if not isinstance(step.no, Ending) and not told_either_way:
                assert not tree.step(step.no).kind.is_last, step.id

    @each_walked
    def test_about_danger_is_put_to_everybody_and_in_every_lesson(self, tree: Tree) -> None:
        """Else a pupil, or a class that waits, would be led past it along its `no`."""
        for step in danger_checks(tree):
            assert step.by is Hand.PUPIL, step.id
            assert step.fast, step.id


class TestWhatIsOnlySaid:
    @each_tree
    def test_is_no_question_and_fits_a_screen(self, tree: Tree) -> None:
        for step in said(tree):
            assert re.fullmatch(r"[^？]{,59}。", step.ask.zh), step.ask.zh
            assert re.fullmatch(r"[^?]{,139}\.", step.ask.en), step.ask.en

    @each_tree
    def test_is_as_a_whole_one_screen_where_it_is_said_at_once(self, tree: Tree) -> None:
        if tree.safety:
            assert len(tree.steps) <= 7
            assert sum(len(step.ask.zh) for step in tree.steps) <= 200
            assert sum(len(step.ask.en) for step in tree.steps) <= 500

    @each_tree
    def test_promises_no_time_and_no_price(self, tree: Tree) -> None:
        for step in said(tree):
            assert not re.search(r"分钟内|小时|今天|明天|马上到|免费", step.ask.zh), step.ask.zh


class TestWaysToGoOn:
    @each_walked
    def test_are_there_wherever_there_is_teaching_and_no_danger_to_ask_for_first(self, tree: Tree) -> None:
        no_hurry = tree.devices == (DeviceClass.SURVEILLANCE,)
        first_off_the_network = Symptom.SECURITY_BREACH in tree.symptoms
        danger_first = bool(danger_checks(tree))
        assert bool(tree.workarounds) != (no_hurry or first_off_the_network or danger_first)

    @each_walked
    def test_come_after_danger_which_is_asked_for_first(self, tree: Tree) -> None:
        checks = danger_checks(tree)
        assert not checks or tree.steps[0] is checks[0]

    @each_walked
    def test_leave_the_lesson_time_for_the_quickest_steps(self, tree: Tree) -> None:
        assert sum(way.step.seconds for way in tree.workarounds[:2]) <= SECONDS_TO_CHOOSE

    @each_walked
    def test_include_one_that_every_school_has(self, tree: Tree) -> None:
        assert not tree.workarounds or any(way.needs is None for way in tree.workarounds)


def test_every_drawing_is_shown_somewhere() -> None:
    drawn = {drawing.stem for drawing in (ROOT / "playbooks/pictures").glob("*.svg")}
    assert drawn == {step.picture for tree in WALKED for step in tree.steps} - {""}


def test_a_case_is_not_opened_because_of_the_warranty_too() -> None:
    warned = {tree.id for tree in WALKED if any("影响保修" in never.zh for never in tree.never)}
    assert {"board_no_power", "pc_no_power", "projector_no_power", "auto_restart_overheat"} <= warned


def test_english_is_not_shouted_and_chinese_uses_chinese_punctuation() -> None:
    for tree in TREES.values():
        for text in texts(tree):
            assert "!" not in text.en, text.en
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", text.zh), text.zh
