"""The start page. Signing in is in `web.sign_in`, stickers are in `web.stickers`."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from usecases.look import person_called
from web.parts import Parts
from web.seats import OWN_SEAT


@dataclass(frozen=True, slots=True)
class Entry:
    """One large entry of the start page."""

    seat: str
    url: str
    name: str


class StartRoutes:
    """`/`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/", self.start_page, methods=["GET"])
        return router

    async def start_page(self, request: Request) -> Response:
        """Who are you? In a demo, choose a seat; else report or sign in."""
        entries = []
        for seat, person in self._parts.settings.demo_seats.items():
            known = await self._parts.store.read(person_called, person)
            entries.append(Entry(seat, f"/chat/{seat}", known.name))
        if not entries:
            entries.append(Entry(OWN_SEAT, f"/chat/{OWN_SEAT}", ""))
        entries.append(Entry("board", "/board", ""))
        settings = self._parts.settings
        return self._parts.page(
            request,
            "start.html",
            entries=entries,
            telegram_hint=settings.telegram_hint,
            telegram_login=settings.telegram_login,
            provider=settings.provider,
        )
