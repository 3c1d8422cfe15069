"""What Prometheus is told: true figures, behind a token, under the names that dashboard and alerts ask for."""

import asyncio
import json
import re
import socket
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import yaml
from pydantic import SecretStr, ValidationError

from app.meters import VERSION, Meters, MetricsOptions
from app.metrics_port import serve_metrics
from desk.messages import MsgRef, Outgoing, Peer, Rejected, Sent, Urgency
from desk.reading import Reading, ReadingContext
from tests.kit.world import HOME, ZONE, Library, World
from tests.stories.conftest import MONDAY_MORNING
from usecases.rows import OutboxRow
from web.metrics import Metrics
from web.site import SiteSettings, create_site

CONTEXT = ReadingContext()
TOKEN = "a-token-of-enough-length"
NAMED = re.compile(r"\bchalkline_\w+")


@pytest.fixture
async def world(library: Library, tmp_path: Path) -> AsyncIterator[World]:
    world = World(library, tmp_path, MONDAY_MORNING)
    await world.open()
    await world.teacher("changge").says("三年级2班大屏黑屏了，马上上课")
    yield world
    await world.close()


def row(urgency: Urgency) -> OutboxRow:
    peer = Peer("tg", "1")
    return OutboxRow(1, "k", peer, Outgoing("page"), urgency, None, None, 0, MONDAY_MORNING)


async def figures(world: World, meters: Meters) -> dict[str, float]:
    text = (await meters.page(world.store, world.clock)).decode()
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


async def test_a_scrape_tells_what_the_database_knows(world: World) -> None:
    told = await figures(world, Meters())
    assert told['chalkline_tickets_open{contract="changge",grade="III"}'] == 1
    assert told['chalkline_sla_stages{contract="changge",stage="response",state="running"}'] == 1
    assert told['chalkline_queue_lag_seconds{queue="timers"}'] == 0
    world.clock.push_to(world.clock.now().replace(minute=11, second=0))
    told = await figures(world, Meters())
    assert told['chalkline_sla_stages{contract="changge",stage="response",state="missed"}'] == 1
    assert told['chalkline_queue_lag_seconds{queue="timers"}'] > 60
    assert told['chalkline_queue_waiting{queue="timers"}'] > 1


async def test_a_process_counts_what_it_sent_and_read(world: World) -> None:
    meters = Meters()
    meters.delivered(row(Urgency.PAGE), Sent(MsgRef(Peer("tg", "1"), "7")), 0.3)
    meters.delivered(row(Urgency.NOTE), Sent(MsgRef(Peer("tg", "1"), "8")), 90)
    meters.delivered(row(Urgency.NOTE), Rejected("too long"), 90)
    read = meters.timing(world.library.reader.read)
    readings: list[Reading] = [read("三年级2班大屏黑屏了", CONTEXT), read("嗯", CONTEXT)]
    told = await figures(world, meters)
    assert told['chalkline_deliveries_total{channel="tg",result="sent"}'] == 2
    assert told['chalkline_deliveries_total{channel="tg",result="failed"}'] == 1
    assert told['chalkline_page_seconds_bucket{le="0.25"}'] == 0
    assert told['chalkline_page_seconds_bucket{le="0.5"}'] == told["chalkline_page_seconds_count"] == 1
    assert told["chalkline_nlu_seconds_count"] == 2
    guesses = sum(reading.confidence < 0.5 for reading in readings)
    assert told["chalkline_nlu_low_confidence_total"] == guesses


@pytest.mark.parametrize("file", ["chalkline.json", "alerts.yml"])
async def test_dashboard_and_alerts_ask_only_for_what_a_process_gives(world: World, file: str) -> None:
    meters = Meters()
    meters.delivered(row(Urgency.PAGE), Rejected("blocked"), 1)
    await world.store.run(lambda uow: uow.health.beat("scheduler", uow.now))
    text = (await meters.page(world.store, world.clock)).decode()
    given = set(NAMED.findall(text)) | {"chalkline_audit_findings_total"}
    source = (HOME / "docs" / "grafana" / file).read_text(encoding="utf-8")
    known = json.loads(source) if file.endswith("json") else yaml.safe_load(source)
    asked = set(NAMED.findall(json.dumps(known)))
    assert len(asked) >= 8
    assert asked - given == set()
    assert "# TYPE chalkline_audit_findings_total counter" in text


async def test_the_page_is_there_only_with_the_right_token(world: World) -> None:
    async def page() -> bytes:
        return b"chalkline_build_info 1\n"

    site = create_site(world.store, SiteSettings(zone=ZONE), world.clock, metrics=Metrics(page, TOKEN))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://desk") as client:
        good = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert (good.status_code, good.text) == (200, "chalkline_build_info 1\n")
        for wrong in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}x"}):
            assert (await client.get("/metrics", headers=wrong)).status_code == 404


async def test_a_process_without_a_web_server_has_a_port_of_its_own() -> None:
    async def page() -> bytes:
        return b"chalkline_build_info 1\n"

    stopping = asyncio.Event()
    port = _free_port()
    serving = asyncio.create_task(serve_metrics("127.0.0.1", port, TOKEN, page, stopping))
    async with httpx.AsyncClient(trust_env=False) as client:
        for _ in range(100):
            try:
                answer = await client.get(f"http://127.0.0.1:{port}/metrics")
                break
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
        assert answer.status_code == 401
        key = {"Authorization": f"Bearer {TOKEN}"}
        good = await client.get(f"http://127.0.0.1:{port}/metrics", headers=key)
        assert (good.status_code, good.text) == (200, "chalkline_build_info 1\n")
        assert (await client.get(f"http://127.0.0.1:{port}/", headers=key)).status_code == 404
    stopping.set()
    async with asyncio.timeout(5):
        await serving


def test_figures_are_never_offered_to_the_street() -> None:
    assert MetricsOptions(port=9100).host == "127.0.0.1"
    with pytest.raises(ValidationError, match="set a token"):
        MetricsOptions(host="0.0.0.0", port=9100)  # what is refused
    with pytest.raises(ValidationError, match="at least 16"):
        MetricsOptions(token=SecretStr("short"))


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
