"""The ways in: start page, sign-in by invitation code. Stickers are in `web.stickers`."""

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.messages import Incoming
from usecases.accept_web_message import accept_web_message
from usecases.look import person_called
from web.parts import Parts
from web.refusals import TurnedAway
from web.seats import OWN_SEAT


@dataclass(frozen=True, slots=True)
class Entry:
    """One large entry of the start page."""

    seat: str
    url: str
    name: str


class StartRoutes:
    """`/` and `/sign-in`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/", self.start_page, methods=["GET"])
        router.add_api_route("/sign-in", self.sign_in, methods=["POST"])
        return router

    async def start_page(self, request: Request) -> Response:
        """Who are you? In a demo, choose a seat; else report or sign in."""
        entries = []
        for seat, person in self._parts.settings.demo_seats.items():
            known = await self._parts.store.read(person_called, person)
            entries.append(Entry(seat, f"/chat/{seat}", known.name))
        if not entries:
            entries.append(Entry(OWN_SEAT, f"/chat/{OWN_SEAT}", ""))
        entries.append(Entry("board", "/board", ""))
        hint = self._parts.settings.telegram_hint
        return self._parts.page(request, "start.html", entries=entries, telegram_hint=hint)

    async def sign_in(self, request: Request, code: str = Form(min_length=1, max_length=64)) -> Response:
        """Hand the code to the chat, which redeems it and answers there; wrong tries are counted per chat."""
        response = RedirectResponse(f"/chat/{OWN_SEAT}", status_code=303)
        peer = self._parts.seats.sit_down(request, response, OWN_SEAT)
        peer = peer or await self._parts.seats.peer(request, OWN_SEAT)
        if not self._parts.chat_pace.allows(str(peer)):
            raise TurnedAway(429, "too_fast")
        key = f"web:{peer.space}:{secrets.token_urlsafe(12)}"
        message = Incoming(key, peer, self._parts.clock.now(), start=f"b_{code.strip()}")
        await self._parts.store.run(accept_web_message, message)
        return response
