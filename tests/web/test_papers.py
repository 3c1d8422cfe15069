"""A ticket's reports as files: for whoever may see the ticket, as downloads, the signed one as it was signed."""

import io
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from app.papers.maker import PaperMaker
from desk import events as ev
from desk.access import VIEWS
from desk.service_report import PaperKind
from storage.store import SqlStore
from tests.web.conftest import ZONE, PlainWords
from tests.web.kit import BERRY, ELM, HAZEL, STEADY, PushedClock, Visitor, a_ticket
from tests.web.test_board import DONE, signed_in
from usecases.ports import UnitOfWork
from usecases.sign_report import SEAL, ReportTask, confirm, sign_as_handler
from usecases.write_report import paper_called
from web.site import SiteSettings, create_site

PAPERS = PaperMaker(Path("reports"), ZONE)
URL = "/tickets/1001/report"


@pytest.fixture
async def writing(store: SqlStore, clock: PushedClock) -> AsyncIterator[SqlStore]:
    """The same desk, which also makes papers."""
    other = SqlStore(str(store._url), clock, PlainWords(), {}, ZONE, papers=PAPERS)
    await other.start()
    yield other
    await other.close()


@pytest.fixture
async def reader(writing: SqlStore, clock: PushedClock) -> AsyncIterator[Visitor]:
    """A browser on a real site that makes papers."""
    site = create_site(writing, SiteSettings(zone=ZONE), clock, papers=PAPERS)
    async with Visitor(site) as visitor:
        yield visitor


def signed_by_both(uow: UnitOfWork) -> None:
    ticket = uow.tickets.by_no(1001).id
    seal = paper_called(uow, 1001).digest[:SEAL]
    sign_as_handler(uow, ReportTask(ticket, BERRY.id, seal))
    confirm(uow, ReportTask(ticket, HAZEL.id, seal))


@pytest.mark.parametrize("person", [HAZEL, BERRY, ELM])
@pytest.mark.parametrize("kind", PaperKind)
async def test_its_people_save_it_as_a_file(reader, writing, clock, person, kind) -> None:
    await writing.run(a_ticket, then=DONE)
    clock.push(minutes=9)
    await signed_in(reader, writing, person)
    pdf = await reader.get(f"{URL}.pdf?kind={kind}&seat=me")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.headers["content-disposition"] == f'attachment; filename="ticket-1001-{kind}-zh.pdf"'
    assert "no-store" in pdf.headers["cache-control"]
    assert pdf.headers["x-content-type-options"] == "nosniff"
    assert pdf.content.startswith(b"%PDF-")
    (seen, *_) = await writing.read(lambda uow: uow.access.trail(9, person.id, VIEWS))
    assert (seen.by, seen.note, seen.ticket) == (person.id, "paper", 1001)
    word = await reader.get(f"{URL}.docx?kind={kind}&seat=me&lang=en")
    assert word.headers["content-disposition"].endswith('-en.docx"')
    assert "1001" in Document(io.BytesIO(word.content)).paragraphs[1].text


async def test_strangers_and_other_schools_find_nothing(reader, writing) -> None:
    await writing.run(a_ticket, then=DONE)
    for ending in ("pdf", "docx"):
        assert (await reader.get(f"{URL}.{ending}")).status_code == 404
    await signed_in(reader, writing, STEADY)
    for ending in ("pdf", "docx"):
        assert (await reader.get(f"{URL}.{ending}?seat=me")).status_code == 404
    await signed_in(reader, writing, ELM)
    assert (await reader.get("/tickets/9999/report.pdf?seat=me")).status_code == 404
    assert (await reader.get(f"{URL}.pdf?seat=me&kind=other")).status_code == 422


async def test_the_signed_one_stays_as_it_was_whatever_changes_later(reader, writing, clock) -> None:
    await writing.run(a_ticket, then=DONE)
    clock.push(minutes=9)
    await writing.run(signed_by_both)
    await signed_in(reader, writing, ELM)
    first = await reader.get(f"{URL}.pdf?seat=me")
    clock.push(hours=30)
    await writing.run(lambda uow: uow.people.add(replace(HAZEL, name="别名")))
    await writing.run(lambda uow: uow.people.add(replace(BERRY, name="另名")))
    assert (await reader.get(f"{URL}.pdf?seat=me")).content == first.content
    word = await reader.get(f"{URL}.docx?seat=me")
    cells = [
        cell.text
        for table in Document(io.BytesIO(word.content)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert {"韩老师", "白工"} <= set(cells)
    assert not {"别名", "另名"} & set(cells)
    assert [text for text in cells if text.startswith(("韩老师\n", "白工\n"))]


async def test_the_ticket_page_links_every_paper_and_tells_who_signed(reader, writing, clock) -> None:
    await writing.run(a_ticket, then=DONE)
    clock.push(minutes=9)
    await writing.run(signed_by_both)
    await signed_in(reader, writing, ELM)
    page = (await reader.get("/tickets/1001?seat=me")).text
    for kind in PaperKind:
        for ending in ("pdf", "docx"):
            assert f'href="{URL}.{ending}?kind={kind}&amp;seat=me"' in page
    assert "白工 在服务报告上签字" in page
    assert "韩老师 在服务报告上签字" in page


async def test_a_site_without_papers_offers_none(visitor, store) -> None:
    await store.run(a_ticket, then=(ev.Acknowledged,))
    assert "report.pdf" not in (await visitor.get("/tickets/1001")).text
    assert (await visitor.get(f"{URL}.pdf")).status_code == 404
