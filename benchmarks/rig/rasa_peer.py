"""Rasa as `make rasa` left it in var/rasa, started for a benchmark; and what it reads on its own, without our words."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from desk.reading import (
    DeviceClass,
    FaultReading,
    Impact,
    Intent,
    PlaceReading,
    Reading,
    ReadingContext,
    Symptom,
)
from nlu.normalise import Folder
from nlu.opinion import known_code
from nlu.rasa_export import PLACE, question
from nlu.remote import post
from rig.children import BenchmarkFailed

HOME = Path(__file__).resolve().parents[2] / "var" / "rasa"
RASA, MODEL, PROJECT = "env/bin/rasa", "models/chalkline.tar.gz", "project"
START_SECONDS = 300
ASK_SECONDS = 10.0


def missing(home: Path) -> str:
    """Why the Rasa in `home` cannot take part, or nothing."""
    absent = [str(home / part) for part in (RASA, MODEL, PROJECT) if not (home / part).exists()]
    return f"Rasa is not installed or not trained ({absent[0]} is missing): make rasa" if absent else ""


@dataclass(frozen=True, slots=True)
class RasaPeer:
    """A running server."""

    url: str
    process: psutil.Process

    def memory(self) -> float:
        """Resident megabytes (10^6 bytes) of the server and its children."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_info().rss for one in family) / 1e6


@asynccontextmanager
async def rasa_peer(home: Path, folder: Path, tick: Callable[[], None]) -> AsyncIterator[RasaPeer]:
    """`rasa run` as set up in `home` (an absolute path), ready; `tick` is called twice a second while it starts. Ended by SIGTERM."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "HOME": str(home / "home"), "PYTHONWARNINGS": "ignore"}
    log = folder / "rasa.log"
    command = [
        str(home / RASA),
        "run",
        "--enable-api",
        "--model",
        str(home / MODEL),
        "-i",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=home / PROJECT, stdout=out, stderr=out, env={**os.environ, **quiet}
        )
        try:
            url = f"http://127.0.0.1:{port}"
            await _ready(url, process, log, tick)
            yield RasaPeer(url, psutil.Process(process.pid))
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _ready(url: str, process: asyncio.subprocess.Process, log: Path, tick: Callable[[], None]) -> None:
    """Until it parses. Raises BenchmarkFailed when it dies or takes too long."""
    async with aiohttp.ClientSession() as session:
        for _ in range(2 * START_SECONDS):
            if process.returncode is not None:
                break
            tick()
            try:
                async with session.post(url + "/model/parse", json={"text": "投影黑屏了"}) as answer:
                    if answer.status == 200 and (await answer.json())["intent"]["name"]:
                        return
            except (aiohttp.ClientError, KeyError):
                pass  # not listening yet
            await asyncio.sleep(0.5)
    raise BenchmarkFailed(f"Rasa did not start; its last words are in {log}")


class RasaAlone:
    """What Rasa's own labels say, surest or not, with nothing of our reader in it. Knows no danger and no rooms."""

    def __init__(self, url: str) -> None:
        self._address = url + "/model/parse"
        self._folder = Folder()

    def read(self, text: str, context: ReadingContext) -> Reading:
        """One answer as a reading."""
        answer = post(self._address, {"text": question(text, context, self._folder)}, {}, ASK_SECONDS)
        device = known_code(DeviceClass, answer["device"]["name"])
        symptom = known_code(Symptom, answer["symptom"]["name"])
        fault = FaultReading(device, symptom, self._place(text, answer))
        intent = known_code(Intent, answer["intent"]["name"])
        return Reading(
            text,
            intents=(intent or Intent.CHITCHAT,),
            faults=(fault,) if fault != FaultReading() else (),
            impact=known_code(Impact, answer["impact"]["name"]) or Impact.UNKNOWN,
        )

    def _place(self, text: str, answer: Any) -> PlaceReading | None:
        """The first place found, as the person wrote it."""
        found = next((entity["value"] for entity in answer["entities"] if entity["entity"] == PLACE), None)
        if found is None:
            return None
        folded = self._folder.fold(text)
        start = folded.text.find(found)
        return PlaceReading(folded.written(start, start + len(found)) if start >= 0 else found)
