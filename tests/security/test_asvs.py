"""docs/asvs.md: every requirement of levels 1 and 2 once, what is named is there, and the sums are those of docs/security.md."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.packaging import house

LIST, SUMS = Path("docs/asvs.md"), Path("docs/security.md")
ROW = re.compile(r"^\| ([\d., ]+) \| ([a-z. ]+) \| (.+) \|$", re.M)
SUM = re.compile(r"^\| V(\d+) [^|]+\| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.M)
QUOTED = re.compile(r"`([\w./-]+)`")
VERDICTS = ("met", "partly", "not met", "n.a.")
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2  2.1:3 2.2:3 2.3:4 2.4:1  3.2:2 3.3:4 3.4:6 3.5:5 3.7:2  4.1:3 4.2:1 4.3:2 4.4:4
5.1:1 5.2:3 5.3:2 5.4:3  6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4  7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
8.1:2 8.2:3 8.3:1 8.4:1  9.1:3 9.2:4  10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1  12.1:3 12.2:2 12.3:4  13.1:1 13.2:5 13.3:2 13.4:5
14.1:2 14.2:4 14.3:3  15.1:3 15.2:3 15.3:7  16.1:1 16.2:5 16.3:4 16.4:3 16.5:3  17.1:1 17.2:4 17.3:2
"""
"""ASVS 5.0.0: in each section the requirements of levels 1 and 2 are the first so many; sections of level 3 alone are left out."""


def wanted() -> list[str]:
    """Every number."""
    sections = (section.split(":") for section in SECTIONS.split())
    return [f"{name}.{number}" for name, most in sections for number in range(1, int(most) + 1)]


def rows() -> list[tuple[list[str], str, str]]:
    """Numbers, verdict and how, of every row."""
    found = ROW.findall(house.text(LIST))
    return [(numbers.split(", "), verdict, how) for numbers, verdict, how in found]


def test_the_list_is_that_of_the_standard() -> None:
    assert len(wanted()) == 253


def test_every_requirement_has_one_row() -> None:
    listed = [number for numbers, _, _ in rows() for number in numbers]
    assert sorted(listed) == sorted(wanted())


@pytest.mark.parametrize(("numbers", "verdict", "how"), rows(), ids=lambda one: str(one)[:24])
def test_a_row_has_a_verdict_and_names_what_is_there(numbers: list[str], verdict: str, how: str) -> None:
    assert verdict in VERDICTS, numbers
    named = [path for path in QUOTED.findall(how) if "/" in path or "." in path or path == "Dockerfile"]
    missing = [path for path in named if path not in {"/me", "/healthz"} and not (house.ROOT / path).exists()]
    assert missing == []
    assert named or verdict != "met", "what is met names what holds it"


def test_the_sums_in_the_security_page_are_those_of_the_list() -> None:
    counted: dict[str, Counter[str]] = {}
    for numbers, verdict, _ in rows():
        for number in numbers:
            counted.setdefault(number.partition(".")[0], Counter())[verdict] += 1
    whole = sum(counted.values(), Counter())
    assert (
        f"{whole['met']} are met, {whole['partly']} in part, {whole['not met']} are not, {whole['n.a.']} are of"
        in house.text(SUMS)
    )
    told = {chapter: tuple(map(int, sums)) for chapter, *sums in SUM.findall(house.text(SUMS))}
    assert told == {chapter: tuple(sums[one] for one in VERDICTS) for chapter, sums in counted.items()}
