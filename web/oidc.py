"""`/oidc`: signing in by the district's own sign-in (OpenID Connect, authorisation code with PKCE). Whom it lets in is our register's matter."""

import re

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.language import Lang
from desk.refusals import CodeRefused, CodeWaits, Refused
from usecases.sign_in import sign_in_by_account
from web.oidc_errand import LIFE, ErrandOver, Errands, NotVerified, Provider, ProviderDown, TokenRefused
from web.parts import Parts
from web.refusals import TurnedAway
from web.throttle import Throttle
from web.words import MORE, language_of

log = structlog.get_logger()

TRIES_PER_SECOND = 0.5
TRIES_AT_ONCE = 20
"""Of one address; behind a proxy all its users share one."""
_CODE = re.compile(r"[ -~]{1,4096}")
"""RFC 6749, A.11."""
_REFUSALS: tuple[tuple[type[Refused], int, str], ...] = (
    (ErrandOver, 403, "oi_over"),
    (ProviderDown, 503, "oi_down"),
    (NotVerified, 403, "oi_not_verified"),
    (TokenRefused, 403, "oi_refused"),
    (CodeRefused, 403, "oi_unknown"),
    (CodeWaits, 403, "oi_waits"),
)


class OidcRoutes:
    """The way there and the way back."""

    def __init__(self, parts: Parts, provider: Provider) -> None:
        self._parts = parts
        self._provider = provider
        self._errands = Errands(provider.secret)
        self._pace = Throttle(TRIES_PER_SECOND, TRIES_AT_ONCE)
        self._secure = parts.settings.secure_cookies

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/oidc", self.go, methods=["GET"])
        router.add_api_route("/oidc/back", self.back, methods=["GET"])
        return router

    async def go(self, request: Request) -> Response:
        """To the provider. A link and no form, because our policy lets no form lead to another site (`form-action`)."""
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            return RedirectResponse("/", status_code=303)  # another site must not begin a sign-in
        self._slow_down(request)
        errand, cookie = self._errands.begin(self._parts.clock.now())
        try:
            door = await self._provider.door(errand)
        except ProviderDown as refused:
            return self._refused(request, refused)
        response = RedirectResponse(door, status_code=303)
        age = int(LIFE.total_seconds())
        response.set_cookie(
            self._cookie, cookie, max_age=age, path="/", httponly=True, samesite="lax", secure=self._secure
        )
        return response

    async def back(self, request: Request) -> Response:
        """From the provider, signed in or told why not; whichever, this errand is over."""
        self._slow_down(request)
        try:
            response = await self._admitted(request)
        except tuple(kind for kind, _, _ in _REFUSALS) as refused:
            response = self._refused(request, refused)
        response.delete_cookie(self._cookie, path="/", httponly=True, samesite="lax", secure=self._secure)
        return response

    async def _admitted(self, request: Request) -> Response:
        told, now = request.query_params, self._parts.clock.now()
        errand = self._errands.end(request.cookies.get(self._cookie, ""), told.get("state", ""), now)
        code = told.get("code", "")
        if "error" in told or not _CODE.fullmatch(code):
            return self._page(request, 403, "oi_cancelled")
        account = await self._provider.account(code, errand, now)
        fresh, browser = self._parts.seats.at_the_door(request)
        person = await self._parts.store.run(sign_in_by_account, account, browser)
        log.info("signed in by the district's sign-in", action="oidc_signed_in", person=person.id)
        response = RedirectResponse("/board", status_code=303)
        self._parts.seats.give(response, fresh)
        return response

    def _slow_down(self, request: Request) -> None:
        if not self._pace.allows(request.client.host if request.client else ""):
            raise TurnedAway(429, "too_fast")

    def _refused(self, request: Request, refused: Refused) -> Response:
        status, word = next((status, word) for kind, status, word in _REFUSALS if isinstance(refused, kind))
        reason = " ".join(str(part) for part in refused.args if part) if word != "oi_unknown" else ""
        log.warning("a sign-in was refused", action="oidc_refused", word=word, reason=reason)
        return self._page(request, status, word)

    def _page(self, request: Request, status: int, word: str) -> Response:
        lang = (
            "en" if language_of(request) is Lang.ZH else "zh"
        )  # not this address again: it holds a code that is used up
        return self._parts.page(
            request, "refused.html", status, word=word, more=f"{word}{MORE}", other_lang_url=f"/?lang={lang}"
        )

    @property
    def _cookie(self) -> str:
        return "__Host-chalkline_errand" if self._secure else "chalkline_errand"
