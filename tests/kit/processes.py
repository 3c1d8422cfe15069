"""Our own commands as processes of their own: forked from one that is loaded (`tests.kit.nursery`) or, to see what a start
costs, started cold; found ready, stopped or killed. Their output is kept in a file.
"""

import asyncio
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.kit.nursery import ROOT, Birth, Child, nursery

CHALKLINE = Path(sys.executable).with_name("chalkline")
PATIENCE = 60.0
"""Seconds a start may take before a test gives up: several times what it needs on a machine that others use too."""

_TICK = 0.02


@dataclass(frozen=True)
class Running:
    """One process; `log` holds what it has printed."""

    process: subprocess.Popen[bytes] | Child
    log: Path

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def kill(self) -> None:
        """`kill -9`: nothing of it runs any more when this returns."""
        self.process.kill()
        self.process.wait()

    async def stops(self, how: signal.Signals, within: float) -> float:
        """Send a signal and demand the end with code 0; the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(how)
        await until(lambda: not self.alive, within, f"it did not stop on {how.name}", self)
        assert self.process.returncode == 0, f"ended with {self.process.returncode}:\n{self.printed()}"
        return time.monotonic() - began

    async def ends(self, within: float) -> int:
        """Wait for a command that ends by itself; its exit code."""
        await until(lambda: not self.alive, within, "it did not end", self)
        return self.process.wait()

    def memory(self, what: str = "VmRSS") -> float:
        """MB that it holds; with `VmHWM` the most it ever held."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{what}:"))

    def cpu_seconds(self) -> float:
        """Processor time so far: what a start costs, however busy the machine is."""
        _, _, fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def printed(self) -> str:
        """The end of its output."""
        return self.log.read_text("utf-8", "replace")[-8000:]

    def says_where_it_hangs(self) -> str:
        """The end of its output; of one that still runs, which does not survive the question, with every thread's place."""
        if self.alive:
            self.process.send_signal(signal.SIGABRT)
            self.process.wait()
        return self.printed()


def start(log: Path, settings: Mapping[str, str], *command: str) -> Running:
    """Start `chalkline …` with these settings and no others, as its users do."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CHALKLINE_")}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(CHALKLINE), *command],
            cwd=ROOT,
            env={**ours, "PYTHONFAULTHANDLER": "1", **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return Running(process, log)


def fork(log: Path, settings: Mapping[str, str], *command: str) -> Running:
    """As `start`, of a process that has loaded everything."""
    return Running(nursery().bears(Birth(command, settings, str(log))), log)


@contextmanager
def running(log: Path, settings: Mapping[str, str], *command: str, cold: bool = False) -> Iterator[Running]:
    """`fork`, or `start` of a `cold` one; whatever is left of it at the end is killed."""
    begun = (start if cold else fork)(log, settings, *command)
    try:
        yield begun
    finally:
        if begun.alive:
            begun.kill()


async def until(happened: Callable[[], bool], within: float, complaint: str, *involved: Running) -> None:
    """Wait for something outside this process. Raises AssertionError with what `involved` printed."""
    deadline = time.monotonic() + within
    while not happened():
        if time.monotonic() > deadline:
            printed = "\n".join(one.says_where_it_hangs() for one in involved)
            raise AssertionError(f"{complaint} within {within:g} s\n{printed}")
        await asyncio.sleep(_TICK)  # another process is waited for; nothing inside the desk waits like this


async def told(folder: Path, settings: Mapping[str, str], *command: str, cold: bool = False) -> str:
    """What a command that ends by itself has printed. Raises AssertionError unless it ended with code 0."""
    return await asyncio.to_thread(said, folder, settings, *command, cold=cold)


def said(folder: Path, settings: Mapping[str, str], *command: str, cold: bool = False) -> str:
    """As `told`, where nothing else goes on."""
    log = folder / f"{command[0]}-{secrets.token_hex(4)}.log"
    with running(log, settings, *command, cold=cold) as begun:
        code = begun.process.wait(PATIENCE)
        assert code == 0, f"`chalkline {' '.join(command)}` ended with {code}:\n{begun.printed()}"
        return begun.log.read_text("utf-8")


def answers(port: int, path: str = "/healthz") -> bool:
    """Whether a desk of ours answers 200 here."""
    asked = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asked.request("GET", path)
        return asked.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])
