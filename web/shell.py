"""The chat page as an installed app: manifest, icons, and the worker that opens the page where there is no network.

The worker keeps the empty page and its files, never a line of a chat and nobody's name. Its own text holds a digest of all it
keeps, so a browser takes a new state as a whole; with a network every page and file is asked for anew, so nothing stale is shown.
"""

import hashlib
import json

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from desk.language import Lang
from web.chat import blank_chat
from web.packed import packed, takes_gzip
from web.parts import HERE, Parts
from web.words import language_of, say

_STATIC = HERE / "static"
_WORKER = "worker.js"
_FILES = (
    "icon.svg",
    *("chat.js", "courier.js", "photo.js", "pin.js", "transcript.js", "unsent.js", "wire.js"),
)
_STYLE = ("site.css", "chat.css")
_DEMO_STYLE = ("demo.css",)
_ICONS = (
    ("icon-192.png", 192, "any"),
    ("icon-512.png", 512, "any"),
    ("icon-maskable-512.png", 512, "maskable"),
)


class ShellRoutes:
    """`/manifest.webmanifest`, `/service-worker.js`, `/offline/{lang}`, `/style/chat.css`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/manifest.webmanifest", self.manifest, methods=["GET"])
        router.add_api_route("/service-worker.js", self.worker, methods=["GET"])
        router.add_api_route("/offline/{lang}", self.shell, methods=["GET"])
        router.add_api_route("/style/chat.css", self.style, methods=["GET"])
        return router

    async def manifest(self, request: Request) -> Response:
        """What a telephone puts on its home screen."""
        lang = language_of(request)
        icons: list[dict[str, str]] = [
            {"src": f"/icons/{name}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in _ICONS
        ]
        icons.append({"src": "/static/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
        start = f"/chat/{self._parts.seats.first}"
        body = {
            "id": "/chat",
            "name": f"{say('product', lang)} · {say('tagline', lang)}",
            "short_name": say("seat_me", lang),
            "lang": "zh-Hans" if lang is Lang.ZH else "en",
            "start_url": start,
            "scope": "/",
            "display": "standalone",
            "background_color": "#f5f4ef",
            "theme_color": "#1f4a3d",
            "icons": icons,
        }
        return JSONResponse(body, media_type="application/manifest+json")

    async def worker(self, request: Request) -> Response:
        """The service worker, with the digest and the list of what it keeps written into it."""
        digest = hashlib.sha256(self._style())
        for name in (*_FILES, _WORKER):
            digest.update((_STATIC / name).read_bytes())
        for lang in Lang:
            digest.update(self._blank(request, lang).encode())
        kept = [
            *(f"/offline/{lang}" for lang in Lang),
            "/style/chat.css",
            *(f"/static/{name}" for name in _FILES),
        ]
        head = f"const VERSION = {json.dumps(digest.hexdigest()[:16])};\nconst KEPT = {json.dumps(kept)};\n"
        return Response(head + (_STATIC / _WORKER).read_text(encoding="utf-8"), media_type="text/javascript")

    async def shell(self, lang: Lang, request: Request) -> Response:
        """The empty chat page in one language."""
        return Response(self._blank(request, lang), media_type="text/html")

    async def style(self, request: Request) -> Response:
        """The sheets of the chat page in one: a slow line pays for every request. 304 for who has this state of it."""
        sheet = self._style()
        tag = f'"{hashlib.sha256(sheet).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Vary": "Accept-Encoding"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if takes_gzip(request.headers):
            return Response(
                packed(sheet), media_type="text/css", headers=headers | {"Content-Encoding": "gzip"}
            )
        return Response(sheet, media_type="text/css", headers=headers)

    def _style(self) -> bytes:
        names = (*_STYLE, *(_DEMO_STYLE if self._parts.settings.demo else ()))
        return b"".join((_STATIC / name).read_bytes() for name in names)

    def _blank(self, request: Request, lang: Lang) -> str:
        """The chat page of nobody: it holds nothing that depends on who asks."""
        return self._parts.fragments(request, "chat.html")(
            lang=lang.value,
            t=lambda key, **values: say(key, lang, **values),
            other_lang_url=f"?lang={Lang.EN if lang is Lang.ZH else Lang.ZH}",
            **blank_chat(self._parts.seats.first),
        )
