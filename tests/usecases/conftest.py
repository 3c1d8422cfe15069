"""A desk with the story district in it, on which a test runs single use cases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.builders import NOON
from tests.kit.seat import Seat
from tests.kit.world import Library, World


@pytest.fixture
async def world(library: Library, tmp_path: Path) -> AsyncIterator[World]:
    world = World(library, tmp_path, NOON)
    await world.open()
    yield world
    await world.close()


@pytest.fixture
async def reported(world: World) -> Seat:
    """The board of class 3-2 is dark in a lesson: ticket 1001, Wang is paged."""
    teacher = world.teacher("changge")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    return teacher
