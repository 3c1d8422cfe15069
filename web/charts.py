"""Charts as SVG: values in, markup out. Drawn on the server, so that a page needs neither script nor network for them.

Widths are shares of the screen (`%`) and text is in pixels: a chart fills a phone of 320 px and a wide screen alike, and its words
stay as large as the page's. (A `viewBox` would shrink or blow up the words together with the bars.) A tone is a pattern and
never a colour alone; the colours are those of the site (`web/static/playbooks.css`), so that they follow light and dark.
Every chart has a title and a description, and stands beside a table of the same figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup


class Tone(StrEnum):
    """How a part is filled: the fault gone, all well otherwise, gone on, not done, left."""

    SOLVED = "solved"
    AROUND = "around"
    ON = "on"
    UNDONE = "undone"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a bar; `count` is its length in the unit of the bar."""

    tone: Tone
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: its words, its pieces in order, and the figure behind it."""

    label: str
    parts: tuple[Part, ...]
    figure: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One line of a dot plot: seconds as measured (None: never), and as expected."""

    label: str
    value: int | None
    expected: int
    figure: str


_ROW, _BAR, _TICKS = 52, 14, 22
"""Pixels: one line with its words, the bar in it, the words under an axis."""

_FULL = 78.0
"""Share of the width that the longest bar takes; the rest is for its figure."""

_SHORT, _LONG = 17.0, 32.0
"""How many full-width characters of a label fit at 320 px, and from 48rem on."""

_PLAIN = frozenset({Tone.SOLVED, Tone.LEFT})


def patterns() -> Markup:
    """The fills that are more than a colour; once on every page that has a chart."""
    stripes = '<rect width="6" height="6" class="ground"/><rect width="3" height="6" class="ink-{0}"/>'
    dots = '<rect width="6" height="6" class="ground"/><circle cx="3" cy="3" r="1.8" class="ink-{0}"/>'
    drawn = (
        (Tone.AROUND, stripes, "rotate(90)"),
        (Tone.ON, stripes, "rotate(45)"),
        (Tone.UNDONE, dots, "rotate(0)"),
    )
    found = Markup("").join(
        Markup(
            '<pattern id="tone-{0}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="{1}">{2}</pattern>'
        ).format(tone.value, turned, Markup(shape).format(tone.value))  # noqa: S704  # our own shapes
        for tone, shape, turned in drawn
    )
    return Markup('<svg class="hidden" width="0" height="0" aria-hidden="true"><defs>{}</defs></svg>').format(
        found
    )


def swatch(tone: Tone) -> Markup:
    """A piece of the legend."""
    return Markup('<svg class="swatch" width="22" height="14" aria-hidden="true">{}</svg>').format(
        _piece(tone, "1", "20", 1, 12)
    )


def strip(parts: Sequence[Part], whole: int, words: str) -> Markup:
    """One bar for a line of a table whose cells hold the figures: hidden from screen readers, its words are the tooltip."""
    pieces = _pieces(parts, max(whole, 1), 100.0, 1)
    return Markup(
        '<svg class="strip" width="100%" height="{}" aria-hidden="true"><title>{}</title>'
        '<rect class="track" width="100%" height="{}" y="1"/>{}</svg>'
    ).format(_BAR + 2, words, _BAR, pieces)


def bars(key: str, title: str, desc: str, lines: Sequence[Bar], full: float = _FULL) -> Markup:
    """Stacked bars, one under the other, as long as their counts: the longest takes `full` per cent of the width, and the rest is
    for its figure. `key` is unique on the page.
    """
    longest = max((sum(part.count for part in line.parts) for line in lines), default=0) or 1
    rows = (
        _row(n, line.label, line.figure, _pieces(line.parts, longest, full, n * _ROW + 22))
        for n, line in enumerate(lines)
    )
    return _chart(key, title, desc, len(lines) * _ROW, Markup("").join(rows))


def dots(key: str, title: str, desc: str, unit: str, lines: Sequence[Dot]) -> Markup:
    """Dots on one scale from nought: a filled dot for what was measured, an upright stroke for what was expected."""
    most = _round_up(max((max(line.value or 0, line.expected) for line in lines), default=0))
    height = len(lines) * _ROW
    grid = Markup("").join(_gridline(share, most, unit, height) for share in (0.0, 0.5, 1.0))
    rows = (
        _row(n, line.label, line.figure, _marks(line, most, n * _ROW + 29)) for n, line in enumerate(lines)
    )
    return _chart(key, title, desc, height + _TICKS, grid + Markup("").join(rows))


def shortened(words: str, room: float) -> str:
    """The words, cut with … where they are wider than `room` full-width characters."""
    taken = 0.0
    for at, letter in enumerate(words):
        taken += _width(letter)
        if taken > room:
            return words[:at].rstrip() + "…"
    return words


def _width(letter: str) -> float:
    """Wide as a Chinese character or as a Latin one; capitals and figures lie between."""
    if ord(letter) >= 0x2E80:
        return 1.0
    return 0.65 if letter.isupper() else 0.54


def _chart(key: str, title: str, desc: str, height: int, inside: Markup) -> Markup:
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{0}-title" aria-describedby="{0}-desc" width="100%" height="{1}">'
        '<title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>{4}</svg>'
    ).format(key, height, title, desc, inside)


def _row(n: int, label: str, figure: str, drawn: Markup) -> Markup:
    top = n * _ROW
    words = Markup("").join(
        Markup('<text class="{}" x="0" y="{}">{}</text>').format(size, top + 15, shortened(label, room))
        for size, room in (("short", _SHORT), ("long", _LONG))
    )
    said = Markup('<text class="figure" x="100%" y="{}" text-anchor="end">{}</text>').format(top + 34, figure)
    return words + drawn + said


def _pieces(parts: Sequence[Part], whole: int, full: float, y: int) -> Markup:
    drawn, at = Markup(""), 0
    for part in parts:
        if part.count:
            start, width = full * at / whole, full * part.count / whole
            drawn += _piece(part.tone, f"{start:.2f}%", f"{width:.2f}%", y, _BAR)
            at += part.count
    return drawn


def _piece(tone: Tone, x: str, width: str, y: int, height: int) -> Markup:
    fill = Markup("") if tone in _PLAIN else Markup(' fill="url(#tone-{})"').format(tone.value)
    return Markup('<rect class="piece {}" x="{}" y="{}" width="{}" height="{}"{}/>').format(
        tone.value, x, y, width, height, fill
    )


def _gridline(share: float, most: int, unit: str, height: int) -> Markup:
    x = f"{1 + share * (_FULL - 2):.2f}%"
    anchor = "start" if share == 0 else "middle"
    return Markup(
        '<line class="grid" x1="{0}" x2="{0}" y1="0" y2="{1}"/><text class="tick" x="{2}" y="{3}" text-anchor="{4}">{5}</text>'
    ).format(x, height, "0" if share == 0 else x, height + 16, anchor, f"{most * share:g} {unit}")


def _marks(line: Dot, most: int, y: int) -> Markup:
    expected = _at(line.expected, most)
    stroke = Markup('<line class="expected" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(
        expected, y - 8, y + 8
    )
    if line.value is None:
        return stroke
    value = _at(line.value, most)
    return (
        Markup('<line class="between" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(expected, value, y, y)
        + stroke
        + Markup('<circle class="measured" cx="{}" cy="{}" r="6"/>').format(value, y)
    )


def _at(seconds: int, most: int) -> str:
    return f"{1 + min(seconds / most, 1.0) * (_FULL - 2):.2f}%"


def _round_up(seconds: int) -> int:
    """The end of the scale: a figure whose half is a plain number too."""
    steps = (10, 20, 40, 60, 90, 120, 180, 240, 300, 600, 900, 1200, 1800)
    return next((step for step in steps if step >= seconds), -(-seconds // 600) * 600)
