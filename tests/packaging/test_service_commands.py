"""The commands of docker-compose.yml and of `make run`, run as they stand, outside containers."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from storage.engines import connection
from storage.tables import heartbeats
from storage.watch_tables import processes
from tests.kit.botapi import BotApiDouble
from tests.kit.postgres import PostgresServer, postgres_server
from tests.kit.processes import PATIENCE, ROOT, Running, answers, free_port, running, told, until
from tests.kit.webseat import WebSeat
from tests.packaging import compose_file
from tests.telegram.desk import complaints, demo_desk

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
        started = stack.enter_context(running(log, self.settings(service), *self.command(service), cold=True))
        self.processes[service] = started
        return started

    def is_up(self) -> bool:
        """Whether every part has given a sign of life, by `/healthz`."""
        if not answers(self.port):
            return False
        answer = httpx.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False)
        return set(answer.json()["seconds_since_beat"]) >= {"bot", "scheduler", "web"}

    async def says_it_is_well(self, service: str) -> str:
        """What the service's own health check prints. Raises AssertionError unless it passes."""
        program, *check = compose_file.services(self._staging)[service]["healthcheck"]["test"][1:]
        assert program == "chalkline"
        return await told(self.folder, self.settings(service), *check, cold=True)


async def test_the_services_of_the_compose_file_serve_a_teacher_and_stop_cleanly(
    server: PostgresServer, api: BotApiDouble, tmp_path: Path
) -> None:
    composed = Composed(url := server.empty_database(), api, tmp_path)
    with ExitStack() as stack:
        assert await composed.start("migrate", stack).ends(PATIENCE) == 0
        await told(tmp_path, composed.settings("migrate"), "load", str(ROOT / "demo" / "district.yaml"))
        for service in ("bot", "scheduler", "web"):
            composed.start(service, stack)
        await until(composed.is_up, PATIENCE, "not everything came up", *composed.processes.values())
        for service in ("bot", "scheduler"):
            assert service in await composed.says_it_is_well(service)
        await is_answered(WebSeat(f"http://127.0.0.1:{composed.port}"))
        assert len(members(url)) == 2
        print({name: f"{one.memory():.0f} MB" for name, one in composed.processes.items() if one.alive})
        assert composed.processes["scheduler"].memory("VmHWM") < MB_SCHEDULER
        for service in ("web", "scheduler", "bot"):
            seconds = await composed.processes[service].stops(signal.SIGTERM, STOP_GRACE)
            print(f"{service} stopped in {seconds:.1f} s")
    assert members(url) == set()
    assert [line for one in composed.processes.values() for line in complaints(one.log)] == []


def members(url: str) -> set[str]:
    """Those who answer the roll call; who ends in order takes leave."""
    with connection(url) as conn:
        return set(conn.execute(select(processes.c.id)).scalars())


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


async def test_the_scheduler_starts_at_once_and_loads_neither_the_chat_nor_the_web(
    server: PostgresServer, api: BotApiDouble, tmp_path: Path
) -> None:
    composed = Composed(url := server.migrated_database(), api, tmp_path)
    settings = {**composed.settings("scheduler"), "PYTHONPROFILEIMPORTTIME": "1"}
    with running(tmp_path / "imports.log", settings, *composed.command("scheduler"), cold=True) as scheduler:
        await until(lambda: "scheduler" in signs_of_life(url), PATIENCE, "no sign of life", scheduler)
        processor = scheduler.cpu_seconds()
        print(f"scheduler up after {processor:.1f} s of processor time")
        assert processor < 4  # 2 s in peace; the profiler costs some
        await scheduler.stops(signal.SIGTERM, STOP_GRACE)
    loaded = imported(scheduler.log)
    assert {"telegram", "apscheduler", "psycopg"} <= loaded
    assert loaded & {"aiogram", "fastapi", "starlette", "uvicorn", "nlu", "pypinyin", "zhconv"} == set()


def signs_of_life(url: str) -> set[str]:
    """Which loops have ever beaten."""
    with connection(url) as conn:
        return set(conn.execute(select(heartbeats.c.loop)).scalars())


def imported(log: Path) -> set[str]:
    """The top packages in what Python's import profiler printed."""
    lines = log.read_text("utf-8").splitlines()
    return {
        line.rpartition("|")[2].strip().partition(".")[0] for line in lines if line.startswith("import time:")
    }


@dataclass
class Page:
    """A browser page with an open stream; `read` is what came so far."""

    read: str = ""

    async def watches(self, url: str) -> None:
        """Read until the server ends the stream."""
        browser = httpx.AsyncClient(timeout=30, trust_env=False)
        async with browser, browser.stream("GET", url) as stream:
            async for text in stream.aiter_text():
                self.read += text


async def test_ctrl_c_ends_the_demo_at_once_with_a_chat_open(tmp_path: Path) -> None:
    port, page = free_port(), Page()
    settings = {"CHALKLINE_DATA_DIR": str(tmp_path)}
    with running(tmp_path / "desk.log", settings, "run", "--demo", "--port", str(port), cold=True) as desk:
        began = time.monotonic()
        await until(lambda: answers(port, "/"), PATIENCE, "no start page", desk)
        ready, processor = time.monotonic() - began, desk.cpu_seconds()
        watching = asyncio.create_task(page.watches(f"http://127.0.0.1:{port}/chat/teacher/stream"))
        await until(lambda: "caught-up" in page.read, PATIENCE, "no stream", desk)
        seconds = await desk.stops(signal.SIGINT, 2)
        await watching
    print(f"ready in {ready:.1f} s ({processor:.1f} s of processor time), stopped in {seconds:.1f} s")
    assert processor < 6  # 10 s for people, on a machine that does nothing else; it is 2 to 3
    assert complaints(tmp_path / "desk.log") == []


async def test_everything_in_one_process_fits_a_small_machine(api: BotApiDouble, tmp_path: Path) -> None:
    async with demo_desk(api, tmp_path, cold=True) as desk:
        await desk.chat(3001, "王老师").says("你好")
        await desk.chat(3001).hears("您在哪所学校")
        memory = desk.process.memory("VmHWM")
        print(f"all in one: {memory:.0f} MB")
        assert memory < MB_ALL_IN_ONE
