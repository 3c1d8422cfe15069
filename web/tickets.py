"""One ticket, and the evidence that hangs on chats and tickets. Everything here only reads; what is corrected on a ticket's page is
posted to `web.reading`.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.events import ReadingNoted
from desk.ids import MediaId
from desk.lifecycle import allows
from desk.messages import Media, MediaKind
from desk.people import Role
from desk.refusals import NotFound
from desk.service_report import PaperKind
from usecases.look import chat_evidence, ticket_evidence, ticket_page
from web.called import CalledPrinter
from web.names import answered
from web.parts import Parts
from web.reading import TicketNo, choices, fields_of
from web.rows import Printer
from web.sums import Bookkeeper, precise
from web.trail import Scribe
from web.words import language_of, moment

_MediaPath = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class TicketRoutes:
    """`/tickets/{no}`, `/media/{id}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/tickets/{no}", self.ticket, methods=["GET"])
        router.add_api_route("/media/{media}", self.evidence, methods=["GET"])
        return router

    async def ticket(self, no: TicketNo, request: Request, seat: str = "") -> Response:
        """One ticket whole."""
        person = await self._parts.viewer(request, seat)
        if person is None:
            raise NotFound(no)
        page = await self._parts.store.read(ticket_page, person.id, no)
        lang, zone, brief = language_of(request), self._parts.settings.zone, page.brief
        printer = Printer(lang, zone)
        books = Bookkeeper(lang, lambda instant: precise(instant, brief.now, zone))
        scribe = Scribe(lang, page.names, lambda instant: moment(instant, brief.now, zone))
        called = CalledPrinter(lang, page.names, lambda instant: moment(instant, brief.now, zone))
        return self._parts.page(
            request,
            "ticket.html",
            page=page,
            brief=brief,
            seat=seat,
            row=printer.row(brief),
            clocks=[printer.clock(line, brief.now) for line in brief.clocks],
            sums=[books.sum(brief, line) for line in brief.clocks],
            trail=[(moment(event.at, brief.now, zone), scribe.sentence(event)) for event in page.trail],
            called=[called.row(told) for told in page.called] if person.role is not Role.TEACHER else None,
            tried=[(step.ask, answered(step, lang)) for step in brief.ticket.tried],
            reason=brief.ticket.verdict.reason.of(lang),
            reading=fields_of(page, lang),
            choices=choices(lang) if page.corrects else {},
            noting=allows(brief.ticket, ReadingNoted),
            contract=brief.contract.name.of(lang),
            tree=brief.tree.id if brief.tree and person.role is not Role.TEACHER else "",
            papers=[kind.value for kind in PaperKind] if self._parts.makes_papers else [],
        )

    async def evidence(
        self,
        media: _MediaPath,
        request: Request,
        seat: str = "",
        line: int | None = Query(None, ge=1),
        ticket: int | None = Query(None, ge=1, le=2**31),
    ) -> Response:
        """A photo or file: for the chat in whose `line` it stands, or for whoever may see the `ticket` it is on."""
        if line is not None:
            peer = await self._parts.seats.peer(request, seat)
            found, content = await self._parts.store.read(chat_evidence, peer, line, MediaId(media))
            return _file(found, content)
        person = await self._parts.viewer(request, seat)
        if person is None or ticket is None:
            raise NotFound(media)
        found, content = await self._parts.store.read(ticket_evidence, person.id, ticket, MediaId(media))
        return _file(found, content)


def _file(media: Media, content: bytes) -> Response:
    """Pictures are shown, everything else is only saved."""
    shown = media.kind is MediaKind.PHOTO and media.mime in {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
    }
    how = "inline" if shown else "attachment"
    disposition = f"{how}; filename*=UTF-8''{quote(media.name, safe='')}"
    return Response(content, media_type=media.mime, headers={"Content-Disposition": disposition})
