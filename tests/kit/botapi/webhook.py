"""Webhook delivery: one POST per update, serial for one person, parallel for different ones, until it is answered 2xx."""

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.kit.botapi.updates import Queued, UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True)
class Target:
    """Where updates go. The real server wants https; on loopback plain http is taken as well."""

    url: str
    secret: str = ""
    max_connections: int = 40


class WebhookSender:
    """Delivers the queue to `target` while there is one. Each failure doubles the pause, up to 60 s."""

    def __init__(self, queue: UpdateQueue, first_pause: float, patience: float) -> None:
        self._queue = queue
        self._first_pause = first_pause
        self._patience = patience
        self._task: asyncio.Task[None] | None = None
        self.target: Target | None = None
        self.attempts = 0
        self.last_error: tuple[float, str] | None = None

    async def start(self, target: Target) -> None:
        """Deliver to `target` from now on."""
        await self.stop()
        self.target = target
        self._task = asyncio.create_task(self._run(target))

    async def stop(self) -> None:
        """Deliver nothing more; what is not confirmed stays queued."""
        task, self._task, self.target = self._task, None, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def about(self, allowed: list[str]) -> dict[str, Any]:
        """The WebhookInfo object."""
        shown: dict[str, Any] = {
            "url": self.target.url if self.target else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue.waiting()),
        }
        if self.target:
            shown["max_connections"] = self.target.max_connections
        if self.last_error:
            shown |= {"last_error_date": int(self.last_error[0]), "last_error_message": self.last_error[1]}
        return shown | ({"allowed_updates": allowed} if allowed else {})

    async def _run(self, target: Target) -> None:
        busy: dict[int, asyncio.Task[None]] = {}
        timeout = aiohttp.ClientTimeout(total=self._patience)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            try:
                while True:
                    news = self._queue.news
                    busy = {person: task for person, task in busy.items() if not task.done()}
                    for one in self._queue.waiting():
                        if one.person not in busy and len(busy) < target.max_connections:
                            busy[one.person] = asyncio.create_task(self._deliver(session, target, one))
                    await self._idle(news, busy)
            finally:
                for task in busy.values():
                    task.cancel()
                await asyncio.gather(*busy.values(), return_exceptions=True)

    async def _idle(self, news: asyncio.Event, busy: dict[int, asyncio.Task[None]]) -> None:
        heard = asyncio.create_task(news.wait())
        await asyncio.wait([heard, *busy.values()], timeout=60, return_when=asyncio.FIRST_COMPLETED)
        heard.cancel()

    async def _deliver(self, session: aiohttp.ClientSession, target: Target, one: Queued) -> None:
        headers = {SECRET_HEADER: target.secret} if target.secret else {}
        pause = self._first_pause
        while any(waiting.id == one.id for waiting in self._queue.waiting()):
            problem = await self._post(session, target.url, one, headers)
            if problem is None:
                self._queue.confirm(one.id)
                return
            self.last_error = (one.at, problem)
            await asyncio.sleep(pause)
            pause = min(60.0, pause * 2)

    async def _post(
        self, session: aiohttp.ClientSession, url: str, one: Queued, headers: dict[str, str]
    ) -> str | None:
        self.attempts += 1
        try:
            async with session.post(url, json=one.shown, headers=headers) as answer:
                return (
                    None
                    if 200 <= answer.status < 300
                    else f"Wrong response from the webhook: {answer.status}"
                )
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError as problem:
            return f"Connection failed: {type(problem).__name__}"
