"""Signing in without a password: the link that was asked for in a chat, the code typed on the start page, and where one is signed in.

Opening a link changes nothing: chat apps fetch links to show what is behind them. The button on its page signs in. Every
sign-in gives the browser a fresh secret.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import structlog
from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.access import is_sign_in_code
from desk.ids import SessionId
from desk.people import Person, Role
from desk.refusals import CodeRefused, CodeWaits, NotFound, Refused, TooManyTries
from usecases.ports import UnitOfWork
from usecases.sessions import end_others, end_session, sessions_of, sign_out
from usecases.sign_in import Browser, sign_in_by_code, sign_in_by_invitation, sign_in_by_link
from web.parts import Parts
from web.refusals import TurnedAway
from web.seats import OWN_SEAT
from web.throttle import Throttle
from web.words import moment

TRIES_PER_SECOND = 0.5
TRIES_AT_ONCE = 20
"""Of one address; behind a proxy all its users share one, so it is roomy."""
SignIn = Callable[[UnitOfWork, str, Browser], Person]

_REFUSALS: Mapping[type[Refused], tuple[int, str]] = MappingProxyType(
    {
        CodeRefused: (403, "si_refused"),
        CodeWaits: (403, "si_waits"),
        TooManyTries: (429, "si_too_many"),
    }
)
log = structlog.get_logger()


class SignInRoutes:
    """`/sign-in`, `/sign-in/{token}`, `/me` and what is done there."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pace = Throttle(TRIES_PER_SECOND, TRIES_AT_ONCE)

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/sign-in", self.by_code, methods=["POST"])
        router.add_api_route("/sign-in/{token}", self.door, methods=["GET"])
        router.add_api_route("/sign-in/{token}", self.by_link, methods=["POST"])
        router.add_api_route("/me", self.devices, methods=["GET"])
        router.add_api_route("/me/end", self.end, methods=["POST"])
        router.add_api_route("/me/end-others", self.end_others, methods=["POST"])
        router.add_api_route("/me/sign-out", self.sign_out, methods=["POST"])
        return router

    async def door(self, request: Request, token: str) -> Response:
        """One button. Says nothing of the link and looks nothing up, so a wrong one looks like a right one."""
        return self._parts.page(request, "sign_in.html", token=token)

    async def by_link(self, request: Request, token: str) -> Response:
        """Signed in; then the board."""
        return await self._admit(request, sign_in_by_link, token, "/board")

    async def by_code(self, request: Request, code: str = Form(min_length=1, max_length=64)) -> Response:
        """A sign-in code by its length, else an invitation, whose chat says what it gave."""
        if is_sign_in_code(code):
            return await self._admit(request, sign_in_by_code, code, "/board")
        return await self._admit(
            request, sign_in_by_invitation, code.strip().removeprefix("b_"), f"/chat/{OWN_SEAT}"
        )

    async def devices(self, request: Request) -> Response:
        """Where I am signed in, this browser first."""
        person = await self._parts.seats.person(request, OWN_SEAT)
        if person is None or person.role is Role.TEACHER:
            return self._parts.page(
                request, "closed_board.html", 403, title="si_devices", why="si_not_signed_in"
            )
        found = await self._parts.store.read(sessions_of, person.id)
        here, now = self._parts.seats.own_peer(request), self._parts.clock.now()
        zone = self._parts.settings.zone
        rows = [
            {
                "id": one.id,
                "browser": one.browser,
                "here": one.peer == here,
                "began": moment(one.began, now, zone),
                "seen": moment(one.seen, now, zone),
                "until": moment(one.idle_until, now, zone),
            }
            for one in sorted(found, key=lambda one: one.peer != here)
        ]
        return self._parts.page(request, "devices.html", viewer=person, seat="", rows=rows)

    async def end(self, request: Request, session: str = Form(min_length=1, max_length=40)) -> Response:
        """End one of mine."""
        person = await self._staff(request)
        await self._parts.store.run(end_session, person.id, SessionId(session))
        return RedirectResponse("/me", status_code=303)

    async def end_others(self, request: Request) -> Response:
        """End all of mine but this one."""
        person = await self._staff(request)
        await self._parts.store.run(end_others, person.id, self._parts.seats.own_peer(request))
        return RedirectResponse("/me", status_code=303)

    async def sign_out(self, request: Request) -> Response:
        """End this one; the browser forgets its secret."""
        await self._staff(request)
        peer = self._parts.seats.own_peer(request)
        if peer is not None:
            await self._parts.store.run(sign_out, peer)
        response = RedirectResponse("/", status_code=303)
        self._parts.seats.leave(response)
        return response

    async def _staff(self, request: Request) -> Person:
        person = await self._parts.seats.person(request, OWN_SEAT)
        if person is None or person.role is Role.TEACHER:
            raise NotFound("session")
        return person

    async def _admit(self, request: Request, sign_in: SignIn, secret: str, to: str) -> Response:
        if not self._pace.allows(request.client.host if request.client else ""):
            raise TurnedAway(429, "too_fast")
        fresh, browser = self._parts.seats.at_the_door(request)
        way = sign_in.__name__.removeprefix("sign_in_by_")
        try:
            await self._parts.store.run(sign_in, secret, browser)
        except tuple(_REFUSALS) as refused:
            status, word = _REFUSALS[type(refused)]
            log.warning(
                "a sign-in was refused", action="sign_in_refused", way=way, why=type(refused).__name__
            )
            raise TurnedAway(status, word) from refused
        log.info("signed in", action="signed_in", way=way)
        response = RedirectResponse(to, status_code=303)
        self._parts.seats.give(response, fresh)
        return response
