"""Telegram egress over the wire, against the strict double."""

import dataclasses
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.limiter import Pace
from bot.platforms.telegram.outcomes import pause
from bot.platforms.telegram.settings import TelegramSettings
from desk.ids import MediaId
from desk.messages import (
    Ambiguous,
    Choice,
    Media,
    MediaKind,
    Moved,
    MsgRef,
    Outgoing,
    Peer,
    Rejected,
    RetryAt,
    Sent,
    Unreachable,
    Urgency,
)
from desk.refusals import NotFound
from tests.kit.botapi import BotApiDouble
from usecases.rows import OutboxRow

JPEG = b"\xff\xd8\xff\xe0" + b"j" * (2 << 20)
EVIDENCE = {MediaId("photo"): JPEG, MediaId("sheet"): b"%PDF-1.7", MediaId("odd"): b"not an image"}


BRISK = Pace(private=100, private_burst=5)


async def evidence(media: MediaId) -> bytes:
    if media not in EVIDENCE:
        raise NotFound(media)
    return EVIDENCE[media]


def a_row(text: str = "工单1001 已登记", chat: int = 1001, **change: Any) -> OutboxRow:
    outgoing = {key: change.pop(key) for key in ("choices", "media", "card", "silent") if key in change}
    row = OutboxRow(
        id=1,
        key="k1",
        peer=Peer("tg", str(chat)),
        outgoing=Outgoing(text, **outgoing),
        urgency=Urgency.REPLY,
        person=None,
        ticket=None,
        attempts=0,
        created=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
    )
    return dataclasses.replace(row, **change)


def a_photo(media: str = "photo", kind: MediaKind = MediaKind.PHOTO, name: str = "屏幕.jpg") -> Media:
    return Media(MediaId(media), kind, name, "image/jpeg", 10)


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as double:
        yield double
        assert double.violations == []


@pytest.fixture
async def egress(api: BotApiDouble) -> AsyncIterator[TelegramEgress]:
    way_out = TelegramEgress(TelegramSettings(api.token, api.url), evidence, BRISK)
    yield way_out
    await way_out.close()


async def test_a_message_with_buttons_is_shown(api: BotApiDouble, egress: TelegramEgress) -> None:
    teacher = api.user(1001)
    row = a_row(
        "工单1001\n电压<5V & 黑屏", choices=(Choice("接单", "tok:0"), Choice("转派", "tok:1")), silent=True
    )
    outcome = await egress.send(row)
    seen = await teacher.next_message()
    assert outcome == Sent(MsgRef(row.peer, str(seen.id)))
    assert (seen.text, seen.labels) == ("工单1001\n电压<5V & 黑屏", ("接单", "转派"))
    assert seen.entities == (("bold", 0, 6),)
    assert api.called("sendMessage")[0].params["disable_notification"] == "true"


async def test_a_long_text_comes_in_pieces_with_the_buttons_last(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    outcome = await egress.send(a_row("字" * 9000, choices=(Choice("好", "t:0"),)))
    assert [(len(one.text), one.labels) for one in teacher.inbox] == [(4096, ()), (4096, ()), (808, ("好",))]
    assert outcome == Sent(MsgRef(Peer("tg", "1001"), str(teacher.inbox[-1].id)))


async def test_an_interrupted_long_text_goes_on_where_it_stopped(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    row = a_row("一" * 4096 + "二" * 4096)
    api.fail_next("sendMessage", 400, "Bad Request: odd", after=1)
    assert await egress.send(row) == Rejected("Odd")
    assert isinstance(await egress.send(row), Sent)
    assert [one.text[0] for one in teacher.inbox] == ["一", "二"]


async def test_a_card_is_edited_in_place(api: BotApiDouble, egress: TelegramEgress) -> None:
    teacher = api.user(1001)
    sent = await egress.send(a_row("待接单", choices=(Choice("接单", "t:0"),), card="c"))
    assert isinstance(sent, Sent)
    again = a_row("已接单", card="c", card_ref=sent.ref)
    assert await egress.send(again) == sent
    assert await egress.send(again) == sent  # "message is not modified" is success
    assert [(one.text, one.labels, one.edits) for one in teacher.inbox] == [("已接单", (), 1)]


async def test_a_card_that_is_gone_is_sent_anew(api: BotApiDouble, egress: TelegramEgress) -> None:
    teacher = api.user(1001)
    outcome = await egress.send(a_row("已接单", card="c", card_ref=MsgRef(Peer("tg", "1001"), "424242")))
    assert [one.text for one in teacher.inbox] == ["已接单"]
    assert outcome == Sent(MsgRef(Peer("tg", "1001"), str(teacher.inbox[0].id)))


async def test_a_card_with_a_picture_gets_its_caption_edited(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    sent = await egress.send(a_row("待接单", media=(a_photo(),), card="c"))
    assert isinstance(sent, Sent)
    assert await egress.send(a_row("已接单", media=(a_photo(),), card="c", card_ref=sent.ref)) == sent
    assert [(one.text, one.photo, one.edits) for one in teacher.inbox] == [("已接单", True, 1)]


async def test_a_picture_goes_with_its_caption_and_its_chinese_name(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    await egress.send(a_row("见图", media=(a_photo(),), choices=(Choice("好", "t:0"),)))
    await egress.send(a_row("回执", media=(a_photo("sheet", MediaKind.FILE, "回执 3月.pdf"),)))
    picture, sheet = teacher.inbox
    assert (picture.text, picture.photo, picture.labels) == ("见图", True, ("好",))
    assert (sheet.text, sheet.document) == ("回执", "回执 3月.pdf")
    assert any(stored.content == JPEG for stored in api.world.files.values())


async def test_the_text_arrives_even_when_its_evidence_does_not(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    teacher = api.user(1001)
    await egress.send(a_row("见图", media=(a_photo("lost"),)))
    await egress.send(a_row("见图", media=(a_photo("odd"),)))  # refused as a picture, taken as a file
    api.fail_next("sendDocument", 413, "Request Entity Too Large")
    await egress.send(a_row("大文件", media=(a_photo("sheet", MediaKind.FILE, "全部.zip"),)))
    assert [(one.text, one.document) for one in teacher.inbox] == [
        ("见图\n📎 屏幕.jpg", None),
        ("见图", "屏幕.jpg"),
        ("大文件\n📎 全部.zip", None),
    ]


async def test_refused_formatting_is_sent_plain(api: BotApiDouble, egress: TelegramEgress) -> None:
    teacher = api.user(1001)
    api.fail_next("sendMessage", 400, "Bad Request: can't parse entities: unexpected end at byte offset 3")
    assert isinstance(await egress.send(a_row("标题\n正文")), Sent)
    assert [(one.text, one.entities) for one in teacher.inbox] == [("标题\n正文", ())]


async def test_a_copy_after_an_unknown_end_is_labelled(api: BotApiDouble, egress: TelegramEgress) -> None:
    teacher = api.user(1001)
    api.drop_reply_after_executing("sendMessage")
    outcome = await egress.send(a_row("工单1001"))
    assert isinstance(outcome, Ambiguous)
    assert isinstance(await egress.send(a_row("工单1001", ambiguous=True)), Sent)
    assert [one.text for one in teacher.inbox] == ["工单1001", "（重发）工单1001"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>502</html>", b'{"ok":tru', b"[]", b'{"ok":true}', b'{"ok":true,"result":{}}', b'{"ok":true,"result":true}',
     b'{"ok":true,"result":null}', b'{"result":{"message_id":1}}', b"\xff\xfe"],
)  # fmt: skip
async def test_only_a_readable_message_is_success(
    api: BotApiDouble, egress: TelegramEgress, body: bytes
) -> None:
    api.user(1001)
    api.garble_reply_after_executing("sendMessage", body)
    assert isinstance(await egress.send(a_row()), Ambiguous)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_fault_leaves_it_open_whether_the_message_was_shown(
    api: BotApiDouble, egress: TelegramEgress, status: int
) -> None:
    api.user(1001)
    api.fail_next("sendMessage", status, "Internal Server Error")
    assert isinstance(await egress.send(a_row()), Ambiguous)


async def test_who_cannot_be_written_to_is_unreachable(api: BotApiDouble, egress: TelegramEgress) -> None:
    api.block(api.user(1))
    api.deactivate(api.user(2))
    api.user(3, met=False)
    reasons = {
        1: "bot was blocked by the user",
        2: "user is deactivated",
        3: "bot can't initiate conversation with a user",
        4: "Chat not found",
    }
    assert {chat: await egress.send(a_row(chat=chat)) for chat in reasons} == {
        chat: Unreachable(reason) for chat, reason in reasons.items()
    }


async def test_a_moved_group_gives_its_new_peer(api: BotApiDouble, egress: TelegramEgress) -> None:
    new = api.group(-100, "信息组").upgrade(-1001234567890)
    outcome = await egress.send(a_row(chat=-100))
    assert outcome == Moved(Peer("tg", "-1001234567890"))
    assert isinstance(await egress.send(a_row(chat=-1001234567890)), Sent)
    assert len(new.inbox) == 1


async def test_a_flood_answer_is_one_request_and_then_silence_for_that_chat_only(
    api: BotApiDouble, egress: TelegramEgress
) -> None:
    banned = api.user(1001)
    other = api.user(1002)
    api.ban(banned, 10_072)
    first = await egress.send(a_row())
    assert first == RetryAt(10_072, "Flood control: wait 10072 s")
    for _ in range(5):
        assert isinstance(await egress.send(a_row()), RetryAt)
    assert len(api.called("sendMessage")) == 1
    assert isinstance(await egress.send(a_row(chat=1002)), Sent)
    assert len(other.inbox) == 1


async def test_the_pace_keeps_below_the_servers_limits(api: BotApiDouble) -> None:
    api.user(1001)
    for chat in range(2001, 2061):
        api.user(chat)
    egress = TelegramEgress(TelegramSettings(api.token, api.url), evidence, Pace(patience=0.0))
    outcomes = [await egress.send(a_row(chat=chat)) for chat in range(2001, 2061)]
    outcomes += [await egress.send(a_row()) for _ in range(10)]
    await egress.close()
    assert any(isinstance(outcome, RetryAt) for outcome in outcomes)
    assert api.rates.refused == 0


async def test_our_own_mistakes_are_rejected(api: BotApiDouble, egress: TelegramEgress) -> None:
    api.user(1001)
    outcome = await egress.send(a_row(choices=(Choice("好", "班" * 22),)))
    assert outcome == Rejected("Button_data_invalid")
    assert isinstance(await egress.send(a_row("  ")), Rejected)
    assert isinstance(await egress.send(a_row(peer=Peer("tg", "@someone"))), Rejected)


async def test_nobody_at_the_address_is_a_safe_retry_that_grows(
    egress: TelegramEgress, api: BotApiDouble
) -> None:
    away = TelegramEgress(TelegramSettings(api.token, "http://127.0.0.1:9"), evidence)
    first = await away.send(a_row())
    later = await away.send(a_row(attempts=20))
    await away.close()
    assert isinstance(first, RetryAt)
    assert isinstance(later, RetryAt)
    assert first.seconds <= 1
    assert 200 <= later.seconds <= 300
    assert pause(3, 1) != pause(3, 2)


async def test_a_wrong_token_costs_no_message(api: BotApiDouble) -> None:
    api.user(1001)
    egress = TelegramEgress(TelegramSettings("1:wrong", api.url), evidence)
    outcome = await egress.send(a_row())
    await egress.close()
    assert outcome == RetryAt(60.0, "the token is refused", everyone=True)


async def test_the_token_is_in_no_log_and_no_outcome(
    api: BotApiDouble,
    egress: TelegramEgress,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    api.user(1001)
    fresh = TelegramEgress(TelegramSettings(api.token, api.url), evidence)
    api.drop_before_executing("sendMessage")
    outcomes = [await fresh.send(a_row()), await fresh.send(a_row())]
    away = TelegramEgress(TelegramSettings(api.token, "http://127.0.0.1:9"), evidence)
    outcomes.append(await away.send(a_row()))
    await fresh.close()
    await away.close()
    printed = capsys.readouterr()
    everything = (
        f"{caplog.text}{outcomes}{printed.out}{printed.err}{fresh._bot!r}{TelegramSettings(api.token)!r}"
    )
    assert caplog.text
    assert "CANARY" not in everything


def test_the_way_out_is_ready_without_aiogram() -> None:
    program = "import sys, bot.platforms.telegram.egress; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0
