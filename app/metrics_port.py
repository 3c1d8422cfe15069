"""`/metrics` on a port of its own, for processes without a web server. Answers one question and nothing else."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger()

PATIENCE_SECONDS = 10
_MOST_BYTES = 8 * 1024
Page = Callable[[], Awaitable[bytes]]


async def serve_metrics(host: str, port: int, token: str, page: Page, stopping: asyncio.Event) -> None:
    """Serve until stopped. Raises OSError when the port is taken."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
                status, body = await _answered(head, token, page)
                writer.write(_response(status, body))
                await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as problem:
            log.info("metrics", action="metrics_unanswered", reason=type(problem).__name__)
        finally:
            writer.close()

    server = await asyncio.start_server(answer, host, port, limit=_MOST_BYTES)
    async with server:
        await stopping.wait()


def allowed(authorization: str, token: str) -> bool:
    """Whether `Authorization: Bearer …` holds the token; anybody may where none is set."""
    return not token or hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())


async def _answered(head: bytes, token: str, page: Page) -> tuple[str, bytes]:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    if first.split(" ")[:2] != ["GET", "/metrics"]:
        return "404 Not Found", b"ask for GET /metrics\n"
    if not allowed(headers.get("authorization", ""), token):
        return "401 Unauthorized", b"send Authorization: Bearer and the token of CHALKLINE_METRICS__TOKEN\n"
    return "200 OK", await page()


def _response(status: str, body: bytes) -> bytes:
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
        + body
    )
