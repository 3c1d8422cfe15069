"""Long polling with our own loop: fetch, make durable, and only then move the offset.

The loops that aiogram and python-telegram-bot ship confirm an update before it is handled, so a crash loses it
(platforms.md §0.3). Here an update is confirmed by the next getUpdates, which is sent only after its commit; whatever
goes wrong before that, the same updates come again and the inbox drops those whose key it has.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramConflictError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import DeleteWebhook
from aiogram.methods.base import Response, TelegramMethod

from bot.platforms.telegram.door import FrontDoor
from bot.platforms.telegram.intake import ALLOWED_UPDATES, Intake, Menu
from bot.platforms.telegram.settings import TelegramSettings

log = structlog.get_logger()

POLL_SECONDS = 25
MOST_UPDATES = 100
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
LONGEST_CONFLICT_PAUSE = 8.0
"""Another poller that was killed is noticed within this plus one answer: take-over in well under 15 s (T37)."""

WAIT_SECONDS = 1.0
"""How often a process that may not poll asks whether it may."""

STORE_GRACE = 0.7
"""Seconds that a batch has to become durable once `stop` was asked; else it comes again after the next start."""


class RawUpdates(TelegramMethod[list[dict[str, Any]]]):
    """getUpdates whose result stays as it came, so that one unreadable update cannot hide the others of its batch."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"

    offset: int
    limit: int
    timeout: int
    allowed_updates: list[str]


_ANSWER = Response[list[dict[str, Any]]]
"""Held, because pydantic forgets a generic model nobody holds, and aiogram would have it built again at every poll."""


class TelegramIngress:
    """`ports.Ingress` by long polling. One process at a time polls a bot; a second one waits and tries again. `polls` counts the
    answers: a sign of life.
    """

    def __init__(
        self,
        settings: TelegramSettings,
        door: FrontDoor,
        now: Callable[[], datetime],
        menu: Menu = (),
        poll_seconds: int = POLL_SECONDS,
        may_poll: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        """`may_poll` says whether this process is the one that polls; None: it is the only one."""
        self.polls = 0
        self._may_poll = may_poll
        self._intake = Intake(settings, door, now)
        self._menu = menu
        self._poll_seconds = poll_seconds
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._ended.set()

    async def run(self) -> None:
        """Take updates until `stop`."""
        self._ended.clear()
        offset, failures = 0, 0
        try:
            await self._until_stopped(self._intake.publish(self._menu))
            while not self._stopping.is_set():
                if self._may_poll is not None and not await self._may_poll():
                    offset = 0  # another process goes on from here; what it has confirmed does not come again
                    await self._until_stopped(asyncio.sleep(WAIT_SECONDS))
                    continue
                taken = await self._next(offset)
                if isinstance(taken, int):
                    offset, failures = taken, 0
                    continue
                failures += 1
                await self._until_stopped(asyncio.sleep(pause(taken, failures)))
        finally:
            await self._intake.close()
            self._ended.set()

    async def stop(self) -> None:
        """End a waiting poll at once, a batch that is being stored within a second."""
        self._stopping.set()
        await self._ended.wait()

    async def _next(self, offset: int) -> int | Exception:
        """One batch from fetch to commit: the next offset, or what went wrong (then nothing was confirmed)."""
        try:
            updates = await self._until_stopped(self._poll(offset))
        except TelegramConflictError as problem:
            await self._conflict(problem)
            return problem
        except AiogramError as problem:
            log.warning("no updates", action="telegram.poll", reason=named(problem))
            return problem
        self.polls += 1
        if not updates:
            return offset
        try:
            await self._until_stopped(self._intake.take(updates), STORE_GRACE)
        except Exception as problem:
            log.error("updates not stored", action="telegram.store", updates=len(updates), exc_info=problem)
            return problem
        return offset if self._stopping.is_set() else int(updates[-1]["update_id"]) + 1

    async def _poll(self, offset: int) -> list[dict[str, Any]]:
        call = RawUpdates(
            offset=offset,
            limit=MOST_UPDATES,
            timeout=self._poll_seconds,
            allowed_updates=list(ALLOWED_UPDATES),
        )
        return await self._intake.bot(call, request_timeout=self._poll_seconds + 10)

    async def _conflict(self, problem: TelegramConflictError) -> None:
        """Another process polls (wait), or a webhook is left over from another way of running us (remove it)."""
        log.warning("conflict", action="telegram.conflict", reason=problem.message)
        if "webhook" not in problem.message:
            return
        try:
            await self._intake.bot(DeleteWebhook(), request_timeout=10)
        except AiogramError as refused:
            log.warning("webhook not removed", action="telegram.conflict", reason=named(refused))

    async def _until_stopped(self, work: Coroutine[Any, Any, Any], grace: float = 0.0) -> Any:
        """The work's result, or None when `stop` came first and `grace` seconds later it was still not done."""
        task = asyncio.create_task(work)
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait([task, stopping], return_when=asyncio.FIRST_COMPLETED)
            if grace and not task.done():
                await asyncio.wait([task], timeout=grace)
            return task.result() if task.done() else None
        finally:
            for one in (task, stopping):
                one.cancel()
            await asyncio.gather(task, stopping, return_exceptions=True)


def pause(problem: Exception, failures: int) -> float:
    """Seconds before the next try: as Telegram says, else doubling from half a second."""
    if isinstance(problem, TelegramRetryAfter):
        return float(problem.retry_after)
    if isinstance(problem, TelegramUnauthorizedError):
        return LONGEST_PAUSE
    longest = LONGEST_CONFLICT_PAUSE if isinstance(problem, TelegramConflictError) else LONGEST_PAUSE
    return min(longest, FIRST_PAUSE * 2.0 ** min(failures - 1, 16))


def named(problem: AiogramError) -> str:
    """What went wrong, without the content of messages that a decode error quotes."""
    return type(problem).__name__ if isinstance(problem, ClientDecodeError) else str(problem)
