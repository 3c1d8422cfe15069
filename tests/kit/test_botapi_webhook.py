"""The double's webhook: delivered until it is answered 2xx, with the secret, one at a time for one person."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.kit.botapi import BotApiDouble


class Receiver:
    """A webhook end that answers what it is told to and remembers what it got."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.changed = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), await request.json()))
        self.changed.set()
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def until(self, count: int) -> None:
        while len(self.got) < count:
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 5)


@pytest.fixture
async def receiver() -> AsyncIterator[tuple[Receiver, str]]:
    end = Receiver()
    app = web.Application()
    app.router.add_post("/hook", end.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield end, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_updates_come_with_the_secret_and_again_until_2xx(receiver: tuple[Receiver, str]) -> None:
    end, url = receiver
    end.statuses = [500, 503]
    async with BotApiDouble(webhook_pause=0.01) as api, aiohttp.ClientSession() as session:

        async def call(method: str, **params: Any) -> dict[str, Any]:
            async with session.post(f"{api.url}/bot{api.token}/{method}", json=params) as answer:
                body: dict[str, Any] = await answer.json()
                return body

        assert (await call("setWebhook", url=url, secret_token="s-1"))["ok"]
        assert (await call("getUpdates"))["error_code"] == 409
        teacher = api.user(1001)
        await teacher.says("一")
        await teacher.says("二")
        await end.until(4)
        assert [(secret, update["message"]["text"]) for secret, update in end.got] == [
            ("s-1", "一"),
            ("s-1", "一"),
            ("s-1", "一"),
            ("s-1", "二"),
        ]
        about = (await call("getWebhookInfo"))["result"]
        assert about["last_error_message"] == "Wrong response from the webhook: 503"
        assert (await call("deleteWebhook"))["ok"]
        await teacher.says("三")
        assert [one["message"]["text"] for one in (await call("getUpdates", timeout=1))["result"]][-1] == "三"
        assert api.violations == []
