"""The roll call: each process says every two seconds that it is alive, and hears from the others. Whoever falls silent is buried: what it
had leased goes back to the queues, so that another process takes over within 15 s (a lease alone would run a minute).

Nobody's clock is compared with anybody's. A process is silent when its number did not move while *we* looked, again and again, for
`SILENT_SECONDS` of our own; and after a gap in our looking (the database was away, this process was frozen) we know nothing and begin anew.
One that was buried alive joins again with its next answer; what it had in hand is guarded by the number of each lease.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog

from usecases.ports import Store, UnitOfWork

log = structlog.get_logger()

EVERY_SECONDS = 2.0
SILENT_SECONDS = 8.0
_GAP_SECONDS = 3 * EVERY_SECONDS
_LEAVE_WITHIN = 2.0


def answer(uow: UnitOfWork, number: int) -> tuple[str, Mapping[str, int]]:
    """Who we are, and what everybody's last number is."""
    return uow.processes.own, uow.processes.answer(number)


def bury(uow: UnitOfWork, process: str, number: int) -> int | None:
    """Give back what it held, if that was its last number."""
    return uow.processes.bury(process, number)


def leave(uow: UnitOfWork, number: int) -> None:
    """Give back what this process still holds, and be missed by nobody."""
    uow.processes.bury(uow.processes.own, number)


class RollCall:
    """One process's part in it."""

    def __init__(self, store: Store, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._monotonic = monotonic
        self._number = 0
        self._looked = monotonic()
        self._heard: dict[str, tuple[int, float]] = {}
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until stopped."""
        while not self._stopping.is_set():
            await self.call()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), EVERY_SECONDS)

    def stop(self) -> None:
        """End `run`; what this process does until `leave` is still its own."""
        self._stopping.set()

    async def leave(self) -> None:
        """The last act of a process that ends in order."""
        try:
            async with asyncio.timeout(_LEAVE_WITHIN):
                await self._store.run(leave, self._number)
        except Exception:  # logged; then we are missed, and buried by the others
            log.exception("roll_call_failed", action="roll_call_failed")

    async def call(self) -> None:
        """Answer, and look who did not."""
        self._number += 1
        try:
            own, numbers = await self._store.run(answer, self._number)
        except Exception:  # logged; we saw nothing, so nobody is silent to us
            log.exception("roll_call_failed", action="roll_call_failed")
            self._heard.clear()
            return
        now = self._monotonic()
        if now - self._looked > _GAP_SECONDS:
            self._heard.clear()
        self._looked = now
        for process in self._silent(own, numbers, now):
            await self._bury(process, numbers[process])

    def _silent(self, own: str, numbers: Mapping[str, int], now: float) -> tuple[str, ...]:
        for process, number in numbers.items():
            if self._heard.get(process, (None, 0.0))[0] != number:
                self._heard[process] = number, now
        others = [process for process in numbers if process != own]
        return tuple(process for process in others if now - self._heard[process][1] >= SILENT_SECONDS)

    async def _bury(self, process: str, number: int) -> None:
        try:
            rows = await self._store.run(bury, process, number)
        except Exception:  # logged; at the next call again
            log.exception("roll_call_failed", action="roll_call_failed")
            return
        self._heard.pop(process, None)
        if rows is not None:
            log.warning("roll_call", action="process_buried", process=process, rows=rows)
