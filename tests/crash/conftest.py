"""What the scenes share: dictionaries and packs take a second to load, an empty database half of one, a server some three."""

from collections.abc import Iterator

import pytest

from tests.kit.postgres import PostgresServer, postgres_server
from tests.kit.world import Library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with postgres_server(tmp_path_factory.mktemp("postgres") / "data") as running:
        yield running
