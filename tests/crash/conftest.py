"""What the tests share whose processes die: dictionaries and packs take a second to load, an empty database half of one."""

import logging
from collections.abc import Iterator

import pytest

from tests.kit.world import Library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def nobody_tells_of_dead_tasks() -> Iterator[None]:
    """What a dead process had in hand is lost with it, and asyncio would tell each of them."""
    asyncios = logging.getLogger("asyncio")
    before = asyncios.disabled
    asyncios.disabled = True
    yield
    asyncios.disabled = before
