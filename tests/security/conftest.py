"""A desk with the story district in it, for looking behind what is answered."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.builders import NOON
from tests.kit.world import Library, World


@pytest.fixture
async def world(library: Library, tmp_path: Path) -> AsyncIterator[World]:
    world = World(library, tmp_path, NOON)
    await world.open()
    yield world
    await world.close()
