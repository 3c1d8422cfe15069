"""`/statistics`: many tickets in figures and plots, for supervisors their schools, for an engineer their own jobs."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from desk.people import Role
from desk.reading import DeviceClass
from usecases.count_tickets import count_tickets
from web.charts import patterns
from web.names import DEVICES
from web.parts import Parts
from web.statistics_query import asked, periods, written
from web.statistics_views import StatisticsPrinter
from web.words import language_of


class StatisticsRoutes:
    """The page; what it counts is kept in its address."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/statistics", self.page, methods=["GET"])
        return router

    async def page(self, request: Request, seat: str = "") -> Response:
        """The figures; a stranger or a teacher is told how to get in."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None or viewer.role is Role.TEACHER:
            return self._parts.page(
                request, "closed_board.html", 403, title="st_title", why="st_sign_in", path=request.url.path
            )
        today = self._parts.clock.now().astimezone(self._parts.settings.zone).date()
        view, lang = asked(request.query_params, today), language_of(request)
        counted = await self._parts.store.read(count_tickets, viewer.id, view.wanted)
        printer = StatisticsPrinter(counted, lang)
        return self._parts.page(
            request,
            "statistics.html",
            viewer=viewer,
            here="statistics",
            seat=seat,
            asked=view,
            periods=[
                (word, view.over(period), written(period) == view.days) for word, period in periods(today)
            ],
            schools=[(school.id, school.name_in(lang)) for school in counted.schools],
            devices=[(device.value, DEVICES[device].of(lang)) for device in DeviceClass],
            grades=[(grade, label.of(lang)) for grade, label in counted.grades],
            own=counted.own,
            tiles=printer.tiles(),
            panels=printer.panels(),
            patterns=patterns(),
        )
