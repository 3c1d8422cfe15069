"""Seats: which chat a browser speaks for. The cookie holds a secret; the chat's id is only its hash.

So neither our tables nor our logs hold anything that opens a session. A member of staff at the own seat has a session
(`usecases.sessions`), looked up at every request; a teacher has none. Demo seats need no cookie: opening one is sitting
down on it, which is why a demo must not be put on an open network.
"""

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode

from fastapi import Request, Response

from desk.messages import Peer
from desk.people import Person
from desk.refusals import NotFound
from usecases.bind_demo_seat import bind_demo_seat
from usecases.look import person_at
from usecases.ports import Store
from usecases.sessions import Sitting, settle_session, sitting_at
from usecases.sign_in import Browser
from web.browsers import in_words
from web.refusals import TurnedAway
from web.settings import SiteSettings

OWN_SEAT = "me"
_SECRET = re.compile(r"[A-Za-z0-9_-]{22,86}")
_A_YEAR = 365 * 24 * 3600
SIGNED_OUT = "signed_out"
"""The word for whose session is over; with it goes the cookie."""


def peer_behind(secret: str) -> Peer:
    """The chat that this cookie opens."""
    digest = hashlib.sha256(f"chalkline-web:{secret}".encode()).digest()
    return Peer("web", urlsafe_b64encode(digest[:18]).decode())


class Seats:
    """Finds the chat and the person behind a request."""

    def __init__(self, store: Store, settings: SiteSettings) -> None:
        self._store = store
        self._people = settings.demo_seats
        self._secure = settings.secure_cookies
        self._lives = settings.lives
        self._peers: dict[str, Peer] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The seats there are: the demo's, then the browser's own."""
        return (*self._people, OWN_SEAT)

    @property
    def first(self) -> str:
        """Where a reporter starts: the demo teacher, else the browser's own seat."""
        return next(iter(self._people), OWN_SEAT)

    @property
    def overlooking(self) -> str:
        """Who looks at the board unless the request says so: the demo supervisor, else the browser's own seat."""
        return "supervisor" if "supervisor" in self._people else OWN_SEAT

    async def open_all(self) -> None:
        """Give every demo person an address before anybody sits down, so that they can be paged."""
        for seat in self._people:
            await self._demo_peer(seat)

    async def peer(self, request: Request, seat: str) -> Peer:
        """The chat of this seat. Raises NotFound for an unknown seat, TurnedAway 401 when the cookie is missing or the session over."""
        if seat in self._people:
            return await self._demo_peer(seat)
        if seat != OWN_SEAT:
            raise NotFound(seat)
        secret = self._secret(request)
        if secret is None:
            raise TurnedAway(401, "open_again")
        peer = peer_behind(secret)
        await self._sitting(request, peer)
        return peer

    async def person(self, request: Request, seat: str) -> Person | None:
        """Who sits here; None for a stranger and for a browser without a cookie. Raises TurnedAway 401 when their session is over."""
        secret = self._secret(request) if seat == OWN_SEAT else None
        if secret is not None:
            return (await self._sitting(request, peer_behind(secret))).person
        if seat == OWN_SEAT:
            return None
        found = await self._store.read(person_at, await self.peer(request, seat))
        if found is None and seat in self._people:  # somebody let the seat's chat go
            del self._peers[seat]
            found = await self._store.read(person_at, await self.peer(request, seat))
        return found

    def own_peer(self, request: Request) -> Peer | None:
        """The chat of the own seat, session or not; None for a browser without a cookie."""
        secret = self._secret(request)
        return peer_behind(secret) if secret else None

    async def holds(self, request: Request, seat: str) -> bool:
        """Whether who opened a stream at this seat may go on listening: not when their session is over."""
        peer = self.own_peer(request) if seat == OWN_SEAT else None
        return peer is None or (await self._store.read(sitting_at, peer)).over is None

    async def _sitting(self, request: Request, peer: Peer) -> Sitting:
        found = await self._store.read(sitting_at, peer)
        if found.stale:
            browser = in_words(request.headers.get("user-agent", ""))
            await self._store.run(settle_session, peer, browser, self._lives)
        if found.over is not None:
            raise TurnedAway(401, SIGNED_OUT)
        return found

    def at_the_door(self, request: Request) -> tuple[str, Browser]:
        """A fresh secret and the browser that will have it, once somebody signs in there: never the one it came with."""
        secret = secrets.token_urlsafe(32)
        words = in_words(request.headers.get("user-agent", ""))
        return secret, Browser(peer_behind(secret), words, self.own_peer(request), self._lives)

    def give(self, response: Response, secret: str) -> None:
        """From now on the browser speaks for the chat of this secret."""
        response.set_cookie(
            self._cookie,
            secret,
            max_age=_A_YEAR,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def leave(self, response: Response) -> None:
        """The browser forgets its secret."""
        response.delete_cookie(self._cookie, path="/", httponly=True, samesite="lax", secure=self._secure)

    def sit_down(self, request: Request, response: Response, seat: str) -> Peer | None:
        """On the first visit of the own seat, set a fresh cookie and return its chat; None when there is one."""
        if seat != OWN_SEAT or self._secret(request) is not None:
            return None
        secret = secrets.token_urlsafe(32)
        self.give(response, secret)
        return peer_behind(secret)

    @property
    def _cookie(self) -> str:
        return f"__Host-chalkline_{OWN_SEAT}" if self._secure else f"chalkline_{OWN_SEAT}"

    def _secret(self, request: Request) -> str | None:
        secret = request.cookies.get(self._cookie, "")
        return secret if _SECRET.fullmatch(secret) else None

    async def _demo_peer(self, seat: str) -> Peer:
        if seat not in self._peers:
            self._peers[seat] = await self._store.run(bind_demo_seat, self._people[seat])
        return self._peers[seat]
