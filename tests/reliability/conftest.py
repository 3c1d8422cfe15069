"""The world of the stories, for failures that others had."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.world import Library, World
from tests.stories.conftest import MONDAY_MORNING


@pytest.fixture
async def world(library: Library, tmp_path: Path) -> AsyncIterator[World]:
    world = World(library, tmp_path, MONDAY_MORNING)
    await world.open()
    yield world
    await world.close()
