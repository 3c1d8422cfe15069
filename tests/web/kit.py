"""Doubles and builders for the tests of the screens."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Self

import httpx
from fastapi import FastAPI

from desk import events as ev
from desk.contract import Contract
from desk.grading import FaultFacts, judge
from desk.ids import MediaId, PersonId, RoomId, SchoolId, TicketId
from desk.messages import Peer
from desk.people import Person, Role, Tier
from desk.reading import DeviceClass, Impact, Symptom
from desk.ticket import replay
from usecases.ports import UnitOfWork
from usecases.rows import Topic

SCHOOL, ROOM = SchoolId("qh1"), RoomId("qh1-302")
HAZEL = Person(PersonId("hazel"), "韩老师", Role.TEACHER, (SCHOOL,))
BERRY = Person(PersonId("berry"), "白工", Role.ENGINEER, (SCHOOL,), Tier.FIRST, "13800000001")
FROST = Person(PersonId("frost"), "冯工", Role.ENGINEER, (), Tier.SECOND)
ELM = Person(PersonId("elm"), "林主管", Role.SUPERVISOR, (SCHOOL,), Tier.SUPERVISOR)
STEADY = Person(PersonId("steady"), "远山主管", Role.SUPERVISOR, (SchoolId("other"),), Tier.SUPERVISOR)


class PushedClock:
    """A clock that only the test moves. Desk time and real time run alike."""

    def __init__(self, start: datetime) -> None:
        self.instant = start

    def now(self) -> datetime:
        return self.instant

    def push(self, **span: float) -> None:
        self.instant += timedelta(**span)

    def seconds_until(self, instant: datetime) -> float:
        return max(0.0, (instant - self.instant).total_seconds())

    def real_seconds(self, span: timedelta) -> float:
        return span.total_seconds()


class Visitor(httpx.AsyncClient):
    """A browser: keeps cookies, says where its requests come from."""

    def __init__(self, site: FastAPI) -> None:
        super().__init__(
            transport=httpx.ASGITransport(site, raise_app_exceptions=False),
            base_url="http://desk.test",
            headers={"Sec-Fetch-Site": "same-origin", "Accept": "*/*"},
        )
        self.site = site

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        return self

    async def says(self, seat: str, text: str, as_id: str = "said-0001") -> httpx.Response:
        return await self.post(f"/chat/{seat}/messages", json={"id": as_id, "text": text})

    async def reads(self, seat: str, count: int, after: int = 0, **headers: str) -> list[dict[str, Any]]:
        """The next `count` lines of the stream."""
        async with stream(self.site, f"/chat/{seat}/stream?after={after}", self, **headers) as events:
            lines = []
            async for event in events:
                if event.get("data") and event.get("event") is None:
                    lines.append({"id": event["id"], **json.loads(event["data"])})
                    if len(lines) == count:
                        break
            return lines


@asynccontextmanager
async def stream(site: FastAPI, url: str, visitor: Visitor, **headers: str) -> AsyncIterator[Any]:
    """The events of a stream as they come; httpx's own ASGI transport would wait for the end, which never comes."""
    path, _, query = url.partition("?")
    request = visitor.build_request("GET", url, headers=headers)
    chunks: asyncio.Queue[str | None] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, message
        else:
            chunks.put_nowait(message["body"].decode())
            if not message.get("more_body"):
                chunks.put_nowait(None)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(k.lower(), v) for k, v in request.headers.raw],
        "scheme": "http",
        "http_version": "1.1",
        "server": ("desk.test", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    running = asyncio.ensure_future(site(scope, receive, send))
    try:
        yield _events(chunks)
    finally:
        gone.set()
        await asyncio.wait_for(running, 5)


async def _events(chunks: asyncio.Queue[str | None]) -> AsyncIterator[dict[str, str]]:
    pending = ""
    while (chunk := await asyncio.wait_for(chunks.get(), 10)) is not None:
        pending += chunk
        while "\n\n" in pending:
            block, pending = pending.split("\n\n", 1)
            yield dict(line.split(": ", 1) for line in block.splitlines())


def a_ticket(
    uow: UnitOfWork,
    no: int = 1001,
    *,
    words: str = "三年级2班大屏黑屏了，马上上课",
    media: tuple[MediaId, ...] = (),
    then: tuple[type[ev.Event], ...] = (),
    paged: tuple[PersonId, ...] = (BERRY.id,),
    why: tuple[tuple[str, str], ...] = (),
) -> TicketId:
    """An open ticket of the teacher in 三年级2班, with `then` done by the engineer, a minute apart."""
    contract: Contract = uow.contracts.current(uow.places.school(SCHOOL).contract)
    facts = FaultFacts(
        impact=Impact.LESSON_BLOCKED, device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN
    )
    opened = ev.TicketOpened(
        at=uow.now,
        by=HAZEL.id,
        ticket=TicketId(f"ticket-{no}"),
        no=no,
        school=SCHOOL,
        reporter=HAZEL.id,
        contract=contract.id,
        contract_version=contract.version,
        fault=ev.Fault(facts, "三年级2班", ROOM),
        verdict=judge(contract, facts),
        words=words,
        why=why,
    )
    trail: list[ev.Event] = [opened]
    if media:
        trail.append(ev.InformationAdded(at=uow.now, by=HAZEL.id, media=media))
    if paged:
        trail.append(ev.Paged(at=uow.now, people=paged, rung=0, tiers=(Tier.FIRST,)))
    for step, kind in enumerate(then, start=1):
        trail.append(kind(at=uow.now + timedelta(minutes=step), by=BERRY.id))
    ticket = replay(trail)
    uow.tickets.save(ticket, trail)
    uow.wake(Topic.BOARD)
    return ticket.id


def a_jpeg(width: int = 4, height: int = 3, secret: bytes = b"") -> bytes:
    """The smallest thing with a JPEG's headers; `secret` goes into an EXIF segment."""
    exif = b"\xff\xe1" + (len(secret) + 8).to_bytes(2, "big") + b"Exif\0\0" + secret
    frame = (
        b"\xff\xc0\x00\x0b\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\x01\x01\x11\x00"
    )
    return (
        b"\xff\xd8" + exif + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34" + b"\xff\xd9"
    )


def peer_of(uow: UnitOfWork, person: PersonId) -> Peer:
    """A person's first address."""
    return uow.people.addresses(person)[0].peer
