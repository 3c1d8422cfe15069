"""What every test gets: quiet logs that are kept, so that a test can demand that nothing went wrong; and its files in memory."""

import gc
import os
import random
import shutil
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog
from hypothesis import settings

if TYPE_CHECKING:
    from tests.kit.world import Library

Line = MutableMapping[str, Any]

MEMORY = Path("/dev/shm")  # a file system in memory, where Linux has it
ENOUGH = 4 * 1024**3  # bytes free; a whole run takes about half of it at its height


def pytest_configure() -> None:
    """Databases of tests lie in memory where there is room: every commit of a desk waits for its disk, which is half the
    time of a story and tests nothing (what a power cut does is tried with a disk of our own). `PYTEST_DEBUG_TEMPROOT` says another place.
    """
    settings.register_profile(
        "untimed", deadline=None
    )  # these machines are noisy: no test fails for being slow
    settings.load_profile("untimed")
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_finish() -> None:
    """Seventeen thousand tests are in memory for good: nobody need look through them for garbage again and again (a fifth of
    the time of whatever makes much of it).
    """
    settle_down()


def settle_down() -> None:
    """What is there stays to the end of the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard it storms, and with which seed (tests/crash)."""
    group = parser.getgroup("storms")
    group.addoption("--storm", choices=("short", "full"), default="short", help="how much of a storm")
    group.addoption("--storm-seed", type=int, help="play a storm again; also CHALKLINE_STORM_SEED")


SELDOM = (10_000, 20, 20)
"""When garbage is looked for: as Python does it, for programs with more memory than it has in mind."""


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite desk, to be copied: the migrations take as long as many a test."""
    from tests.kit.empty_desk import an_empty_desk  # noqa: PLC0415  # Alembic, for tests that want a desk

    return an_empty_desk(tmp_path_factory.mktemp("migrated"))


@pytest.fixture(scope="session")
def library(migrated_file: Path) -> "Library":
    """Dictionaries and packs take a second to load: once for all tests of a process."""
    from tests.kit.world import Library  # noqa: PLC0415  # the whole desk, for tests that want it

    return Library(migrated_file)


@pytest.fixture
def storm_seed(request: pytest.FixtureRequest) -> int:
    """The seed of all chance in a storm, printed so that it can be played again."""
    given = request.config.getoption("--storm-seed")
    seed = int(os.environ.get("CHALKLINE_STORM_SEED", random.randrange(10**6)) if given is None else given)
    print(f"--storm-seed={seed}")
    return seed


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[list[Line]]:
    """Every structured log line of the test, in order, nothing printed."""
    lines: list[Line] = []

    def keep(_logger: Any, method: str, event: Line) -> Line:
        lines.append({**event, "level": method})
        raise structlog.DropEvent

    structlog.configure(
        processors=[structlog.processors.format_exc_info, keep], cache_logger_on_first_use=False
    )
    yield lines
    structlog.reset_defaults()
