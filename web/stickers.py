"""The way in from a sticker: `/r/{code}` of a device or a room, `/p/{room}`, and the rooms to choose from instead.

Anybody may scan: a sticker opens nothing but a chat of one's own. Opening a page changes nothing; the chat says where it is.
"""

import re
from collections.abc import Callable
from itertools import groupby

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.places import Room
from desk.refusals import NotFound
from usecases.ports import UnitOfWork
from usecases.scan_sticker import Scanned, rooms_around, scan_room, scan_sticker
from usecases.stickers import walking_order
from web.chat import ChatRoutes
from web.parts import Parts
from web.words import language_of

_CODE = re.compile(r"[A-Za-z0-9_-]{1,62}")


class StickerRoutes:
    """`/r/{code}`, `/r/{code}/rooms`, `/p/{room}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._chat = ChatRoutes(parts)

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/r/{code}", self.sticker, methods=["GET"])
        router.add_api_route("/r/{code}/rooms", self.rooms, methods=["GET"])
        router.add_api_route("/p/{room}", self.room_sticker, methods=["GET"])
        return router

    async def sticker(self, code: str, request: Request) -> Response:
        """The chat, which says once which device or room it is about; a kind page for a code that the register does not hold.

        The page itself and not a way to it: whoever scans stands in front of a class, on a slow line.
        """
        return await self._open(request, code, scan_sticker)

    async def room_sticker(self, room: str, request: Request) -> Response:
        """The same for the sticker at a room's door."""
        return await self._open(request, room, scan_room)

    async def rooms(self, code: str, request: Request) -> Response:
        """The rooms of the sticker's school, by building, as links: choosing one is like scanning the sticker at its door."""
        try:
            scanned, rooms = await self._parts.store.read(rooms_around, _checked(code))
        except NotFound:
            return self._unknown(request, code)
        fit = sorted((room for room in rooms if _CODE.fullmatch(room.id)), key=walking_order)
        buildings = [(building, list(inside)) for building, inside in groupby(fit, _building)]
        lang, here = language_of(request), scanned.room.id if scanned.room else ""
        return self._parts.page(
            request,
            "rooms.html",
            school=scanned.school.name_in(lang),
            buildings=buildings,
            here=here,
            chat=f"/chat/{self._parts.seats.first}",
        )

    async def _open(
        self, request: Request, code: str, scan: Callable[[UnitOfWork, str], Scanned]
    ) -> Response:
        try:
            scanned = await self._parts.store.read(scan, _checked(code))
        except NotFound:
            return self._unknown(request, code)
        device, room = (code, "") if scanned.device else ("", code)
        return await self._chat.page(self._parts.seats.first, request, device, room)

    def _unknown(self, request: Request, code: str) -> Response:
        shown = code if _CODE.fullmatch(code) else "?"
        chat = f"/chat/{self._parts.seats.first}"
        return self._parts.page(request, "no_sticker.html", 404, code=shown, chat=chat)


def _building(room: Room) -> str:
    return room.building


def _checked(code: str) -> str:
    """A code that can be one. Raises NotFound."""
    if not _CODE.fullmatch(code):
        raise NotFound(code)
    return code
