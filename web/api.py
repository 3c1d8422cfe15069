"""`/api/…` for other programs, opened by keys; described in OpenAPI at `/api/openapi.json`. The reader (`web.nlu`) needs no key."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response

from web.api_alerts import SCHEMAS, AlertRoutes
from web.api_door import ApiDoor, key_of
from web.api_models import KeyAnswer, Problem
from web.api_reading import ReadingApi
from web.parts import Parts

_ABOUT = "Tickets, devices, rosters and figures of the desk, and alerts from monitoring. See docs/api.md."
REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {
        "model": Problem,
        "description": "No key, a wrong one, or one that has ended: all alike.",
        "headers": {"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
    },
    403: {"model": Problem, "description": "The key lacks the scope."},
    422: {"model": Problem, "description": "A parameter that is not named here, or none of its values."},
    429: {
        "model": Problem,
        "description": "More than 10 requests a second with one key (60 at once), or guessing.",
        "headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    },
}


class ApiRoutes:
    """The routes for programs."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._door = ApiDoor(parts.store, parts.clock)

    def router(self) -> APIRouter:
        """The routes."""
        api = APIRouter(prefix="/api", responses=REFUSALS)
        api.add_api_route(
            "/key",
            self.key,
            methods=["GET"],
            dependencies=[Depends(self._door.needs(None))],
            summary="Which key this is",
        )
        ReadingApi(self._parts, self._door).add_to(api)
        AlertRoutes(self._parts, self._door).add_to(api)
        api.add_api_route("/openapi.json", described(api), methods=["GET"], include_in_schema=False)
        return api

    async def key(self, request: Request) -> KeyAnswer:
        """The key that was sent: its scopes, its schools, how long it is good."""
        key = key_of(request)
        return KeyAnswer(
            key=key.id,
            name=key.name,
            scopes=[scope.value for scope in key.scopes],
            schools=list(key.schools),
            expires_at=key.expires_at,
        )


def described(api: APIRouter) -> Callable[[], Awaitable[Response]]:
    """The description of a router's routes as a route of its own. It holds nothing secret, so it needs no key."""

    async def openapi() -> Response:
        told = get_openapi(title="Chalkline", version="1", description=_ABOUT, routes=api.routes)
        told["components"]["schemas"].update(SCHEMAS)
        return JSONResponse(told)

    return openapi
