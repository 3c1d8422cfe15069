"""A desk process that takes leases and goes no further: `python -m tests.storage.holding_desk <url> [minutes]`, by which many minutes
the clock of its machine is wrong.
"""

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
SHORT = timedelta(minutes=1)

Held = tuple[tuple[InboxRow, ...], tuple[OutboxRow, ...], tuple[Timer, ...]]


def lease_shortly(uow: UnitOfWork) -> Held:
    """Everything that may be taken, for as long as the desk takes it."""
    return lease(uow, SHORT)


def lease(uow: UnitOfWork, life: timedelta = LONG) -> Held:
    """Everything that may be taken."""
    until = uow.now + life
    return (
        uow.inbox.lease(uow.now, until, 5),
        uow.outbox.lease(uow.now, until, ("tg",), 5),
        uow.timers.lease_due(uow.now, until, 5),
    )


def wrong_by(minutes: float) -> WallClock:
    """The clock of a machine that somebody set badly."""
    right = WallClock()
    return WallClock(lambda: right.now() + timedelta(minutes=minutes))


async def main(url: str, minutes: float = 0) -> None:
    """Answer the roll call until killed."""
    store = SqlStore(url, wrong_by(minutes), NoWords(), {}, ZONE)
    await store.start()
    roll_call = RollCall(store)
    await roll_call.call()
    held = await store.run(lease if minutes == 0 else lease_shortly)
    print(*map(len, held), flush=True)
    await roll_call.run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], *map(float, sys.argv[2:])))
