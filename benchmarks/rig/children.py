"""Child processes of a benchmark: started, asked, measured, stopped. Those of one run share nothing with another."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parents[1]
ENDING_SECONDS = 10


class BenchmarkFailed(Exception):
    """A child died or gave a wrong answer. What it wrote last is in the message."""


@dataclass(frozen=True, slots=True)
class Child:
    """One running child; what it logs goes to `log`."""

    name: str
    process: asyncio.subprocess.Process
    log: Path

    async def line(self) -> Any:
        """The next JSON line of its standard output. Raises BenchmarkFailed when it ends instead."""
        if self.process.stdout is None:
            raise BenchmarkFailed(f"{self.name} has no output")
        line = await self.process.stdout.readline()
        if not line:
            raise BenchmarkFailed(f"{self.name} ended: {_tail(self.log)}")
        return json.loads(line)

    async def ask(self, question: Mapping[str, object]) -> Any:
        """Send one JSON line, wait for its answer."""
        if self.process.stdin is None:
            raise BenchmarkFailed(f"{self.name} has no input")
        self.process.stdin.write(json.dumps(question).encode() + b"\n")
        await self.process.stdin.drain()
        return await self.line()

    def check(self) -> None:
        """Raises BenchmarkFailed when it is not running any more."""
        if self.process.returncode is not None:
            raise BenchmarkFailed(f"{self.name} ended with {self.process.returncode}: {_tail(self.log)}")

    def memory(self) -> float:
        """Resident megabytes (10^6 bytes)."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    def cpu(self) -> float:
        """Processor seconds used so far, user and system."""
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)


@asynccontextmanager
async def child(name: str, folder: Path, module: str, *args: str) -> AsyncIterator[Child]:
    """`python -m module args`, ended by SIGTERM. The product's packages come before the files here: nlu is both."""
    log = folder / f"{name}.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", module, *args, cwd=HERE, stderr=out,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(HERE.parent), str(HERE)))},
        )  # fmt: skip
        try:
            yield Child(name, process, log)
        finally:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), ENDING_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
