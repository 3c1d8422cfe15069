"""What the tests share whose processes die: a server takes some three seconds to start."""

import logging
from collections.abc import Iterator

import pytest

from tests.kit.postgres import PostgresServer, postgres_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with postgres_server(tmp_path_factory.mktemp("postgres") / "data") as running:
        yield running


@pytest.fixture
def nobody_tells_of_dead_tasks() -> Iterator[None]:
    """What a dead process had in hand is lost with it, and asyncio would tell each of them."""
    asyncios = logging.getLogger("asyncio")
    before = asyncios.disabled
    asyncios.disabled = True
    yield
    asyncios.disabled = before
