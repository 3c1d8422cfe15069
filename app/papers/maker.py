"""Makes files of reports: `report_ports.Papers`. The libraries are loaded when the first file is made, or by `warm_up`."""

from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from app.papers.pages import Block, Line
from app.papers.samples import samples
from app.papers.templates import PaperTemplates
from desk.language import Lang
from desk.service_report import PaperKind
from usecases.report_ports import Paper
from usecases.statistics_ports import FigurePaper


def figure_paper(paper: FigurePaper) -> bytes:
    """Figures as a PDF file: `statistics_ports.MakeFigurePaper`."""
    from app.papers.figures_file import pdf_of_figures  # noqa: PLC0415  # reportlab, as below

    return pdf_of_figures(paper)


class PaperMaker:
    """Templates of one folder, in one time zone. They are read when first needed, or by `check`."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        """Reads nothing yet: most commands make no paper, and to try every template takes longer than they do."""
        self._folder, self._zone = folder, zone

    @cached_property
    def _templates(self) -> PaperTemplates:
        return PaperTemplates(self._folder, self._zone)

    def check(self) -> None:
        """Read and try every template. Raises PaperTemplateError with file, line and reason, as does whatever needs one first."""
        _ = self._templates

    def warm_up(self) -> None:
        """Load what a PDF needs, so that the first signature of a day does not wait for it inside its transaction."""
        self.pdf(samples()[1], PaperKind.SERVICE, Lang.ZH)

    def pdf(self, paper: Paper, kind: PaperKind, lang: Lang) -> bytes:
        """A PDF file."""
        from app.papers.pdf_file import pdf_of  # noqa: PLC0415  # reportlab takes a third of a second to load

        blocks = self._templates.blocks(paper, kind, lang)
        return pdf_of(blocks, _title(blocks), self._templates.footer(paper, lang), paper.made_at)

    def docx(self, paper: Paper, kind: PaperKind, lang: Lang) -> bytes:
        """A Word document."""
        from app.papers.word_file import docx_of  # noqa: PLC0415  # python-docx and lxml, as above

        blocks = self._templates.blocks(paper, kind, lang)
        return docx_of(blocks, _title(blocks), self._templates.footer(paper, lang), paper.made_at)


def _title(blocks: tuple[Block, ...]) -> str:
    """The first heading."""
    return next((block.text for block in blocks if isinstance(block, Line) and block.level == 1), "")
