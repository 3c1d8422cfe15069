"""A desk with one tree of its own, which has every kind of step: stories do not hang on what the shipped trees ask today."""

import copy
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.playbook_files import load_trees
from tests.kit.world import HOME, Library, World
from tests.stories.conftest import MONDAY_MORNING

TREE = Path(__file__).parent / "board_black_screen.yaml"


@pytest.fixture(params=["steady", "restarting"])
async def world(request: pytest.FixtureRequest, library: Library, tmp_path: Path) -> AsyncIterator[World]:
    """A desk with one more tree than the shipped ones, which has every kind of step."""
    mine = copy.copy(library)
    folder = tmp_path / "playbooks"
    folder.mkdir()
    for tree in (TREE, HOME / "playbooks/safety_smoke.yaml"):
        shutil.copy(tree, folder)
    mine.trees = library.trees | load_trees(folder)
    world = World(mine, tmp_path, MONDAY_MORNING, restarting=request.param == "restarting")
    await world.open()
    yield world
    await world.close()
    world.nothing_else_was_said()
