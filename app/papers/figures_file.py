"""Figures as a PDF: tiles, plots, and the same figures in tables. A tone is a pattern and never a colour alone, as on the page."""

from collections.abc import Sequence

from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table

from app.papers.pdf_file import RULE, SHADE, WIDTH, built, know_the_font, marked, style_of
from usecases.statistics_ports import Drawn, DrawnLine, FigurePaper, FigureSection
from usecases.statistics_ports import Table as Figures

_FILLS = {
    "solved": colors.HexColor("#1f6b3f"),
    "around": colors.HexColor("#1c5393"),
    "on": colors.HexColor("#8a4300"),
    "undone": colors.HexColor("#a31c1c"),
    "left": colors.HexColor("#55625d"),
}
_ROW, _BAR, _COLUMN, _DAY = 7.5 * mm, 3.4 * mm, 26 * mm, 5.5 * mm
_LABEL, _FIGURE = 0.34 * WIDTH, 0.18 * WIDTH
_BIGGEST = 2.1 * mm
_ROOM = 55 * mm


def pdf_of_figures(paper: FigurePaper) -> bytes:
    """A PDF file; the same figures give the same bytes."""
    know_the_font()
    story: list[Flowable] = [
        _text(paper.title, 17.0),
        _text(paper.lead, 9.5),
        Spacer(1, 3 * mm),
        _tiles(paper),
    ]
    for section in paper.sections:
        story += _section(section)
    return built(story, paper.title, paper.footer, paper.made_at)


def _section(section: FigureSection) -> list[Flowable]:
    story: list[Flowable] = [CondPageBreak(_ROOM), Spacer(1, 4 * mm), _text(section.table.title, 11.5)]
    if section.legend:
        story.append(_Legend(section.legend))
    for drawn in section.drawn:
        story += [_text(drawn.heading, 9.5)] if drawn.heading else []
        story.append(_plot(drawn))
    story += [_text(section.hint, 8.0)] if section.hint else []
    if section.drawn:
        story += [Spacer(1, 1.5 * mm), _table(section.table)]
    return story


def _plot(drawn: Drawn) -> Flowable:
    if drawn.days:
        return _Week(drawn)
    return _Columns(drawn.lines) if drawn.upright else _Bars(drawn.lines)


def _text(words: str, size: float) -> Paragraph:
    return Paragraph(marked(words), style_of(words, size))


def _tiles(paper: FigurePaper) -> Table:
    cells = [
        [_text(words, 8.0) for words, _ in paper.tiles],
        [_text(figure, 13.0) for _, figure in paper.tiles],
    ]
    rules = [("BOX", (n, 0), (n, -1), 0.5, RULE) for n in range(len(paper.tiles))]
    return Table(cells, colWidths=[WIDTH / max(len(paper.tiles), 1)] * len(paper.tiles), style=rules)


def _table(figures: Figures) -> Table:
    rows = [[_text(str(cell), 8.0) for cell in row] for row in (figures.head, *figures.rows)]
    first = 0.28 if len(figures.head) > 2 else 0.5
    others = (1 - first) / max(len(figures.head) - 1, 1)
    widths = [WIDTH * first, *[WIDTH * others] * (len(figures.head) - 1)]
    rules = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("TOPPADDING", (0, 0), (-1, -1), 1.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    return Table(rows, colWidths=widths, style=rules, repeatRows=1)


class _Drawing(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Something drawn over the whole width, `tall` high."""

    def __init__(self, tall: float) -> None:
        super().__init__()
        self._tall = tall

    def wrap(self, *_: float) -> tuple[float, float]:
        """How much room it takes."""
        return WIDTH, self._tall

    def _say(self, words: str, x: float, y: float, width: float, size: float = 8.0) -> None:
        """Words whose first line stands at the height `y`; cut after one line."""
        line = Paragraph(marked(words), style_of(words, size))
        _, high = line.wrap(width, self._tall)
        line.drawOn(self.canv, x, y - high + size * 1.1)


class _Bars(_Drawing):
    """Lines one under the other, as long as their counts."""

    def __init__(self, lines: Sequence[DrawnLine]) -> None:
        super().__init__(_ROW * len(lines) + 1 * mm)
        self._lines = lines

    def draw(self) -> None:
        """On the page."""
        longest = max((sum(count for _, count in line.parts) for line in self._lines), default=0) or 1
        room = WIDTH - _LABEL - _FIGURE
        for n, line in enumerate(self._lines):
            y, x = self._tall - _ROW * (n + 0.7), _LABEL
            self._say(line.label, 0, y, _LABEL - 2 * mm)
            for tone, count in line.parts:
                wide = room * count / longest
                _piece(self.canv, tone, x, y - 0.3 * mm, wide, _BAR)
                x += wide
            self._say(line.figure, x + 1.5 * mm, y, _FIGURE + room)


class _Columns(_Drawing):
    """Columns of one height, each divided by the shares of its parts."""

    def __init__(self, lines: Sequence[DrawnLine]) -> None:
        super().__init__(_COLUMN + 11 * mm)
        self._lines = lines

    def draw(self) -> None:
        """On the page."""
        wide = min(WIDTH / max(len(self._lines), 1), 16 * mm)
        for n, line in enumerate(self._lines):
            x, y = n * wide, 5 * mm
            whole = sum(count for _, count in line.parts) or 1
            for tone, count in line.parts:
                high = _COLUMN * count / whole
                _piece(self.canv, tone, x, y, wide * 0.7, high)
                y += high
            self._say(line.figure, x, 6.5 * mm + _COLUMN, wide)
            self._say(line.label, x, 1.2 * mm, wide)


class _Week(_Drawing):
    """A line for each day, a dot for each hour, its area as large as the count."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__(_DAY * len(drawn.days) + 6 * mm)
        self._drawn = drawn

    def draw(self) -> None:
        """On the page."""
        most, left = max(self._drawn.hours.values(), default=0) or 1, 18 * mm
        wide = (WIDTH - left) / 24
        self.canv.setStrokeColor(RULE)
        self.canv.setFillColor(_FILLS["solved"])
        for day, name in enumerate(self._drawn.days):
            middle = self._tall - _DAY * (day + 0.5)
            self._say(name, 0, middle - 1 * mm, left)
            self.canv.line(left, middle, WIDTH, middle)
            for hour in range(24):
                if count := self._drawn.hours.get((day, hour), 0):
                    radius = _BIGGEST * max((count / most) ** 0.5, 0.2)
                    self.canv.circle(left + (hour + 0.5) * wide, middle, radius, stroke=0, fill=1)
        for hour in range(0, 24, 3):
            self._say(str(hour), left + (hour + 0.3) * wide, 1.5 * mm, wide * 2, 7.0)


class _Legend(_Drawing):
    """What each tone means, in one line."""

    def __init__(self, tones: Sequence[tuple[str, str]]) -> None:
        super().__init__(6 * mm)
        self._tones = tones

    def draw(self) -> None:
        """On the page."""
        for n, (tone, words) in enumerate(self._tones):
            x = n * WIDTH / max(len(self._tones), 4)
            _piece(self.canv, tone, x, 1.5 * mm, 7 * mm, _BAR)
            self._say(words, x + 8.5 * mm, 1.9 * mm, 30 * mm)


def _piece(canvas: Canvas, tone: str, x: float, y: float, wide: float, high: float) -> None:
    """A rectangle in the pattern of its tone: full, empty, upright or slanting strokes, dots."""
    if wide <= 0 or high <= 0:
        return
    canvas.saveState()
    canvas.setStrokeColor(_FILLS[tone])
    canvas.setFillColor(_FILLS[tone] if tone == "solved" else colors.white)
    canvas.rect(x, y, wide, high, stroke=1, fill=1)
    path = canvas.beginPath()
    path.rect(x, y, wide, high)
    canvas.clipPath(path, stroke=0)
    canvas.setFillColor(_FILLS[tone])
    step = 1.4 * mm
    for n in range(int((wide + high) / step) + 1) if tone in ("around", "on") else ():
        lean = high if tone == "on" else 0.0
        canvas.line(x + n * step - lean, y, x + n * step, y + high)
    for n in range(int(wide / step) * (int(high / step) + 1)) if tone == "undone" else ():
        across, up = divmod(n, int(high / step) + 1)
        canvas.circle(x + (across + 0.5) * step, y + (up + 0.5) * step, 0.35 * mm, stroke=0, fill=1)
    canvas.restoreState()
