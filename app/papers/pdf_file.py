"""Pages as a PDF. Chinese is written in STSong-Light, a font every PDF reader has under this name: none is shipped."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from html import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from app.papers.pages import Block, Cell, Grid, Line

FONT, LATIN = "STSong-Light", "Helvetica"
_MARGIN = 18 * mm
WIDTH = A4[0] - 2 * _MARGIN
_PADDING = 6  # points that reportlab leaves free inside its frame
_TALLEST = 240 * mm  # what fits on one page
_ROOM = 25 * mm  # what must be free under a heading
_LETTERS = re.compile(r"[!-~§·][ -~§·]*")
INK, RULE, SHADE = colors.HexColor("#1f2933"), colors.HexColor("#9aa5b1"), colors.HexColor("#eef2f5")
_SIZES = {1: 17.0, 2: 11.5, 0: 9.5}


def pdf_of(blocks: tuple[Block, ...], title: str, footer: str, made_at: datetime) -> bytes:
    """A PDF file; the same blocks give the same bytes. `footer` holds `{page}`."""
    know_the_font()
    return built([piece for block in blocks for piece in _pieces(block)], title, footer, made_at)


def know_the_font() -> None:
    """Once in a process, before anything is measured in it."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def built(story: list[Flowable], title: str, footer: str, made_at: datetime) -> bytes:
    """The file of these pieces, on A4 with the desk's margins and foot."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=_MARGIN - _PADDING,
        rightMargin=_MARGIN - _PADDING,
        topMargin=13 * mm,
        bottomMargin=15 * mm,
        title=title,
        author="Chalkline",
        subject=made_at.isoformat(),
        invariant=1,
    )
    foot = _foot(footer)
    document.build(story, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _foot(footer: str) -> Callable[[Canvas, SimpleDocTemplate], None]:
    def draw(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.saveState()
        text = footer.replace("{page}", str(document.page))
        line = Paragraph(marked(text), style_of(text, 8, centred=True))
        line.wrap(WIDTH, _MARGIN)
        line.drawOn(canvas, _MARGIN, 9 * mm)
        canvas.restoreState()

    return draw


def _pieces(block: Block) -> list[Flowable]:
    if isinstance(block, Grid):
        return [_table(block), Spacer(1, 1.2 * mm)]
    room = (
        [CondPageBreak(_ROOM)] if block.level == 2 else []
    )  # a heading alone at the foot of a page helps nobody
    return [*room, _paragraph(block)]


def _paragraph(line: Line) -> Paragraph:
    size = 8.0 if line.style == "small" else _SIZES[line.level]
    centred = line.level == 1 or line.style == "centre"
    style = style_of(line.text, size, centred=centred)
    style.spaceBefore = {1: 0, 2: 2.2 * mm}.get(line.level, 0)
    style.spaceAfter = {1: 2 * mm, 2: 1.2 * mm}.get(line.level, 1 * mm)
    if line.is_entry:
        style.leftIndent, style.bulletIndent = 5 * mm, 1.5 * mm
        return Paragraph(marked(line.text), style, bulletText="·")
    return Paragraph(marked(line.text), style)


def _table(grid: Grid) -> Table:
    rows: list[list[Paragraph | str]] = []
    rules: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, RULE),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.2),
    ]
    for number, cells in enumerate(grid.rows):
        row, at = [], 0
        for cell in cells:
            row += [_cell(cell), *([""] * (cell.span - 1))]
            end = (at + cell.span - 1, number)
            if cell.span > 1:
                rules.append(("SPAN", (at, number), end))
            if cell.is_head:
                rules.append(("BACKGROUND", (at, number), end, SHADE))
            at += cell.span
        rows.append(row)
    widths = [WIDTH * width / 100 for width in grid.widths]
    table = Table(rows, colWidths=widths, style=rules)
    table.wrap(WIDTH, _TALLEST)
    too_tall = max(table._rowHeights, default=0) > _TALLEST  # noqa: SLF001  # reportlab tells it nowhere else
    return Table(rows, colWidths=widths, style=rules, splitInRow=1) if too_tall else table


def _cell(cell: Cell) -> Paragraph:
    return Paragraph(marked(cell.text), style_of(cell.text, 9.5))


def style_of(text: str, size: float, *, centred: bool = False) -> ParagraphStyle:
    """Chinese breaks between any two characters; words of letters only break at blanks, or where one is too long."""
    return ParagraphStyle(
        "line",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.45,
        textColor=INK,
        wordWrap=None if text.isascii() else "CJK",
        splitLongWords=1,
        **({"alignment": TA_CENTER} if centred else {}),
    )


def marked(text: str) -> str:
    """The text as reportlab reads it: nothing of it is markup but line ends and the font of letters, which we put there."""
    return "<br/>".join(_in_fonts(line) for line in text.split("\n")) or "&nbsp;"


def _in_fonts(line: str) -> str:
    """Letters and figures in the Latin font: in the Chinese one they stand too close."""
    parts, at = [], 0
    for run in _LETTERS.finditer(line):
        parts += [escape(line[at : run.start()]), f'<font name="{LATIN}">{escape(run[0])}</font>']
        at = run.end()
    return "".join(parts) + escape(line[at:])
