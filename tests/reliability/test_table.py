"""The table of docs/reliability.md: each failure that others had has a test that is there, or a word on what is missing."""

import re
from pathlib import Path

import pytest

from tests.packaging import house
from tests.packaging.test_docs import names_in

TABLE = Path("docs/reliability.md")
ROW = re.compile(r"^\| (T\d\d) \| (.+?) \| (.+?) \|$", re.M)
TEST = re.compile(r"`(tests/[\w/]+\.py): (test_\w+)`")
OPEN = "open:"


def rows() -> dict[str, str]:
    """The tests of each failure, as they are written."""
    return {number: tests for number, _, tests in ROW.findall(house.text(TABLE))}


def test_every_failure_has_a_row() -> None:
    assert list(rows()) == [f"T{number:02d}" for number in range(1, 39)]


@pytest.mark.parametrize("number", [f"T{number:02d}" for number in range(1, 39)])
def test_every_row_names_a_test_that_is_there_or_says_what_is_missing(number: str) -> None:
    written = rows()[number]
    tests = TEST.findall(written)
    assert tests or OPEN in written
    assert [test for file, test in tests if test not in names_in(Path(file))] == []
