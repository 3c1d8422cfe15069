"""A desk process that dies at a chosen point of a use case: `python -m tests.storage.dying_desk <url> <point>`."""

import asyncio
import os
import sys
from datetime import UTC, datetime

from desk.messages import Urgency
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import NoWords, a_peer, a_text, a_timer, an_opening, opened
from tests.storage.conftest import ZONE
from usecases.ports import UnitOfWork
from usecases.rows import InboxRow

NOW = datetime(2026, 9, 21, tzinfo=UTC)
POINTS = ("before", "number", "ticket", "timers", "outbox", "done", "returned")


def die_at(point: str, wanted: str) -> None:
    """As `kill -9` at this point: no clean-up, no roll-back by us."""
    if point == wanted:
        os._exit(137)


def report(uow: UnitOfWork, row: InboxRow, wanted: str) -> None:
    """What one report leads to, in the order in which it is written."""
    die_at("before", wanted)
    no = uow.tickets.next_no()
    die_at("number", wanted)
    opened(uow, an_opening(uow.now, no=no))
    die_at("ticket", wanted)
    uow.timers.add([a_timer("t", uow.now)])
    die_at("timers", wanted)
    uow.outbox.add("k", a_peer(), a_text(), Urgency.PAGE)
    die_at("outbox", wanted)
    uow.inbox.done(row, uow.now)
    die_at("done", wanted)


async def main(url: str, wanted: str) -> None:
    """Lease the one message that waits and handle it."""
    store = SqlStore(url, PushedClock(NOW), NoWords(), {}, ZONE)
    await store.start()
    (row,) = await store.run(lambda uow: uow.inbox.lease(uow.now, uow.now, 1))
    await store.run(report, row, wanted)
    die_at("returned", wanted)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
