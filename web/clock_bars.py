"""The clocks of a ticket as bars: each limit is one bar from start to due, however long it is; the figures are in the table beside.

Drawn as `web.charts` draws: shares of the width and words in pixels, so that it fills a phone and a wide screen alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from desk.sla import Deadline
from web.rows import ClockView

_DUE = 74.0
"""Share of the width at which a bar is due; what runs over goes on to the right of it."""
_MOST_OVER = 1.33
_ROW, _TOP, _BAR = 50, 22, 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a bar: `used`, `over` or `paused`, from and to as shares of the limit (1 is the instant it is due)."""

    kind: str
    start: float
    end: float


def stretches(line: Deadline, now: datetime) -> tuple[Stretch, ...]:
    """What a clock has used of its limit by `now` or until it was met, what ran over, what stood still."""
    whole = (line.due - line.started).total_seconds()
    if whole <= 0:
        return ()

    def share(instant: datetime) -> float:
        return min(max((instant - line.started).total_seconds() / whole, 0.0), _MOST_OVER)

    end = share(line.met or now)
    found = [Stretch("used", 0.0, min(end, 1.0))]
    found += [Stretch("paused", share(pause.opens), min(share(pause.closes), end)) for pause in line.paused]
    found.append(Stretch("over", 1.0, end))
    return tuple(one for one in found if one.start < one.end)


def drawn(title: str, desc: str, clocks: Sequence[tuple[Deadline, ClockView]], now: datetime) -> Markup:
    """The bars of a ticket, one under the other."""
    rows = Markup("").join(_row(n, line, view, now) for n, (line, view) in enumerate(clocks))
    return Markup(
        '<svg class="chart clock-bars" role="img" aria-labelledby="clock-bars-title" aria-describedby="clock-bars-desc"'
        ' width="100%" height="{}"><title id="clock-bars-title">{}</title><desc id="clock-bars-desc">{}</desc>{}</svg>'
    ).format(len(clocks) * _ROW, title, desc, rows)


def _row(n: int, line: Deadline, view: ClockView, now: datetime) -> Markup:
    top = n * _ROW
    short = f"{view.stage} · {view.left or view.state_word}"
    long = f"{view.stage} · {view.met or view.left or view.due} · {view.state_word}"
    pieces = Markup("").join(_piece(one, top + _TOP) for one in stretches(line, now))
    return Markup(
        '<text class="short" x="0" y="{words}">{short}</text><text class="long" x="0" y="{words}">{long}</text>'
        '<rect class="track" x="0" width="{due}%" y="{bar}" height="{high}"/>{pieces}'
        '<line class="due" x1="{due}%" x2="{due}%" y1="{above}" y2="{below}"/>'
        '<text class="figure" x="100%" y="{words}" text-anchor="end">{when}</text>'
    ).format(
        words=top + 15,
        short=short,
        long=long,
        due=f"{_DUE:.2f}",
        bar=top + _TOP,
        high=_BAR,
        pieces=pieces,
        above=top + _TOP - 3,
        below=top + _TOP + _BAR + 3,
        when=view.due,
    )


def _piece(one: Stretch, top: int) -> Markup:
    fill = {"over": "undone", "paused": "on"}.get(one.kind)
    pattern = Markup(' fill="url(#tone-{})"').format(fill) if fill else Markup("")
    return Markup('<rect class="piece {}" x="{:.2f}%" width="{:.2f}%" y="{}" height="{}"{}/>').format(
        f"bar-{one.kind}", one.start * _DUE, (one.end - one.start) * _DUE, top, _BAR, pattern
    )
