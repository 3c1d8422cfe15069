"""`chalkline stickers`: QR stickers for every room or device, as A4 sheets to print."""

import asyncio
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.actions import Stopped, look
from app.clock import WallClock
from app.links import telegram_link, web_link
from app.settings import Settings
from desk.ids import SchoolId
from desk.refusals import NotFound
from storage.sheets.choices import DEVICE_WORDS
from storage.stickers.layout import HEIGHT, WIDTH, Grid, GridError, Label, pages
from storage.stickers.svg import svg
from usecases.stickers import Sticker, StickerKind, StickerSet, sticker_sets


class SheetFormat(StrEnum):
    """What the sheets are written as: one PDF for a school, or an SVG for each sheet."""

    PDF = "pdf"
    SVG = "svg"


class Via(StrEnum):
    """Where a scanned sticker leads."""

    WEB = "web"
    TELEGRAM = "telegram"


def add_stickers(cli: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The one command; `settings` is asked when it runs."""

    @cli.command()
    def stickers(
        out: Annotated[Path, typer.Option(help="The folder to write the sheets into.")],
        school: Annotated[str, typer.Option(help="One school's id; all when left out.")] = "",
        kind: Annotated[StickerKind | None, typer.Option(help="room or device; both when left out.")] = None,
        form: Annotated[SheetFormat, typer.Option("--format", help="pdf or svg.")] = SheetFormat.PDF,
        via: Annotated[
            Via, typer.Option(help="Where the QR code leads: the web chat or Telegram.")
        ] = Via.WEB,
        sheet: Annotated[
            str, typer.Option(help="Stickers across and down an A4 sheet, and their size in mm.")
        ] = "3x8:70x37",
        cut_lines: Annotated[bool, typer.Option("--cut-lines", help="Draw where to cut.")] = False,
        font: Annotated[
            Path | None, typer.Option(help="A TrueType font with Chinese, embedded into the PDF.")
        ] = None,
    ) -> None:
        """Write sheets of QR stickers: who scans one starts a report about that room or device."""
        here = settings()
        link = web_link if via is Via.WEB else telegram_link
        link(here, StickerKind.DEVICE, "x")  # says what is not set before anything is written
        paper = _grid(sheet)
        sets = _sets(here, school, (kind,) if kind else tuple(StickerKind))
        for one in sets:
            labels = [_label(here, link, one, sticker) for sticker in one.stickers]
            files = _write(out, one, labels, paper, form, cut_lines=cut_lines, font=font)
            typer.echo(f"{one.school.name}: {len(labels)} {one.kind} stickers in {', '.join(files)}")
            if one.unfit:
                typer.echo(
                    f"    no sticker for {', '.join(one.unfit)}: only letters, digits, - and _ fit a link."
                )


def _sets(here: Settings, school: str, kinds: tuple[StickerKind, ...]) -> tuple[StickerSet, ...]:
    try:
        sets = asyncio.run(look(here, WallClock(), sticker_sets, SchoolId(school) if school else None, kinds))
    except NotFound as problem:
        raise Stopped(f"This desk has no school {problem}; `chalkline import` enters schools.") from problem
    if not sets:
        raise Stopped("There is nothing to print: the register holds no such rooms or devices.")
    return sets


def _label(
    here: Settings, link: Callable[[Settings, StickerKind, str], str], one: StickerSet, sticker: Sticker
) -> Label:
    """A device is called by its own label, else by its room and kind."""
    kind = DEVICE_WORDS[sticker.device][0] if sticker.device else ""
    title = sticker.label or f"{sticker.place} {kind}".strip()
    code = sticker.code if one.kind is StickerKind.DEVICE else f"{sticker.place} {sticker.code}".strip()
    hotline = one.school.hotline or here.hotline
    return Label(link(here, one.kind, sticker.code), one.school.name, title, code, hotline)


def _write(
    out: Path,
    one: StickerSet,
    labels: list[Label],
    paper: Grid,
    form: SheetFormat,
    *,
    cut_lines: bool,
    font: Path | None,
) -> list[str]:
    """The names of the files. A sheet of the same name is replaced: stickers are printed again after every change."""
    from storage.stickers.pdf import FontError, write_pdf  # noqa: PLC0415  # loads reportlab

    sheets = pages(labels, paper, cut_lines=cut_lines)
    name = f"{one.school.id}-{one.kind}s"
    try:
        out.mkdir(parents=True, exist_ok=True)
        if form is SheetFormat.PDF:
            write_pdf(out / f"{name}.pdf", sheets, f"{one.school.name} {one.kind}s", font)
            return [f"{name}.pdf"]
        files = []
        for number, sheet in enumerate(sheets, start=1):
            files.append(f"{name}-{number:02d}.svg")
            (out / files[-1]).write_text(svg(sheet), encoding="utf-8")
    except (OSError, FontError) as problem:
        raise Stopped(str(problem)) from problem
    return files


def _grid(written: str) -> Grid:
    """`3x8:70x37`, or `2x5` alone to share the whole sheet. Raises Stopped."""
    found = re.fullmatch(r"(\d+)[x×*](\d+)(?::(\d+(?:\.\d+)?)[x×*](\d+(?:\.\d+)?))?", written.strip().lower())
    if found is None:
        raise Stopped(
            f"{written} is no sheet; write for example 3x8:70x37 (across x down : width x height in mm)."
        )
    columns, rows = int(found[1]), int(found[2])
    try:
        if columns and rows and found[3] is None:
            return Grid(columns, rows, WIDTH / columns, HEIGHT / rows)
        return Grid(columns, rows, float(found[3] or 0), float(found[4] or 0))
    except GridError as problem:
        raise Stopped(str(problem)) from problem
