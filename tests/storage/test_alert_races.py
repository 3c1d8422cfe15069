"""Two first alerts about one device at the same instant, on PostgreSQL: one ticket, whichever transaction comes first."""

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.alerts import Signal
from desk.api_keys import ApiKey, Scope
from desk.reading import Symptom
from storage.calendars import load_calendars
from storage.contract_packs import load_packs
from storage.engines import connection
from storage.store import SqlStore
from tests.kit.district import seed
from tests.kit.processes import PATIENCE
from tests.storage.conftest import Open
from usecases.hear_alert import Came, Heard, hear_alert
from usecases.manage_keys import MakeKey, make_key
from usecases.ports import UnitOfWork

pytestmark = pytest.mark.postgres
DOWN = Signal("f1", ("changge-302-SB",), True, "screen is down", "09:00", Symptom.NO_SIGNAL)


def furnish(uow: UnitOfWork) -> ApiKey:
    for calendar in load_calendars(Path("calendars")).values():
        uow.calendars.publish(calendar)
    seed(uow, load_packs(Path("contracts")))
    return make_key(uow, MakeKey("zabbix", (Scope.ALERTS_WRITE,)))[0]


async def somebody_waits_for_a_lock(url: str) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )

    def count() -> int:
        with connection(url) as conn:
            return int(conn.execute(waiting).scalar_one())

    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(count):  # noqa: ASYNC110  # the database rings no bell for who waits
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
@pytest.mark.parametrize("second", [DOWN, replace(DOWN, fingerprint="f2")], ids=["same", "same-device"])
async def test_the_second_of_two_first_alerts_joins_the_ticket_of_the_first(
    store: SqlStore, open_store: Open, url: str, second: Signal
) -> None:
    other = await open_store()
    key = await store.run(furnish)
    heard_it, gate = threading.Event(), threading.Event()

    def hears_and_dwells(uow: UnitOfWork) -> Heard:
        heard = hear_alert(uow, key, DOWN)
        heard_it.set()
        assert gate.wait(PATIENCE)
        return heard

    first = asyncio.ensure_future(store.run(hears_and_dwells))
    assert await asyncio.to_thread(heard_it.wait, PATIENCE)
    racing = asyncio.ensure_future(other.run(hear_alert, key, second))
    await somebody_waits_for_a_lock(url)
    gate.set()
    assert await first == Heard(Came.OPENED, 1001)
    assert await racing == Heard(Came.JOINED, 1001)
    assert len(await store.read(lambda uow: uow.tickets.recent_in((), 9))) == 1
    assert await other.run(hear_alert, key, second) == Heard(Came.JOINED, 1001)
