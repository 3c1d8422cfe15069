"""The API against its own description, by Schemathesis: whatever is sent, the answer is one that the description knows.

Every operation, good and bad requests, all of Schemathesis's checks. Few examples here; `CHALKLINE_WALKS=long` makes many. The seed is
printed; `CHALKLINE_SEED` repeats it.
"""

import asyncio
import copy
import os
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from desk import events as ev
from desk.api_keys import Scope
from desk.devices import Device
from desk.ids import DeviceId
from desk.reading import DeviceClass
from storage.migrate import upgrade
from storage.store import SqlStore
from tests.kit.processes import PATIENCE
from tests.web.conftest import MORNING, ZONE, PlainWords, furnish
from tests.web.kit import ROOM, SCHOOL, PushedClock, a_ticket
from usecases.manage_keys import MakeKey, make_key
from web import api_door
from web.server import listener, serve_on
from web.site import SiteSettings, create_site

LONG = os.environ.get("CHALKLINE_WALKS") == "long"
EXAMPLES = 400 if LONG else 12
SEED = int(os.environ.get("CHALKLINE_SEED") or (random.randrange(10**9) if LONG else 20_261_122))
"""The short walk is the same each time, so that it never surprises whoever changes something else."""
OPERATIONS = (
    "GET /api/key",
    "GET /api/tickets",
    "GET /api/tickets/{no}",
    "GET /api/devices",
    "GET /api/rosters",
    "GET /api/statistics",
    *(f"POST /api/alerts/{kind}" for kind in ("alertmanager", "zabbix", "uptime-kuma", "json")),
    "POST /api/heartbeats/{device}",
)
load_all_checks()  # most are registered when a test of Schemathesis's own begins
CHECKED = CHECKS.get_by_names(CHECKS.get_all_names())
CODE = "QH1-302-SB"
REJECTED = [400, 401, 403, 404, 405, 406, 413, 415, 422]
JUDGED = schemathesis.Config.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": REJECTED}}}
)
"""A text that is too long for its field may be too long for any request: 413 is a rejection as well."""


@dataclass(frozen=True)
class Api:
    """A site on a port of its own, in a thread of its own, and a key that may do everything."""

    url: str
    secret: str
    described: dict[str, Any]


async def _furnished(store: SqlStore, clock: PushedClock) -> str:
    await store.run(furnish)
    await store.run(a_ticket, 1, then=(ev.Acknowledged, ev.Departed))  # alerts open 1001 and on
    board = Device(DeviceId("board-1"), CODE, DeviceClass.SMART_BOARD, SCHOOL, ROOM, "大屏")
    await store.run(lambda uow: uow.places.add(board))
    scopes = tuple(scope for scope in Scope if scope is not Scope.PERSONAL_READ)
    return (await store.run(make_key, MakeKey("schemathesis", scopes)))[1]


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    url = f"sqlite:///{tmp_path_factory.mktemp('api') / 'desk.sqlite3'}"
    upgrade(url)
    secrets: list[str] = []
    up, stopping, bound = threading.Event(), asyncio.Event(), listener("127.0.0.1", 0)
    loop = asyncio.new_event_loop()

    async def serves() -> None:
        clock = PushedClock(MORNING)
        store = SqlStore(url, clock, PlainWords(), {}, ZONE)
        await store.start()
        secrets.append(await _furnished(store, clock))
        up.set()
        await serve_on(create_site(store, SiteSettings(zone=ZONE), clock), bound, stopping)
        await store.close()

    with (
        pytest.MonkeyPatch.context() as patch
    ):  # the pace has tests of its own; here it would hide other answers
        for name in ("REQUESTS_AT_ONCE", "WRONG_AT_ONCE"):
            patch.setattr(api_door, name, 10**9)
        thread = threading.Thread(target=loop.run_until_complete, args=(serves(),))
        thread.start()
        assert up.wait(PATIENCE)
        address = "http://{}:{}".format(*bound.getsockname())
        described = httpx.get(f"{address}/api/openapi.json", trust_env=False).json()
        yield Api(address, secrets[0], described)
    loop.call_soon_threadsafe(stopping.set)
    thread.join(PATIENCE)
    loop.close()


def test_the_description_names_these_operations(api: Api) -> None:
    found = [f"{verb.upper()} {path}" for path, verbs in api.described["paths"].items() for verb in verbs]
    assert sorted(found) == sorted(OPERATIONS)


def on_the_register(described: dict[str, Any]) -> dict[str, Any]:
    """The description with what no description can say: which devices there are. Good alerts name the one of this desk."""
    told = copy.deepcopy(described)
    forms = told["components"]["schemas"]
    code = {"type": "string", "enum": [CODE]}
    forms["PlainForm"]["properties"]["device"] = code
    forms["ZabbixForm"]["properties"]["device"] = code
    forms["ZabbixForm"]["required"].append("device")
    forms["KumaMonitor"]["properties"]["name"] = code
    labels = forms["AlertmanagerAlert"]["properties"]["labels"]
    labels |= {"properties": {"device": code}, "required": ["device"]}
    return told


def is_wrong_before_it_is_an_address_alone(case: Case, operation: Any) -> bool:
    """`school=5` instead of a list: in an address that is a list of one, so where nothing else is wrong there is nothing to reject."""
    if operation.path != "/api/tickets" or "school" not in case.query:
        return False
    described = {one.name: one for one in operation.query}
    others = {name: value for name, value in case.query.items() if name != "school"}
    return all(name in described and described[name].is_valid(value) for name, value in others.items())


@pytest.mark.parametrize("mode", list(GenerationMode), ids=str)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(api: Api, operation: str, mode: GenerationMode) -> None:
    print(f"CHALKLINE_SEED={SEED}")
    verb, path = operation.split(" ")
    described = on_the_register(api.described) if mode is GenerationMode.POSITIVE else api.described
    schema = schemathesis.openapi.from_dict(described, config=JUDGED)
    found = schema[path][verb]

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=found.as_strategy(generation_mode=mode))
    def sends(case: Case) -> None:
        if mode is GenerationMode.NEGATIVE:
            assume(not is_wrong_before_it_is_an_address_alone(case, found))
        case.call_and_validate(
            base_url=api.url,
            headers={"Authorization": f"Bearer {api.secret}"},
            checks=CHECKED,
        )

    sends()


@pytest.mark.parametrize("lie", ["422", "most"])
def test_a_description_that_is_wrong_is_found_out(api: Api, lie: str) -> None:
    """The checks bite: a status that is not described, and a limit that is not the one enforced."""
    described = copy.deepcopy(api.described)
    asked = described["paths"]["/api/tickets"]["get"]
    if lie == "422":
        del asked["responses"]["422"]
    else:
        next(one for one in asked["parameters"] if one["name"] == "most")["schema"]["maximum"] = 100_000
    mode = GenerationMode.NEGATIVE if lie == "422" else GenerationMode.POSITIVE
    with pytest.raises(BaseExceptionGroup):
        test_whatever_is_sent_is_answered_as_described(
            replace(api, described=described), "GET /api/tickets", mode
        )
