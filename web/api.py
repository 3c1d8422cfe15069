"""`/api/…` for other programs, opened by keys; described in OpenAPI at `/api/openapi.json`. The reader (`web.nlu`) needs no key."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute

from web.api_alerts import SCHEMAS, AlertRoutes
from web.api_door import ApiDoor, key_of
from web.api_examples import KEY, REFUSALS, shown
from web.api_models import KeyAnswer
from web.api_reading import ReadingApi
from web.parts import Parts

_ABOUT = """Tickets, devices, rosters and figures of the desk, and alerts from monitoring.

**Begin**: have a key made (`chalkline keys add NAME --scope tickets:read`), send it as `Authorization: Bearer …`, and ask
`GET /api/key` which key it is. Each operation says which scope it needs.

**Pages**: a list that is not at its end has `next`. Send it as `cursor`, with the same filters, until `next` is null.
`most` is how many a page has at most.

**Refusals**: every status that is not 2xx comes with `{"error": "…"}`, a sentence that says what to do, in Chinese or English by
`Accept-Language`. What lies outside the key's schools is answered as if it were not there.

Instants are ISO 8601; answers have them in UTC. Monitoring's addresses and webhooks out are told at length in `docs/api.md`."""
_TAGS = [
    {"name": "key", "description": "The key that was sent."},
    {
        "name": "reading",
        "description": "What the desk knows. Names and words only with `personal:read` besides.",
    },
    {"name": "monitoring", "description": "What machines report."},
]


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
            operation_id="get_key",
            tags=["key"],
            responses=shown("A good key.", a_key_of_one_school=KEY),
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
        told = get_openapi(title="Chalkline", version="1", description=_ABOUT, routes=api.routes, tags=_TAGS)
        told["components"]["schemas"].update(SCHEMAS)
        _give_back_nulls(told, api)
        return JSONResponse(told)

    return openapi


def _give_back_nulls(told: dict[str, Any], api: APIRouter) -> None:
    """FastAPI leaves every null out, also those of our examples, which would then lack fields that their schemas require."""
    for route in api.routes:
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        for method in route.methods or ():
            answers = told["paths"][route.path_format][method.lower()]["responses"]
            for status, given in route.responses.items():
                for kind, content in given.get("content", {}).items():
                    answers[str(status)]["content"][kind]["examples"] = content["examples"]
