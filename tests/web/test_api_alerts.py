"""What monitoring systems post, as they post it: read, placed, answered; the whole way to a ticket is in tests/stories/test_alerts.py."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from desk.api_keys import Scope
from desk.devices import Device
from desk.ids import DeviceId, SchoolId
from desk.reading import DeviceClass, Symptom
from desk.ticket import Status
from storage.store import SqlStore
from tests.web.kit import ROOM, SCHOOL, Visitor
from usecases.manage_keys import MakeKey, key_log, keys, make_key

CODE = "QH1-302-SB"
ALERTMANAGER: dict[str, Any] = {
    "version": "4", "groupKey": "{}:{}", "status": "firing", "receiver": "desk", "externalURL": "http://am.test",
    "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "truncatedAlerts": 0,
    "alerts": [
        {
            "status": "firing", "labels": {"alertname": "ScreenDown", "instance": f"{CODE.lower()}:9100", "symptom": "no_signal"},
            "annotations": {"summary": "No picture\n in 3-2"}, "startsAt": "2026-09-01T00:00:00Z",
            "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus.test", "fingerprint": "8d0a",
        },
    ],
}  # fmt: skip
ZABBIX = {
    "trigger_id": "77",
    "event_id": "9001",
    "value": "1",
    "host": "board-302",
    "device": CODE,
    "name": "ICMP",
}
KUMA: dict[str, Any] = {
    "heartbeat": {"monitorID": 5, "status": 0, "time": "2026-09-01 08:00:00", "msg": "timeout", "important": True},
    "monitor": {"id": 5, "name": "Board 302", "hostname": "10.0.0.9", "tags": [{"tag_id": 1, "name": "device", "value": CODE}]},
    "msg": "[Board 302] [Down] timeout",
}  # fmt: skip
PLAIN = {"device": CODE, "status": "firing", "title": "No picture"}
FORMS = [("alertmanager", ALERTMANAGER), ("zabbix", ZABBIX), ("uptime-kuma", KUMA), ("json", PLAIN)]


def over(kind: str) -> dict[str, Any]:
    """The recovery of the alert of this kind."""
    match kind:
        case "alertmanager":
            return ALERTMANAGER | {"alerts": [ALERTMANAGER["alerts"][0] | {"status": "resolved"}]}
        case "zabbix":
            return ZABBIX | {"value": "0"}
        case "uptime-kuma":
            return KUMA | {"heartbeat": {"status": 1, "msg": "200 - OK"}}
    return PLAIN | {"status": "resolved"}


@pytest.fixture
async def program(site: FastAPI, store: SqlStore) -> AsyncIterator[Visitor]:
    """A monitoring system of one school, with a key; the room has a board."""
    board = Device(DeviceId("board-1"), CODE, DeviceClass.SMART_BOARD, SCHOOL, ROOM)
    await store.run(lambda uow: uow.places.add(board))
    _, secret = await store.run(make_key, MakeKey("monitoring", (Scope.ALERTS_WRITE,), (SCHOOL,)))
    async with Visitor(site) as program:
        del program.headers["Sec-Fetch-Site"]
        program.headers["Authorization"] = f"Bearer {secret}"
        yield program


@pytest.mark.parametrize(("kind", "form"), FORMS)
async def test_each_form_opens_joins_and_resolves(
    program: Visitor, store: SqlStore, kind: str, form: dict[str, Any]
) -> None:
    for body, result in (
        (form, "opened"),
        (form, "joined"),
        (over(kind), "resolved"),
        (over(kind), "ignored"),
    ):
        told = await program.post(f"/api/alerts/{kind}", json=body)
        assert told.status_code == 200
        assert [(one["result"], one["ticket"]) for one in told.json()["results"]] == [(result, 1001)]
    ticket = await store.read(lambda uow: uow.tickets.by_no(1001))
    assert (ticket.status, ticket.fault.device, ticket.fault.room) == (Status.CANCELLED, "board-1", ROOM)


async def test_a_title_is_one_line_and_a_symptom_is_read_where_it_is_ours(
    program: Visitor, store: SqlStore
) -> None:
    await program.post("/api/alerts/alertmanager", json=ALERTMANAGER)
    ticket = await store.read(lambda uow: uow.tickets.by_no(1001))
    assert ticket.words == ("No picture  in 3-2",)
    assert ticket.fault.facts.symptom is Symptom.NO_SIGNAL


async def test_an_alert_without_a_device_is_422_says_what_to_do_and_is_not_lost(
    program: Visitor, store: SqlStore
) -> None:
    lost = ALERTMANAGER["alerts"][0] | {"labels": {"alertname": "X", "instance": "nas:1"}, "fingerprint": "b"}
    both = ALERTMANAGER | {"alerts": [lost, *ALERTMANAGER["alerts"]]}
    told = await program.post("/api/alerts/alertmanager", json=both)
    assert told.status_code == 422
    assert [one["result"] for one in told.json()["results"]] == ["not_placed", "opened"]
    assert "device=" in told.json()["error"]
    key = (await store.read(keys))[0]
    assert "nas:1, nas: No picture" in (await store.read(key_log, key.id, 1))[0].about


@pytest.mark.parametrize("kind", [kind for kind, _ in FORMS if kind != "uptime-kuma"])
async def test_what_is_not_its_form_is_refused_with_a_sentence(program: Visitor, kind: str) -> None:
    for body, status in ((b"{", 400), (b"[]", 422), (b"{}", 422), (b'{"alerts": 5}', 422), (b"\xff", 400)):
        told = await program.post(f"/api/alerts/{kind}", content=body)
        assert told.status_code == status
        assert told.json()["error"]
    assert (await program.post("/api/alerts/nagios", json={})).status_code == 422


async def test_a_test_message_of_uptime_kuma_and_maintenance_are_fine_and_do_nothing(
    program: Visitor,
) -> None:
    for body in ({"heartbeat": None, "monitor": None, "msg": "Testing"}, KUMA | {"heartbeat": {"status": 3}}):
        told = await program.post("/api/alerts/uptime-kuma", json=body)
        assert (told.status_code, told.json()["results"]) == (200, [])


async def test_a_device_of_another_school_is_like_none(program: Visitor, store: SqlStore) -> None:
    far = Device(DeviceId("far-1"), "FAR-1", DeviceClass.SMART_BOARD, SchoolId("other"), None)
    await store.run(lambda uow: uow.places.add(far))
    for device in ("FAR-1", "NOWHERE-1"):
        assert (await program.post(f"/api/heartbeats/{device}")).status_code == 404
        assert (await program.post("/api/alerts/json", json=PLAIN | {"device": device})).status_code == 422


async def test_a_heartbeat_says_whether_it_is_the_first(program: Visitor) -> None:
    for result in ("opened", "joined"):
        told = await program.post(f"/api/heartbeats/{CODE}?interval=60")
        assert told.json() == {"fingerprint": f"heartbeat:{CODE}", "result": result, "ticket": None}
    assert (await program.post(f"/api/heartbeats/{CODE}?interval=1")).status_code == 422


async def test_a_key_that_may_only_read_cannot_raise_alarms(program: Visitor, store: SqlStore) -> None:
    _, secret = await store.run(make_key, MakeKey("reader", (Scope.TICKETS_READ,)))
    header = {"Authorization": f"Bearer {secret}"}
    for path in ("/api/alerts/json", f"/api/heartbeats/{CODE}"):
        assert (await program.post(path, json=PLAIN, headers=header)).status_code == 403
