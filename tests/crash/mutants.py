"""Bugs that other systems ship, to be planted in a desk process at its start (reliability.md R3).

Each is a small change of our own engine, made from outside by `tests.crash.planted` and nowhere in the
product. A storm that does not catch them all proves nothing.
"""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from app import clock, processes
from bot import inbox as front_door
from bot.platforms.telegram.intake import Intake
from desk.messages import Incoming, MsgRef, Sent, Urgency
from scheduler import drain, ticker
from storage.inbox import InboxRows
from storage.outbox import OutboxRows
from storage.store import SqlStore
from usecases.record_delivery import record_delivery
from usecases.rows import OutboxRow

_A_WHILE = 0.4
_FOR_EVER = timedelta(days=3650)
_waiting: set[asyncio.Task[None]] = set()


def ack_before_persist() -> None:
    """Updates are confirmed as soon as they are there and stored a little later, as python-telegram-bot and aiogram do (T02)."""
    take = Intake.take

    async def later(intake: Intake, updates: Sequence[Any]) -> None:
        await asyncio.sleep(_A_WHILE)
        await take(intake, updates)

    async def confirm(intake: Intake, updates: Sequence[Any]) -> None:
        _beside(later(intake, updates))

    Intake.take = confirm


def mark_sent_before_send() -> None:
    """A message is marked as sent and then sent: at most once, and after a kill or a refusal never (T07)."""

    async def send(self: drain.Drain, row: OutboxRow) -> None:
        await self._store.run(record_delivery, row, Sent(row.card_ref or MsgRef(row.peer, "0")))
        await self._egresses[row.peer.channel].send(row)
        self._news.set()

    drain.Drain._send = send


def dual_write() -> None:
    """Pages are written after the commit that promised them, in a transaction of their own (T06)."""
    add, start = OutboxRows.add, SqlStore.start
    owed: list[tuple[Any, ...]] = []

    def put_off(self: OutboxRows, key: str, peer: Any, outgoing: Any, urgency: Urgency, *more: Any) -> None:
        if urgency is Urgency.PAGE:
            owed.append((key, peer, outgoing, urgency, *more))
        else:
            add(self, key, peer, outgoing, urgency, *more)

    async def started(self: SqlStore) -> None:
        await start(self)
        _beside(_paying(self, owed, add))

    OutboxRows.add, SqlStore.start = put_off, started


async def _paying(store: SqlStore, owed: list[tuple[Any, ...]], add: Callable[..., None]) -> None:
    def pay(uow: Any, rows: list[tuple[Any, ...]]) -> None:
        for row in rows:
            add(uow.outbox, *row)

    while True:
        await asyncio.sleep(_A_WHILE)
        due, owed[:] = owed[:], []
        await store.run(pay, due)


def no_unique_key() -> None:
    """What the platform brings again is taken for something new (T18)."""
    accept = InboxRows.accept

    def always_new(self: InboxRows, messages: Sequence[Incoming], now: Any) -> int:
        fresh = [replace(one, key=f"{one.key}#{secrets.token_hex(3)}") for one in messages]
        return accept(self, fresh, now)

    InboxRows.accept = always_new


def no_lease_expiry() -> None:
    """What a dead worker held in its hands stays with it (T08)."""
    for module in (drain, ticker, front_door):
        module.LEASE = _FOR_EVER
    processes.give_back = lambda *_: 0


def naive_clock() -> None:
    """The wall clock of Shanghai, taken for UTC (T34)."""
    now = clock.RehearsalClock.now
    clock.RehearsalClock.now = lambda self: now(self) + timedelta(hours=8)


PLANTS: dict[str, Callable[[], None]] = {
    plant.__name__: plant
    for plant in (
        ack_before_persist,
        mark_sent_before_send,
        dual_write,
        no_unique_key,
        no_lease_expiry,
        naive_clock,
    )
}


def _beside(work: Any) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _waiting.add(task)
    task.add_done_callback(_waiting.discard)
