"""`chalkline reports …`: the reports of one ticket as files."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.actions import Stopped, look
from app.clock import WallClock
from app.papers.maker import PaperMaker
from app.papers.templates import PaperTemplateError
from app.service_figures import add_figures
from app.settings import Settings
from desk.language import Lang
from desk.refusals import NotFound
from desk.service_report import PaperKind
from usecases.ports import UnitOfWork
from usecases.report_ports import Paper
from usecases.write_report import paper_called, signed_file

No = Annotated[int, typer.Argument(help="The ticket's number.")]
Out = Annotated[Path, typer.Option(help="The folder to write into; it is made when it is missing.")]


class Format(StrEnum):
    """What is written."""

    PDF = "pdf"
    DOCX = "docx"


As = Annotated[Format, typer.Option("--format", help="pdf or docx.")]
In = Annotated[Lang, typer.Option(help="zh or en.")]


def report_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """Three commands, one for each kind of paper, and the quarter's figures; `settings` is asked when one runs."""
    reports = typer.Typer(no_args_is_help=True, help="The reports of a ticket as PDF or Word files.")

    @reports.command()
    def service(no: No, out: Out, file_format: As = Format.PDF, lang: In = Lang.ZH) -> None:
        """The service report (售后服务报告单); what both have signed is written as it was signed."""
        _write(settings(), no, out, PaperKind.SERVICE, file_format, lang)

    @reports.command()
    def problem(no: No, out: Out, file_format: As = Format.PDF, lang: In = Lang.ZH) -> None:
        """The problem report (问题处理报告): kind, cause, solution, loss."""
        _write(settings(), no, out, PaperKind.PROBLEM, file_format, lang)

    @reports.command()
    def major(no: No, out: Out, file_format: As = Format.PDF, lang: In = Lang.ZH) -> None:
        """The report on a sudden event, with room for what will prevent it (突发事件、故障分析和解决和预防报告)."""
        _write(settings(), no, out, PaperKind.MAJOR, file_format, lang)

    add_figures(reports, settings)
    return reports


def _write(here: Settings, no: int, out: Path, kind: PaperKind, file_format: Format, lang: Lang) -> None:
    """Says where the file is. Raises Stopped for an unknown ticket and for a folder that cannot be written."""
    try:
        paper, signed = asyncio.run(look(here, WallClock(), _found, no, lang))
    except NotFound as problem:
        raise Stopped(f"This desk has no ticket {no}; the board shows what there is.") from problem
    papers = PaperMaker(here.reports_dir, here.zone_info)
    content = signed if kind is PaperKind.SERVICE and file_format is Format.PDF else None
    if content is None:
        make = papers.pdf if file_format is Format.PDF else papers.docx
        try:
            content = make(paper, kind, lang)
        except PaperTemplateError as problem:
            raise Stopped(str(problem)) from problem
    file = out / f"ticket-{no}-{kind}-{lang}.{file_format}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as problem:
        raise Stopped(f"Cannot write {file}: {problem}. Choose another folder with --out.") from problem
    typer.echo(f"{file} ({paper.signing.state})")


def _found(uow: UnitOfWork, no: int, lang: Lang) -> tuple[Paper, bytes | None]:
    return paper_called(uow, no), signed_file(uow, no, lang)
