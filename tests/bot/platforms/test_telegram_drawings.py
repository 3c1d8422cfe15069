"""A step with a drawing in Telegram: one message, a photo with the step's words as caption and its buttons."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.telegram.drawn import WIDTH, Drawn
from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.limiter import Pace
from bot.platforms.telegram.lowering import MAX_CAPTION, lower
from bot.platforms.telegram.settings import TelegramSettings
from desk.ids import MediaId
from desk.language import Lang
from desk.messages import Choice, Media, MediaKind, MsgRef, Outgoing, Peer, Picture, Rejected, Sent, Urgency
from desk.refusals import NotFound
from storage.drawings import load_drawings
from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.images import refusal_of, size_of
from tests.kit.builders import NOON
from usecases.rows import OutboxRow

DRAWINGS = load_drawings(Path("playbooks/pictures"))
KEY = DRAWINGS["source_key"].of(Lang.ZH)
ASK = "按信号源键，选“电脑/PC”。画面出来了吗？"
BUTTONS = (Choice("好了", "t:0"), Choice("没好", "t:1"))


async def no_evidence(media: MediaId) -> bytes:
    raise NotFound(media)


def a_step(text: str = ASK, picture: Picture | None = KEY, card_ref: MsgRef | None = None) -> OutboxRow:
    card = "c" if card_ref else None
    outgoing = Outgoing(text, BUTTONS, card=card, picture=picture)
    return OutboxRow(1, "k", Peer("tg", "1001"), outgoing, Urgency.REPLY, None, None, 0, NOON, card_ref)


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as double:
        yield double
        assert double.violations == []


@pytest.fixture
async def egress(api: BotApiDouble) -> AsyncIterator[TelegramEgress]:
    settings, pace = TelegramSettings(api.token, api.url), Pace(private=100, private_burst=5)
    way_out = TelegramEgress(settings, no_evidence, pace, drawings=DRAWINGS)
    yield way_out
    await way_out.close()


async def test_a_step_is_one_message_its_drawing_its_words_and_its_buttons(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    outcome = await egress.send(a_step())
    (seen,) = teacher.inbox
    assert (seen.photo, seen.text, seen.labels) == (True, ASK, ("好了", "没好"))
    assert outcome == Sent(MsgRef(Peer("tg", "1001"), str(seen.id)))
    (upload,) = api.world.files.values()
    assert (upload.name, size_of(upload.content)) == ("source_key.png", (WIDTH, WIDTH * 3 // 4))


async def test_the_question_stands_out_above_its_note(api: BotApiDouble, egress: TelegramEgress) -> None:
    teacher = api.user(1001)
    await egress.send(a_step("看电源灯。\n（闻到焦味，别再按。）"))
    assert [(seen.photo, seen.entities) for seen in teacher.inbox] == [(True, (("bold", 0, 5),))]


async def test_words_too_long_for_a_caption_are_one_message_without_the_drawing(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    await egress.send(a_step("字" * (MAX_CAPTION + 1)))
    (seen,) = teacher.inbox
    assert (seen.photo, len(seen.text), seen.labels) == (False, MAX_CAPTION + 1, ("好了", "没好"))


async def test_a_drawing_that_is_not_there_costs_the_teacher_nothing_but_the_drawing(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    await egress.send(a_step(picture=Picture("torn_up", "？", "？")))
    (seen,) = teacher.inbox
    assert (seen.photo, seen.text, seen.labels) == (False, ASK, ("好了", "没好"))


@pytest.mark.parametrize(
    "refusal", ["not enough rights to send photos to the chat", "IMAGE_PROCESS_FAILED", "file is too big"]
)
async def test_where_photos_are_refused_the_words_arrive(
    api: BotApiDouble, egress: TelegramEgress, refusal: str
) -> None:
    teacher = api.user(1001)
    api.fail_next("sendPhoto", 400, f"Bad Request: {refusal}")
    assert isinstance(await egress.send(a_step()), Sent)
    assert [(seen.photo, seen.text) for seen in teacher.inbox] == [(False, ASK)]


async def test_any_other_refusal_is_told_and_not_tried_in_another_way(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    api.fail_next("sendPhoto", 400, "Bad Request: BUTTON_DATA_INVALID")
    assert isinstance(await egress.send(a_step()), Rejected)
    assert teacher.inbox == []


LAMP = DRAWINGS["board_power"].of(Lang.ZH)


async def test_the_next_step_takes_the_place_of_the_one_before_with_its_own_drawing(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    sent = await egress.send(a_step())
    assert isinstance(sent, Sent)
    assert await egress.send(a_step("灯亮吗？\n（左下角）", LAMP, sent.ref)) == sent
    (seen,) = teacher.inbox
    assert (seen.photo, seen.text, seen.edits, seen.labels) == (
        True,
        "灯亮吗？\n（左下角）",
        1,
        ("好了", "没好"),
    )
    assert seen.entities == (("bold", 0, 4),)
    assert [upload.name for upload in api.world.files.values()] == ["source_key.png", "board_power.png"]


async def test_a_step_in_words_becomes_one_with_a_drawing_in_the_same_place(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    sent = await egress.send(a_step(picture=None))
    assert isinstance(sent, Sent)
    assert await egress.send(a_step(card_ref=sent.ref)) == sent
    assert [(seen.photo, seen.text, seen.edits) for seen in teacher.inbox] == [(True, ASK, 1)]


async def test_a_drawing_that_no_longer_belongs_to_the_words_is_taken_away(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    sent = await egress.send(a_step())
    assert isinstance(sent, Sent)
    after = await egress.send(a_step("您先上课。", None, sent.ref))
    assert after != sent
    assert [(seen.photo, seen.text) for seen in teacher.inbox] == [(False, "您先上课。")]


async def test_a_card_that_cannot_be_taken_away_stays_and_the_words_come_all_the_same(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    sent = await egress.send(a_step())
    assert isinstance(sent, Sent)
    api.fail_next("deleteMessage", 400, "Bad Request: message can't be deleted for everyone")
    assert isinstance(await egress.send(a_step("您先上课。", None, sent.ref)), Sent)
    assert [seen.text for seen in teacher.inbox] == [ASK, "您先上课。"]


async def test_a_drawing_that_is_not_there_leaves_the_words_of_the_next_step(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    sent = await egress.send(a_step(picture=None))
    assert isinstance(sent, Sent)
    assert await egress.send(a_step("灯亮吗？", Picture("torn_up", "？", "？"), sent.ref)) == sent
    assert [(seen.photo, seen.text) for seen in teacher.inbox] == [(False, "灯亮吗？")]


def test_evidence_goes_before_a_drawing() -> None:
    photo = Media(MediaId("m"), MediaKind.PHOTO, "屏幕.jpg", "image/jpeg", 3)
    (piece,) = lower(Outgoing(ASK, media=(photo,), picture=KEY))
    assert (piece.media, piece.picture) == (photo, None)


@pytest.mark.parametrize("name", DRAWINGS)
async def test_every_drawing_becomes_a_picture_that_telegram_takes(name: str) -> None:
    png = await Drawn(DRAWINGS).png(name)
    assert refusal_of(png) == ""
    assert len(png) < 100_000


async def test_a_drawing_is_made_once() -> None:
    drawn = Drawn(DRAWINGS)
    assert await drawn.png("usb_port") is await drawn.png("usb_port")
