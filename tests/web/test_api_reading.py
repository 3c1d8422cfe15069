"""What other programs read: only of their schools, page by page, without names and words unless their key may, which is noted."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI

from desk import events as ev
from desk.api_keys import KeyAct, Scope
from desk.devices import Device
from desk.ids import DeviceId, SchoolId
from desk.reading import DeviceClass
from desk.weekly import Shift, from_shifts
from storage.store import SqlStore
from tests.web.kit import BERRY, ROOM, SCHOOL, PushedClock, Visitor, a_ticket
from usecases.manage_keys import MakeKey, key_log, make_key

READS = (Scope.TICKETS_READ, Scope.DEVICES_READ, Scope.ROSTERS_READ, Scope.STATISTICS_READ)
PATHS = (
    "/api/tickets",
    "/api/tickets/1001",
    "/api/devices",
    "/api/rosters",
    "/api/statistics?contract=changge&quarter=2026Q3",
)
OTHER = SchoolId("other")
NAMES = ("韩老师", "白工", "13800000001", "大屏黑屏", "三年级2班")
Reads = Callable[..., Any]


@pytest.fixture
async def read(site: FastAPI, store: SqlStore) -> AsyncIterator[Reads]:
    """Reads a path with a fresh key: its scopes and schools, what is expected."""
    async with Visitor(site) as program:
        del program.headers["Sec-Fetch-Site"]

        async def reads(
            path: str, *scopes: Scope, schools: tuple[SchoolId, ...] = (), status: int = 200
        ) -> Any:
            name = f"{path} {len(scopes)} {schools} {status}"
            _, secret = await store.run(make_key, MakeKey(name, scopes or READS, schools))
            told = await program.get(path, headers={"Authorization": f"Bearer {secret}"})
            assert told.status_code == status, told.text
            return told.json()

        yield reads


@pytest.fixture
async def busy(store: SqlStore, clock: PushedClock) -> None:
    """A ticket that is worked on, a device, a roster."""
    await store.run(a_ticket, then=(ev.Acknowledged, ev.Departed, ev.Arrived))
    board = Device(DeviceId("board-1"), "QH1-302-SB", DeviceClass.SMART_BOARD, SCHOOL, ROOM, "大屏")
    far = Device(DeviceId("far-1"), "FAR-1", DeviceClass.PROJECTOR, OTHER, None)
    await store.run(lambda uow: uow.places.add(board, far))
    at = clock.now().replace(hour=0).time()
    await store.run(lambda uow: uow.rosters.enter(from_shifts([Shift(BERRY.id, BERRY.tier, at, at)])))  # type: ignore[arg-type]  # an engineer has a tier
    clock.push(hours=1)


@pytest.mark.usefixtures("busy")
async def test_a_ticket_with_its_clocks_and_what_met_them(read: Reads) -> None:
    told = await read("/api/tickets/1001")
    assert told["ticket"]["status"] == "on_site"
    assert told["ticket"]["clause"].startswith("001 ")
    met = {clock["stage"]: (clock["met_by"], clock["in_time"]) for clock in told["clocks"]}
    assert met["response"] == ("Acknowledged", True)
    assert met["arrival"] == ("Arrived", True)
    assert [line["kind"] for line in told["trail"]][:2] == ["TicketOpened", "Paged"]
    assert [line["role"] for line in told["trail"]][:3] == ["teacher", None, "engineer"]


@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("path", PATHS)
async def test_nobodys_name_or_words_without_the_scope_and_a_line_in_the_log_with_it(
    read: Reads, store: SqlStore, path: str
) -> None:
    plain = json.dumps(await read(path), ensure_ascii=False)
    assert not [name for name in NAMES if name in plain]
    assert not [person for person in ('"hazel"', '"berry"') if person in plain]
    keys = await store.read(lambda uow: uow.api_keys.all())
    assert [line.act for line in await store.read(key_log, keys[-1].id, 9)] == [KeyAct.MADE]
    told = json.dumps(await read(path, *READS, Scope.PERSONAL_READ), ensure_ascii=False)
    if path != "/api/devices":
        keys = await store.read(lambda uow: uow.api_keys.all())
        key = next(key for key in keys if key.may(Scope.PERSONAL_READ))
        noted = (await store.read(key_log, key.id, 1))[0]
        assert noted.act is KeyAct.READ_PERSONAL
        assert not [name for name in NAMES if name in noted.about]
        assert "13800000001" not in told
    if "statistics" not in path and path != "/api/devices":
        assert "白工" in told


@pytest.mark.usefixtures("busy")
async def test_another_school_is_like_none(read: Reads) -> None:
    theirs = (OTHER,)
    missing = await read("/api/tickets/9999", schools=theirs, status=404)
    assert await read("/api/tickets/1001", schools=theirs, status=404) == missing
    assert (await read("/api/tickets", schools=theirs))["tickets"] == []
    assert (await read(f"/api/tickets?school={SCHOOL}", schools=theirs))["tickets"] == []
    codes = [one["code"] for one in (await read("/api/devices", schools=theirs))["devices"]]
    assert codes == ["FAR-1"]
    assert (await read(f"/api/devices?school={SCHOOL}", schools=theirs))["devices"] == []
    assert (await read(PATHS[-1], schools=theirs))["tickets"] == 0
    assert (await read("/api/statistics?contract=none&quarter=2026Q3", status=404))["error"]


async def test_pages_follow_each_other_whatever_is_opened_meanwhile(read: Reads, store: SqlStore) -> None:
    for no in range(1001, 1006):
        await store.run(a_ticket, no)
    first = await read("/api/tickets?most=2")
    await store.run(a_ticket, 1006)
    second = await read(f"/api/tickets?most=2&cursor={first['next']}")
    third = await read(f"/api/tickets?most=3&cursor={second['next']}")
    numbers = [[one["no"] for one in page["tickets"]] for page in (first, second, third)]
    assert numbers == [[1005, 1004], [1003, 1002], [1001]]
    assert third["next"] is None


@pytest.mark.usefixtures("busy")
async def test_filters(read: Reads, store: SqlStore) -> None:
    await store.run(a_ticket, 1002, then=(ev.Acknowledged,))
    for query, numbers in (
        ("state=on_site", [1001]),
        ("state=on_site&state=accepted", [1002, 1001]),
        ("is_open=false", []),
        ("is_open=true", [1002, 1001]),
        ("since=2026-09-01T00:30:00Z", [1002]),
        ("until=2026-09-01T00:30:00%2B00:00", [1001]),
        (f"school={SCHOOL}&school=nowhere", [1002, 1001]),
    ):
        told = await read(f"/api/tickets?{query}")
        assert [one["no"] for one in told["tickets"]] == numbers, query
    for odd in ("state=burning", "since=2026-09-01", "most=0", "cursor=x", "is_open=perhaps"):
        assert (await read(f"/api/tickets?{odd}", status=422))["error"]


@pytest.mark.usefixtures("busy")
async def test_who_is_on_duty_now_and_for_a_week(read: Reads) -> None:
    team = (await read("/api/rosters"))["teams"][0]
    assert (team["tier"], team["turns"][0]["on_duty"], team["turns"][0]["people"]) == ("first", 1, None)
    assert team["turns"][0]["starts"] <= "2026-09-01T01:00:00Z"
    assert team["turns"][-1]["ends"] >= "2026-09-08T01:00:00Z"


@pytest.mark.parametrize("path", PATHS)
async def test_each_reading_needs_its_scope(read: Reads, path: str) -> None:
    assert (await read(path, Scope.ALERTS_WRITE, Scope.PERSONAL_READ, status=403))["error"]


async def test_the_description_is_whole(site: FastAPI) -> None:
    """Every reference leads somewhere, every answer has a form, every route says which refusals it knows."""
    async with Visitor(site) as program:
        told = (await program.get("/api/openapi.json")).json()
    text = json.dumps(told)
    schemas = told["components"]["schemas"]
    for reference in text.split('"$ref": "#/components/schemas/')[1:]:
        assert reference.split('"')[0] in schemas
    assert set(told["paths"]) == {
        *("/api/key", "/api/tickets", "/api/tickets/{no}", "/api/devices", "/api/rosters", "/api/statistics"),
        *(f"/api/alerts/{kind}" for kind in ("alertmanager", "zabbix", "uptime-kuma", "json")),
        "/api/heartbeats/{device}",
    }
    for methods in told["paths"].values():
        for route in methods.values():
            assert {"200", "401", "403", "429"} <= set(route["responses"])
            assert route["security"]
            assert route["summary"]
            assert "$ref" in json.dumps(route["responses"]["200"])


async def test_every_answer_and_body_is_shown_by_an_example_that_its_schema_allows(site: FastAPI) -> None:
    async with Visitor(site) as program:
        told = (await program.get("/api/openapi.json")).json()
    shown = 0
    for path, methods in told["paths"].items():
        for route in methods.values():
            for status, answer in route["responses"].items():
                content = answer["content"]["application/json"]
                assert content["examples"], (path, status)
                for one in content["examples"].values():
                    jsonschema.validate(one["value"], content["schema"] | {"components": told["components"]})
                    shown += 1
            if "alerts" in path:
                body = route["requestBody"]["content"]["application/json"]["schema"]
                form = told["components"]["schemas"][body["$ref"].rsplit("/", 1)[-1]]
                for example in form["examples"]:
                    jsonschema.validate(example, body | {"components": told["components"]})
                    shown += 1
            for parameter in route.get("parameters", ()):
                assert parameter["description"], (path, parameter["name"])
    assert shown > len(told["paths"]) * 6


async def test_a_filter_that_is_misspelt_is_refused_and_not_left_out(read: Reads, busy: None) -> None:
    for path in ("/api/tickets?scool=qh1", "/api/devices?School=qh1", "/api/rosters?x=1", "/api/key?x="):
        await read(path, status=422)
