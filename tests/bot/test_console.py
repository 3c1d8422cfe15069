"""A terminal as a platform: lines in, numbered choices out."""

import io
from collections.abc import Sequence

import pytest

from bot.platforms.console.lines import ConsoleEgress, ConsoleIngress, lowered
from desk.ids import MediaId
from desk.messages import Choice, Incoming, Media, MediaKind, MsgRef, Outgoing, Peer, Picture, Sent, Urgency
from tests.kit.builders import NOON
from usecases.rows import OutboxRow

PEER = Peer("console", "lin")


class Door:
    """`Door` that remembers."""

    def __init__(self) -> None:
        self.messages: list[Incoming] = []

    async def accept(self, messages: Sequence[Incoming]) -> None:
        self.messages.extend(messages)


def ingress(door: Door, typed: str, run: str = "r1") -> ConsoleIngress:
    return ConsoleIngress(door, PEER, run, lambda: NOON, io.StringIO(typed))


def row(outgoing: Outgoing, card_ref: MsgRef | None = None) -> OutboxRow:
    return OutboxRow(7, "k", PEER, outgoing, Urgency.REPLY, None, None, 0, NOON, card_ref)


async def test_every_line_is_one_message_until_the_input_ends() -> None:
    door = Door()
    await ingress(door, "大屏黑屏了\n  302  \n").run()
    assert [(m.text, m.peer, m.sent_at) for m in door.messages] == [
        ("大屏黑屏了", PEER, NOON),
        ("302", PEER, NOON),
    ]


async def test_empty_lines_say_nothing() -> None:
    door = Door()
    await ingress(door, "\n   \n2\n\n").run()
    assert [m.text for m in door.messages] == ["2"]


async def test_two_runs_of_the_terminal_never_share_a_key() -> None:
    first, second = Door(), Door()
    await ingress(first, "a\nb\n", "r1").run()
    await ingress(second, "a\nb\n", "r2").run()
    keys = [m.key for m in (*first.messages, *second.messages)]
    assert len(set(keys)) == 4


async def test_a_stopped_terminal_reads_no_more() -> None:
    door = Door()
    stopped = ingress(door, "a\n")
    await stopped.stop()
    await stopped.run()
    assert door.messages == []


def test_choices_are_numbered_as_they_can_be_typed() -> None:
    shown = lowered(Outgoing("灯亮吗？", (Choice("亮", "t:0"), Choice("不亮", "t:1"))))
    assert shown == "灯亮吗？\n  1. 亮\n  2. 不亮"


def test_a_photo_is_named() -> None:
    photo = Media(MediaId("m"), MediaKind.PHOTO, "board.jpg", "image/jpeg", 3)
    assert lowered(Outgoing("看", media=(photo,))) == "看\n  [board.jpg]"


def test_a_drawing_is_named_under_its_step() -> None:
    key = Picture("source_key", "信号源键", "一排按键中的一个被圈出。")
    assert (
        lowered(Outgoing("好了吗？", (Choice("好了", "t:0"),), picture=key))
        == "好了吗？\n  [信号源键]\n  1. 好了"
    )


@pytest.mark.parametrize(("card", "mark"), [(None, ""), (MsgRef(PEER, "3"), "↻ ")])
async def test_a_newer_state_of_a_card_is_printed_anew_and_marked(card: MsgRef | None, mark: str) -> None:
    stream = io.StringIO()
    outcome = await ConsoleEgress(stream).send(row(Outgoing("工单 1001"), card))
    assert stream.getvalue() == f"\n{mark}工单 1001\n> "
    assert outcome == Sent(MsgRef(PEER, "7"))


async def test_closing_leaves_the_terminal_open() -> None:
    stream = io.StringIO()
    await ConsoleEgress(stream).close()
    assert not stream.closed
