"""What every group of routes is built from: one explicit value instead of globals."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from desk.messages import Peer
from desk.people import Person
from usecases.evidence import Evidence, Uploads, examine
from usecases.ports import Clock, Store
from web.overview import Overview
from web.seats import OWN_SEAT, Seats
from web.settings import SiteSettings
from web.throttle import Throttle
from web.words import LANG_COOKIE, language_of, say

HERE = Path(__file__).parent


@cache
def page_templates() -> Environment:
    """The templates, compiled once a process: everything escaped, a forgotten value is an error."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """The site's parts. Setting `stopping` ends every open stream; `makes_papers`: a ticket page offers its report."""

    store: Store
    settings: SiteSettings
    clock: Clock
    seats: Seats
    chat_pace: Throttle
    new_chats: Throttle
    templates: Environment
    stopping: asyncio.Event
    overview: Overview
    makes_papers: bool = False
    uploads: Uploads | None = None

    async def admit(self, peer: Peer, name: str, content: bytes) -> Evidence:
        """An upload as it may be stored; without `uploads` by its first bytes only. Raises what `Uploads.admit` raises."""
        return await self.uploads.admit(peer, name, content) if self.uploads else examine(name, content)

    async def viewer(self, request: Request, seat: str) -> Person | None:
        """Who looks at a staff page; None for a stranger."""
        return await self.seats.person(request, seat or self.seats.overlooking)

    def page(self, request: Request, name: str, status: int = 200, /, **values: Any) -> HTMLResponse:
        """A rendered page in the visitor's language; a language asked for by `?lang=` is remembered."""
        body = self.templates.get_template(name).render(self._common(request) | values)
        response = HTMLResponse(body, status)
        if "lang" in request.query_params:
            response.set_cookie(LANG_COOKIE, language_of(request), max_age=365 * 24 * 3600, samesite="lax")
        return response

    def fragments(self, request: Request, name: str) -> Callable[..., Markup]:
        """Renders a piece of a page again and again, in the visitor's language."""
        template, common = self.templates.get_template(name), self._common(request)
        return lambda **values: Markup(template.render(common | values))  # noqa: S704  # our own template escaped it

    def _common(self, request: Request) -> dict[str, Any]:
        lang = language_of(request)
        other = "en" if lang == "zh" else "zh"
        return {
            "lang": lang.value,
            "t": lambda key, **values: say(key, lang, **values),
            "other_lang_url": f"{request.url.path}?{urlencode({**request.query_params, 'lang': other})}",
            "demo": self.settings.demo,
            "demo_seats": tuple(self.settings.demo_seats),
            "own_seat": OWN_SEAT,
            "hotline": self.settings.hotline,
            "rehearsal": self.settings.rehearsal,
            "zone": self.settings.zone.key,
        }
