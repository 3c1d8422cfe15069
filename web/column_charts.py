"""Two more charts, drawn as `web.charts` draws: columns that stand for shares of a whole, and a week of hours as dots of many sizes.

Across they measure in shares of the width, up and down in pixels, so that they fit a phone and a screen and their words stay as large
as the page's. A share is told by a height and a pattern, a count by a size: by no colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.charts import Part, Tone


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands under it, its pieces from the ground up, the figure above it. Without any piece it is a gap."""

    label: str
    parts: tuple[Part, ...]
    figure: str


_HIGH, _ABOVE, _BELOW = 110, 20, 20
"""Pixels: the whole column, its figure above, its label below."""
_WIDEST = 24.0
"""Per cent of the width that one of few columns takes with its gap."""
_FILLED = 0.72
"""Part of that which is column."""
_DAY, _DAYS_WIDTH, _HOURS = 30, 9.0, 24
"""Pixels of a line of the week; per cent for the names of the days; columns."""
_BIGGEST = 1.6
"""Per cent (of the diagonal, as SVG counts radii): the dot of the busiest hour."""
_PLAIN = frozenset({Tone.SOLVED, Tone.LEFT})


def columns(key: str, title: str, desc: str, lines: Sequence[Column]) -> Markup:
    """Columns of one height, each divided by the shares of its parts. `key` is unique on the page."""
    wide = min(100 / max(len(lines), 1), _WIDEST)
    drawn = (_column(line, n * wide, wide) for n, line in enumerate(lines))
    ground = Markup('<line class="grid" x1="0" x2="100%" y1="{0}" y2="{0}"/>').format(_ABOVE + _HIGH)
    return _chart(key, title, desc, _ABOVE + _HIGH + _BELOW, ground + Markup("").join(drawn))


def week(
    key: str, title: str, desc: str, days: Sequence[str], counts: Mapping[tuple[int, int], int]
) -> Markup:
    """A line for each of the `days`, a dot for each hour (0-23), its area as large as the count of (day, hour)."""
    most = max(counts.values(), default=0) or 1
    wide = (100 - _DAYS_WIDTH) / _HOURS
    drawn = Markup("")
    for day, name in enumerate(days):
        middle = day * _DAY + _DAY // 2
        drawn += Markup('<text x="0" y="{}">{}</text>').format(middle + 5, name)
        drawn += Markup('<line class="grid" x1="{}%" x2="100%" y1="{}" y2="{}"/>').format(
            _DAYS_WIDTH, middle, middle
        )
        for hour in range(_HOURS):
            if count := counts.get((day, hour), 0):
                radius = _BIGGEST * max((count / most) ** 0.5, 0.2)
                drawn += Markup('<circle class="hour" cx="{:.2f}%" cy="{}" r="{:.2f}%"/>').format(
                    _DAYS_WIDTH + (hour + 0.5) * wide, middle, radius
                )
    for hour in range(0, _HOURS, 3):
        drawn += Markup('<text class="tick" x="{:.2f}%" y="{}" text-anchor="middle">{}</text>').format(
            _DAYS_WIDTH + (hour + 0.5) * wide, len(days) * _DAY + 16, hour
        )
    return _chart(key, title, desc, len(days) * _DAY + _BELOW, drawn)


def _column(line: Column, left: float, wide: float) -> Markup:
    whole = sum(part.count for part in line.parts)
    middle, drawn, ground = left + wide / 2, Markup(""), float(_ABOVE + _HIGH)
    for part in line.parts:
        if part.count:
            high = _HIGH * part.count / whole
            ground -= high
            drawn += _piece(part.tone, left + wide * (1 - _FILLED) / 2, wide * _FILLED, ground, high)
    for css, words, y in (("figure", line.figure, _ABOVE - 6), ("tick", line.label, _ABOVE + _HIGH + 16)):
        drawn += Markup('<text class="{}" x="{:.2f}%" y="{}" text-anchor="middle">{}</text>').format(
            css, middle, y, words
        )
    return drawn


def _piece(tone: Tone, x: float, wide: float, y: float, high: float) -> Markup:
    fill = Markup("") if tone in _PLAIN else Markup(' fill="url(#tone-{})"').format(tone.value)
    return Markup('<rect class="piece {}" x="{:.2f}%" y="{:.1f}" width="{:.2f}%" height="{:.1f}"{}/>').format(
        tone.value, x, y, wide, high, fill
    )


def _chart(key: str, title: str, desc: str, height: int, inside: Markup) -> Markup:
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{0}-title" aria-describedby="{0}-desc" width="100%" height="{1}">'
        '<title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>{4}</svg>'
    ).format(key, height, title, desc, inside)
