"""For machines: is the desk alive, what time does it have."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from usecases.canary import CANARY
from usecases.ports import UnitOfWork
from usecases.wellbeing import POLLER, late, patience_with, wellbeing
from web.parts import Parts

_NO_REASON = (POLLER, CANARY)
"""What may be silent for a reason that lies elsewhere: a restart would not mend it."""


class StatusRoutes:
    """`/healthz`, `/readyz` and `/api/clock`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/healthz", self.health, methods=["GET"])
        router.add_api_route("/readyz", self.ready, methods=["GET"])
        router.add_api_route("/api/clock", self.clock, methods=["GET"])
        return router

    async def health(self) -> Response:
        """200 while no loop of ours is silent for too long, else 503 with the ages: whoever restarts processes asks this. A store that
        does not answer is a 500.
        """
        beats = await self._parts.store.read(heartbeats)
        now, clock = self._parts.clock.now(), self._parts.clock
        ages = {loop: round(clock.real_seconds(now - at), 1) for loop, at in sorted(beats.items())}
        silent = [
            loop
            for loop, age in ages.items()
            if loop not in _NO_REASON and age > patience_with(loop).total_seconds()
        ]
        body = {"ok": not silent, "silent": silent, "seconds_since_beat": ages}
        return JSONResponse(body, 503 if silent else 200)

    async def ready(self) -> Response:
        """200 while every loop is fresh and every queue is worked off in time, else 503; what is late, by how many seconds."""
        state = await self._parts.store.read(wellbeing)
        behind = {one.what: one.seconds for one in late(state, self._parts.clock.real_seconds)}
        return JSONResponse({"ready": not behind, "late": behind}, 503 if behind else 200)

    async def clock(self) -> Response:
        """The desk's instant, how many times faster than the wall it runs, and the district's zone."""
        clock = self._parts.clock
        a_minute = clock.real_seconds(timedelta(minutes=1))
        return JSONResponse(
            {
                "now": clock.now().isoformat(),
                "speed": round(60 / a_minute, 3) if a_minute else 0,
                "zone": self._parts.settings.zone.key,
            }
        )


def heartbeats(uow: UnitOfWork) -> Mapping[str, datetime]:
    """The last beat of every loop."""
    return uow.health.beats()
