"""A server on 127.0.0.1 that answers every request with what the test put there, over real HTTP, and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answering:
    """`status` and `body` are what it answers, followed by blanks without end when it `drips`; while `held` is clear it answers nobody."""

    url: str = ""
    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    held: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)

    def says(self, answer: object) -> None:
        self.body = json.dumps(answer).encode()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [body for _, _, body in self.asked]


@dataclass
class Seconds:
    """A clock that a test pushes."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def answering() -> Iterator[Answering]:
    double = Answering()
    double.held.set()
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
            double.asked.append((self.path, dict(self.headers), body))
            double.held.wait(5)
            self.send_response(double.status)
            for name, value in double.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(double.body)
            while double.drips and not ended.wait(0.01):
                with suppress(OSError):  # nobody listens any more
                    self.wfile.write(b" ")
                    continue
                break

        do_GET = do_POST  # noqa: N815  # what a followed redirect becomes

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name in http.server
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield double
    finally:
        double.held.set()
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
