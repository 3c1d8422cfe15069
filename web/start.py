"""The ways in: start page, QR stickers. Signing in is in `web.sign_in`."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from desk.refusals import NotFound
from usecases.look import person_called
from web.parts import Parts
from web.seats import OWN_SEAT

_STICKER = re.compile(r"[A-Za-z0-9-]{1,62}")
_ROOM = re.compile(r"[A-Za-z0-9_-]{1,62}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One large entry of the start page."""

    seat: str
    url: str
    name: str


class StartRoutes:
    """`/`, `/r/{code}` of a device, `/p/{room}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/", self.start_page, methods=["GET"])
        router.add_api_route("/r/{code}", self.sticker, methods=["GET"])
        router.add_api_route("/p/{room}", self.room_sticker, methods=["GET"])
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

    async def sticker(self, code: str) -> Response:
        """A scanned sticker opens the chat, which says once which device it is about. Opening changes nothing itself."""
        if not _STICKER.fullmatch(code):
            raise NotFound(code)
        return RedirectResponse(f"/chat/{self._parts.seats.first}?device={quote(code)}", status_code=303)

    async def room_sticker(self, room: str) -> Response:
        """A scanned sticker of a room, likewise."""
        if not _ROOM.fullmatch(room):
            raise NotFound(room)
        return RedirectResponse(f"/chat/{self._parts.seats.first}?room={quote(room)}", status_code=303)
