"""The whole demo desk as a process of its own, and real browsers in front of it."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.kit.browser import CHROMIUM
from tests.kit.processes import ROOT, Running, answers, free_port, running

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {
    "viewport": {"width": 390, "height": 780},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
SMALLEST = {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
READY_SECONDS, STOP_SECONDS = 60, 10


@dataclass(frozen=True)
class RunningDesk:
    """A desk that was started for a test."""

    url: str
    running: Running


@contextmanager
def running_desk(
    folder: Path,
    *options: str,
    port: int | None = None,
    demo: bool = True,
    **settings: str,
) -> Iterator[RunningDesk]:
    """`chalkline run --demo` on a free port, with its memory in `folder`."""
    port = port or free_port()
    command = ["run", *(["--demo"] if demo else []), "--port", str(port), "--data-dir", str(folder), *options]
    with running(folder / "desk.log", settings, *command) as process:
        _await_ready(port, process)
        yield RunningDesk(f"http://127.0.0.1:{port}", process)
        process.process.terminate()
        process.process.wait(STOP_SECONDS)


def _await_ready(port: int, process: Running) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        if not process.alive:
            pytest.fail(f"the desk ended by itself:\n{process.printed()}")
        if answers(port):
            return
        threading.Event().wait(0.05)  # for another process; nothing inside the desk waits like this
    pytest.fail(f"the desk was not ready after {READY_SECONDS} s:\n{process.printed()}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """One demo desk for all tests of a file."""
    with running_desk(tmp_path_factory.mktemp("desk")) as desk:
        yield desk


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. Missing: a skip at home, a failure in CI."""
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing and this is CI: apt-get install chromium fonts-wqy-zenhei")
        pytest.skip("no Chromium here: apt-get install chromium fonts-wqy-zenhei to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


class Seat:
    """One person at one browser page, described by what people see and not by how it is built."""

    def __init__(self, page: Page, complaints: list[str]) -> None:
        self.page = page
        self.complaints = complaints

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox")

    @property
    def lines(self) -> Locator:
        return self.log.get_by_role("listitem")

    @property
    def name(self) -> str:
        """Whose seat it is."""
        return self.page.get_by_role("heading", level=1).inner_text().splitlines()[0]

    def says(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def button(self, label: str) -> Locator:
        """The newest button with exactly this label."""
        return self.log.get_by_role("button", name=label, exact=True).last

    def line(self, *words: str) -> Locator:
        """The newest line that holds all these words."""
        found = self.lines
        for word in words:
            found = found.filter(has_text=re.compile(word))
        return found.last


Sit = Callable[..., Seat]


def watched(page: Page, complaints: list[str]) -> Page:
    """The page; its script errors and violations of the policy are complaints."""
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if "Content Security" in m.text else None)
    return page


@pytest.fixture
def sit(chromium: Browser, desk: RunningDesk) -> Iterator[Sit]:
    """Opens pages: `sit("/chat/teacher", **PHONE)`. A script error or a policy violation fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(path: str, **device: Any) -> Seat:
        context = chromium.new_context(**({"locale": "zh-CN"} | (device or PHONE)))
        contexts.append(context)
        page = watched(context.new_page(), complaints)
        page.goto(desk.url + path)
        return Seat(page, complaints)

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def start_network_plan(sit: Sit) -> None:
    """A supervisor starts the plan for a school without network: incident 1 of the file's desk."""
    page = sit("/incidents", **DESKTOP).page
    page.get_by_role("combobox", name="预案").select_option("network_down")
    page.get_by_role("combobox", name="学校").select_option("qh2")
    page.get_by_role("button", name="看看会怎样").click()
    page.get_by_role("button", name="确定启动").click()
    expect(page.get_by_role("status")).to_contain_text("已记录：启动预案")


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Saves a screenshot for the README when CHALKLINE_SCREENSHOTS=1."""

    def save(page: Page, name: str) -> None:
        if os.environ.get("CHALKLINE_SCREENSHOTS") == "1":
            page.screenshot(path=ROOT / "docs" / "img" / f"{name}.png")

    return save


@pytest.fixture(scope="module")
def reported() -> set[str]:
    """What was reported on the desk of this file."""
    return set()


@pytest.fixture
def a_fault(sit: Sit, reported: set[str]) -> None:
    """A teacher has reported a black board; once for this file."""
    if reported:
        return
    reported.add("board")
    teacher = sit("/chat/teacher", **PHONE)
    teacher.says("三年级2班大屏黑屏了，马上上课")
    expect(teacher.line("工单 1001")).to_be_visible()
