"""The way out to a telephone or SMS gateway: one signed POST a page. The number is looked up when it is sent, never stored here.

The request: `POST` of `{"id", "to", "text"}` as JSON. `Idempotency-Key` and `id` are the page's key: the same page twice is
one call. `X-Chalkline-Timestamp` is the second since 1970, `X-Chalkline-Signature` is `v1=` and the HMAC-SHA256, in
hexadecimal, of timestamp, a full stop and the body, under the shared key. The answer may be JSON: `{"id", "delivered"}`.
"""

import asyncio
import hashlib
import json
import urllib.request
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from http.client import HTTPException
from typing import IO, Any
from urllib.error import HTTPError, URLError

import structlog

from bot.platforms.signing import signed_headers
from desk.ids import PersonId
from desk.messages import Ambiguous, MsgRef, Outcome, Rejected, RetryAt, Sent
from desk.paging import GATEWAY
from desk.people import masked
from usecases.rows import OutboxRow

log = structlog.get_logger()

AT_ONCE = 8
"""Requests open at the same time."""
MOST_BYTES = 16 * 1024
"""What is read of an answer."""
LONGEST_PAUSE = 300.0
_BUSY = (429, 503)

NumberOf = Callable[[PersonId], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """Where the gateway is, the shared key, and how many seconds a request may take."""

    url: str
    key: str = field(repr=False)
    timeout_s: float = 10.0


class GatewayEgress:
    """`ports.Egress` for the channel `gateway`. The space of a peer is the id of a person."""

    channel = GATEWAY

    def __init__(self, settings: GatewaySettings, number_of: NumberOf, wall: Callable[[], datetime]) -> None:
        """`number_of` finds a person's telephone number (empty without one), `wall` is the real time."""
        self._settings = settings
        self._number_of = number_of
        self._wall = wall
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="gateway")

    async def send(self, row: OutboxRow) -> Outcome:
        """Have the number rung, or written to."""
        number = await self._number_of(PersonId(row.peer.space))
        if not number:
            return Rejected("the person has no telephone number")
        body = json.dumps(
            {"id": row.key, "to": number, "text": row.outgoing.text}, ensure_ascii=False
        ).encode()
        request = self._request(row.key, body)
        loop = asyncio.get_running_loop()
        outcome = await loop.run_in_executor(self._threads, _posted, request, self._settings.timeout_s, row)
        log.info("gateway", action="gateway_sent", to=masked(number), outcome=type(outcome).__name__)
        return outcome

    async def close(self) -> None:
        """Let the requests on the wire end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _request(self, key: str, body: bytes) -> urllib.request.Request:
        stamp = str(int(self._wall().timestamp()))
        told = signed_headers(self._settings.key, stamp, body, hashlib.sha256(key.encode()).hexdigest())
        return urllib.request.Request(self._settings.url, body, told)  # noqa: S310  # http or https, checked by the settings


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: it would carry number and text to an address nobody configured."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follows none."""


def _posted(request: urllib.request.Request, timeout_s: float, row: OutboxRow) -> Outcome:
    """What became of the request. Reasons name neither address nor number."""
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=timeout_s) as response:
            return _taken(response.read(MOST_BYTES), row)
    except HTTPError as refusal:
        with refusal:
            return _refused(refusal, row)
    except URLError as problem:  # nothing was sent: no such host, refused, no route, no secure connection
        if isinstance(problem.reason, TimeoutError):
            return Ambiguous("the gateway did not answer in time")
        return RetryAt(_pause(row), f"the gateway cannot be reached: {type(problem.reason).__name__}")
    except (OSError, HTTPException) as problem:
        return Ambiguous(f"no readable answer: {type(problem).__name__}")


def _taken(answer: bytes, row: OutboxRow) -> Sent:
    """Any success is one; what the gateway says about it is optional."""
    try:
        said: Any = json.loads(answer)
    except ValueError:
        said = None
    told = said if isinstance(said, dict) else {}
    reference = told.get("id")
    known = reference if isinstance(reference, str) and reference else row.key
    return Sent(MsgRef(row.peer, known), delivered=told.get("delivered") is True)


def _refused(refusal: HTTPError, row: OutboxRow) -> Outcome:
    if refusal.code in _BUSY or refusal.code >= 500:
        asked = str(refusal.headers.get("Retry-After", ""))
        seconds = min(float(asked), LONGEST_PAUSE) if asked.isdecimal() else _pause(row)
        return RetryAt(seconds, f"HTTP {refusal.code}")
    if refusal.code in (401, 403):
        log.error("the gateway refuses the signature", action="gateway_key", status=refusal.code)
    return Rejected(f"HTTP {refusal.code}")


def _pause(row: OutboxRow) -> float:
    """Seconds before the next try: 1, 2, 4 … 300."""
    return min(LONGEST_PAUSE, 2.0 ** min(row.attempts, 16))
