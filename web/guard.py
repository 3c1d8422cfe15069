"""What every request meets first: size and origin of a POST; what every response carries: the security headers.

Pure ASGI, so that streams pass through untouched.
"""

import json
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.words import language_of, say

POLICY = "default-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'"
PICTURE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""A drawing opened as a page of its own runs nothing and fetches nothing (SVG may hold scripts; ours do not)."""

NLU_PATH = "/api/nlu/parse"
MAX_JSON = 64 * 1024
MAX_MESSAGES = 20 * 1024
"""Bytes of a request that is read by `web.nlu`."""

MAX_UPLOAD = 10 * 1024 * 1024
_FORM_ROOM = 64 * 1024


class Guard:
    """ASGI middleware. Refuses a POST that another site made the browser send, or whose length is unknown or too big."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check, then pass on with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers_for(scope["path"], https=self._https))
            await send(message)

        headers = Headers(scope=scope)
        refusal = refusal_of(scope["path"], headers) if scope["method"] not in {"GET", "HEAD"} else None
        if refusal is None:
            await self._app(scope, receive, with_headers)
        else:
            await _refuse(*refusal, HTTPConnection(scope), with_headers)


def headers_for(path: str, *, https: bool) -> dict[str, str]:
    """The security headers of a response. Pages are never cached; static files and drawings are asked for again by their
    tag.
    """
    headers = {
        "Content-Security-Policy": PICTURE_POLICY if path.startswith("/pictures/") else POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Cache-Control": "no-cache"
        if path.startswith(("/static/", "/style/", "/icons/", "/pictures/"))
        else "no-store",
    }
    return headers | ({"Strict-Transport-Security": "max-age=31536000"} if https else {})


def refusal_of(path: str, headers: Headers) -> tuple[int, str] | None:
    """Status and word key when a writing request must not pass, else None."""
    if not _is_own_origin(headers):
        return 403, "foreign_origin"
    length = headers.get("content-length", "")
    if not length.isdecimal():
        return 411, "no_length"
    most, word = _most(path)
    return (413, word) if int(length) > most else None


def _most(path: str) -> tuple[int, str]:
    """Bytes a POST may bring, and the word key for more."""
    if path.endswith("/media"):
        return MAX_UPLOAD + _FORM_ROOM, "file_too_big"
    if path == NLU_PATH:
        return MAX_MESSAGES, "request_too_big"
    return MAX_JSON, "text_too_long"


def _is_own_origin(headers: Headers) -> bool:
    """Browsers say where a request comes from; programs that say nothing carry no one else's cookies."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


async def _refuse(status: int, word: str, request: HTTPConnection, send: Send) -> None:
    body = json.dumps({"error": say(word, language_of(request))}, ensure_ascii=False).encode()
    content = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    # The rest of the body is not read: the connection must not be used again for another request.
    content.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": content})
    await send({"type": "http.response.body", "body": body})
