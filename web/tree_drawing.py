"""A symptom tree as an SVG picture: one row per step's depth, answers on the arrows, endings as coloured boxes with a sign.

Plain shapes and attributes on a light ground of its own, so that it reads the same on a dark page, in a browser and in an
editor; nothing is fetched. Every word of a playbook is escaped. The same tree gives the same picture.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from types import MappingProxyType

from desk.ids import StepId
from desk.language import Lang
from desk.playbook import Ending, Step, Tree
from web.tree_layout import Node, place
from web.tree_words import AROUND, ENDINGS, SAFETY_TREE, SIGNS, branches, tags

_FONTS = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', sans-serif"
_GROUND, _INK, _SOFT, _LINE = "#fbfaf6", "#1d2733", "#556270", "#5b6b7b"
_COLOURS: Mapping[Ending, tuple[str, str]] = {
    Ending.FIXED: ("#dff2e2", "#1a6b33"),
    Ending.DISPATCH: ("#e2ebfa", "#21509c"),
    Ending.SAFETY: ("#fde3df", "#a3211a"),
    Ending.HOWTO: ("#f0e6f8", "#6a3a8c"),
}
"""Ground and ink of an ending; the ink has a contrast of more than 4.5 on it."""

_BOX, _PADDING, _MARGIN = 236.0, 11.0, 24.0
_SMALL, _NORMAL, _TITLE = 12.0, 14.0, 18.0
_LEADING = 1.38
_BETWEEN = 24.0
_UNBREAKABLE = re.compile(
    r"[“‘（《【]*(?:[0-9A-Za-z][\w.%/+&'’-]*|\S)[，。？！、；：”’）》】,.;:?!)\u2026]*\s*|\s+"
)
"""What stays on one line: a Latin word or a Chinese character with the punctuation that belongs to it."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a box."""

    words: str
    size: float
    ink: str = _INK
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Figure:
    """A node of the picture with what it shows; a line that only passes a row shows nothing."""

    node: Node
    lines: tuple[_Line, ...] = ()
    ending: Ending | None = None
    is_label: bool = False


def drawn(tree: Tree, lang: Lang, notes: Mapping[StepId, str] = MappingProxyType({})) -> str:
    """The tree as the text of an SVG file. `notes` are a short last line in a step's box, e.g. how often it helped."""
    if tree.safety:
        return _statements(tree, lang)
    picture = _Picture(tree, lang, notes)
    width, height = place([figure.node for figure in picture.figures], {}, _BETWEEN)
    head = _head(tree, lang, max(width, 2 * _BOX))
    top = _height(head) + _MARGIN
    wide = max(width, 2 * _BOX)
    shapes = [
        *_words(head, _MARGIN, _MARGIN, "start"),
        f'<g transform="translate({_n(_MARGIN + (wide - width) / 2)} {_n(_MARGIN + top)})">',
    ]
    shapes += [*picture.arrows(), *(shape for figure in picture.figures for shape in _figure(figure)), "</g>"]
    return _sheet(tree, lang, wide, top + height, shapes)


class _Picture:
    """The tree as nodes and links: steps in the even rows, the answers between them in the odd ones."""

    def __init__(self, tree: Tree, lang: Lang, notes: Mapping[StepId, str]) -> None:
        self._lang = lang
        self._depths = _depths(tree)
        self._steps: dict[StepId, _Figure] = {}
        self.figures: list[_Figure] = []
        self._ways: list[tuple[Node, ...]] = []
        for step in sorted(tree.steps, key=lambda step: self._depths[step.id]):
            self._steps[step.id] = self._add(
                _step_figure(step, lang, notes.get(step.id, ""), self._depths[step.id])
            )
        for step in tree.steps:
            for branch in branches(step):
                self._lead(step, branch.label.of(lang), branch.to)

    def arrows(self) -> Iterator[str]:
        """A line for every answer, from its step through its label to where it leads."""
        for way in self._ways:
            yield from _arrow(way)

    def _add(self, figure: _Figure) -> _Figure:
        self.figures.append(figure)
        return figure

    def _lead(self, step: Step, label: str, to: StepId | Ending) -> None:
        here = self._steps[step.id].node
        words = (_Line(label, 12.0, _INK),)
        way = [here, self._add(_labelled(words, here.row + 1)).node]
        if isinstance(to, Ending):
            way.append(self._add(_ending_figure(to, self._lang, here.row + 2)).node)
        else:
            there = self._steps[to].node
            way += [
                self._add(_Figure(Node(row, 8.0, 0.0, pull=6.0))).node
                for row in range(here.row + 2, there.row)
            ]
            way.append(there)
        for above, below in pairwise(way):
            above.link(below)
        self._ways.append(tuple(way))


def _depths(tree: Tree) -> dict[StepId, int]:
    """How many answers at most lead to each step; the loader has refused circles and steps nothing leads to."""
    depths = {tree.steps[0].id: 0}
    for _ in tree.steps:
        for step in tree.steps:
            for branch in branches(step) if step.id in depths else ():
                if not isinstance(branch.to, Ending):
                    depths[branch.to] = max(depths.get(branch.to, 0), depths[step.id] + 1)
    return depths


def _step_figure(step: Step, lang: Lang, note: str, depth: int) -> _Figure:
    ending = Ending(step.yes) if step.kind.is_last else None
    ink = _COLOURS[ending][1] if ending else _INK
    lines = [_Line(step.id, _SMALL, ink if ending else _SOFT, bold=True)]
    lines += _wrapped(" · ".join(tags(step, lang)), _SMALL, ink if ending else _SOFT)
    lines += _wrapped(step.ask.of(lang), _NORMAL, ink)
    if ending:
        lines += _wrapped(f"{SIGNS[ending]} {ENDINGS[ending].of(lang)}", 13.0, ink, bold=True)
    lines += _wrapped(note, _SMALL, _SOFT) if note else []
    return _Figure(Node(2 * depth, _BOX, _height(lines) + 2 * _PADDING), tuple(lines), ending)


def _labelled(lines: tuple[_Line, ...], row: int) -> _Figure:
    width = max(_width(line.words, line.size) for line in lines) + 14
    return _Figure(Node(row, width, 22.0, pull=2.0), lines, is_label=True)


def _ending_figure(ending: Ending, lang: Lang, row: int) -> _Figure:
    line = _Line(f"{SIGNS[ending]} {ENDINGS[ending].of(lang)}", 13.0, _COLOURS[ending][1], bold=True)
    width = _width(line.words, line.size) + 30
    return _Figure(Node(row, width, 34.0), (line,), ending)


def _figure(figure: _Figure) -> Iterator[str]:
    """The box of a node and its words."""
    node, lines = figure.node, figure.lines
    if not lines:
        return
    ground, edge, round_, thick = "#ffffff", _INK, 6.0, 1.3
    if figure.is_label:
        ground, edge, round_, thick = _GROUND, "none", 9.0, 0.0
    elif figure.ending:
        (ground, edge), round_ = _COLOURS[figure.ending], 17.0
        thick = 3.0 if figure.ending is Ending.SAFETY else 1.6
    left = node.x - node.width / 2
    yield (
        f'<rect x="{_n(left)}" y="{_n(node.y)}" width="{_n(node.width)}" height="{_n(node.height)}" rx="{_n(round_)}"'
        f' fill="{ground}" stroke="{edge}" stroke-width="{_n(thick)}"/>'
    )
    top = node.y + (node.height - _height(lines)) / 2
    centred = figure.is_label or len(lines) == 1
    yield from _words(lines, node.x if centred else left + _PADDING, top, "middle" if centred else "start")


def _arrow(way: Sequence[Node]) -> Iterator[str]:
    """A curve through the middle of every node of the way, and its head."""
    first, last = way[0], way[-1]
    x, y = first.x + _port(first, first.below, way[1]), first.y + first.room
    path = [f"M{_n(x)} {_n(first.y + first.height)}V{_n(y)}"]
    for before, node in pairwise(way):
        to_x = node.x + (_port(node, node.above, before) if node is last else 0.0)
        to_y = node.y - (7.0 if node is last else 0.0)
        middle = (y + to_y) / 2
        path.append(f"C{_n(x)} {_n(middle)} {_n(to_x)} {_n(middle)} {_n(to_x)} {_n(to_y)}")
        x, y = to_x, to_y
        if node is not last:
            y = node.y + node.room
            path.append(f"V{_n(y)}")
    yield f'<path d="{"".join(path)}" fill="none" stroke="{_LINE}" stroke-width="1.5"/>'
    yield f'<path d="M{_n(x)} {_n(last.y)}l-4.5 -8h9z" fill="{_LINE}"/>'


def _port(node: Node, others: Sequence[Node], other: Node) -> float:
    """Where at its box a line begins or ends: lines stand beside each other in the order of their other ends."""
    if len(others) < 2:
        return 0.0
    order = sorted(others, key=lambda one: one.x)
    apart = min(34.0, (node.width - 40.0) / len(others))
    return (order.index(other) - (len(order) - 1) / 2) * apart


def _head(tree: Tree, lang: Lang, width: float) -> list[_Line]:
    """The tree's name, and the ways for a lesson to go on, which come before its first step."""
    lines = [_Line(tree.name.of(lang), _TITLE, bold=True), _Line(f"{tree.id} v{tree.version}", _SMALL, _SOFT)]
    if tree.workarounds:
        lines.append(_Line(AROUND.of(lang), 13.0, _SOFT, bold=True))
    for number, way in enumerate(tree.workarounds, 1):
        needs = f" ({way.needs})" if way.needs else ""
        lines += _wrapped(f"{number}. {way.step.ask.of(lang)}{needs}", 13.0, _INK, width=width)
    return lines


def _statements(tree: Tree, lang: Lang) -> str:
    """A safety tree: what is said at once, numbered, one under the other."""
    wide = 2 * _BOX
    edge = _COLOURS[Ending.SAFETY][1]
    head = [
        *_head(tree, lang, wide),
        _Line(f"{SIGNS[Ending.SAFETY]} {SAFETY_TREE.of(lang)}", 13.0, edge, bold=True),
    ]
    shapes, top = list(_words(head, _MARGIN, _MARGIN, "start")), _MARGIN + _height(head) + 12
    for number, step in enumerate(tree.steps, 1):
        lines = _wrapped(f"{number}. {step.ask.of(lang)}", _NORMAL, _INK, width=wide - 2 * _PADDING)
        node = Node(0, wide, _height(lines) + 2 * _PADDING, x=_MARGIN + wide / 2, y=top)
        shapes += [
            f'<rect x="{_n(_MARGIN)}" y="{_n(top)}" width="{_n(wide)}" height="{_n(node.height)}" rx="6"'
            f' fill="#ffffff" stroke="{edge}" stroke-width="2"/>',
            *_words(lines, _MARGIN + _PADDING, top + _PADDING, "start"),
        ]
        top += node.height + 10
    return _sheet(tree, lang, wide, top - _MARGIN, shapes)


def _sheet(tree: Tree, lang: Lang, width: float, height: float, shapes: Sequence[str]) -> str:
    """The file around the shapes: size, ground, name and description for who cannot see it."""
    wide, high = _n(width + 2 * _MARGIN), _n(height + 2 * _MARGIN)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img"'
            f' lang="{lang}" aria-labelledby="{escape(tree.id)}-title {escape(tree.id)}-desc" font-family="{_FONTS}">',
            f'<title id="{escape(tree.id)}-title">{escape(tree.name.of(lang))}</title>',
            f'<desc id="{escape(tree.id)}-desc">{escape(_told(tree, lang))}</desc>',
            f'<rect width="{wide}" height="{high}" fill="{_GROUND}"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def _told(tree: Tree, lang: Lang) -> str:
    """The whole tree in words."""
    told = []
    for step in tree.steps:
        leads = (
            f"{branch.label.of(lang)} → {ENDINGS[branch.to].of(lang) if isinstance(branch.to, Ending) else branch.to}"
            for branch in (() if tree.safety else branches(step))
        )
        told.append(" ".join((f"{step.id}: {step.ask.of(lang)}", "; ".join(leads))).strip())
    return " | ".join(told)


def _words(lines: Sequence[_Line], x: float, top: float, anchor: str) -> Iterator[str]:
    for line in lines:
        step = line.size * _LEADING
        weight = ' font-weight="600"' if line.bold else ""
        yield (
            f'<text x="{_n(x)}" y="{_n(top + step - line.size * 0.34)}" font-size="{_n(line.size)}" fill="{line.ink}"'
            f' text-anchor="{anchor}"{weight}>{escape(line.words)}</text>'
        )
        top += step


def _height(lines: Sequence[_Line]) -> float:
    return sum(line.size for line in lines) * _LEADING


def _wrapped(
    words: str, size: float, ink: str, *, bold: bool = False, width: float = _BOX - 2 * _PADDING
) -> list[_Line]:
    """The words in lines no wider than this."""
    lines, line = [], ""
    for part in _UNBREAKABLE.findall(words):
        if line and _width((line + part).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += part
    return [_Line(one, size, ink, bold) for one in (*lines, line.rstrip()) if one]


def _width(words: str, size: float) -> float:
    """About how wide they are; rather too wide, since fonts differ."""
    return sum(
        size if unicodedata.east_asian_width(c) in "WFA" else size * (0.68 if c.isupper() else 0.54)
        for c in words
    )


def _n(number: float) -> str:
    """A coordinate: one decimal, none where it is 0."""
    return f"{number:.1f}".removesuffix(".0")
