"""The commands of docker-compose.yml and of `make run`, run as they stand, outside containers."""

import asyncio
import json
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.kit.botapi import BotApiDouble
from tests.kit.postgres import PostgresServer, postgres_server
from tests.kit.processes import PATIENCE, ROOT, Running, free_port, running, told, until
from tests.kit.webseat import WebSeat
from tests.packaging import compose_file
from tests.telegram.desk import complaints, is_well

pytestmark = pytest.mark.timeout(240)

STAGING = {"CHALKLINE_DB_PASSWORD": "a-password-for-tests"}
STOP_GRACE = 10.0
MB_SCHEDULER, MB_ALL_IN_ONE = 120, 400


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with postgres_server(tmp_path_factory.mktemp("pg")) as server:
        yield server


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as api:
        yield api
        assert api.violations == []


class Composed:
    """The services of the compose file on a database and a Telegram of the test's."""

    def __init__(self, url: str, api: BotApiDouble, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self._url = url
        self._staging = {
            **STAGING,
            "CHALKLINE_TELEGRAM__TOKEN": api.token,
            "CHALKLINE_TELEGRAM__API_BASE": api.url,
        }
        self._commands = dict(compose_file.our_commands(self._staging))
        self.processes: dict[str, Running] = {}

    def settings(self, service: str) -> dict[str, str]:
        """The file's, with the database that is really there."""
        return {**compose_file.settings(service, self._staging), "CHALKLINE_DATABASE_URL": self._url}

    def command(self, service: str) -> list[str]:
        """The file's, listening where the test may."""
        ours = {"chalkline": None, "0.0.0.0": "127.0.0.1", "8080": str(self.port)}
        return [word for word in (ours.get(word, word) for word in self._commands[service]) if word]

    def start(self, service: str, stack: ExitStack) -> Running:
        """One service; it is killed at the end if it still runs."""
        log = self.folder / f"{service}.log"
        started = stack.enter_context(running(log, self.settings(service), *self.command(service)))
        self.processes[service] = started
        return started

    def is_up(self) -> bool:
        """Whether every part has given a sign of life, by `/healthz`."""
        if not is_well(self.port):
            return False
        answer = httpx.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False)
        return set(answer.json()["seconds_since_beat"]) == {"bot", "scheduler", "web"}

    async def says_it_is_well(self, service: str) -> str:
        """What the service's own health check prints. Raises AssertionError unless it passes."""
        program, *check = compose_file.services(self._staging)[service]["healthcheck"]["test"][1:]
        assert program == "chalkline"
        return await told(self.folder, self.settings(service), *check)


async def test_the_services_of_the_compose_file_serve_a_teacher_and_stop_cleanly(
    server: PostgresServer, api: BotApiDouble, tmp_path: Path
) -> None:
    composed = Composed(server.empty_database(), api, tmp_path)
    with ExitStack() as stack:
        assert await composed.start("migrate", stack).ends(PATIENCE) == 0
        await told(tmp_path, composed.settings("migrate"), "load", str(ROOT / "demo" / "district.yaml"))
        for service in ("bot", "scheduler", "web"):
            composed.start(service, stack)
        await until(composed.is_up, PATIENCE, "not everything came up", *composed.processes.values())
        for service in ("bot", "scheduler"):
            assert service in await composed.says_it_is_well(service)
        await is_answered(WebSeat(f"http://127.0.0.1:{composed.port}"))
        print({name: f"{one.memory():.0f} MB" for name, one in composed.processes.items() if one.alive})
        assert composed.processes["scheduler"].memory("VmHWM") < MB_SCHEDULER
        for service in ("web", "scheduler", "bot"):
            seconds = await composed.processes[service].stops(signal.SIGTERM, STOP_GRACE)
            print(f"{service} stopped in {seconds:.1f} s")
    assert [line for one in composed.processes.values() for line in complaints(one.log)] == []


async def is_answered(stranger: WebSeat) -> None:
    """A browser that nobody knows: from the web process through bot and scheduler and back."""
    await stranger.opens()
    await stranger.says("三年级2班大屏黑屏了，马上上课")
    asked = await stranger.hears("您在哪所学校")
    await stranger.presses(asked, "青禾实验小学")
    await stranger.hears("工单 1001", "三年级2班", "黑屏")


async def test_a_service_on_an_empty_database_says_what_to_do(server: PostgresServer, tmp_path: Path) -> None:
    settings = {"CHALKLINE_DATABASE_URL": server.empty_database()}
    with running(tmp_path / "bot.log", settings, "run", "bot") as bot:
        assert await bot.ends(PATIENCE) == 2
        assert "run `chalkline migrate`" in bot.printed()
        assert "Traceback" not in bot.printed()


async def test_health_is_bad_before_a_service_has_ever_run(server: PostgresServer, tmp_path: Path) -> None:
    settings = {"CHALKLINE_DATABASE_URL": server.migrated_database()}
    with running(tmp_path / "health.log", settings, "health", "scheduler") as check:
        assert await check.ends(PATIENCE) == 1
        assert "scheduler: never" in check.printed()


async def test_the_scheduler_starts_at_once_and_never_loads_the_chat_or_the_web(
    server: PostgresServer, api: BotApiDouble, tmp_path: Path
) -> None:
    composed = Composed(server.migrated_database(), api, tmp_path)
    settings = {**composed.settings("scheduler"), "PYTHONPROFILEIMPORTTIME": "1"}
    with running(tmp_path / "imports.log", settings, *composed.command("scheduler")) as scheduler:
        await until(lambda: has_beaten(scheduler), PATIENCE, "no sign of life", scheduler)
        print(f"scheduler up after {scheduler.cpu_seconds():.1f} s of processor time")
        assert scheduler.cpu_seconds() < 4  # 2 s in peace; the profiler costs some
        await scheduler.stops(signal.SIGTERM, STOP_GRACE)
        loaded = imported(scheduler.log)
    assert {"telegram", "apscheduler", "psycopg"} <= loaded
    assert loaded & {"aiogram", "fastapi", "starlette", "uvicorn", "nlu", "pypinyin", "zhconv"} == set()


async def test_ctrl_c_ends_the_demo_at_once_with_a_chat_open(tmp_path: Path) -> None:
    port = free_port()
    settings = {"CHALKLINE_DATA_DIR": str(tmp_path)}
    with running(tmp_path / "desk.log", settings, "run", "--demo", "--port", str(port)) as desk:
        began = time.monotonic()
        await until(lambda: shows_the_start_page(port), PATIENCE, "no start page", desk)
        ready, processor = time.monotonic() - began, desk.cpu_seconds()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as browser:
            reading = asyncio.create_task(reads(browser, "/chat/teacher/stream"))
            await until(lambda: "caught-up" in "".join(reading.get_coro().cr_frame.f_locals.get("lines", [])), 10, "no stream", desk)
            seconds = await desk.stops(signal.SIGINT, 2)
            await reading
        print(f"ready in {ready:.1f} s ({processor:.1f} s of processor time), stopped in {seconds:.1f} s")
        assert processor < 10
    assert complaints(tmp_path / "desk.log") == []
