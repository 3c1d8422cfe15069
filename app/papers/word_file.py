"""Pages as a Word document (.docx), in fonts a school's computer has: 宋体 for Chinese, Arial for the rest."""

import io
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from app.papers.pages import Block, Cell, Grid, Line

CHINESE, LATIN = "宋体", "Arial"
_WIDTH = 174  # mm between the margins
_INK = RGBColor(0x1F, 0x29, 0x33)
_SIZES = {1: 17.0, 2: 12.0, 0: 10.0}


def docx_of(blocks: tuple[Block, ...], title: str, footer: str, made_at: datetime) -> bytes:
    """A Word file. Text goes in as runs of plain text: no field, no formula, no macro can come of it."""
    document = Document()
    _set_up(document, title, made_at)
    for block in blocks:
        if isinstance(block, Grid):
            _add_table(document, block)
        else:
            _add_line(document, block)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, _, after = footer.partition("{page}")
    _run(foot, before, 8)
    _page_number(foot)
    _run(foot, after, 8)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_up(document: WordDocument, title: str, made_at: datetime) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(16), Mm(18)
    about = document.core_properties
    about.title, about.author, about.comments = title, "Chalkline", ""
    about.created = about.modified = made_at.replace(tzinfo=None)
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(2)


def _add_line(document: WordDocument, line: Line) -> None:
    if line.level:
        paragraph = document.add_heading(level=line.level)
    else:
        paragraph = document.add_paragraph(style="List Bullet" if line.is_entry else None)
    if line.level == 1 or line.style == "centre":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, line.text, 8 if line.style == "small" else _SIZES[line.level], bold=line.level > 0)


def _add_table(document: WordDocument, grid: Grid) -> None:
    table = document.add_table(rows=0, cols=len(grid.widths), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cells in grid.rows:
        row, at = table.add_row().cells, 0
        for number, width in enumerate(grid.widths):
            row[number].width = Mm(_WIDTH * width / 100)
        for cell in cells:
            place = row[at]
            if cell.span > 1:
                place = place.merge(row[at + cell.span - 1])
            _fill(place, cell)
            at += cell.span
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _fill(place: _Cell, cell: Cell) -> None:
    paragraph = place.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    _run(paragraph, cell.text, 10)
    if cell.is_head:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EEF2F5")):
            shade.set(qn(f"w:{name}"), value)
        place._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  # python-docx has no word for shading


def _run(paragraph: Paragraph, text: str, size: float, *, bold: bool = False) -> None:
    """One run in both fonts; a line end is a line break."""
    run = paragraph.add_run(text)
    run.font.size, run.font.name, run.bold = Pt(size), LATIN, bold
    run.font.color.rgb = _INK  # the heading styles are blue
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)


def _page_number(paragraph: Paragraph) -> None:
    """The one field of the document, and it is ours: PAGE."""
    run = paragraph.add_run()
    run.font.size = Pt(8)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        mark = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            mark.text = text
        else:
            mark.set(qn("w:fldCharType"), kind)
        run.element.append(mark)
