"""Stories: contract clauses as chats. Each runs twice: in a desk that stays up, and in one that restarts at every step."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import Line
from tests.kit.world import ZONE, Library, World
from tests.stories.auditing import found_by

MONDAY_MORNING = datetime(2026, 9, 21, 8, 0, tzinfo=ZONE)


@pytest.fixture(params=["steady", "restarting"])
async def world(
    request: pytest.FixtureRequest, library: Library, tmp_path: Path, log_lines: list[Line]
) -> AsyncIterator[World]:
    world = World(library, tmp_path, MONDAY_MORNING, restarting=request.param == "restarting")
    await world.open()
    yield world
    found = await found_by(world)
    await world.close()
    assert not found, "the auditor found:\n" + "\n".join(map(str, found))
    errors = [line for line in log_lines if line["level"] in ("error", "critical")]
    assert not errors, "the desk logged errors:\n" + "\n".join(
        str(line.get("exception", line)) for line in errors
    )
    world.nothing_else_was_said()
