"""The chat page and what a browser posts from it. Every post is accepted durably (202) or refused with a sentence."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field, StringConstraints

from desk.messages import Incoming, Peer
from desk.people import Role
from usecases.accept_web_message import Repeated, accept_web_media, accept_web_message
from web.guard import MAX_UPLOAD
from web.parts import Parts
from web.refusals import TurnedAway
from web.scanned import place_of
from web.words import language_of

MAX_TEXT = 4000
Age = Annotated[int, Field(ge=0, le=366 * 86_400)]
"""Seconds for which a message waited in the browser for a network."""
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{4,64}$")]
RoomCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,62}$")]
DeviceCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{0,62}$")]


class Said(BaseModel):
    """A typed message. `id` is made by the browser and makes a retry harmless."""

    id: ClientId
    text: str
    age: Age = 0


class Pressed(BaseModel):
    """A pressed button: the token it was shown with."""

    id: ClientId
    token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}:[0-9]{1,3}$")]
    age: Age = 0


class Started(BaseModel):
    """A deep link's payload, `d_<sticker code>` or `r_<room id>`; empty greets a newcomer."""

    id: ClientId
    payload: Annotated[str, StringConstraints(pattern=r"^(d_[A-Za-z0-9-]{1,62}|r_[A-Za-z0-9_-]{1,62})?$")] = (
        ""
    )
    age: Age = 0


def mark_of(peer: Peer) -> str:
    """Which chat it is, for the browser to keep its unsent words apart from another person's. Opens nothing."""
    return hashlib.sha256(f"chalkline-mark:{peer}".encode()).hexdigest()[:16]


def blank_chat(seat: str) -> dict[str, Any]:
    """What `chat.html` is filled with while nobody is known: the page that opens without a network."""
    blank = {
        "person": None,
        "staff": False,
        "sticker": "",
        "place": "",
        "elsewhere": "",
        "chat": "",
        "shell": True,
    }
    return {"seat": seat, "max_text": MAX_TEXT, **blank}


class ChatRoutes:
    """`/chat/{seat}` and its posts. The streams are in `web.streams`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(prefix="/chat/{seat}")
        router.add_api_route("", self.page, methods=["GET"])
        router.add_api_route("/messages", self.say, methods=["POST"], status_code=202)
        router.add_api_route("/presses", self.press, methods=["POST"], status_code=202)
        router.add_api_route("/start", self.start, methods=["POST"], status_code=202)
        router.add_api_route("/media", self.attach, methods=["POST"], status_code=202)
        return router

    async def page(
        self, seat: str, request: Request, device: DeviceCode = "", room: RoomCode = ""
    ) -> Response:
        """The chat of a seat; the first visit of the own seat gives the browser its secret."""
        if seat not in self._parts.seats.names:
            raise TurnedAway(404, "not_found")
        person = await self._parts.seats.person(request, seat)
        staff = person is not None and person.role is not Role.TEACHER
        sticker = f"d_{device}" if device else f"r_{room}" if room else ""
        seated = Response()
        peer = self._parts.seats.sit_down(request, seated, seat) or await self._parts.seats.peer(
            request, seat
        )
        place = "" if staff else await place_of(self._parts, language_of(request), device, room)
        values = {
            "person": person,
            "staff": staff,
            "sticker": sticker,
            "place": place,
            "elsewhere": f"/r/{device or room}/rooms",
            "chat": mark_of(peer),
            "shell": False,
        }
        page = self._parts.page(request, "chat.html", **blank_chat(seat) | values)
        page.raw_headers.extend(header for header in seated.raw_headers if header[0] == b"set-cookie")
        return page

    async def say(self, seat: str, said: Said, request: Request) -> Response:
        """A typed message."""
        if len(said.text) > MAX_TEXT:
            raise TurnedAway(413, "text_too_long")
        if not said.text.strip():
            raise TurnedAway(422, "not_understood")
        message = await self._message(request, seat, said.id, said.age)
        return await self._accept(replace(message, text=said.text.replace("\0", "")))

    async def press(self, seat: str, pressed: Pressed, request: Request) -> Response:
        """A pressed button. What it means, and whether it still does, is decided when the inbox is read."""
        message = await self._message(request, seat, pressed.id, pressed.age)
        return await self._accept(replace(message, press=pressed.token))

    async def start(self, seat: str, started: Started, request: Request) -> Response:
        """A first visit or a scanned sticker."""
        message = await self._message(request, seat, started.id, started.age)
        return await self._accept(replace(message, start=started.payload))

    async def attach(
        self,
        seat: str,
        request: Request,
        client_id: Annotated[ClientId, Form(alias="id")],
        file: Annotated[UploadFile, File()],
    ) -> Response:
        """A photo or file of at most 10 MB."""
        message = await self._message(request, seat, client_id)
        content = await file.read(MAX_UPLOAD + 1)
        if len(content) > MAX_UPLOAD:
            raise TurnedAway(413, "file_too_big")
        found = await self._parts.admit(message.peer, file.filename or "", content)
        try:
            await self._parts.store.run(
                accept_web_media, message, found.content, found.kind, found.name, found.mime
            )
        except Repeated:
            return JSONResponse({"accepted": False}, 202)
        return JSONResponse({"accepted": True}, 202)

    async def _message(self, request: Request, seat: str, client_id: str, age: int = 0) -> Incoming:
        """An empty message of this chat, said `age` seconds ago. Raises TurnedAway 401 without a seat, 429 when too fast."""
        peer: Peer = await self._parts.seats.peer(request, seat)
        pace, address = self._parts.chat_pace, request.client.host if request.client else ""
        if not pace.knows(str(peer)) and not self._parts.new_chats.allows(address):
            raise TurnedAway(429, "too_fast")
        if not pace.allows(str(peer)):
            raise TurnedAway(429, "too_fast")
        said = self._parts.clock.now() - timedelta(seconds=age)
        return Incoming(f"web:{peer.space}:{client_id}", peer, said)

    async def _accept(self, message: Incoming) -> Response:
        new = await self._parts.store.run(accept_web_message, message)
        return JSONResponse({"accepted": new}, 202)
