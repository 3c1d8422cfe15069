"""What every test gets: quiet logs that are kept, so that a test can demand that nothing went wrong."""

import os
import random
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog

Line = MutableMapping[str, Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How hard it storms, and with which seed (tests/crash)."""
    group = parser.getgroup("storms")
    group.addoption("--storm", choices=("short", "full"), default="short", help="how much of a storm")
    group.addoption("--storm-seed", type=int, help="play a storm again; also CHALKLINE_STORM_SEED")


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
