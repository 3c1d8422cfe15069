"""The statistics as a PDF: the figures of the page, plots as values, the same scope and filters."""

import pytest

from tests.web.conftest import ZONE
from tests.web.kit import BERRY, ELM, HAZEL, Visitor
from tests.web.test_statistics import DAYS, filled, look, table, tiles
from usecases.statistics_ports import FigureFiles, FigurePaper
from web.site import SiteSettings, create_site

__all__ = ["filled"]


@pytest.fixture
async def reader(store, clock):
    """A browser, and the papers that were made for it."""
    made: list[FigurePaper] = []

    def keep(paper: FigurePaper) -> bytes:
        made.append(paper)
        return b"%PDF-"

    seats = SiteSettings(
        ZONE, demo=True, demo_teacher=HAZEL.id, demo_engineer=BERRY.id, demo_supervisor=ELM.id
    )
    files = FigureFiles(lambda tables: b"", keep)
    async with Visitor(create_site(store, seats, clock, figure_files=files)) as visitor:
        yield visitor, made


@pytest.mark.usefixtures("filled")
async def test_the_paper_says_what_the_page_says(reader):
    visitor, made = reader
    page = await look(visitor)
    assert "/statistics.pdf" in page
    assert (await visitor.get(f"/statistics.pdf?seat=supervisor&{DAYS}")).status_code == 200
    (paper,) = made
    assert [tuple(tile) for tile in tiles(page)] == list(paper.tiles)
    for section in paper.sections:
        if section.drawn:
            rows = [[str(cell) for cell in row] for row in section.table.rows]
            assert rows == table(page, section.table.title)
    devices = next(one for one in paper.sections if one.table.title == "按设备")
    assert devices.drawn[0].lines[0].label == "智慧黑板/大屏"
    assert devices.drawn[0].lines[0].parts == (("solved", 2), ("on", 0), ("left", 0))
    assert ("solved", "已完成") in devices.legend
    hours = next(one for one in paper.sections if one.drawn and one.drawn[0].days)
    assert sum(hours.drawn[0].hours.values()) == int(dict(paper.tiles)["工单"])


@pytest.mark.usefixtures("filled")
async def test_it_is_cut_to_the_same_people_and_filters(reader):
    visitor, made = reader
    for query in (f"seat=supervisor&{DAYS}&device=printer", f"seat=engineer&{DAYS}"):
        assert (await visitor.get(f"/statistics.pdf?{query}")).status_code == 200
    assert [dict(paper.tiles)["工单"] for paper in made] == ["1", "2"]
    assert (await visitor.get(f"/statistics.pdf?seat=supervisor&{DAYS}&school=other")).status_code == 404
    for seat in ("teacher", "me"):
        assert (await visitor.get(f"/statistics.pdf?seat={seat}&{DAYS}")).status_code == 403
    assert len(made) == 2


@pytest.mark.usefixtures("filled")
async def test_the_file_is_a_pdf_for_the_asker_alone(visitor):
    answer = await visitor.get(f"/statistics.pdf?seat=supervisor&{DAYS}")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="statistics-2026-08-01-2026-08-31.pdf"'
    )
    assert "no-store" in answer.headers["Cache-Control"]


async def test_without_such_files_there_is_none(stranger, site):
    assert (await stranger.get("/statistics.pdf")).status_code == 403
