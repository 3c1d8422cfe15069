"""What the scenes share: dictionaries and packs take a second to load, an empty database half of one."""

import pytest

from tests.kit.world import Library


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library(tmp_path_factory.mktemp("library"))
