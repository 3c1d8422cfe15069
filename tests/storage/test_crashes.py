"""A desk that is killed in the middle leaves all or nothing (reliability.md T02, T06, T19), on both databases."""

import asyncio
import subprocess
import sys

import pytest

from desk.ids import TicketId
from desk.refusals import NotFound
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import a_message, minutes
from tests.storage.conftest import Open
from tests.storage.dying_desk import POINTS
from usecases.ports import UnitOfWork


def found(uow: UnitOfWork) -> dict[str, object]:
    """Everything the report leads to."""
    try:
        ticket = uow.tickets.get(TicketId("ticket-1")).no
    except NotFound:
        ticket = None
    return {"ticket": ticket, "timer": uow.timers.next_due(), "promise": uow.outbox.next_due(("tg",))}


NOTHING = {"ticket": None, "timer": None, "promise": None}


@pytest.mark.parametrize("point", POINTS)
async def test_a_killed_desk_leaves_all_or_nothing(
    open_store: Open, url: str, clock: PushedClock, point: str
) -> None:
    before: SqlStore = await open_store()
    await before.run(lambda uow: uow.inbox.accept([a_message("k", uow.now)], uow.now))
    await before.close()
    command = [sys.executable, "-m", "tests.storage.dying_desk", url, point]
    died = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)
    assert died.returncode == 137, died.stderr.decode()
    after = await open_store()
    clock.push_to(clock.now() + minutes(1))
    rows = await after.run(lambda uow: uow.inbox.lease(uow.now, uow.now + minutes(1), 5))
    left = await after.read(found)
    if point == "returned":
        assert left == {
            "ticket": 1001,
            "timer": clock.now() - minutes(1),
            "promise": clock.now() - minutes(1),
        }
        assert rows == ()
    else:
        assert left == NOTHING
        assert [row.tries for row in rows] == [1]
        assert await after.run(lambda uow: uow.tickets.next_no()) == 1001
