"""Server-sent events: the lines of one chat, and a knock for every change on the board.

A browser that lost its connection comes back with `Last-Event-ID` and gets exactly what it missed. Every stream ends at
once when the site stops; the browser reconnects by itself.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse

from desk.messages import Peer
from desk.people import Role
from desk.refusals import NotAllowed
from usecases.look import lines_since
from usecases.ports import Bell
from usecases.rows import Topic
from web.lines import line_as_json
from web.parts import Parts
from web.refusals import TurnedAway

HEARTBEAT_SECONDS = 15.0
STREAMS_PER_CHAT = 8
_BATCH = 200
Holds = Callable[[], Awaitable[bool]]
"""Whether who opened a stream may go on listening."""
_HEADERS = {"X-Accel-Buffering": "no"}
HELLO = "retry: 1000\n\n"
HEARTBEAT = ": still here\n\n"
_BEAT = "event: beat\ndata: {}\n\n"
"""A heartbeat that scripts can hear: a telephone that changed its network does not notice by itself that a stream is dead."""
_CAUGHT_UP = "event: caught-up\ndata: {}\n\n"
_SPREAD_MS = 8
"""How long the look of one board takes about: so many boards are asked to look within so many times of it, not all at once."""


class StreamRoutes:
    """`/chat/{seat}/stream`, the same lines without a stream at `/chat/{seat}/lines`, and `/board/stream`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._open: Counter[Peer] = Counter()
        self._boards = 0

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/chat/{seat}/stream", self.chat_stream, methods=["GET"])
        router.add_api_route("/chat/{seat}/lines", self.chat_lines, methods=["GET"])
        router.add_api_route("/board/stream", self.board_stream, methods=["GET"])
        return router

    async def chat_stream(self, seat: str, request: Request, after: int = Query(0, ge=0)) -> Response:
        """Lines after `Last-Event-ID`, else after `?after=`, then each new one as it comes."""
        peer = await self._parts.seats.peer(request, seat)
        if self._open[peer] >= STREAMS_PER_CHAT:
            raise TurnedAway(429, "too_many_streams")
        last = request.headers.get("last-event-id", "")
        holds = partial(self._parts.seats.holds, request, seat)
        return event_stream(self.lines(peer, int(last) if last.isdecimal() else after, holds))

    async def chat_lines(self, seat: str, request: Request, after: int = Query(0, ge=0)) -> Response:
        """At most 200 lines after `after`, for a browser that no stream reaches; `more`: it may ask again at once."""
        peer = await self._parts.seats.peer(request, seat)
        found = await self._parts.store.read(lines_since, peer, after, _BATCH)
        lines = ",".join(line_as_json(line) for line in found)
        more = "true" if len(found) == _BATCH else "false"
        return Response(f'{{"lines":[{lines}],"more":{more}}}', media_type="application/json")

    async def board_stream(self, request: Request, seat: str = "") -> Response:
        """A `changed` event whenever some ticket changed; the page then fetches its rows."""
        person = await self._parts.seats.person(request, seat or self._parts.seats.overlooking)
        if person is None or person.role is Role.TEACHER:
            raise NotAllowed(seat)
        return event_stream(
            self.knocks(partial(self._parts.seats.holds, request, seat or self._parts.seats.overlooking))
        )

    async def lines(self, peer: Peer, after: int, holds: Holds) -> AsyncIterator[str]:
        """The events of one chat; `caught-up` once, after everything that was there at the beginning. Ends when who listens may
        listen no longer.
        """
        store, stopping = self._parts.store, self._parts.stopping
        bell = store.listen(Topic.WEBCHAT, peer)
        self._open[peer] += 1
        caught_up = False
        try:
            yield HELLO
            while not stopping.is_set() and await holds():
                fresh = await store.read(lines_since, peer, after, _BATCH)
                for line in fresh:
                    after = line.seq
                    yield f"id: {line.seq}\ndata: {line_as_json(line)}\n\n"
                if len(fresh) == _BATCH:
                    continue
                if not caught_up:
                    caught_up = True
                    yield _CAUGHT_UP
                if not await rings(bell, stopping, HEARTBEAT_SECONDS) and not stopping.is_set():
                    yield _BEAT
        finally:
            self._open[peer] -= 1
            bell.close()

    async def knocks(self, holds: Holds) -> AsyncIterator[str]:
        """The events of the board: a knock comes when what it is for can be looked at, and says within how many milliseconds this
        board should look, so that many do not look at once.
        """
        bell = self._parts.store.listen(Topic.BOARD)
        self._boards += 1
        try:
            yield HELLO
            while not self._parts.stopping.is_set():
                rang = await rings(bell, self._parts.stopping, HEARTBEAT_SECONDS)
                if not await holds():
                    return
                if rang:
                    await self._parts.overview.caught_up()
                yield knock(self._boards) if rang else HEARTBEAT
        finally:
            self._boards -= 1
            bell.close()


async def rings(bell: Bell, stopping: asyncio.Event, timeout: float) -> bool:
    """Whether the bell rang within `timeout` seconds; returns False at once when the site stops."""
    ring = asyncio.ensure_future(bell.rings(timeout))
    stop = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({ring, stop}, return_when=asyncio.FIRST_COMPLETED)
        return ring.done() and ring.result()
    finally:
        ring.cancel()
        stop.cancel()
        await asyncio.gather(ring, stop, return_exceptions=True)


def knock(listeners: int) -> str:
    """Something changed; each of so many listeners is to look at some moment within the time that all their looks take."""
    return f'event: changed\ndata: {{"within": {listeners * _SPREAD_MS}}}\n\n'


def event_stream(events: AsyncIterator[str]) -> Response:
    """The answer that these events are written into."""
    return StreamingResponse(events, media_type="text/event-stream", headers=_HEADERS)
