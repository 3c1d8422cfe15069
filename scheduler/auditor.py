"""Runs the auditor: a round every minute, besides the ticker and without its help. A round that fails is logged, and the next one comes."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

import structlog

from desk.auditor import LATE_AFTER, Finding
from desk.ids import TicketId
from scheduler.ticker import Fire
from usecases.audit_tickets import audit, end_audit, mend, open_tickets
from usecases.operator import Operator
from usecases.ports import Clock, Store
from usecases.report_restart import WORTH_TELLING, report_standstill

log = structlog.get_logger()

EVERY_SECONDS = 60.0
FIRST_AFTER_SECONDS = 60.0
"""After a start the ticker catches up first: what came due while the desk was down is no finding, and the operator knows of it."""
PULSE_SECONDS = 5.0
AT_ONCE = 100
"""Tickets looked at in one snapshot: a slow one holds up nobody else's."""


class Auditor:
    """Audits every open ticket in each round. `turns` is its sign of life, `rounds` and `found` are for who counts."""

    def __init__(self, store: Store, clock: Clock, fire: Fire, operator: Operator | None = None) -> None:
        self.turns = 0
        self.rounds = 0
        self.found = 0
        self._store = store
        self._clock = clock
        self._fire = fire
        self._operator = operator
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """End after the ticket in hand."""
        self._stopping.set()

    async def run(self) -> None:
        """A round every minute until stopped."""
        due = time.monotonic() + FIRST_AFTER_SECONDS
        while not self._stopping.is_set():
            self.turns += 1
            if time.monotonic() >= due:
                due = time.monotonic() + EVERY_SECONDS
                await self._try_round()
            if await self._stood_still(await self._slept()):
                due = time.monotonic()

    async def round(self) -> tuple[Finding, ...]:
        """Every open ticket once; what was found."""
        found: list[Finding] = []
        ids = await self._store.read(open_tickets)
        for start in range(0, len(ids), AT_ONCE):
            if self._stopping.is_set():
                return tuple(found)
            found += await self._some(ids[start : start + AT_ONCE])
        untold = await self._store.run(end_audit, self._operator)
        self.rounds += 1
        self.found += len(found)
        log.info("audit", action="audited", tickets=len(ids), found=len(found), untold=untold)
        return tuple(found)

    async def _slept(self) -> float:
        """Until the next pulse or the stop; how many seconds that took."""
        began = time.monotonic()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), PULSE_SECONDS)
        return time.monotonic() - began

    async def _stood_still(self, slept: float) -> bool:
        """Whether this process was stopped (SIGSTOP, a frozen machine) while it slept: told at once, and audited (T04)."""
        if slept < PULSE_SECONDS + WORTH_TELLING.total_seconds():
            return False
        since = self._clock.now() - machine_time(self._clock, timedelta(seconds=slept))
        try:
            await self._store.run(report_standstill, self._operator, since)
        except Exception:  # the round, which comes next, matters more
            log.exception("audit_failed", action="audit_failed")
        return True

    async def _try_round(self) -> None:
        try:
            await self.round()
        except (
            Exception
        ):  # logged; without the round's sign of life the health check and the heartbeat outside fall silent
            log.exception("audit_failed", action="audit_failed")

    async def _some(self, ids: tuple[TicketId, ...]) -> tuple[Finding, ...]:
        self.turns += 1
        late = machine_time(self._clock, LATE_AFTER)
        found = await self._store.read(audit, ids, late)
        for finding in found:
            self.turns += 1
            timer = await self._store.run(mend, finding, late)
            if timer is not None:
                try:
                    await self._store.run(self._fire, timer)
                except Exception:  # as in the ticker: the next one must not wait
                    log.exception("timer_failed", action="timer_failed", key=timer.key, kind=timer.kind)
        return found


def machine_time(clock: Clock, span: timedelta) -> timedelta:
    """The desk time that passes while the machine has so much: in a rehearsal half a minute of the desk's passes in no time."""
    return span / max(min(clock.real_seconds(timedelta(seconds=1)), 1.0), 1e-6)
