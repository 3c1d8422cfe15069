"""The teacher's chat page on a slow phone: from the scanned sticker to the first message, beside an empty page of the same site.

    .venv/bin/python benchmarks/chat_page.py [--visits 5]

The demo desk runs in a process of its own; Chromium (Debian's) is slowed down four times and its network to a phone's: "4G slow"
is 150 ms and 1.6 Mbit/s down, 0.75 up, as Lighthouse has it; "3G" is 300 ms and 1.6 Mbit/s; "3G slow" is 400 ms and 0.4 Mbit/s.
Every visit is a first one (nothing cached, a new cookie). `ready` is when a message can be written and sent; `sent` is from
Enter until the desk has it and says so, `answered` until its answer stands there. `floor` is a page of one small file: what network and
processor take without us.
"""

import argparse
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from rig.children import BenchmarkFailed

ROOT = Path(__file__).resolve().parents[1]
SLOWER = 4
WANTED_MS = 1000.0
PATIENCE = 60.0
STICKERS = ("QH1-0302-SB", "QH1-0303-SB", "QH1-0301-SB", "QH1-0501-PJ", "QH1-0401-AU", "QH1-HALL-PJ")


@dataclass(frozen=True)
class Network:
    """Milliseconds of latency for each request, bytes a second down and up."""

    name: str
    latency: float
    down: float
    up: float


NETWORKS = (
    Network("4G slow", 150, 1.6e6 / 8, 0.75e6 / 8),
    Network("3G", 300, 1.6e6 / 8, 0.75e6 / 8),
    Network("3G slow", 400, 0.4e6 / 8, 0.4e6 / 8),
)


def main() -> None:
    """Show the table on standard error and everything measured as JSON on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=5)
    options, _ = parser.parse_known_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise BenchmarkFailed("Chromium is missing: apt-get install chromium")
    with (
        tempfile.TemporaryDirectory(prefix="chalkline-bench-") as folder,
        running(Path(folder)) as url,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = {network.name: measured(browser, url, network, options.visits) for network in NETWORKS}
        browser.close()
    show(found)
    print(json.dumps({"visits": options.visits, "slower": SLOWER, "ms": found}))


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The demo desk on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-c", "from app.cli import main; main()", "run", "--demo", "--port", port]
    with (folder / "log").open("wb") as log:
        desk = subprocess.Popen(
            [*command, "--data-dir", str(folder / "data")], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
    url, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        while not _is_there(url):
            if desk.poll() is not None or time.monotonic() > until:
                raise BenchmarkFailed((folder / "log").read_text()[-2000:])
            time.sleep(0.2)
        yield url
    finally:
        desk.terminate()
        desk.wait(10)


def _is_there(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def measured(browser: Browser, url: str, network: Network, visits: int) -> dict[str, float]:
    """Medians of so many first visits, in milliseconds."""
    spent: dict[str, list[float]] = {"floor": [], "ready": [], "sent": [], "answered": []}
    for visit in range(visits):
        for name, span in _visit(browser, url, network, STICKERS[visit % len(STICKERS)]).items():
            spent[name].append(span)
    return {name: statistics.median(spans) for name, spans in spent.items()} | {
        "worst ready": max(spent["ready"])
    }


def _visit(browser: Browser, url: str, network: Network, sticker: str) -> dict[str, float]:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    _slow(page, network)
    page.goto(f"{url}/static/icon.svg")
    floor = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    page.goto(f"{url}/r/{sticker}", wait_until="commit")
    ready = page.evaluate(_READY)
    page.get_by_role("textbox").fill("用不了了，马上上课")
    times = page.evaluate(_SEND)
    context.close()
    return {"floor": floor, "ready": ready, **times}


def _slow(page: Page, network: Network) -> None:
    devtools: Any = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": network.latency,
            "downloadThroughput": network.down,
            "uploadThroughput": network.up,
        },
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


_READY = """() => new Promise((done) => {
  const look = () => {
    const [ready] = performance.getEntriesByName("ready");
    if (ready) done(ready.startTime); else setTimeout(look, 10);
  };
  look();
})"""
_SEND = """() => new Promise((done) => {
  const began = performance.now();
  const count = () => document.querySelectorAll("#lines .mine").length;
  const before = count();
  const found = {};
  const look = () => {
    const mine = [...document.querySelectorAll("#lines .mine")].at(-1);
    if (count() > before && mine.querySelector("time")) found.sent ??= performance.now() - began;
    if (found.sent && mine.nextElementSibling) found.answered ??= performance.now() - began;
    if (found.answered) done(found); else setTimeout(look, 10);
  };
  document.getElementById("composer").requestSubmit();
  look();
})"""


def show(found: dict[str, dict[str, float]]) -> None:
    """The table."""
    table = Table(title=f"first visit from a sticker, processor {SLOWER} times slower, median ms")
    for head in ("network", "floor", "ready", "worst", "ratio", "sent", "answered", "wanted"):
        table.add_column(head)
    for name, spans in found.items():
        met = "met" if spans["ready"] <= WANTED_MS else "missed"
        cells = (spans["floor"], spans["ready"], spans["worst ready"])
        ratio = f"{spans['ready'] / spans['floor']:.1f}"
        table.add_row(
            name, *map(_ms, cells), ratio, _ms(spans["sent"]), _ms(spans["answered"]), f"1000: {met}"
        )
    Console(stderr=True).print(table)


def _ms(span: float) -> str:
    return f"{span:.0f}"


if __name__ == "__main__":
    main()
