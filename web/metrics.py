"""`/metrics` for Prometheus. The figures are not public: without the right token there is no such page."""

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.refusals import TurnedAway

KIND = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Metrics:
    """How the page is made, and the token that opens it."""

    page: Callable[[], Awaitable[bytes]]
    token: str = field(repr=False)


class MetricsRoutes:
    """`GET /metrics`."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter()
        router.add_api_route("/metrics", self.metrics, methods=["GET"])
        return router

    async def metrics(self, request: Request) -> Response:
        """Everything in Prometheus's text form; 404 without `Authorization: Bearer` and the token."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._metrics.token}".encode()):
            raise TurnedAway(404, "not_found")
        return Response(await self._metrics.page(), media_type=KIND)
