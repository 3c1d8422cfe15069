"""The open tickets as everybody's board is cut from them: read once for all who look, and only when something has changed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from desk.standing import Standings
from desk.ticket import Ticket
from usecases.browse_board import all_follow_ups, all_standings
from usecases.ports import Bell, Store, UnitOfWork
from usecases.rows import Topic

OLDEST_SECONDS = 5.0
"""Without any bell it is read again after so long: another process may have been unable to ring."""
_REST = 15.0
"""How many times as long as a reading took the next one waits, so that reading takes a sixteenth of the time at most."""
_AT_ONCE = 0.02
"""Seconds: a reading that took less never waits. So a board of some hundred tickets is always as new as the last commit."""
_LONGEST_WAIT = 2.0
"""Seconds, also where a busy machine makes every reading slow."""
_RARELY = 40.0
"""As `_REST`, for the follow-ups, which wait for hours: they are read when that is next to nothing."""
_MOST_KEPT = 2_000
_NEVER = -1e9

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Edition:
    """One reading. What is cut from it is kept with it and goes when it goes: many look at the same."""

    standings: Standings
    following: tuple[Ticket, ...]
    _cut: dict[Hashable, Any] = field(default_factory=dict)

    async def cut(self, key: Hashable, make: Callable[[], Awaitable[T]]) -> T:
        """What `make` gives, or gave for the same key."""
        if key not in self._cut:
            if len(self._cut) > _MOST_KEPT:
                self._cut.clear()
            self._cut[key] = await make()
        found: T = self._cut[key]
        return found


@dataclass(slots=True)
class _Pace:
    """When something was last read, and the processor time it took, in seconds."""

    at: float = _NEVER
    took: float = 0.0


class Overview:
    """Belongs to the event loop. What it hands out is at most about a second old on a desk of ten thousand open tickets, and whoever
    is knocked at (`caught_up`) finds what they were knocked for.
    """

    def __init__(self, store: Store) -> None:
        """Reads nothing yet."""
        self._store = store
        self._lock = asyncio.Lock()
        self._bell: Bell | None = None
        self._kept: Edition | None = None
        self._following: tuple[Ticket, ...] = ()
        self._begun = 0
        self._tickets, self._follow_ups = _Pace(), _Pace()

    async def now(self) -> Edition:
        """Every open ticket of the desk, as of the last commit or of the last reading that a big desk allows."""
        kept = self._kept
        if kept is not None and self._wait() > 0:
            return kept
        return await self._after(self._begun)

    async def caught_up(self) -> None:
        """Wait until a reading is there that was begun after this was asked. Many wait for the same one."""
        begun = self._begun
        await asyncio.sleep(self._wait())
        await self._after(begun)

    def _wait(self) -> float:
        """Seconds until the next reading may begin."""
        pause = self._tickets.took * _REST if self._tickets.took > _AT_ONCE else 0.0
        return max(0.0, min(self._tickets.at + pause - time.monotonic(), _LONGEST_WAIT))

    async def _after(self, begun: int) -> Edition:
        """The reading that was begun after the `begun`th, where there is anything new to read."""
        async with self._lock:
            kept = self._kept
            if kept is None or (self._begun == begun and await self._is_stale()):
                kept = await self._read()
            return kept

    async def _is_stale(self) -> bool:
        if self._bell is not None and await self._bell.rings(0):
            self._tickets.at = _NEVER  # not forgotten when whoever asks is cancelled before it is read
        return time.monotonic() - self._tickets.at > OLDEST_SECONDS

    async def _read(self) -> Edition:
        if self._bell is None:
            self._bell = self._store.listen(Topic.BOARD)
        self._begun += 1
        standings = await self._timed(self._tickets, all_standings)
        if self._kept is None:
            self._tickets.took = 0.0  # the first computes every ticket; it says nothing about the next one
        if time.monotonic() - self._follow_ups.at > self._follow_ups.took * _RARELY:
            self._following = await self._timed(self._follow_ups, all_follow_ups)
        self._kept = Edition(standings, self._following)
        return self._kept

    async def _timed(self, pace: _Pace, query: Callable[[UnitOfWork], T]) -> T:
        pace.at = time.monotonic()
        found, pace.took = await self._store.read(_clocked, query)
        return found


def _clocked(uow: UnitOfWork, query: Callable[[UnitOfWork], T]) -> tuple[T, float]:
    """What a query gives and how much of a processor it took: the time it waited for its turn says nothing about its weight."""
    began = time.thread_time()
    return query(uow), time.thread_time() - began
