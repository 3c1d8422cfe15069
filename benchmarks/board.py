"""The board with 10,000 open tickets and 200 live viewers, beside a page of the same size from memory by the same server.

    .venv/bin/python benchmarks/board.py [--tickets 10000] [--viewers 200] [--seconds 20]

Every viewer is signed in, holds the stream of changes open and does what the page does: fetches its rows when the server knocks (at
most every two seconds) and every ten seconds anyway; filters and scopes differ. Meanwhile a ticket changes twice a second and one
viewer after another opens the whole page. First the viewers fetch `/ceiling` by the same rules, then the board: p50 and p95 of both,
without the first seconds in which everybody arrives.
"""

import argparse
import asyncio
import json
import random
import socket
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
from rich.console import Console
from rich.table import Table
from rig.board_desk import prepare, secret_of
from rig.children import BenchmarkFailed, child

TARGET_P95 = 300.0
REST_SECONDS, COUNTDOWN_SECONDS = 2.0, 10.0
PAGE_PAUSE_SECONDS, WARM_UP_SECONDS = 0.5, 6.0
FILTERS = (
    "",
    "sort=due",
    "within=1h",
    "state=waiting",
    "view=kanban",
    "engineer=-",
    "sort=due&page=3",
    "view=kanban&within=late",
)
Spent = dict[str, list[float]]


def main() -> None:
    """Run both phases, show the table on standard error and everything measured as JSON on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--viewers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=20.0)
    options, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="chalkline-bench-") as folder:
        figures = asyncio.run(measured(Path(folder), options.tickets, options.viewers, options.seconds))
    _show(figures)
    print(json.dumps({"tickets": options.tickets, "viewers": options.viewers, "figures": figures}))


async def measured(folder: Path, tickets: int, viewers: int, seconds: float) -> dict[str, dict[str, float]]:
    """The figures of both phases, in milliseconds."""
    database = f"sqlite:///{folder / 'desk.sqlite3'}"
    await prepare(database, tickets, viewers)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    size = await _size_of_a_page(folder, database, port, tickets)
    args = ("--database", database, "--port", str(port), "--tickets", str(tickets), "--size", str(size))
    async with child("board", folder, "rig.board_desk", *args) as desk:
        first = await _first_page(url)
        ceiling = await _phase(url, viewers, seconds, lambda kind, query: "/ceiling")
        before, began = desk.cpu(), time.perf_counter()
        board = await _phase(url, viewers, seconds, lambda kind, query: f"{kind}?{query}")
        cpu = (desk.cpu() - before) / (time.perf_counter() - began)
        memory = desk.memory()
    found = {f"ceiling {name}": _summary(spans) for name, spans in ceiling.items()}
    found |= {f"board {name}": _summary(spans) for name, spans in board.items()}
    found["server"] = {"cores": cpu, "MB": memory, "first_page_ms": first, "page_bytes": size}
    return found


async def _size_of_a_page(folder: Path, database: str, port: int, tickets: int) -> int:
    args = ("--database", database, "--port", str(port), "--tickets", str(tickets), "--size", "1")
    async with child("sizing", folder, "rig.board_desk", *args):
        await _first_page(f"http://127.0.0.1:{port}")
        async with _browser(1) as browser, browser.get(f"http://127.0.0.1:{port}/board/rows") as answer:
            return len(await answer.read())


async def _first_page(url: str) -> float:
    """Wait for the server, then how long its very first board takes: every ticket is read for it."""
    async with _browser(1) as browser:
        while True:
            try:
                async with browser.get(f"{url}/ceiling") as answer:
                    await answer.read()
                break
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
        return await _fetched(browser, f"{url}/board")


async def _phase(url: str, viewers: int, seconds: float, path: Callable[[str, str], str]) -> Spent:
    spent: Spent = {"rows": [], "page": []}
    until = time.perf_counter() + WARM_UP_SECONDS + seconds
    warming_up = asyncio.get_running_loop().call_later(WARM_UP_SECONDS, _forget, spent)
    watching = [_watch(url, viewer, until, path, spent["rows"]) for viewer in range(viewers)]
    await asyncio.gather(*watching, _open_pages(url, viewers, until, path, spent["page"]))
    warming_up.cancel()
    return spent


def _forget(spent: Spent) -> None:
    for spans in spent.values():
        spans.clear()


async def _watch(
    url: str, viewer: int, until: float, path: Callable[[str, str], str], spent: list[float]
) -> None:
    """One open board."""
    dice, knocked = random.Random(viewer), Knock()
    query = FILTERS[viewer % len(FILTERS)]
    async with _browser(viewer) as browser:
        await asyncio.sleep(dice.uniform(0, REST_SECONDS))
        listening = asyncio.ensure_future(_listen(browser, url, knocked))
        try:
            while time.perf_counter() < until:
                spent.append(await _fetched(browser, url + path("/board/rows", query)))
                await asyncio.sleep(REST_SECONDS)
                await _or_after(COUNTDOWN_SECONDS, knocked)
                await asyncio.sleep(dice.uniform(0, knocked.within))
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


class Knock(asyncio.Event):
    """A knock of the server, and within how many seconds it wants to be answered."""

    within = 0.0


async def _listen(browser: aiohttp.ClientSession, url: str, knocked: Knock) -> None:
    async with browser.get(f"{url}/board/stream") as stream:
        assert stream.status == 200, await stream.text()
        async for line in stream.content:
            if line.startswith(b'data: {"within"'):
                knocked.within = json.loads(line.removeprefix(b"data: "))["within"] / 1000
                knocked.set()


async def _or_after(seconds: float, knocked: Knock) -> None:
    try:
        async with asyncio.timeout(seconds):
            await knocked.wait()
    except TimeoutError:
        return
    finally:
        knocked.clear()


async def _open_pages(
    url: str, viewers: int, until: float, path: Callable[[str, str], str], spent: list[float]
) -> None:
    dice = random.Random(0)
    while time.perf_counter() < until:
        viewer = dice.randrange(viewers)
        async with _browser(viewer) as browser:
            spent.append(await _fetched(browser, url + path("/board", FILTERS[viewer % len(FILTERS)])))
        await asyncio.sleep(PAGE_PAUSE_SECONDS)


async def _fetched(browser: aiohttp.ClientSession, url: str) -> float:
    began = time.perf_counter()
    async with browser.get(url) as answer:
        body = await answer.read()
        assert answer.status == 200, body[:300]
    return 1000 * (time.perf_counter() - began)


def _browser(viewer: int) -> aiohttp.ClientSession:
    cookies = {"chalkline_me": secret_of(viewer)}
    return aiohttp.ClientSession(cookies=cookies, timeout=aiohttp.ClientTimeout(total=120))


def _summary(spans: list[float]) -> dict[str, float]:
    if len(spans) < 2:
        raise BenchmarkFailed(
            "fewer than two answers came in time: the machine is too busy, or --seconds too short"
        )
    cuts = statistics.quantiles(spans, n=100)
    return {"requests": len(spans), "p50": cuts[49], "p95": cuts[94], "p99": cuts[98]}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def _show(figures: dict[str, dict[str, float]]) -> None:
    server = figures["server"]
    table = Table(
        title=f"board: {server['cores']:.2f} cores, {server['MB']:.0f} MB, first page {server['first_page_ms']:.0f} ms"
    )
    for column in ("", "requests", "p50 ms", "p95 ms", "p99 ms", f"p95 < {TARGET_P95:.0f} ms"):
        table.add_column(column)
    for name, row in figures.items():
        if name != "server":
            cells = (f"{row['requests']:.0f}", *(f"{row[cut]:.0f}" for cut in ("p50", "p95", "p99")))
            table.add_row(name, *cells, "yes" if row["p95"] < TARGET_P95 else "no")
    Console(stderr=True).print(table)


if __name__ == "__main__":
    main()
