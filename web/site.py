"""The site put together: routes, refusals as sentences, security headers, static files."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from types import MappingProxyType

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from desk.drawings import Drawing
from desk.refusals import Refused
from usecases.evidence import Uploads
from usecases.ports import Clock, Store
from usecases.report_ports import Papers
from usecases.statistics_ports import FigureFiles
from web.actions import ActionRoutes
from web.api import ApiRoutes
from web.board import BoardRoutes
from web.chat import ChatRoutes
from web.contracts import ContractRoutes
from web.guard import Guard, headers_for
from web.incidents import IncidentRoutes
from web.live import LiveRoutes
from web.metrics import Metrics, MetricsRoutes
from web.nlu import NluRoutes, Parse
from web.oidc import OidcRoutes
from web.overview import Overview
from web.packed import PackedFiles
from web.papers import PaperRoutes
from web.parts import HERE, Parts, page_templates
from web.people import PeopleRoutes
from web.pictures import PictureRoutes
from web.playbooks import PlaybookRoutes
from web.reading import ReadingRoutes
from web.refusals import answer_for
from web.rehearsals import RehearsalRoutes
from web.roster_page import RosterPageRoutes
from web.rosters import RosterRoutes
from web.search import SearchRoutes
from web.seats import SIGNED_OUT, Seats
from web.settings import SiteSettings
from web.shell import ShellRoutes
from web.sign_in import SignInRoutes
from web.start import StartRoutes
from web.statistics import StatisticsRoutes
from web.status import StatusRoutes
from web.stickers import StickerRoutes
from web.streams import StreamRoutes
from web.throttle import Throttle
from web.tickets import TicketRoutes
from web.words import MORE, WORDS, language_of, say

__all__ = ["SiteSettings", "create_site"]

MESSAGES_PER_SECOND = 5.0
MESSAGES_AT_ONCE = 20
NEW_CHATS_PER_SECOND = 10.0
NEW_CHATS_AT_ONCE = 300
"""Of one address that were not heard of before: a secret is a browser's own to choose, so each could bring a full bucket. Roomy, for
behind a proxy, or a school's one address, all share it; the page tries again by itself.
"""
_GROUPS = (
    *(StartRoutes, SignInRoutes, StickerRoutes, ShellRoutes, ChatRoutes, StreamRoutes),
    *(BoardRoutes, TicketRoutes, ReadingRoutes, ActionRoutes),
    *(RosterRoutes, RosterPageRoutes, SearchRoutes, StatusRoutes, ApiRoutes),
    *(LiveRoutes, IncidentRoutes, PeopleRoutes, ContractRoutes, RehearsalRoutes),
)
_HINTS = MappingProxyType({401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "2"}})
"""Headers of refusals. Two seconds: the slowest of our buckets lets one more in by then."""
_WATCHED = frozenset({401, 403, 413, 415, 429})
"""Refusals that somebody who looks for an intruder wants to see: not signed in, not allowed, too much, no kind of file."""
log = structlog.get_logger()


def create_site(  # noqa: PLR0913  # everything a site is furnished with
    store: Store,
    settings: SiteSettings,
    clock: Clock,
    parse: Parse | None = None,
    drawings: Mapping[str, Drawing] = MappingProxyType({}),
    papers: Papers | None = None,
    metrics: Metrics | None = None,
    figure_files: FigureFiles | None = None,
    *,
    uploads: Uploads | None = None,
) -> FastAPI:
    """The ASGI application. `site.state.stopping` (an asyncio.Event) ends all open streams when it is set.

    Without `parse` there is no `/api/nlu/parse`; `drawings` are what steps of self-help show. Without `papers`
    a ticket has no report to save, without `metrics` there is no `/metrics`, without `figure_files` no files of
    statistics, without `uploads` files are judged by their first bytes alone.
    """
    parts = _parts(store, settings, clock, uploads, makes_papers=papers is not None)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await parts.seats.open_all()
        yield
        parts.stopping.set()

    # No API pages: FastAPI's own load scripts from a CDN, which the policy forbids and a school may not reach.
    site = FastAPI(title="Chalkline", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    site.state.stopping = parts.stopping
    for router in (
        *_routers(parts, parse, drawings, papers, metrics),
        StatisticsRoutes(parts, figure_files).router(),
    ):
        site.router.routes.extend(router.routes)  # `include_router` would build every route once more
    site.mount("/static", PackedFiles(directory=HERE / "static"))
    site.mount("/icons", StaticFiles(directory=HERE / "icons"))
    site.add_middleware(Guard, https=settings.secure_cookies)
    _answer_refusals(site, parts)
    return site


def _parts(
    store: Store, settings: SiteSettings, clock: Clock, uploads: Uploads | None, *, makes_papers: bool
) -> Parts:
    return Parts(
        store=store,
        settings=settings,
        clock=clock,
        seats=Seats(store, settings),
        chat_pace=Throttle(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE),
        new_chats=Throttle(NEW_CHATS_PER_SECOND, NEW_CHATS_AT_ONCE),
        templates=page_templates(),
        stopping=asyncio.Event(),
        overview=Overview(store),
        makes_papers=makes_papers,
        uploads=uploads,
    )


def _routers(
    parts: Parts,
    parse: Parse | None,
    drawings: Mapping[str, Drawing],
    papers: Papers | None,
    metrics: Metrics | None,
) -> Iterator[APIRouter]:
    for group in _GROUPS:
        yield group(parts).router()
    if parts.settings.provider is not None:
        yield OidcRoutes(parts, parts.settings.provider).router()
    yield PictureRoutes(drawings).router()
    yield PlaybookRoutes(parts, drawings).router()
    if papers is not None:
        yield PaperRoutes(parts, papers).router()
    if metrics is not None:
        yield MetricsRoutes(metrics).router()
    if parse is not None:
        settings = parts.settings
        yield NluRoutes(parse, Throttle(settings.parses_per_second, settings.parses_at_once)).router()


def _without_token(path: str) -> str:
    """The path as it may be logged: the address of a calendar is its key, that of a sign-in opens a session."""
    secret = next((head for head in ("/roster/", "/sign-in/") if path.startswith(head)), None)
    return f"{secret}…" if secret else path


def _answer(parts: Parts, request: Request, status: int, word: str) -> Response:
    """A page for people who navigate, JSON for scripts. Who was signed out forgets the secret of it."""
    more = f"{word}{MORE}" if f"{word}{MORE}" in WORDS else ""
    if "text/html" in request.headers.get("accept", ""):
        response: Response = parts.page(request, "refused.html", status, word=word, more=more)
    else:
        lang = language_of(request)
        said = " ".join(say(key, lang) for key in (word, more) if key)
        response = JSONResponse({"error": said}, status, _HINTS.get(status))
    if word == SIGNED_OUT:
        parts.seats.leave(response)
    return response


def _answer_refusals(site: FastAPI, parts: Parts) -> None:
    """Every refusal becomes a sentence."""
    answer = partial(_answer, parts)

    @site.exception_handler(Refused)
    async def refused(request: Request, error: Refused) -> Response:
        status, word = answer_for(error)
        if status in _WATCHED:
            path = _without_token(request.url.path)
            log.warning("refused", action="request_refused", status=status, word=word, path=path)
        return answer(request, status, word)

    @site.exception_handler(RequestValidationError)
    async def misshapen(request: Request, _: RequestValidationError) -> Response:
        return answer(request, 422, "not_understood")

    @site.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        return answer(request, error.status_code, "not_found" if error.status_code == 404 else "refused")

    @site.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        log.error(
            "request_failed", action="request_failed", path=_without_token(request.url.path), exc_info=error
        )
        response = answer(request, 500, "our_fault")
        response.headers.update(headers_for(request.url.path, https=parts.settings.secure_cookies))
        return response
