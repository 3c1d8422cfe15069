"""A desk process that takes leases and goes no further: `python -m tests.storage.holding_desk <url>`."""

import asyncio
import sys
from datetime import timedelta

from app.clock import WallClock
from desk.timers import Timer
from scheduler.roll_call import RollCall
from storage.store import SqlStore
from tests.storage.builders import NoWords
from tests.storage.conftest import ZONE
from usecases.ports import UnitOfWork
from usecases.rows import InboxRow, OutboxRow

LONG = timedelta(minutes=30)
"""No lease of these runs out while a test lasts."""

Held = tuple[tuple[InboxRow, ...], tuple[OutboxRow, ...], tuple[Timer, ...]]


def lease(uow: UnitOfWork) -> Held:
    """Everything that may be taken."""
    until = uow.now + LONG
    return (
        uow.inbox.lease(uow.now, until, 5),
        uow.outbox.lease(uow.now, until, ("tg",), 5),
        uow.timers.lease_due(uow.now, until, 5),
    )


async def main(url: str) -> None:
    """Answer the roll call until killed."""
    store = SqlStore(url, WallClock(), NoWords(), {}, ZONE)
    await store.start()
    roll_call = RollCall(store)
    await roll_call.call()
    held = await store.run(lease)
    print(*map(len, held), flush=True)
    await roll_call.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
