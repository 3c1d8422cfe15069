"""What every test gets: quiet logs that are kept, so that a test can demand that nothing went wrong."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog

Line = MutableMapping[str, Any]


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
