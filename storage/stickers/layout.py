"""Where everything stands on a sheet of stickers, in millimetres from the upper left corner. Draws nothing itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import segno

WIDTH, HEIGHT = 210.0, 297.0
"""A4."""

_PAD = 2.5
_QUIET = 2  # modules inside the square; the padding around it makes the rest of the four that a QR code needs
_LEAST_WIDTH, _LEAST_HEIGHT = 45.0, 24.0
_SMALL, _MIDDLE, _LARGE = 2.7, 3.2, 4.6
_LEADING = 1.25
_SCAN = "扫码报修 Scan to report"
_HOTLINE = "热线 Hotline"


class GridError(ValueError):
    """Stickers of this size cannot be. The text says what fits."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Stickers on an A4 sheet: how many across and down, of what size. They stand in the middle of the sheet."""

    columns: int = 3
    rows: int = 8
    width: float = 70.0
    height: float = 37.0

    def __post_init__(self) -> None:
        """Raises GridError when they do not fit on the sheet, or a sticker is too small to be scanned and read."""
        if self.columns < 1 or self.rows < 1:
            raise GridError("A sheet has at least one sticker.")
        if self.width < _LEAST_WIDTH or self.height < _LEAST_HEIGHT:
            raise GridError(
                f"A sticker is at least {_LEAST_WIDTH:.0f} × {_LEAST_HEIGHT:.0f} mm, or nobody can scan it."
            )
        if self.columns * self.width > WIDTH + 0.01 or self.rows * self.height > HEIGHT + 0.01:
            raise GridError(
                f"{self.columns} × {self.rows} stickers of {self.width:g} × {self.height:g} mm do not fit on A4 "
                f"({WIDTH:.0f} × {HEIGHT:.0f} mm)."
            )

    @property
    def size(self) -> int:
        """Stickers on a sheet."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of the sticker at this place, filled row by row from 0."""
        row, column = divmod(place, self.columns)
        left, top = (WIDTH - self.columns * self.width) / 2, (HEIGHT - self.rows * self.height) / 2
        return left + column * self.width, top + row * self.height


@dataclass(frozen=True, slots=True)
class Label:
    """What one sticker says. `link` is what the QR code opens."""

    link: str
    school: str
    title: str
    code: str
    hotline: str


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text: its left end on the baseline, its size."""

    x: float
    y: float
    size: float
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A black rectangle: neighbouring dark modules of one row of a QR code."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet."""

    words: tuple[Words, ...]
    bars: tuple[Bar, ...]
    cuts: tuple[tuple[float, float, float, float], ...]


def pages(labels: Sequence[Label], grid: Grid, *, cut_lines: bool = False) -> Iterator[Page]:
    """As many sheets as are needed."""
    for start in range(0, len(labels), grid.size):
        words: list[Words] = []
        bars: list[Bar] = []
        cuts: list[tuple[float, float, float, float]] = []
        for place, label in enumerate(labels[start : start + grid.size]):
            x, y = grid.corner(place)
            side = min(grid.height - 2 * _PAD, 0.42 * grid.width)
            bars.extend(_code(label.link, x + _PAD, y + (grid.height - side) / 2, side))
            left = x + _PAD + side + 1.5
            words.extend(_said(label, left, y, x + grid.width - _PAD - left, grid))
            if cut_lines:
                cuts.append((x, y, grid.width, grid.height))
        yield Page(tuple(words), tuple(bars), tuple(cuts))


def _code(link: str, x: float, y: float, side: float) -> Iterator[Bar]:
    """A QR code that is still read with 15 % of it scratched off."""
    matrix = segno.make_qr(link, error="m").matrix
    module = side / (len(matrix) + 2 * _QUIET)
    for row, line in enumerate(matrix):
        start = None
        for column, dark in enumerate((*line, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                left = x + (start + _QUIET) * module
                yield Bar(left, y + (row + _QUIET) * module, (column - start) * module, module)
                start = None


def _said(label: Label, x: float, y: float, width: float, grid: Grid) -> Iterator[Words]:
    """School, title in at most two lines, code; at the foot what to do and the hotline. Larger on larger stickers."""
    scale = max(0.8, min(grid.width / 70, grid.height / 37, 1.8))
    small, middle, large = _SMALL * scale, _MIDDLE * scale, _LARGE * scale
    base = y + _PAD + small
    yield Words(x, base, *_fitted(label.school, width, small))
    for line in _wrapped(label.title, width / large, 2 if grid.height >= 30 else 1):
        base += large * _LEADING
        yield Words(x, base, *_fitted(line, width, large), strong=True)
    base += small * _LEADING + 0.6
    yield Words(x, base, *_fitted(label.code, width, small))
    foot = y + grid.height - _PAD - 0.6
    if label.hotline:
        yield Words(x, foot, *_fitted(f"{_HOTLINE} {label.hotline}", width, small))
        foot -= middle * _LEADING
    yield Words(x, foot, *_fitted(_SCAN, width, middle), strong=True)


def _wrapped(words: str, ems: float, most: int) -> list[str]:
    """One line where little has to be made smaller to fit into `ems` sizes of the font, else two of about the same width."""
    if most == 1 or _ems(words) * 0.85 <= ems:
        return [words]
    half = _ems(words) / 2
    middle = min(range(1, len(words)), key=lambda place: abs(_ems(words[:place]) - half))
    return [words[:middle].strip(), words[middle:].strip()]


def _fitted(words: str, width: float, size: float) -> tuple[float, str]:
    """Smaller down to two thirds, then cut short."""
    ems = _ems(words) or 1.0
    if ems * size <= width:
        return size, words
    least = max(width / ems, size * 2 / 3)
    while len(words) > 1 and _ems(words) * least > width + 0.001:
        words = words.removesuffix("…")[:-1] + "…"
    return least, words


def _ems(words: str) -> float:
    """How wide words are, in sizes of the font: a Chinese character is one, Latin ones are a little over half at most."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.6 for char in words)
