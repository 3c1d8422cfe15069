"""Every shipped tree as a conversation: its shortest and its longest walk, made from the tree itself.

What a tree asks today stands in the tree alone: the report is made of its device and symptom, each reply is the button that
leads along the walk, and after each the tree's next words are expected.
"""

import copy
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desk import events as ev
from desk.events import SelfHelpOutcome
from desk.ids import PersonId
from desk.language import Lang, Text
from desk.playbook import Ending, Step, StepKind, Tree, choose
from desk.reading import DeviceClass, Symptom
from desk.ticket import Status
from desk.walking import Ended, Move, Reply, Situation
from desk.ways import Way, longest, shortest
from nlu.message_reader import MessageReader
from storage.playbook_files import load_trees
from tests.kit.seat import Seat
from tests.kit.world import HOME, Library, World
from tests.stories.conftest import MONDAY_MORNING
from tests.stories.self_help.steps import forget
from usecases.ports import UnitOfWork

TREES = load_trees(HOME / "playbooks")
WALKED = [tree for tree in TREES.values() if not tree.safety]
AT_LEISURE = Situation(in_lesson=False)
"""As the pack of these stories has it: five minutes in all, done by a teacher."""

DEVICES = {
    DeviceClass.SMART_BOARD: "大屏",
    DeviceClass.PROJECTOR: "投影仪",
    DeviceClass.CLASSROOM_PC: "教室电脑",
    DeviceClass.NETWORK: "网络",
    DeviceClass.DOCUMENT_CAMERA: "视频展台",
    DeviceClass.AUDIO: "扩声",
    DeviceClass.BROADCAST: "校园广播",
    DeviceClass.SURVEILLANCE: "监控",
    DeviceClass.CLOUD_CLASSROOM: "机房云桌面",
    DeviceClass.SCIENCE_LAB: "实验室设备",
    DeviceClass.PRINTER: "打印机",
    DeviceClass.CENTRAL_CONTROL: "中控",
    DeviceClass.RECORDING: "录播",
    DeviceClass.CAMPUS_TERMINAL: "班牌",
    DeviceClass.SOFTWARE: "教学软件",
    DeviceClass.SERVER_PLATFORM: "服务器",
}
SYMPTOMS = {
    Symptom.NO_POWER: "没反应",
    Symptom.BOOT_FAILURE: "进不了系统",
    Symptom.AUTO_RESTART: "自动关机重启",
    Symptom.BLACK_SCREEN: "黑屏",
    Symptom.NO_SIGNAL: "无信号",
    Symptom.DISPLAY_ABNORMAL: "画面模糊偏色",
    Symptom.TOUCH_DEAD: "触摸失灵",
    Symptom.TOUCH_INACCURATE: "触摸不准",
    Symptom.NO_SOUND: "没声音",
    Symptom.SOUND_ABNORMAL: "一直啸叫，杂音大",
    Symptom.MIC_FAILURE: "话筒没声",
    Symptom.BSOD: "系统蓝屏",
    Symptom.FREEZE_SLOW: "死机",
    Symptom.APP_FAILURE: "软件打不开",
    Symptom.MEDIA_FILE_FAILURE: "课件打不开",
    Symptom.VIRUS: "中病毒了，一直弹广告",
    Symptom.DATA_LOST: "文件丢失",
    Symptom.LOGIN_FAILURE: "登录不上，提示密码错误",
    Symptom.NETWORK_DOWN: "断网",
    Symptom.WIFI_FAILURE: "连不上无线",
    Symptom.SCREENCAST_FAILURE: "手机投屏投不上去",
    Symptom.PERIPHERAL_FAILURE: "键盘鼠标失灵",
    Symptom.USB_NOT_RECOGNIZED: "U盘不认",
    Symptom.CAMERA_NO_IMAGE: "没图像",
    Symptom.RECORD_FAILURE: "没录上",
    Symptom.OFFLINE: "离线",
    Symptom.SCHEDULE_FAILURE: "没打铃",
    Symptom.PRINT_FAILURE: "打不出来",
    Symptom.MECHANICAL_FAULT: "幕布降不下来",
    Symptom.SYSTEM_OUTAGE: "系统瘫痪",
}
"""What a teacher says of it: a word or two that are read as this and nothing else."""

SEVERAL_ROOMS = ("net_multi",)
ANSWERS = {
    (True, Move.YES): Text("好了", "It works now"),
    (True, Move.NO): Text("没好", "Still broken"),
    (False, Move.YES): Text("是", "Yes"),
    (False, Move.NO): Text("否", "No"),
}
"""The buttons, by whether the step fixes."""
CANNOT_TELL = Text("拍不了/不知道", "I cannot tell")

Walk = tuple[Tree, Way]


def walks() -> Iterator[object]:
    for tree in WALKED:
        yield pytest.param((tree, shortest(tree, AT_LEISURE)), id=f"{tree.id}-shortest")
        yield pytest.param((tree, longest(tree, AT_LEISURE)), id=f"{tree.id}-longest")


def report(tree: Tree) -> str:
    """A message whose device and symptom lead to this tree; the first such pair in the order of the tree."""
    several = tree.id in SEVERAL_ROOMS
    pairs = ((device, symptom) for symptom in tree.symptoms for device in tree.devices or DeviceClass)
    device, symptom = next(
        pair for pair in pairs if choose(TREES.values(), *pair, multi_room=several) is tree
    )
    room = "好几间教室都这样，三年级2班" if several else "三年级2班"
    return f"{room}{DEVICES[device]}{SYMPTOMS[symptom]}，不急"


@pytest.fixture(scope="module")
def rules() -> MessageReader:
    return MessageReader(None)


@pytest.fixture
async def world(library: Library, rules: MessageReader, tmp_path: Path) -> AsyncIterator[World]:
    """One desk a walk; that every position outlives a restart is told by the other stories. It reads by its rules alone: what
    a model has learned changes with every teaching, and these stories are about the trees.
    """
    mine = copy.copy(library)
    mine.reader = rules
    world = World(mine, tmp_path, MONDAY_MORNING)
    await world.open()
    yield world
    await world.close()
    world.nothing_else_was_said()


@pytest.mark.parametrize("walk", list(walks()))
async def test_a_tree_is_walked_by_its_buttons_to_its_end(world: World, walk: Walk) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says(report(walk[0]))
    await goes(world, teacher, walk, Lang.ZH)


@pytest.mark.parametrize("tree", WALKED, ids=lambda tree: tree.id)
async def test_a_tree_is_walked_in_english_as_well(world: World, tree: Tree) -> None:
    """The language changes before the first answer; what a first step wants to be told (which floors?) is no language."""
    teacher, way = world.teacher("gangbei"), shortest(tree, AT_LEISURE)
    await teacher.says(report(tree))
    teacher.hears(tree.step(way.positions[0].step).ask.zh)
    await world.store.run(speaks_english)
    await teacher.says("progress")
    await goes(world, teacher, (tree, way), Lang.EN)


def speaks_english(uow: UnitOfWork) -> None:
    uow.people.add(replace(uow.people.get(PersonId("teacher1-gangbei")), lang=Lang.EN))


async def goes(world: World, teacher: Seat, walk: Walk, lang: Lang) -> None:
    """The whole walk: each step's words are heard, each reply is given, the ticket keeps them, the end is the tree's."""
    tree, way = walk
    for position, reply in zip(way.positions, way.replies, strict=True):
        step = tree.step(position.step)
        teacher.hears(step.ask.of(lang))
        await answer(teacher, step, reply, lang)
    answered = [event for event in await world.trail() if isinstance(event, ev.StepAnswered)]
    assert {event.tree for event in answered} == {tree.id}
    assert [(event.step, event.answer) for event in answered] == [
        (position.step, str(reply)) for position, reply in zip(way.positions, way.replies, strict=True)
    ]
    await ends(world, teacher, walk, lang)
    forget(world)


async def answer(teacher: Seat, step: Step, reply: Reply, lang: Lang) -> None:
    """The button of this reply, or what the step asks to be sent."""
    if step.kind is StepKind.PHOTO and reply is Move.YES:
        await teacher.sends_photo()
    elif step.kind is StepKind.MEASURE and reply is Move.YES:
        await teacher.says("E-07")
    elif step.kind in (StepKind.PHOTO, StepKind.MEASURE):
        await teacher.presses(CANNOT_TELL.of(lang))
    elif isinstance(reply, Move):
        await teacher.presses(ANSWERS[step.fixes, reply].of(lang))
    else:
        await teacher.presses(next(one.label.of(lang) for one in step.answers if one.id == reply))


async def ends(world: World, teacher: Seat, walk: Walk, lang: Lang) -> None:
    """What the teacher hears at the end, and what the ticket says of it."""
    tree, way = walk
    ticket = await world.ticket()
    assert isinstance(way.end, Ended)
    if way.end.said:
        teacher.hears(tree.step(way.end.said).ask.of(lang))
    if way.end.ending is Ending.FIXED:
        was = tree.step(way.positions[-1].step).was
        assert was is not None
        teacher.hears(was.of(lang), Text("满意吗", "How happy").of(lang))
        assert (ticket.status, ticket.self_help) == (Status.CLOSED, SelfHelpOutcome.SOLVED)
    elif way.end.ending is Ending.HOWTO:
        assert tree.howto is not None
        teacher.hears(tree.howto.of(lang))
        assert ticket.status is Status.WAITING
    elif way.end.ending is Ending.SAFETY:
        teacher.hears(Text("先保安全", "Safety first").of(lang))
        world.seat("chen").hears("安全")
        assert ticket.fault.facts.safety
    else:
        teacher.hears(Text("已呼叫", "has been called").of(lang), tree.workaround.of(lang))
        assert ticket.self_help is SelfHelpOutcome.HANDED_OVER
        assert ticket.paged
