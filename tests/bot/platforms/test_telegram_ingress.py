"""Long polling over the wire, against the strict double: nothing is confirmed before it is durable."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from aiogram.exceptions import TelegramConflictError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetMe

from bot.platforms.telegram.ingress import TelegramIngress, pause
from bot.platforms.telegram.settings import TelegramSettings
from desk.messages import Incoming, MediaKind, Peer
from tests.bot.platforms.telegram_door import DoorInMemory, eventually
from tests.conftest import Line
from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.webhook import Target

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff" + b"j" * 100_000


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as double:
        yield double
        assert double.violations == []


@asynccontextmanager
async def polling(api: BotApiDouble, door: DoorInMemory, token: str = "") -> AsyncIterator[TelegramIngress]:
    ingress = TelegramIngress(TelegramSettings(token or api.token, api.url), door, lambda: NOON)
    running = asyncio.create_task(ingress.run())
    try:
        yield ingress
    finally:
        await asyncio.wait_for(ingress.stop(), 2)
        await asyncio.wait_for(running, 2)


async def test_a_text_becomes_one_incoming_message(api: BotApiDouble) -> None:
    door = DoorInMemory()
    async with polling(api, door):
        await api.user(1001, "王\u202e老师\u200b").says("302教室黑屏了")
        await door.until(messages=1)
    (message,) = door.messages
    assert message == Incoming(
        key="tg:700000001:100000001",
        peer=Peer("tg", "1001"),
        sent_at=message.sent_at,
        sender_name="王老师",
        text="302教室黑屏了",
    )
    assert message.sent_at.tzinfo is UTC


async def test_everything_that_waited_is_made_durable_in_one_commit(api: BotApiDouble) -> None:
    for number in range(50):
        await api.user(2000 + number).says(f"第{number}间")
    door = DoorInMemory()
    async with polling(api, door):
        await door.until(messages=50)
    assert [len(commit) for commit in door.commits] == [50]
    assert [one.text for one in door.messages] == [f"第{number}间" for number in range(50)]


async def test_an_update_is_not_confirmed_before_it_is_durable(api: BotApiDouble) -> None:
    door = DoorInMemory()
    door.held = asyncio.Event()
    await api.user(1001).says("黑屏")
    async with polling(api, door):
        await door.until(tries=1)
        assert len(api.updates.waiting()) == 1
        door.held.set()
        await api.updates.polled(2)
        assert api.updates.waiting() == []


async def test_what_could_not_be_stored_comes_again(
    api: BotApiDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.ingress.FIRST_PAUSE", 0.01)
    door = DoorInMemory()
    door.broken = True
    teacher = api.user(1001)
    async with polling(api, door):
        await teacher.says("一")
        await door.until(tries=3)
        await teacher.says("二")
        door.broken = False
        await door.until(messages=2)
    assert [one.text for one in door.messages] == ["一", "二"]


async def test_a_restart_loses_nothing_and_its_repeats_have_the_same_key(api: BotApiDouble) -> None:
    teacher = api.user(1001)
    first, second = DoorInMemory(), DoorInMemory()
    async with polling(api, first) as ingress:
        await teacher.says("一")
        await first.until(messages=1)
        await ingress.stop()
    await teacher.says("二")
    async with polling(api, second):
        await second.until(messages=1)
    keys = {one.key: one.text for one in first.messages + second.messages}
    assert sorted(keys.values()) == ["一", "二"]


async def test_a_press_is_handed_over_and_its_spinner_stopped(api: BotApiDouble) -> None:
    door = DoorInMemory()
    teacher = api.user(1001, "王老师")
    shown = api.world.keep(
        teacher.chat,
        api.world.bot_user,
        {"text": "?", "reply_markup": {"inline_keyboard": [[{"text": "是", "callback_data": "tok:0"}]]}},
    )
    async with polling(api, door):
        press = await teacher.presses(shown.body["message_id"], "是")
        await door.until(messages=1)
        await eventually(lambda: bool(api.called("answerCallbackQuery")))
    (message,) = door.messages
    assert (message.press, message.text, message.sent_at, message.sender_name) == (
        "tok:0",
        "",
        NOON,
        "王老师",
    )
    assert teacher.toasts(press) == [""]


async def test_a_press_counts_even_when_telegram_no_longer_wants_the_answer(api: BotApiDouble) -> None:
    door = DoorInMemory()
    teacher = api.user(1001)
    shown = api.world.keep(
        teacher.chat,
        api.world.bot_user,
        {"text": "?", "reply_markup": {"inline_keyboard": [[{"text": "收到", "callback_data": "ack:0"}]]}},
    )
    api.fail_next("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired")
    async with polling(api, door):
        await teacher.presses(shown.body["message_id"], "收到")
        await teacher.says("还在吗")
        await door.until(messages=2)
    assert [one.press or one.text for one in door.messages] == ["ack:0", "还在吗"]


async def test_a_deep_link_is_a_start_and_not_a_text(api: BotApiDouble) -> None:
    door = DoorInMemory()
    async with polling(api, door):
        await api.user(1001).starts("d_A1B2C3")
        await api.user(1002).starts()
        await api.user(1003).says("/starting 不是开始")
        await door.until(messages=3)
    assert [(one.start, one.text) for one in door.messages] == [
        ("d_A1B2C3", ""),
        ("", ""),
        (None, "/starting 不是开始"),
    ]


async def test_evidence_is_fetched_and_stored(api: BotApiDouble) -> None:
    door = DoorInMemory()
    teacher = api.user(1001)
    async with polling(api, door):
        await teacher.sends_photo(JPEG, "裂了")
        await teacher.sends_document(b"%PDF", "回执.pdf", "application/pdf")
        await teacher.sends_voice(b"OggS")
        await door.until(messages=3)
    shown = [
        (one.text, one.media[0].kind, one.media[0].name, door.media[one.media[0].id]) for one in door.messages
    ]
    assert shown == [
        ("裂了", MediaKind.PHOTO, "photo.jpg", JPEG),
        ("", MediaKind.FILE, "回执.pdf", b"%PDF"),
        ("", MediaKind.VOICE, "voice.ogg", b"OggS"),
    ]


async def test_evidence_that_cannot_be_had_costs_the_file_and_not_the_message(api: BotApiDouble) -> None:
    door = DoorInMemory()
    teacher = api.user(1001)
    api.fail_next("getFile", 400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    async with polling(api, door):
        await teacher.sends_photo(JPEG, "302 黑屏")
        await door.until(messages=1)
        await teacher.sends_document(b"x", "大.zip", "application/zip", claimed_size=(20 << 20) + 1)
        await door.until(messages=2)
        api.drop_before_executing("file", times=1)
        await teacher.sends_photo(JPEG, "第二次就好")
        await door.until(messages=3)
    assert [(one.text, len(one.media)) for one in door.messages] == [
        ("302 黑屏\n[照片]", 0),
        ("[文件]", 0),
        ("第二次就好", 1),
    ]


async def test_nobody_waits_for_somebody_elses_photo(api: BotApiDouble) -> None:
    door = DoorInMemory()
    api.slow("getFile", 1.5)
    await api.user(1001).sends_photo(JPEG, "图")
    await api.user(1001).says("就是这个")
    await api.user(1002).says("着火了")
    async with polling(api, door):
        await door.until(messages=1, seconds=1.0)
        assert [one.text for one in door.messages] == ["着火了"]
        await door.until(messages=3)
    assert [one.text for one in door.messages] == ["着火了", "图", "就是这个"]
    assert len(door.commits) == 2


async def test_one_chat_with_many_files_leaves_the_other_ways_to_others(api: BotApiDouble) -> None:
    door = DoorInMemory()
    api.slow("getFile", 0.2)
    for number in range(6):
        await api.user(1001).sends_photo(JPEG, f"第{number}张")
    await api.user(1002).sends_photo(JPEG, "着火了")
    async with polling(api, door):
        await door.until(messages=7)
    assert [one.text for one in door.commits[0]] == ["着火了"]
    assert [one.text for one in door.commits[1]] == [f"第{number}张" for number in range(6)]


async def test_blocking_and_unblocking_are_told(api: BotApiDouble) -> None:
    door = DoorInMemory()
    teacher = api.user(1001)
    async with polling(api, door):
        teacher.blocks()
        teacher.unblocks()
        await door.until(messages=2)
    assert [one.reachable for one in door.messages] == [False, True]


async def test_stickers_get_an_answer_and_groups_are_left_alone(api: BotApiDouble) -> None:
    door = DoorInMemory()
    teacher = api.user(1001)
    async with polling(api, door):
        await teacher.says("在群里说话", api.group(-100, "信息组"))
        await teacher.sends(location={"latitude": 31.2, "longitude": 121.5})
        first = await teacher.says("302黑屏")
        await teacher.edits(first, "303黑屏")
        await door.until(messages=3)
    assert [one.text for one in door.messages] == ["[位置]", "302黑屏", "303黑屏"]


async def test_an_unreadable_update_is_kept_and_the_others_go_on(api: BotApiDouble) -> None:
    door = DoorInMemory()
    api.updates.redeliver({"update_id": 100_000_001, "message": {"message_id": "毒", "chat": {}}})
    await api.user(1001).says("没事")
    async with polling(api, door):
        await door.until(messages=1, aside=1)
        await api.updates.polled(2)
    assert [one.text for one in door.messages] == ["没事"]
    assert '"毒"' in door.aside["tg:700000001:100000001"]
    assert api.updates.waiting() == []


async def test_a_second_poller_waits_and_takes_over(
    api: BotApiDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.ingress.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.platforms.telegram.ingress.LONGEST_CONFLICT_PAUSE", 0.1)
    first, second = DoorInMemory(), DoorInMemory()
    teacher = api.user(1001)
    async with polling(api, second):
        async with polling(api, first):
            for number in range(20):
                await teacher.says(str(number))
            await api.updates.polled(6)
        await teacher.says("只剩一个")
        await eventually(lambda: "只剩一个" in [one.text for one in second.messages])
    texts = {one.key: one.text for one in first.messages + second.messages}
    assert sorted(texts.values()) == sorted([*map(str, range(20)), "只剩一个"])
    assert any(call.status == 409 for call in api.called("getUpdates"))


async def test_a_left_over_webhook_is_removed(api: BotApiDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.platforms.telegram.ingress.FIRST_PAUSE", 0.01)
    await api.webhook.start(Target("http://127.0.0.1:9/"))
    door = DoorInMemory()
    async with polling(api, door):
        await api.user(1001).says("有人吗")
        await door.until(messages=1)
    assert api.webhook.target is None


@pytest.mark.parametrize("fault", ["500", "429", "html", "drop", "401"])
async def test_a_failing_server_is_asked_again(
    api: BotApiDouble, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.ingress.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("bot.platforms.telegram.ingress.LONGEST_PAUSE", 0.02)
    match fault:
        case "429":
            api.fail_next("getUpdates", 429, "Too Many Requests: retry after 1", retry_after=1)
        case "html":
            api.fail_next("getUpdates", 200, body=b"<html>")
        case "drop":
            api.drop_before_executing("getUpdates", times=3)
        case _:
            api.fail_next("getUpdates", int(fault), "as you wish", times=3)
    door = DoorInMemory()
    async with polling(api, door):
        await api.user(1001).says("有人吗")
        await door.until(messages=1)


async def test_stopping_takes_less_than_a_second_even_while_a_file_is_fetched(api: BotApiDouble) -> None:
    api.slow("getFile", 30)
    await api.user(1001).sends_photo(JPEG)
    door = DoorInMemory()
    async with polling(api, door) as ingress:
        await api.updates.polled(1)
        await eventually(lambda: bool(api.updates.waiting()))
        before = time.monotonic()
        await ingress.stop()
        assert time.monotonic() - before < 1
    assert len(api.updates.waiting()) == 1


async def test_the_menu_is_published_in_both_languages(api: BotApiDouble) -> None:
    menu = (("", (("status", "我的报修"),)), ("en", (("status", "my reports"),)))
    ingress = TelegramIngress(TelegramSettings(api.token, api.url), DoorInMemory(), lambda: NOON, menu)
    running = asyncio.create_task(ingress.run())
    await api.updates.polled(1)
    await ingress.stop()
    await running
    assert api.world.commands == {
        "default::": [{"command": "status", "description": "我的报修"}],
        "default::en": [{"command": "status", "description": "my reports"}],
    }


async def test_the_token_is_in_no_log(
    api: BotApiDouble,
    caplog: pytest.LogCaptureFixture,
    log_lines: list[Line],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.ingress.FIRST_PAUSE", 0.01)
    caplog.set_level(logging.DEBUG)
    door = DoorInMemory()
    teacher = api.user(1001)
    api.drop_before_executing("getUpdates", times=2)
    api.drop_before_executing("file", times=10)  # aiohttp itself repeats a GET
    async with polling(api, door):
        await teacher.sends_photo(JPEG)
        await door.until(messages=1)
    everything = caplog.text + "\n".join(map(str, log_lines))
    assert "telegram.poll" in everything
    assert "telegram.media" in everything
    assert "CANARY" not in everything


def test_pauses_double_up_to_a_ceiling() -> None:
    method = GetMe()
    network = TelegramNetworkError(method=method, message="x")
    conflict = TelegramConflictError(method=method, message="x")
    flood = TelegramRetryAfter(method=method, message="x", retry_after=7)
    assert [pause(network, n) for n in (1, 2, 3, 9, 999)] == [0.5, 1, 2, 30, 30]
    assert [pause(conflict, n) for n in (1, 9)] == [0.5, 8]
    assert pause(flood, 1) == 7


async def test_a_second_process_asks_telegram_nothing_until_it_is_its_turn(
    api: BotApiDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.telegram.ingress.WAIT_SECONDS", 0.01)
    door, turn, asked = DoorInMemory(), asyncio.Event(), []

    async def may_poll() -> bool:
        asked.append(turn.is_set())
        return turn.is_set()

    ingress = TelegramIngress(TelegramSettings(api.token, api.url), door, lambda: NOON, may_poll=may_poll)
    await api.user(1001).says("302教室黑屏了")
    running = asyncio.create_task(ingress.run())
    await eventually(lambda: len(asked) > 3)
    assert (ingress.polls, door.messages) == (0, [])
    turn.set()
    await door.until(messages=1)
    await asyncio.wait_for(ingress.stop(), 2)
    await running
