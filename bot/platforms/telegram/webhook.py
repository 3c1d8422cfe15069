"""The webhook: a small HTTP server that makes an update durable and only then answers 200.

For districts that have a public address. Whoever cannot show the secret gets 401 and writes nothing (S01); there is no
way to run it without one. Telegram sends an update again until it is answered 2xx, so a failing store answers 500.
The server speaks plain HTTP and belongs behind the district's TLS proxy.
"""

import asyncio
import hmac
import json
from collections.abc import Callable
from datetime import datetime

import structlog
from aiogram.exceptions import AiogramError
from aiogram.methods import SetWebhook
from aiohttp import web

from bot.platforms.telegram.door import FrontDoor
from bot.platforms.telegram.ingress import named, pause
from bot.platforms.telegram.intake import ALLOWED_UPDATES, Intake, Menu
from bot.platforms.telegram.settings import LEAST_SECRET, TelegramSettings, WebhookSettings

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - only the header's name
MAX_UPDATE_BYTES = 1 << 20


class TelegramWebhook:
    """`ports.Ingress` by webhook. Raises ValueError on construction when the secret is missing or short."""

    def __init__(
        self, settings: TelegramSettings, door: FrontDoor, now: Callable[[], datetime], menu: Menu = ()
    ) -> None:
        if settings.webhook is None or len(settings.webhook.secret) < LEAST_SECRET:
            raise ValueError(f"a webhook needs a secret of at least {LEAST_SECRET} characters")
        self._at: WebhookSettings = settings.webhook
        self._intake = Intake(settings, door, now)
        self._menu = menu
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()
        self.port = self._at.port

    async def run(self) -> None:
        """Serve until `stop`. The webhook stays registered, so that Telegram keeps what comes meanwhile."""
        self._ended.clear()
        app = web.Application(client_max_size=MAX_UPDATE_BYTES)
        app.router.add_post(self._at.path, self._received)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        try:
            await runner.setup()
            await web.TCPSite(runner, self._at.host, self._at.port).start()
            self.port = runner.addresses[0][1]
            registration = asyncio.create_task(self._register())
            await self._stopping.wait()
            registration.cancel()
            await asyncio.gather(registration, return_exceptions=True)
        finally:
            await runner.cleanup()
            await self._intake.close()
            self._ended.set()

    async def stop(self) -> None:
        """Answer what is being stored, then end."""
        self._stopping.set()
        await self._ended.wait()

    async def _register(self) -> None:
        """Tell Telegram our address, as often as it takes."""
        call = SetWebhook(
            url=self._at.url, secret_token=self._at.secret, allowed_updates=list(ALLOWED_UPDATES)
        )
        failures = 0
        while True:
            try:
                await self._intake.bot(call, request_timeout=10)
                await self._intake.publish(self._menu)
                return
            except AiogramError as problem:
                failures += 1
                log.warning("webhook not registered", action="telegram.webhook", reason=named(problem))
                await asyncio.sleep(pause(problem, failures))

    async def _received(self, request: web.Request) -> web.Response:
        shown = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(shown, self._at.secret.encode()):
            log.warning("webhook without the secret", action="telegram.forged", peer=request.remote)
            return web.Response(status=401)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        try:
            await self._intake.take([update])
        except Exception as problem:
            log.error("update not stored", action="telegram.store", exc_info=problem)
            return web.Response(status=500)
        return web.Response(status=200)
