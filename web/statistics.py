"""`/statistics`: many tickets in figures and plots, for supervisors their schools, for an engineer their own jobs; and as files."""

import asyncio
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.people import Person, Role
from desk.reading import DeviceClass
from desk.refusals import NotAllowed, NotFound
from desk.statistics import Days
from usecases.count_tickets import Counted, count_tickets
from usecases.note_view import Seen, note_view
from usecases.statistics_ports import FigureFiles
from web.charts import patterns
from web.names import DEVICES
from web.parts import Parts
from web.statistics_query import Asked, asked, periods, written
from web.statistics_views import StatisticsPrinter
from web.words import language_of, say

_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class StatisticsRoutes:
    """The page and its files; what they count is kept in their address. Without `files` there are none."""

    def __init__(self, parts: Parts, files: FigureFiles | None) -> None:
        self._parts = parts
        self._files = files

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/statistics", self.page, methods=["GET"])
        router.add_api_route("/statistics.xlsx", self.workbook, methods=["GET"])
        router.add_api_route("/statistics.pdf", self.paper, methods=["GET"])
        return router

    async def page(self, request: Request, seat: str = "") -> Response:
        """The figures; a stranger or a teacher is told how to get in."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None or viewer.role is Role.TEACHER:
            return self._parts.page(
                request, "closed_board.html", 403, title="st_title", why="st_sign_in", path=request.url.path
            )
        lang = language_of(request)
        view, counted = await self._counted(request, viewer)
        printer = StatisticsPrinter(counted, lang)
        return self._parts.page(
            request,
            "statistics.html",
            viewer=viewer,
            here="statistics",
            seat=seat,
            asked=view,
            periods=[
                (word, view.over(period), written(period) == view.days)
                for word, period in periods(self._today())
            ],
            schools=[(school.id, school.name_in(lang)) for school in counted.schools],
            devices=[(device.value, DEVICES[device].of(lang)) for device in DeviceClass],
            grades=[(grade, label.of(lang)) for grade, label in counted.grades],
            own=counted.own,
            tiles=printer.tiles(),
            panels=printer.panels(),
            patterns=patterns(),
            makes_files=self._files is not None,
        )

    async def workbook(self, request: Request, seat: str = "") -> Response:
        """The same figures for Excel, whole. Raises NotAllowed for strangers and teachers."""
        viewer, files = await self._taker(request, seat)
        view, counted = await self._counted(request, viewer)
        tables = StatisticsPrinter(counted, language_of(request)).tables(view.days)
        content = await asyncio.to_thread(files.workbook, tables)
        return await self._taken(viewer, content, view.days, "xlsx")

    async def paper(self, request: Request, seat: str = "") -> Response:
        """The page on paper, plots and tables. Raises NotAllowed for strangers and teachers."""
        viewer, files = await self._taker(request, seat)
        view, counted = await self._counted(request, viewer)
        lang, now = language_of(request), self._parts.clock.now()
        made = now.astimezone(self._parts.settings.zone)
        footer = say("st_footer", lang, at=f"{made:%Y-%m-%d %H:%M}", page="{page}")
        paper = StatisticsPrinter(counted, lang).paper(view.days, now, footer)
        content = await asyncio.to_thread(files.paper, paper)
        return await self._taken(viewer, content, view.days, "pdf")

    async def _taker(self, request: Request, seat: str) -> tuple[Person, FigureFiles]:
        """Who may take the figures along, and what makes the files."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None or viewer.role is Role.TEACHER:
            raise NotAllowed(seat)
        if self._files is None:
            raise NotFound(request.url.path)
        return viewer, self._files

    async def _taken(self, viewer: Person, content: bytes, days: Days, ending: str) -> Response:
        """Saved, never shown; nobody but the asker may keep a copy on the way. It names people, so it leaves a line."""
        await self._parts.store.run(note_view, viewer.id, Seen.STATISTICS)
        name = f"statistics-{days.first}-{days.last}.{ending}"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        return Response(content, media_type=_MIME[ending], headers=headers)

    async def _counted(self, request: Request, viewer: Person) -> tuple[Asked, Counted]:
        view = asked(request.query_params, self._today())
        return view, await self._parts.store.read(count_tickets, viewer.id, view.wanted)

    def _today(self) -> date:
        return self._parts.clock.now().astimezone(self._parts.settings.zone).date()
