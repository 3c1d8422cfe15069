"""Fires due timers: one row, one lease, one transaction. A broken ticket never silences the others.

Several are under way at once: each waits for a commit, and a desk in a storm commits some fifty things together, so that one after the
other would be a handful a second, however many are due. Those of one ticket follow one another.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import structlog

from desk.timers import Timer
from usecases.ports import Store, UnitOfWork

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
AT_ONCE = 50
UNDER_WAY = 32

Fire = Callable[[UnitOfWork, Timer], None]
Settle = Callable[[UnitOfWork, tuple[Timer, ...]], tuple[Timer, ...]]


def lease_due(uow: UnitOfWork, limit: int) -> tuple[Timer, ...]:
    """Take due timers for this worker."""
    return uow.timers.lease_due(uow.now, uow.now + LEASE, limit)


def next_due(uow: UnitOfWork) -> datetime | None:
    """When the first pending timer is due."""
    return uow.timers.next_due()


class Ticker:
    """Sweeps when woken. What wakes it is `scheduler.wakeups`; a wake-up too many or too late is harmless.

    `settle` marks those that mean nothing together and gives back the ones that `fire` is to decide, each alone.
    """

    def __init__(self, store: Store, fire: Fire, settle: Settle | None = None) -> None:
        self.turns = 0
        self._store = store
        self._fire = fire
        self._settle = settle
        self._woken = asyncio.Event()
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """Look at the rows soon."""
        self._woken.set()

    def stop(self) -> None:
        """End after the timers in hand."""
        self._stopping.set()
        self._woken.set()

    async def run(self) -> None:
        """Sweep at every wake-up until stopped."""
        while not self._stopping.is_set():
            self._woken.clear()
            while await self.sweep() == AT_ONCE and not self._stopping.is_set():
                log.info("busy", action="ticker_busy", fired=AT_ONCE)
            await self._woken.wait()

    async def sweep(self) -> int:
        """Fire what is due, at most `AT_ONCE`; how many were leased. A failing one waits for its lease to run out."""
        self.turns += 1
        timers = await self._store.run(lease_due, AT_ONCE)
        for together in _waves(await self._unsettled(timers)):
            if self._stopping.is_set():
                break
            await asyncio.gather(*map(self._fired, together))
        return len(timers)

    async def _fired(self, timer: Timer) -> None:
        self.turns += 1  # when a thousand fall due at once: whoever is busy is not silent
        try:
            await self._store.run(self._fire, timer)
        except Exception:  # logged and tried again when the lease ends; no other timer must wait
            log.exception("timer_failed", action="timer_failed", key=timer.key, kind=timer.kind)

    async def _unsettled(self, timers: tuple[Timer, ...]) -> tuple[Timer, ...]:
        if self._settle is None or not timers:
            return timers
        try:
            return await self._store.run(self._settle, timers)
        except Exception:  # logged; fired alone, only the broken one of them waits for its lease to run out
            log.exception("settling_failed", action="timers_not_settled", timers=len(timers))
            return timers


def _waves(timers: tuple[Timer, ...]) -> Iterator[list[Timer]]:
    """In their order, so many as may be under way at once, none of them of the same ticket: what came due first is decided first, as if
    each were alone.
    """
    wave: dict[str, Timer] = {}
    for timer in timers:
        subject = timer.ticket or timer.key
        if subject in wave or len(wave) == UNDER_WAY:
            yield list(wave.values())
            wave = {}
        wave[subject] = timer
    if wave:
        yield list(wave.values())
