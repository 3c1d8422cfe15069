"""One ticket, and the evidence that hangs on chats and tickets. Everything here only reads; what is corrected on a ticket's page is
posted to `web.reading`.
"""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.brief import Brief
from desk.events import ReadingNoted
from desk.ids import MediaId
from desk.language import Lang
from desk.lifecycle import allows
from desk.messages import Media, MediaKind
from desk.people import Person, Role
from desk.refusals import NotFound
from desk.service_report import PaperKind
from desk.terms import WarrantyState
from usecases.act_on_ticket import offers
from usecases.look import chat_evidence, ticket_evidence, ticket_page
from usecases.ticket_history import History, ticket_history
from web.actions import answer_of, offer_views
from web.called import CalledPrinter
from web.charts import patterns
from web.clock_bars import drawn
from web.conversation import conversation
from web.names import answered
from web.parts import Parts
from web.reading import TicketNo, choices, fields_of
from web.rows import Printer
from web.sums import Bookkeeper, precise
from web.trail import Scribe
from web.words import language_of, moment, say

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
        clocks = [printer.clock(line, brief.now) for line in brief.clocks]
        return self._parts.page(
            request,
            "ticket.html",
            page=page,
            brief=brief,
            seat=seat,
            row=printer.row(brief),
            clocks=clocks,
            bars=drawn(*_heading(lang), list(zip(brief.clocks, clocks, strict=True)), brief.now),
            patterns=patterns(),
            said=conversation(page.trail, page.names, lambda instant: moment(instant, brief.now, zone)),
            viewer=person,
            here="ticket",
            **await self._around(request, person, page.brief),
            sums=[books.sum(brief, line) for line in brief.clocks],
            trail=[(moment(event.at, brief.now, zone), scribe.sentence(event)) for event in page.trail],
            called=[called.row(told) for told in page.called] if person.role is not Role.TEACHER else None,
            tried=[(step.ask, answered(step, lang)) for step in brief.ticket.tried],
            reason=brief.ticket.verdict.reason.of(lang),
            cited=brief.ticket.verdict.clause.cited(lang),
            reading=fields_of(page, lang),
            choices=choices(lang) if page.corrects else {},
            noting=allows(brief.ticket, ReadingNoted),
            contract=brief.contract.name.of(lang),
            tree=brief.tree.id if brief.tree and person.role is not Role.TEACHER else "",
            papers=[kind.value for kind in PaperKind] if self._parts.makes_papers else [],
        )

    async def _around(self, request: Request, person: Person, about: Brief) -> dict[str, object]:
        """What may be done with it, and the file of its device."""
        store, lang = self._parts.store, language_of(request)
        printer = Printer(lang, self._parts.settings.zone)
        offered = await store.read(offers, person.id, about)
        history = await store.read(ticket_history, person.id, about)
        answer, is_done = answer_of(request, lang)
        return {
            "offers": offer_views(offered, lang),
            "answer": answer,
            "is_done": is_done,
            "history": history,
            "earlier": [printer.row(brief) for brief in history.tickets] if history else [],
            "theirs": [printer.row(brief) for brief in history.reporters] if history else [],
            "warranty": warranty_in_words(history, lang) if history else "",
        }

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


def _heading(lang: Lang) -> tuple[str, str]:
    return say("clock_bars", lang), say("clock_bars_desc", lang)


def warranty_in_words(history: History, lang: Lang) -> str:
    """In or out, and since or until when."""
    if history.warranty_ends is None:
        return say("warranty_unknown", lang)
    key = "warranty_out" if history.warranty is WarrantyState.OUT else "warranty_in"
    return say(key, lang, day=history.warranty_ends.isoformat())


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
