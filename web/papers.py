"""The reports of a ticket as files: `/tickets/{no}/report.pdf` and `.docx`, for whoever may see the ticket."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.language import Lang
from desk.refusals import NotFound
from desk.service_report import PaperKind
from usecases.note_view import Seen, note_view
from usecases.report_ports import Papers
from usecases.write_report import paper_for, signed_file
from web.parts import Parts
from web.reading import TicketNo
from web.words import language_of

_MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class PaperRoutes:
    """What both have signed is handed out as it was signed, everything else is made anew."""

    def __init__(self, parts: Parts, papers: Papers) -> None:
        self._parts = parts
        self._papers = papers

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/tickets/{no}/report.pdf", self.pdf, methods=["GET"])
        router.add_api_route("/tickets/{no}/report.docx", self.docx, methods=["GET"])
        return router

    async def pdf(
        self, no: TicketNo, request: Request, seat: str = "", kind: PaperKind = PaperKind.SERVICE
    ) -> Response:
        """A PDF file."""
        return await self._file(request, seat, no, kind, "pdf")

    async def docx(
        self, no: TicketNo, request: Request, seat: str = "", kind: PaperKind = PaperKind.SERVICE
    ) -> Response:
        """A Word document."""
        return await self._file(request, seat, no, kind, "docx")

    async def _file(
        self, request: Request, seat: str, no: int, kind: PaperKind, ending: Literal["pdf", "docx"]
    ) -> Response:
        person = await self._parts.seats.person(request, seat or self._parts.seats.overlooking)
        if person is None:
            raise NotFound(no)
        lang, store = language_of(request), self._parts.store
        paper = await store.read(paper_for, person.id, no)
        content = await store.read(signed_file, no, lang) if (kind, ending) == _AS_SIGNED else None
        if content is None:
            make = self._papers.pdf if ending == "pdf" else self._papers.docx
            content = await asyncio.to_thread(make, paper, kind, lang)
        await store.run(note_view, person.id, Seen.PAPER, None, no)
        return _download(content, no, kind, lang, ending)


_AS_SIGNED = (PaperKind.SERVICE, "pdf")


def _download(content: bytes, no: int, kind: PaperKind, lang: Lang, ending: str) -> Response:
    """Saved, never shown: the page's policy frames nothing. Nobody but the asker may keep a copy on the way."""
    name = f"ticket-{no}-{kind}-{lang}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=_MIME[ending], headers=headers)
