"""A reader with another one behind it, on a server: asked within a time limit, left alone when it fails.

The embedded reader reads every message first and its reading stands whenever the other does not answer in time, talks
nonsense, or is left alone. Nothing here knows which server it is.
"""

import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from http.client import HTTPException, HTTPResponse
from threading import Lock
from typing import IO, Any, NoReturn, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit

import structlog

from desk.reading import Reading, ReadingContext
from nlu.breaker import Breaker, Circuit
from nlu.opinion import Opinion, merged

WARN_EVERY_S = 60.0
"""Seconds between two warnings about the same server."""

AT_ONCE = 8
"""Questions open at the same time; more of them wait within their own time limit."""

MOST_BYTES = 256 * 1024
"""The longest answer that is read."""


class Unavailable(Exception):
    """The other reader gave no usable answer; the reason is told without address or key."""


class Reader(Protocol):
    """The reader that always answers."""

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says."""
        ...


class Asked(Protocol):
    """A server that has opinions. `name` stands in logs and in `why`."""

    @property
    def name(self) -> str:
        """A short word for the back end."""
        ...

    def ask(self, text: str, context: ReadingContext, timeout_s: float) -> Opinion:
        """Its opinion. Raises OSError, ValueError or HTTPException when there is none."""
        ...


class RemoteReader:
    """Reads with the embedded reader, then asks the server. Thread-safe; `close` lets its threads end."""

    def __init__(
        self,
        asked: Asked,
        first: Reader,
        *,
        timeout_s: float,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`timeout_s` bounds the whole question, not each packet; `clock` counts seconds."""
        self._asked = asked
        self._first = first
        self._timeout_s = timeout_s
        self._breaker = breaker or Breaker(trial_s=2 * timeout_s)
        self._clock = clock
        self._lock = Lock()
        self._quiet_until = clock()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"nlu-{asked.name}")
        self._log = structlog.get_logger("nlu.remote")

    @property
    def circuit(self) -> Circuit:
        """Whether questions go through now."""
        return self._breaker.circuit

    def read(self, text: str, context: ReadingContext) -> Reading:
        """The merged reading; the embedded one alone for replies to a question and whenever the server fails."""
        reading = self._first.read(text, context)
        if context.asked or not text.strip() or not self._may_ask():
            return reading
        try:
            told = self._ask(text, context)
        except Unavailable as failure:
            self._note_failure(failure)
            return reading
        with self._lock:
            self._breaker = self._breaker.answered()
        return merged(reading, told, self._asked.name)

    def close(self) -> None:
        """Let the threads end; an unanswered question is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _may_ask(self) -> bool:
        with self._lock:
            asking = self._breaker.asking(self._clock())
            self._breaker = asking or self._breaker
        return asking is not None

    def _ask(self, text: str, context: ReadingContext) -> Opinion:
        try:
            question = self._threads.submit(self._asked.ask, text, context, self._timeout_s)
        except RuntimeError as closed:
            raise Unavailable("the reader is closed") from closed
        try:
            return question.result(self._timeout_s)
        except HTTPError as refusal:
            refusal.close()
            raise Unavailable(f"HTTP {refusal.code}") from refusal
        except (OSError, ValueError, HTTPException, RecursionError) as problem:
            question.cancel()
            raise Unavailable(type(problem).__name__) from problem

    def _note_failure(self, failure: Unavailable) -> None:
        now = self._clock()
        with self._lock:
            self._breaker = self._breaker.failed(now)
            circuit = self._breaker.circuit
            warn = now >= self._quiet_until
            self._quiet_until = now + WARN_EVERY_S if warn else self._quiet_until
        if warn:
            told = {"backend": self._asked.name, "reason": str(failure), "circuit": circuit.value}
            self._log.warning("reading without the back end", action="nlu.backend_unavailable", **told)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: it would carry the key to an address nobody configured."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follows none."""


def checked_root(url: str) -> str:
    """The server's address without a slash at its end. Raises ValueError for anything but http and https."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(
            "the address of the reading back end must begin with http:// or https:// and name a host"
        )
    return url.rstrip("/")


def post(address: str, question: Mapping[str, Any], headers: Mapping[str, str], timeout_s: float) -> Any:
    """Send JSON, get JSON. `address` was made from `checked_root`. Raises OSError or ValueError."""
    told = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(address, json.dumps(question).encode(), told)  # noqa: S310  # http or https, checked
    with urllib.request.build_opener(_NoRedirect).open(request, timeout=timeout_s) as response:
        answer = _whole(response, time.monotonic() + timeout_s)
    return json.loads(answer, parse_constant=_no_number)


def _whole(response: HTTPResponse, until: float) -> bytes:
    """The answer. A server that sends it byte by byte is not listened to for ever: its thread is wanted."""
    answer = bytearray()
    while part := response.read1(MOST_BYTES):
        answer += part
        if len(answer) > MOST_BYTES:
            raise ValueError("the answer is too long")
        if time.monotonic() > until:
            raise TimeoutError("the answer came too slowly")
    return bytes(answer)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
