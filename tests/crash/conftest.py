"""What the tests share whose processes die."""

import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def nobody_tells_of_dead_tasks() -> Iterator[None]:
    """What a dead process had in hand is lost with it, and asyncio would tell each of them."""
    asyncios = logging.getLogger("asyncio")
    before = asyncios.disabled
    asyncios.disabled = True
    yield
    asyncios.disabled = before
