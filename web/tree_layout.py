"""Where the boxes of a drawn tree stand: rows by depth, few crossings, lines as straight as they can be. Pure geometry.

It knows neither trees nor SVG: nodes have a row, a width and a height; links lead from one row to the very next (whoever
builds the picture puts a node into every row that a long line passes). The same input gives the same picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_SWEEPS = 12
_BESIDE = 20.0
"""Pixels between two nodes of a row."""


@dataclass(slots=True, eq=False)
class Node:
    """A place in the picture. `x` is its centre, `y` its top, `room` the height of its row, all set by `place`. `pull` is
    how hard it keeps its line.
    """

    row: int
    width: float
    height: float
    pull: float = 1.0
    x: float = 0.0
    y: float = 0.0
    room: float = 0.0
    above: list["Node"] = field(default_factory=list)
    below: list["Node"] = field(default_factory=list)

    def link(self, to: "Node") -> None:
        """A line from this node down to one of the next row."""
        self.below.append(to)
        to.above.append(self)


def place(nodes: Sequence[Node], gaps: Mapping[int, float], between: float) -> tuple[float, float]:
    """Set `x` and `y` of every node; the picture begins at 0, 0. Returns its width and height.

    `nodes` in the order in which they should stand beside each other, where nothing else decides. `gaps` are pixels below a
    row, `between` where none are given.
    """
    rows = _rows(nodes)
    _untangle(rows)
    for row in rows:
        _settle(row, [0.0] * len(row))
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            _settle(row, [_wanted(node, down=sweep % 2 == 0) for node in row])
    left = min(node.x - node.width / 2 for node in nodes)
    for node in nodes:
        node.x -= left
    return max(node.x + node.width / 2 for node in nodes), _stack(rows, gaps, between)


def _rows(nodes: Sequence[Node]) -> list[list[Node]]:
    rows: list[list[Node]] = [[] for _ in range(1 + max(node.row for node in nodes))]
    for node in nodes:
        rows[node.row].append(node)
    return rows


def _stack(rows: list[list[Node]], gaps: Mapping[int, float], between: float) -> float:
    """Rows under each other; returns the height of all."""
    top = gap = 0.0
    for number, row in enumerate(rows):
        top += gap
        height = max(node.height for node in row)
        for node in row:
            node.y, node.room = top, height
        top, gap = top + height, gaps.get(number, between)
    return top


def _untangle(rows: list[list[Node]]) -> None:
    """Order each row so that few lines cross: by the middle of the neighbours, the best of several sweeps kept."""
    best, fewest = [list(row) for row in rows], _crossings(rows)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            places = {id(node): place for other in rows for place, node in enumerate(other)}
            row.sort(key=lambda node: _middle(node, places, down=down))
        if (now := _crossings(rows)) < fewest:
            best, fewest = [list(row) for row in rows], now
    for row, kept in zip(rows, best, strict=True):
        row[:] = kept


def _middle(node: Node, places: Mapping[int, int], *, down: bool) -> float:
    others = node.above if down else node.below
    found = [places[id(other)] for other in others] or [places[id(node)]]
    return sum(found) / len(found)


def _crossings(rows: list[list[Node]]) -> int:
    count = 0
    for upper, lower in pairwise(rows):
        places = {id(node): place for place, node in enumerate(lower)}
        ends = [(left, places[id(to)]) for left, node in enumerate(upper) for to in node.below]
        count += sum(a[0] < b[0] and a[1] > b[1] for a in ends for b in ends)
    return count


def _wanted(node: Node, *, down: bool) -> float:
    """Under the middle of what leads here, or above the middle of what follows."""
    others = node.above if down else node.below
    return sum(other.x for other in others) / len(others) if others else node.x


def _settle(row: list[Node], wanted: Sequence[float]) -> None:
    """Put a row as near to where its nodes want to be as their widths allow (isotonic regression, least squares)."""
    offsets = [0.0]
    for left, right in pairwise(row):
        offsets.append(offsets[-1] + (left.width + right.width) / 2 + _BESIDE)
    blocks: list[tuple[float, float, int]] = []  # where a block stands, its pull, how many nodes
    for node, want, offset in zip(row, wanted, offsets, strict=True):
        at, pull, count = want - offset, node.pull, 1
        while blocks and blocks[-1][0] > at:
            before, strength, more = blocks.pop()
            at = (before * strength + at * pull) / (strength + pull)
            pull, count = pull + strength, count + more
        blocks.append((at, pull, count))
    places = [at for at, _, count in blocks for _ in range(count)]
    for node, at, offset in zip(row, places, offsets, strict=True):
        node.x = at + offset
