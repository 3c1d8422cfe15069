"""Sheets of stickers as one PDF. Chinese is set in Adobe's Song, which PDF readers bring along, or in a font file that is embedded."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from storage.stickers.layout import HEIGHT, WIDTH, Page, Words

_SONG = "STSong-Light"
_OWN = "Chalkline-stickers"


class FontError(Exception):
    """The font file cannot be embedded; the text says what to do."""


def write_pdf(path: Path, pages: Iterable[Page], title: str, font: Path | None = None) -> None:
    """All sheets in one file, with nothing in it that changes from run to run. Raises FontError."""
    name = _registered(font)
    canvas = Canvas(str(path), pagesize=(WIDTH * mm, HEIGHT * mm), invariant=1, pageCompression=1)
    canvas.setTitle(title)
    for page in pages:
        _draw(canvas, page, name)
        canvas.showPage()
    canvas.save()


def _registered(font: Path | None) -> str:
    if font is None:
        pdfmetrics.registerFont(UnicodeCIDFont(_SONG))
        return _SONG
    try:
        pdfmetrics.registerFont(TTFont(_OWN, str(font)))
    except (TTFError, OSError) as problem:
        raise FontError(
            f"{font} cannot be embedded ({problem}); take a TrueType font (.ttf or .ttc) with Chinese characters."
        ) from problem
    return _OWN


def _draw(canvas: Any, page: Page, font: str) -> None:
    path = canvas.beginPath()
    for bar in page.bars:
        path.rect(bar.x * mm, (HEIGHT - bar.y - bar.height) * mm, bar.width * mm, bar.height * mm)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setStrokeGray(0.75)
    canvas.setLineWidth(0.1 * mm)
    for x, y, width, height in page.cuts:
        canvas.rect(x * mm, (HEIGHT - y - height) * mm, width * mm, height * mm)
    for words in page.words:
        _write(canvas, words, font)


def _write(canvas: Any, words: Words, font: str) -> None:
    """Strong words are drawn with an outline, as the font has no bold cut. Latin ones alone are set in Helvetica, the same everywhere."""
    text = canvas.beginText(words.x * mm, (HEIGHT - words.y) * mm)
    latin = words.text.isascii()
    text.setFont(("Helvetica-Bold" if words.strong else "Helvetica") if latin else font, words.size * mm)
    if words.strong and not latin:
        canvas.setStrokeGray(0)
        canvas.setLineWidth(0.03 * words.size * mm)
        text.setTextRenderMode(2)
    text.textOut(words.text)
    text.setTextRenderMode(0)
    canvas.drawText(text)
