"""Our reader and Rasa DIET, trained on the same messages, in one run: how right, how quick, how heavy.

    make rasa                                      once: sets Rasa up and trains it
    .venv/bin/python benchmarks/nlu.py             or    … --seconds 3 --json result.json

Right: the share of nlu/data/devtest.jsonl that each field is accepted on, for our reader, for Rasa's own labels, and for
Rasa behind the desk (CHALKLINE_NLU__BACKEND=rasa). Quick: parse times in our process, and over HTTP with the same client,
texts and connections for both. Heavy: resident memory and the time until the first parse. Single messages are never
shown: the set stays unseen. The client shares the cores with the server it asks, for both alike.
"""

import rig.paths  # noqa: F401  # first, so that `nlu` is the package and not a script

# isort: split
import argparse
import asyncio
import itertools
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rig.children import child
from rig.rasa_peer import HOME as RASA_HOME
from rig.rasa_peer import RasaAlone, missing, rasa_peer

from app.settings import NluOptions, Settings
from app.wiring import reader
from desk.reading import Reading, ReadingContext
from nlu.evaluate import score
from nlu.rasa import RasaServer
from nlu.records import HOME, Record, records
from nlu.remote import RemoteReader

FIELDS = ("intent", "device", "symptom", "location", "impact")
CONNECTIONS = (1, 8)
ROUNDS = 5
PATIENCE_S = 10.0
TARGET_RATIO = 5.0

Figures = dict[str, float]
Advance = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Watched:
    """A reader that moves the bar with every message."""

    inner: Callable[[str, ReadingContext], Reading]
    advance: Advance
    name: str

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says."""
        self.advance(self.name)
        return self.inner(text, context)


def main() -> int:
    """Run it all; 1 when Rasa took part and our throughput is under the target, or a field is not better."""
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    labelled = records(options.messages)
    texts = [str(record["text"]) for record in labelled]
    columns = (TextColumn("{task.description:<28}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("starting", total=None)
        found = asyncio.run(
            _all(labelled, texts, options, lambda name: progress.update(task, description=name))
        )
    _show(found, len(labelled))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return _verdict(found)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--messages", type=Path, default=HOME / "devtest.jsonl", help="labelled messages")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each load over HTTP")
    parser.add_argument("--rasa", type=Path, default=RASA_HOME, help="where make rasa set it up")
    parser.add_argument("--json", type=Path, help="write the result here as well")
    return parser.parse_args()


async def _all(
    labelled: Sequence[Record], texts: list[str], options: argparse.Namespace, advance: Advance
) -> dict[str, Figures]:
    """Figures by contender. Rasa is left out when it is not there."""
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="chalkline-nlu-") as name:
        found["ours"] = await _ours(labelled, texts, options.seconds, Path(name), advance)
        rasa_home = options.rasa.absolute()
        if reason := missing(rasa_home):
            print(reason, file=sys.stderr)
            return found
        started = time.monotonic()
        async with rasa_peer(rasa_home, Path(name), lambda: advance("Rasa starts")) as peer:
            rasa: Figures = {"start s": time.monotonic() - started}
            rasa |= await _load(
                peer.url + "/model/parse", texts, options.seconds, lambda: advance("Rasa over HTTP")
            )
            rasa["memory MB"] = peer.memory()
            alone = Watched(RasaAlone(peer.url).read, advance, "Rasa reads")
            found["Rasa DIET"] = rasa | await asyncio.to_thread(_right, alone, labelled)
            found["Rasa behind the desk"] = await asyncio.to_thread(_behind, peer.url, labelled, advance)
    return found


async def _ours(
    labelled: Sequence[Record], texts: list[str], seconds: float, folder: Path, advance: Advance
) -> Figures:
    read, _ = reader(Settings(nlu=NluOptions()))
    found = _right(Watched(read, advance, "our reader reads"), labelled) | _in_process(read, texts)
    advance("our reader over HTTP")
    started = time.monotonic()
    async with child("reading", folder, "rig.reading_server") as server:
        port = (await server.line())["port"]
        found["start s"] = time.monotonic() - started
        url = f"http://127.0.0.1:{port}/api/nlu/parse"
        found |= await _load(url, texts, seconds, lambda: advance("our reader over HTTP"))
        found["memory MB"] = server.memory()
    return found


def _behind(url: str, labelled: Sequence[Record], advance: Advance) -> Figures:
    """The desk's reading with Rasa asked first, nobody left alone for a slow answer."""
    own, _ = reader(Settings(nlu=NluOptions()))
    both = RemoteReader(RasaServer(url), Watched(own, advance, "Rasa behind the desk"), timeout_s=PATIENCE_S)
    try:
        return _right(both, labelled)
    finally:
        both.close()


def _right(reads: Any, labelled: Sequence[Record]) -> Figures:
    """Accepted shares by field, and danger."""
    scored = score(reads, labelled)
    told = {field: scored.accepted[field] for field in FIELDS if field in scored.accepted}
    return {**told, "danger recall": scored.safety_recall, "false alarms": float(scored.false_alarms)}


def _in_process(read: Callable[[str, ReadingContext], Reading], texts: list[str]) -> Figures:
    """Milliseconds a message in this process, first contact, no rooms."""
    context, times = ReadingContext(), []
    for text in texts * ROUNDS:
        began = time.perf_counter()
        read(text, context)
        times.append(1000 * (time.perf_counter() - began))
    return {"in process p50 ms": statistics.median(times), "in process p99 ms": _p99(times)}


async def _load(url: str, texts: list[str], seconds: float, tick: Callable[[], None]) -> Figures:
    """The same questions over as many connections as asked, closed loop, after a warm-up."""
    found: Figures = {}
    for connections in CONNECTIONS:
        connector = aiohttp.TCPConnector(limit=connections)
        async with aiohttp.ClientSession(connector=connector) as session:
            await _ask(session, url, texts, time.monotonic() + seconds / 4, tick)
            began = time.monotonic()
            shifted = [texts[at:] + texts[:at] for at in range(0, 37 * connections, 37)]
            loops = (_ask(session, url, part, began + seconds, tick) for part in shifted)
            times = [one for part in await asyncio.gather(*loops) for one in part]
            found[f"HTTP {connections}: a second"] = len(times) / (time.monotonic() - began)
            found[f"HTTP {connections}: p50 ms"] = statistics.median(times)
            found[f"HTTP {connections}: p99 ms"] = _p99(times)
    return found


async def _ask(
    session: aiohttp.ClientSession, url: str, texts: list[str], until: float, tick: Callable[[], None]
) -> list[float]:
    """Milliseconds of every answer, round and round until the time is over."""
    times: list[float] = []
    for text in itertools.cycle(texts):
        began = time.perf_counter()
        async with session.post(url, json={"text": text}) as answer:
            assert answer.status == 200, answer.status
            await answer.read()
        times.append(1000 * (time.perf_counter() - began))
        tick()
        if time.monotonic() >= until:
            break
    return times


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(0.99 * len(times)))]


def _show(found: dict[str, Figures], messages: int) -> None:
    table = Table(title=f"{messages} labelled messages")
    table.add_column("")
    for name in found:
        table.add_column(name, justify="right")
    for row in dict.fromkeys(row for figures in found.values() for row in figures):
        cells = (figures.get(row) for figures in found.values())
        table.add_row(
            row, *("" if cell is None else f"{cell:,.3f}" if cell < 10 else f"{cell:,.0f}" for cell in cells)
        )
    Console().print(table)


def _verdict(found: dict[str, Figures]) -> int:
    """What was promised beside what was found. Without Rasa there is nothing to compare."""
    if "Rasa DIET" not in found:
        print("No comparison: Rasa took no part.")
        return 0
    ours, rasa = found["ours"], found["Rasa DIET"]
    ratio = max(ours[name] for name in ours if name.endswith("a second")) / max(
        rasa[name] for name in rasa if name.endswith("a second")
    )
    behind = [field for field in FIELDS if ours[field] <= rasa[field]]
    print(f"Throughput over HTTP: {ratio:.1f} times Rasa DIET (target {TARGET_RATIO:.0f}).")
    print(f"Not better than Rasa DIET in: {', '.join(behind) or 'no field'}.")
    return int(ratio < TARGET_RATIO or bool(behind))


if __name__ == "__main__":
    sys.exit(main())
