"""Drains the outbox: lease, commit, send, settle. Never a network call inside a transaction, never two at once to one chat.

While a platform takes nothing from us, nothing for it is leased: each lease and return is a write, and counts as a try. Only for as
long as nobody need be told another way: what is closed for longer has its rows looked at, each once, and pages are handed over.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from desk.messages import Ambiguous, Outcome, RetryAt
from usecases.ports import Bell, Clock, Egress, Store, UnitOfWork
from usecases.record_delivery import TOO_LONG, record_deliveries, record_delivery
from usecases.rows import OutboxRow, Topic

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
AT_ONCE = 64
IDLE_SECONDS = 2.0
SETTLING_SECONDS = 0.05

Settled = tuple[OutboxRow, Outcome]
Delivered = Callable[[OutboxRow, Outcome, float], None]
"""A message, what became of it, and the real seconds since it was promised."""


def _uncounted(_row: OutboxRow, _outcome: Outcome, _seconds: float) -> None:
    """Nobody counts."""


def settle_and_lease(
    uow: UnitOfWork, settled: tuple[Settled, ...], channels: tuple[str, ...], limit: int
) -> tuple[OutboxRow, ...]:
    """Record what became of the last messages and take the next ones, in one transaction."""
    record_deliveries(uow, settled)
    return uow.outbox.lease(uow.now, uow.now + LEASE, channels, limit) if limit > 0 else ()


def next_due(uow: UnitOfWork, channels: tuple[str, ...]) -> datetime | None:
    """When the first waiting message may go."""
    return uow.outbox.next_due(channels)


class Drain:
    """Hands outbox rows to the platforms' egresses until stopped; then waits for those on the wire and settles them."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        egresses: Sequence[Egress],
        delivered: Delivered = _uncounted,
        topic: Topic = Topic.OUTBOX,
    ) -> None:
        """`delivered` is told of every message that came back; `topic` is what rings when there is something for these egresses."""
        self._topic = topic
        self.turns = 0
        self._store = store
        self._clock = clock
        self._egresses = {egress.channel: egress for egress in egresses}
        self._channels = tuple(self._egresses)
        self._closed_until: dict[str, datetime] = {}
        self._delivered = delivered
        self._settled: list[Settled] = []
        self._news = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._stopping = False

    def stop(self) -> None:
        """Take no more rows."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        """Send until stopped."""
        bell = self._store.listen(self._topic)
        watcher = asyncio.create_task(self._watch(bell))
        while not self._stopping:
            self.turns += 1
            self._news.clear()
            if not await self.cycle():
                await self._rest()
        watcher.cancel()
        bell.close()
        if self._sending:
            await asyncio.wait(self._sending, timeout=5)
        await self._settle(self._take_settled(), (), 0)

    async def cycle(self) -> int:
        """Settle what is back, send what may go; how many rows were taken or settled."""
        settled = self._take_settled()
        room = AT_ONCE - len(self._sending)
        channels = self._open()
        limit = room if channels and room >= AT_ONCE * 3 // 4 else 0  # a lease costs as much as ten sends
        rows = await self._settle(settled, channels, limit)
        for row in rows:
            task = asyncio.create_task(self._send(row))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return len(rows) + len(settled)

    async def quiet(self) -> None:
        """Until nothing is on the wire and nothing may go now: for tests and for a clean stop."""
        while await self.cycle() or self._sending or self._settled:
            if self._sending:
                await asyncio.wait(self._sending)

    async def _send(self, row: OutboxRow) -> None:
        try:
            outcome = await self._egresses[row.peer.channel].send(row)
        except Exception as failure:  # an egress must not raise; if it does, the message may have gone out
            log.exception("egress_raised", action="egress_raised", channel=row.peer.channel, row=row.id)
            outcome = Ambiguous(f"{type(failure).__name__}: {failure}")
        if isinstance(outcome, RetryAt) and outcome.everyone:
            self._close(row.peer.channel, timedelta(seconds=outcome.seconds))
        self._settled.append((row, outcome))
        self._delivered(row, outcome, self._clock.real_seconds(self._clock.now() - row.created))
        self._news.set()

    def _close(self, channel: str, span: timedelta) -> None:
        if span <= TOO_LONG:
            until = self._clock.now() + span
            self._closed_until[channel] = max(self._closed_until.get(channel, until), until)

    def _open(self) -> tuple[str, ...]:
        """The channels that take something now."""
        now = self._clock.now()
        self._closed_until = {channel: at for channel, at in self._closed_until.items() if at > now}
        return tuple(channel for channel in self._channels if channel not in self._closed_until)

    async def _settle(
        self, settled: tuple[Settled, ...], channels: tuple[str, ...], limit: int
    ) -> tuple[OutboxRow, ...]:
        """One transaction for all; when one of them breaks it, each alone, so that the others are not sent again."""
        if not settled and limit <= 0:
            return ()
        try:
            return await self._store.run(settle_and_lease, settled, channels, limit)
        except Exception:  # logged below one by one; an unsettled row comes back when its lease ends
            log.exception("settle_failed", action="settle_failed", rows=len(settled))
        for row, outcome in settled:
            try:
                await self._store.run(record_delivery, row, outcome)
            except Exception:  # as above
                log.exception("settle_failed", action="settle_failed", row=row.id)
        return ()

    def _take_settled(self) -> tuple[Settled, ...]:
        taken, self._settled = tuple(self._settled), []
        return taken

    async def _watch(self, bell: Bell) -> None:
        while True:
            if await bell.rings(IDLE_SECONDS):
                self._news.set()

    async def _rest(self) -> None:
        """Until there is news, or the next message may go. Which that is is looked for among all that wait, so not while sends keep coming
        back.
        """
        if await self._hears(SETTLING_SECONDS):
            return
        channels = self._open()
        due = await self._store.read(next_due, channels) if channels else None
        next_ones = [at for at in (due, *self._closed_until.values()) if at is not None]
        wait = min([IDLE_SECONDS, *map(self._clock.seconds_until, next_ones)])
        await self._hears(max(wait, 0.02))

    async def _hears(self, seconds: float) -> bool:
        """Whether there is news within so long."""
        try:
            return await asyncio.wait_for(self._news.wait(), seconds)
        except TimeoutError:
            return False
