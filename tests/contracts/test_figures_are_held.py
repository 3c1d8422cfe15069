"""Whoever changes one figure of a pack, by one, fails a test here: every number of every pack is tried (issue 3).

A figure is a value that is nothing but a number, a length of time, an hour or a day, and every number of `statements` and of
a clause's words. Citations, names (also of grades) and the reasoning of `interpretations` are words and not tried. No figure is drawn by lot.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from storage.contract_packs import PackError, load_pack
from tests.contracts.figures import broken
from tests.contracts.packs import FOLDER, NAMES, pack

NUMBER = re.compile(r"\d+(?:\.\d+)?")
WHOLE = re.compile(r"[\d.]+|(?:\d+(?:d|h|min|s))+|\d\d:\d\d|\d{4}-\d\d-\d\d")
NAMES_OF_THINGS = ("clause", "clauses", "id", "answers", "grade", "grades")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a pack: where it stands in the text, and under which keys."""

    where: str
    start: int
    end: int


def figures(text: str) -> Iterator[Figure]:
    """Every number of the file that means something, in its order."""
    for path, node in _values(yaml.compose(text, yaml.CSafeLoader), ()):
        section, key = path[0], next(name for name in reversed(path) if not name.isdigit())
        printed = section == "statements" and key in ("says", "reads", "after")
        spoken = section == "clauses"
        if key in NAMES_OF_THINGS:
            continue
        if printed or spoken or WHOLE.fullmatch(str(node.value)):
            start, end = node.start_mark.index, node.end_mark.index
            found = NUMBER.finditer(text, start, end)
            yield from (Figure(".".join(path), it.start(), it.end()) for it in found)


def _values(
    node: yaml.Node | None, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], yaml.ScalarNode]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _values(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _values(value, (*path, str(index)))
    elif isinstance(node, yaml.ScalarNode):
        yield path, node


def changed(text: str, figure: Figure) -> Iterator[str]:
    """The file with this number one higher and one lower in its last place, written as wide as before."""
    number = text[figure.start : figure.end]
    digits = number.replace(".", "")
    for step in (1, -1):
        if int(digits) + step >= 0:
            moved = str(int(digits) + step).zfill(len(digits))
            point = number.find(".")
            written = moved if point < 0 else f"{moved[:point]}.{moved[point:]}"
            yield text[: figure.start] + written + text[figure.end :]


def is_noticed(path: Path) -> bool:
    """Whether the file is refused, or its contract keeps a figure no more."""
    try:
        return next(broken(load_pack(path)), None) is not None
    except PackError:
        return True


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_keeps_every_figure_written_down_by_hand(name: str) -> None:
    assert list(broken(pack(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_of_a_pack_can_be_changed_by_one_unnoticed(name: str, tmp_path: Path) -> None:
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    tried, path, unnoticed = list(figures(text)), tmp_path / f"{name}.yaml", []
    for figure in tried:
        for mutant in changed(text, figure):
            path.write_text(mutant, encoding="utf-8")
            if not is_noticed(path):
                unnoticed.append((figure.where, text[figure.start : figure.end]))
    assert len(tried) > 100
    assert unnoticed == []
