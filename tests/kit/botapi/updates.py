"""The update queue and getUpdates: at-least-once, confirmed only by the next offset, one poller at a time."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.kit.botapi.errors import ApiError

FIRST_UPDATE = 100_000_001
MAX_TIMEOUT = 50
MAX_LIMIT = 100
KEEP_SECONDS = 24 * 3600.0
KEEP_CALLBACK_SECONDS = 150.0
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Queued:
    """One update that is not confirmed yet; `person` orders webhook deliveries."""

    id: int
    kind: str
    body: dict[str, Any]
    at: float
    person: int

    @property
    def shown(self) -> dict[str, Any]:
        """The Update object."""
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """Undelivered updates. An old press vanishes after 150 s, everything else after 24 h, as on the real server.

    `confirmed` are the last ones that a poller said it has; `batch` may give a poll something else than what waits.
    """

    def __init__(self, now: Callable[[], float], conflict_delay: float) -> None:
        self._now = now
        self._conflict_delay = conflict_delay
        self._queue: list[Queued] = []
        self._next = FIRST_UPDATE
        self._poller = 0
        self._changed = asyncio.Event()
        self.keep_callback_seconds = KEEP_CALLBACK_SECONDS
        self.allowed: Sequence[str] = ()
        self.confirmed: deque[Queued] = deque(maxlen=50)
        self.batch: Callable[[UpdateQueue, Sequence[Queued]], list[Queued]] | None = None

    @property
    def numbers(self) -> range:
        """The numbers of all updates so far."""
        return range(FIRST_UPDATE, self._next)

    def put(self, kind: str, body: dict[str, Any], person: int) -> int | None:
        """Queue an update; None if `allowed_updates` does not want this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in _NOT_BY_DEFAULT
        if not wanted:
            return None
        queued = Queued(self._next, kind, body, self._now(), person)
        self._next += 1
        self._queue.append(queued)
        self._wake()
        return queued.id

    def redeliver(self, update: dict[str, Any]) -> None:
        """Queue an Update object as it is, under its own id: a repeat, or a poison one."""
        kind = next((key for key in update if key != "update_id"), "unknown")
        body = update.get(kind, {})
        self._queue.insert(0, Queued(update["update_id"], kind, body, self._now(), 0))
        self._next = max(self._next, update["update_id"] + 1)
        self._wake()

    def waiting(self) -> list[Queued]:
        """What is not confirmed and not too old."""
        now = self._now()
        self._queue = [one for one in self._queue if now - one.at < self._lifetime(one.kind)]
        return self._queue

    def confirm(self, update_id: int) -> None:
        """Forget one update (a webhook answered 2xx)."""
        self._queue = [one for one in self._queue if one.id != update_id]

    def clear(self) -> None:
        """Forget everything (drop_pending_updates)."""
        self._queue = []

    async def poll(self, offset: int, limit: int, seconds: int) -> list[dict[str, Any]]:
        """Answer getUpdates. A later call ends an earlier one that still waits with 409."""
        self._poller += 1
        mine = self._poller
        self._wake()
        self._confirm_below(offset)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(max(seconds, 0), MAX_TIMEOUT)
        while True:
            if mine != self._poller:
                await asyncio.sleep(self._conflict_delay)
                raise ApiError(409, CONFLICT)
            batch = self.waiting()[: min(max(limit, 1), MAX_LIMIT)]
            if batch or loop.time() >= deadline:
                given = self.batch(self, batch) if self.batch and batch else batch
                return [one.shown for one in given]
            await self.changed(deadline - loop.time())

    def interrupt(self) -> None:
        """End a waiting poll with 409: a webhook was set."""
        self._poller += 1
        self._wake()

    async def polled(self, times: int = 1) -> None:
        """Wait until getUpdates has been called so many times (the last one may still wait for updates)."""
        while self._poller < times:
            await self.changed(5)

    @property
    def news(self) -> asyncio.Event:
        """What is set when something is queued from now on. Take it before looking: what comes in between is not missed."""
        return self._changed

    async def changed(self, seconds: float) -> None:
        """Wait until something was queued, at most `seconds`."""
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            self._queue = self._queue[offset:]
        else:
            self.confirmed.extend(one for one in self._queue if one.id < offset)
            self._queue = [one for one in self._queue if one.id >= offset]

    def _lifetime(self, kind: str) -> float:
        return self.keep_callback_seconds if kind == "callback_query" else KEEP_SECONDS

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
