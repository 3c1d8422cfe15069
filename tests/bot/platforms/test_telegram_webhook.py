"""The webhook over the wire: no secret, no entry; 200 only for what is durable (S01, T18)."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.platforms.telegram.settings import TelegramSettings, WebhookSettings
from bot.platforms.telegram.webhook import SECRET_HEADER, TelegramWebhook
from tests.bot.platforms.telegram_door import DoorInMemory, eventually
from tests.kit.botapi import BotApiDouble

SECRET = "s3cret-s3cret-s3cret"
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@asynccontextmanager
async def listening(api: BotApiDouble, door: DoorInMemory, port: int) -> AsyncIterator[str]:
    url = f"http://127.0.0.1:{port}/telegram"
    settings = TelegramSettings(api.token, api.url, WebhookSettings(url, SECRET, port=port))
    webhook = TelegramWebhook(settings, door, lambda: NOON)
    running = asyncio.create_task(webhook.run())
    try:
        await eventually(lambda: api.webhook.target is not None)
        yield url
    finally:
        await asyncio.wait_for(webhook.stop(), 2)
        await running


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble(webhook_pause=0.02) as double:
        yield double
        assert double.violations == []


def an_update(number: int = 5, text: str = "黑屏") -> dict[str, Any]:
    person = {"id": 1001, "is_bot": False, "first_name": "王"}
    chat = {"id": 1001, "type": "private", "first_name": "王"}
    message = {"message_id": 1, "date": 1_772_000_000, "from": person, "chat": chat, "text": text}
    return {"update_id": number, "message": message}


async def test_updates_arrive_through_the_webhook(api: BotApiDouble, unused_tcp_port: int) -> None:
    door = DoorInMemory()
    async with listening(api, door, unused_tcp_port):
        for number in range(5):
            await api.user(1001 + number % 2).says(str(number))
        await door.until(messages=5)
    assert sorted(one.text for one in door.messages) == ["0", "1", "2", "3", "4"]
    assert api.updates.waiting() == []


async def test_a_failing_store_gets_the_same_update_again(api: BotApiDouble, unused_tcp_port: int) -> None:
    door = DoorInMemory()
    door.broken = True
    async with listening(api, door, unused_tcp_port):
        await api.user(1001).says("一")
        await door.until(tries=3)
        door.broken = False
        await door.until(messages=1)
    assert [one.text for one in door.messages] == ["一"]


@pytest.mark.parametrize(
    "secret", [None, "", "s3cret", SECRET[:-1], SECRET + "x", SECRET.upper(), SECRET[:-1] + "T", "密钥"]
)
async def test_without_the_secret_nothing_is_written(
    api: BotApiDouble, unused_tcp_port: int, secret: str | None
) -> None:
    door = DoorInMemory()
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with listening(api, door, unused_tcp_port) as url, aiohttp.ClientSession() as session:
        async with session.post(url, json=an_update(), headers=headers) as answer:
            assert answer.status == 401
        assert door.tries == 0
        assert door.aside == {}


async def test_the_same_update_three_times_at_once_has_one_key(
    api: BotApiDouble, unused_tcp_port: int
) -> None:
    door = DoorInMemory()
    headers = {SECRET_HEADER: SECRET}
    async with listening(api, door, unused_tcp_port) as url, aiohttp.ClientSession() as session:
        answers = await asyncio.gather(
            *(session.post(url, json=an_update(), headers=headers) for _ in range(3))
        )
        assert [answer.status for answer in answers] == [200, 200, 200]
    assert len(door.messages) == 1


async def test_rubbish_is_refused_and_an_unreadable_update_is_kept(
    api: BotApiDouble, unused_tcp_port: int
) -> None:
    door = DoorInMemory()
    headers = {SECRET_HEADER: SECRET}
    bodies = [b"", b"[]", b"{}", b'{"update_id":"x"}', b"\xff"]
    async with listening(api, door, unused_tcp_port) as url, aiohttp.ClientSession() as session:
        for body in bodies:
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 400
        poison = {"update_id": 6, "message": {"message_id": "?"}}
        async with session.post(url, json=poison, headers=headers) as answer:
            assert answer.status == 200
        async with session.post(url, data=io.BytesIO(b"x" * (2 << 20)), headers=headers) as answer:
            assert answer.status == 413
    assert list(door.aside) == ["tg:700000001:6"]


@pytest.mark.parametrize("webhook", [None, WebhookSettings("https://desk.example/t", ""),
                                     WebhookSettings("https://desk.example/t", "short")])  # fmt: skip
def test_a_webhook_without_a_good_secret_does_not_start(webhook: WebhookSettings | None) -> None:
    with pytest.raises(ValueError, match="secret"):
        TelegramWebhook(TelegramSettings("1:x", webhook=webhook), DoorInMemory(), lambda: NOON)
