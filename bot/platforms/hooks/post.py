"""One post to a program that the operator named: to the very address that was looked at, and nowhere else.

The name is resolved once and every address it has is checked; the connection goes to a checked one, so that a name which changes between
look and use leads nowhere. No redirects, no proxies of the environment, an answer of a few lines, an end after a while.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from bot.platforms.hooks.addresses import Allowed, Target, check

MOST_BYTES = 16 * 1024
"""What is read of an answer, and thrown away."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `retry_after` is as it was written."""

    status: int
    retry_after: str = ""


@dataclass(slots=True)
class OnePost:
    """One request, made on a thread of its own; `cut` ends it from another. Raises AddressRefused, OSError, HTTPException."""

    target: Target
    allowed: Allowed
    timeout_s: float
    _line: socket.socket | None = field(default=None, init=False)
    _over: bool = field(default=False, init=False)

    def send(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post, and read the answer."""
        conn = _Connection(self.target, self._connected(), self._hold)
        try:
            conn.request("POST", self.target.path, body, dict(headers))
            with conn.getresponse() as response:
                response.read(MOST_BYTES)
                return Answer(response.status, response.headers.get("Retry-After", ""))
        finally:
            conn.close()

    def cut(self) -> None:
        """Whoever answers letter by letter is not waited for."""
        self._over = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def _hold(self, line: socket.socket) -> None:
        self._line = line
        if self._over:
            self.cut()

    def _connected(self) -> socket.socket:
        host, port = self.target.host, self.target.port
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for *_, address in found:
            check(host, str(address[0]), self.allowed)
        failure: OSError = ConnectionError("no address")
        for *_, address in found:
            if self._over:
                break
            try:
                line = socket.create_connection((str(address[0]), port), self.timeout_s)
            except OSError as problem:
                failure = problem
            else:
                self._hold(line)
                return line
        raise failure


class _Connection(http.client.HTTPConnection):
    """HTTP over a line that is there already."""

    def __init__(self, target: Target, line: socket.socket, hold: Callable[[socket.socket], None]) -> None:
        super().__init__(target.host, target.port)
        self.default_port = 443 if target.https else 80  # so that `Host` has a port only where it must
        self._line = line
        self._hold = hold
        self._https = target.https

    def connect(self) -> None:
        """The line, and with HTTPS the other side's certificate checked against its name."""
        self.sock = self._line
        if self._https:
            secure = _trust().wrap_socket(
                self._line, server_hostname=self.host, do_handshake_on_connect=False
            )
            self._hold(secure)
            self.sock = secure
            secure.do_handshake()


@cache
def _trust() -> ssl.SSLContext:
    """The machine's certificates; reading them takes longer than a post."""
    return ssl.create_default_context()
