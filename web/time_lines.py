"""Time lines as SVG, drawn as `web.charts` draws: lanes one under the other, marks on one scale of time that begins with a report.

The scale is logarithmic, as what counts happens in the first minutes and lasts for days; its ticks say so. Across in shares of the
width, up and down in pixels. A mark is a sign in a disc; what it means stands in the legend and in the table beside. Marks that
would lie on one another stand one above the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log1p

from markupsafe import Markup

from desk.language import Lang
from web.words import say, span


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at `after` the beginning. `sign` is one or two letters; `tone` a CSS class; `words` are its tooltip."""

    after: timedelta
    sign: str
    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One line, with its words above it."""

    label: str
    marks: tuple[Mark, ...]


_LABEL, _LEVEL, _RADIUS, _TICKS = 24, 24, 10, 24
"""Pixels: the words of a lane, one level of marks, a mark, the words under the axis."""
_FROM, _TO = 4.0, 95.0
"""Shares of the width in which the scale lies, so that no mark is cut off."""
_APART = 8.5
"""Per cent: marks nearer than this would touch on a phone of 320 px."""
_TICK_AT = tuple(timedelta(minutes=m) for m in (5, 60, 480, 2880, 20160))


def lanes(key: str, title: str, desc: str, lines: Sequence[Lane], lang: Lang, longest: timedelta) -> Markup:
    """The drawing; `longest` ends the scale. `key` is unique on the page."""
    drawn, top = Markup(""), 0
    for line in lines:
        levels = _levels(line.marks, longest)
        high = _LABEL + _LEVEL * max(max(levels, default=0) + 1, 1)
        drawn += _lane(line, levels, top, high, longest)
        top += high + 6
    axis = _axis(top, lang, longest)
    return Markup(
        '<svg class="time-line" role="img" aria-labelledby="{0}-title" aria-describedby="{0}-desc" width="100%" height="{1}">'
        '<title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>{4}{5}</svg>'
    ).format(key, top + _TICKS, title, desc, axis, drawn)


def place(after: timedelta, longest: timedelta) -> float:
    """Where an instant lies, in per cent of the width."""
    share = log1p(_minutes(after)) / log1p(_minutes(longest))
    return _FROM + (_TO - _FROM) * min(share, 1.0)


def _lane(line: Lane, levels: Sequence[int], top: int, high: int, longest: timedelta) -> Markup:
    ground = top + high - _LEVEL // 2
    drawn = Markup('<text class="lane" x="0" y="{}">{}</text>').format(top + 16, line.label)
    drawn += Markup('<line class="grid" x1="{0}%" x2="{1}%" y1="{2}" y2="{2}"/>').format(_FROM, _TO, ground)
    for mark, level in zip(line.marks, levels, strict=True):
        x, y = f"{place(mark.after, longest):.2f}%", ground - _LEVEL * level
        if level:
            drawn += Markup('<line class="stem" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>').format(x, y, ground)
    for mark, level in zip(line.marks, levels, strict=True):
        x, y = f"{place(mark.after, longest):.2f}%", ground - _LEVEL * level
        drawn += Markup(
            '<g class="mark {0}"><title>{1}</title><circle cx="{2}" cy="{3}" r="{4}"/>'
            '<text x="{2}" y="{5}" text-anchor="middle">{6}</text></g>'
        ).format(mark.tone, mark.words, x, y, _RADIUS, y + 4, mark.sign)
    return drawn


def _levels(marks: Sequence[Mark], longest: timedelta) -> list[int]:
    """How high each mark stands: as low as none that is near stands already."""
    taken: list[tuple[float, int]] = []
    for mark in marks:
        here = place(mark.after, longest)
        near = {level for there, level in taken if abs(there - here) < _APART}
        taken.append((here, next(level for level in range(len(marks) + 1) if level not in near)))
    return [level for _, level in taken]


def _axis(height: int, lang: Lang, longest: timedelta) -> Markup:
    drawn = Markup('<text class="tick" x="{}%" y="{}" text-anchor="middle">{}</text>').format(
        _FROM, height + 16, say("tl_report", lang)
    )
    for tick in (one for one in _TICK_AT if one <= longest):
        x = f"{place(tick, longest):.2f}%"
        drawn += Markup('<line class="grid" x1="{0}" x2="{0}" y1="0" y2="{1}"/>').format(x, height)
        drawn += Markup('<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>').format(
            x, height + 16, span(tick.total_seconds(), lang)
        )
    return drawn


def _minutes(length: timedelta) -> float:
    return max(length.total_seconds(), 0.0) / 60
