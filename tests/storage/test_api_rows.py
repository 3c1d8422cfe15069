"""Keys, alerts, heartbeats and pages of tickets on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import events as ev
from desk.alerts import Alert, Pulse
from desk.api_keys import ApiKey, KeyAct, KeyEvent, Scope
from desk.ids import DeviceId, SchoolId, TicketId
from desk.refusals import NotFound
from desk.status import Status
from storage.store import SqlStore
from tests.storage.builders import SCHOOL, TEACHER, an_opening, happened, opened
from tests.storage.conftest import MONDAY
from usecases.api_ports import WantedTickets
from usecases.ports import UnitOfWork

KEY = ApiKey("k1", "zabbix", (Scope.ALERTS_WRITE,), (SCHOOL,), MONDAY, MONDAY + timedelta(days=9))
ALERT = Alert("k1", "f1", TicketId("t1"), True, "09:00", MONDAY, MONDAY)
PULSE = Pulse(DeviceId("d1"), "k1", MONDAY, timedelta(minutes=5))


async def test_a_key_is_found_by_its_secret_and_keeps_use_end_and_log(store: SqlStore) -> None:
    def writes(uow: UnitOfWork) -> None:
        uow.api_keys.add(KEY, "secret")
        uow.api_keys.used("k1", MONDAY)
        uow.api_keys.save(replace(KEY, ended_at=MONDAY))
        for act in (KeyAct.MADE, KeyAct.ENDED):
            uow.api_keys.note(KeyEvent(MONDAY, "k1", act))

    await store.run(writes)
    found = await store.read(lambda uow: uow.api_keys.opened_by("secret"))
    assert found == replace(KEY, used_at=MONDAY, ended_at=MONDAY)
    assert await store.read(lambda uow: uow.api_keys.all()) == (found,)
    assert [one.act for one in await store.read(lambda uow: uow.api_keys.log("k1", 1))] == [KeyAct.ENDED]
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.api_keys.opened_by("Secret"))


async def test_alerts_and_heartbeats_are_replaced_by_what_came_last(store: SqlStore) -> None:
    over, silent = replace(ALERT, firing=False, times=2), replace(PULSE, silent=True)

    def writes(uow: UnitOfWork) -> None:
        for alert in (ALERT, over, replace(ALERT, fingerprint="f2")):
            uow.alerts.save(alert)
        for pulse in (PULSE, silent):
            uow.alerts.beat(pulse)

    await store.run(writes)
    assert await store.read(lambda uow: uow.alerts.get("k1", "f1")) == over
    assert await store.read(lambda uow: uow.alerts.get("k2", "f1")) is None
    assert [one.fingerprint for one in await store.read(lambda uow: uow.alerts.of_ticket(ALERT.ticket))] == [
        "f1",
        "f2",
    ]
    assert await store.read(lambda uow: uow.alerts.pulse(PULSE.device)) == silent


async def test_a_page_of_tickets_fits_everything_that_is_wanted(store: SqlStore) -> None:
    def writes(uow: UnitOfWork) -> None:
        for n in range(1, 5):
            school = SCHOOL if n % 2 else SchoolId("far")
            at = MONDAY + timedelta(hours=n)
            ticket = opened(uow, an_opening(at, ticket=f"t{n}", no=1000 + n, school=school))
            if n == 1:
                happened(uow, ticket, ev.FixConfirmed(at=at, by=TEACHER))

    await store.run(writes)
    for wanted, numbers in (
        (WantedTickets(), [1004, 1003, 1002, 1001]),
        (WantedTickets(most=2, below=1004), [1003, 1002]),
        (WantedTickets(schools=(SCHOOL,)), [1003, 1001]),
        (WantedTickets(states=(Status.CLOSED, Status.ACCEPTED, Status.EN_ROUTE)), [1001]),
        (WantedTickets(is_open=True, schools=(SCHOOL,)), [1003]),
        (WantedTickets(is_open=False), [1001]),
        (WantedTickets(since=MONDAY + timedelta(hours=2), until=MONDAY + timedelta(hours=4)), [1003, 1002]),
    ):
        found = await store.read(lambda uow, asked=wanted: uow.ticket_lists.page(asked))
        assert [ticket.no for ticket in found] == numbers, wanted
