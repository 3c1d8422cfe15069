"""Pages that follow what others do meanwhile: a knock whenever the ticket, common fault or incident that is looked at changed.

Nothing of it is sent here: the page then asks for itself, with its own address, and takes over what is new (`static/live.js`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from desk.ids import PersonId
from desk.people import Role
from desk.refusals import NotAllowed, NotFound
from usecases.look import ticket_mark
from usecases.look_at_incidents import common_mark, incident_mark
from usecases.ports import UnitOfWork
from usecases.rows import Topic
from web.parts import Parts
from web.reading import TicketNo
from web.streams import HEARTBEAT, HEARTBEAT_SECONDS, HELLO, Holds, event_stream, knock, rings

REST_SECONDS = 1.0
"""Between two looks of one page at its mark, however busy the desk is."""
_IncidentNo = Annotated[int, Path(ge=1, le=2**31)]
_Query = Callable[[UnitOfWork, PersonId, int], Hashable]
_Mark = Callable[[], Awaitable[Hashable]]


class LiveRoutes:
    """`/tickets/{no}/stream`, `/incidents/{no}/stream`, `/incidents/common/{no}/stream`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._open = 0

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/tickets/{no}/stream", self.ticket, methods=["GET"])
        router.add_api_route("/incidents/common/{no}/stream", self.common, methods=["GET"])
        router.add_api_route("/incidents/{no}/stream", self.incident, methods=["GET"])
        return router

    async def ticket(self, no: TicketNo, request: Request, seat: str = "") -> Response:
        """For whoever may see the ticket. Raises NotFound."""
        person = await self._parts.viewer(request, seat)
        if person is None:
            raise NotFound(no)
        return await self._stream(request, seat, ticket_mark, person.id, no)

    async def common(self, no: TicketNo, request: Request, seat: str = "") -> Response:
        """For staff who may see the common fault. Raises NotAllowed, NotFound."""
        return await self._stream(request, seat, common_mark, await self._staff(request, seat), no)

    async def incident(self, no: _IncidentNo, request: Request, seat: str = "") -> Response:
        """For staff who have a part in the incident. Raises NotAllowed, NotFound."""
        return await self._stream(request, seat, incident_mark, await self._staff(request, seat), no)

    async def _staff(self, request: Request, seat: str) -> PersonId:
        person = await self._parts.viewer(request, seat)
        if person is None or person.role is Role.TEACHER:
            raise NotAllowed(seat)
        return person.id

    async def _stream(self, request: Request, seat: str, query: _Query, who: PersonId, no: int) -> Response:
        seats = self._parts.seats
        mark = partial(self._parts.store.read, query, who, no)
        await mark()  # what is not there, or not for them, is refused before a stream begins
        return event_stream(self.knocks(mark, partial(seats.holds, request, seat or seats.overlooking)))

    async def knocks(self, mark: _Mark, holds: Holds) -> AsyncIterator[str]:
        """A knock whenever `mark` gives something else than before. Ends when who listens may listen, or see, no longer."""
        bell = self._parts.store.listen(Topic.BOARD)
        self._open += 1
        try:
            seen = await mark()
            yield HELLO  # from here on nothing is missed: the page may look
            while not self._parts.stopping.is_set():
                rang = await rings(bell, self._parts.stopping, HEARTBEAT_SECONDS)
                if not await holds():
                    return
                found = await mark() if rang else seen
                if found != seen:
                    yield knock(self._open)
                elif not rang:
                    yield HEARTBEAT
                seen = found
                await _rested(self._parts.stopping)
        except (
            NotFound
        ):  # a common fault that was split, a person who left the school: its own address says so
            return
        finally:
            self._open -= 1
            bell.close()


async def _rested(stopping: asyncio.Event) -> None:
    """A rest, over at once when the site stops."""
    try:
        async with asyncio.timeout(REST_SECONDS):
            await stopping.wait()
    except TimeoutError:
        return
