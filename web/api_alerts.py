"""Monitoring's doors: `POST /api/alerts/{kind}` and `POST /api/heartbeats/{device}` (002: remote monitoring)."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ValidationError
from pydantic.json_schema import models_json_schema

from desk.alerts import LONGEST, SHORTEST
from desk.api_keys import Scope
from usecases.hear_alert import Came, Heard, beat, hear_alert
from web.alert_forms import READ, AlertmanagerForm, KumaForm, PlainForm, ZabbixForm
from web.api_door import ApiDoor, key_of
from web.api_examples import (
    AS_ALERTS,
    BEAT,
    CONFLICT,
    LOST_ALERT,
    MISSING,
    NO_LENGTH,
    NOT_A_FORM,
    OF_A_BODY,
    Described,
    shown,
)
from web.api_models import AlertsAnswer, HeardAnswer, Problem
from web.guard import MAX_JSON
from web.parts import Parts
from web.refusals import TurnedAway
from web.words import language_of, say

_FORMS: Final[Mapping[str, tuple[type[BaseModel], str]]] = {
    "alertmanager": (AlertmanagerForm, "Alerts of Alertmanager or Grafana"),
    "zabbix": (ZabbixForm, "An alert of Zabbix"),
    "uptime-kuma": (KumaForm, "An alert of Uptime Kuma"),
    "json": (PlainForm, "An alert of any other program"),
}
"""By the last part of the address."""
_, _DEFINED = models_json_schema(
    [(form, "validation") for form, _ in _FORMS.values()], ref_template="#/components/schemas/{model}"
)
SCHEMAS: dict[str, Any] = _DEFINED["$defs"]
"""Of the bodies, for the description: which form a body has, depends on its address."""
Interval = Annotated[
    int,
    Query(
        ge=int(SHORTEST.total_seconds()),
        le=int(LONGEST.total_seconds()),
        description="Seconds within which the next heartbeat is to come.",
    ),
]


_ABOUT = (
    "Each alert opens a ticket, joins the open one, or is its recovery; the same one twice is heard once. One that names no device of "
    "the register is kept in the key's log and makes the answer 422, the others were heard. Needs the scope `alerts:write`."
)
_ANSWERS: Described = (
    AS_ALERTS
    | OF_A_BODY
    | {
        422: {
            "model": AlertsAnswer | Problem,
            "description": "Not the form of this address, or an alert names no device; the others were heard.",
            "content": {
                "application/json": {
                    "examples": {
                        "no_such_device": {"value": LOST_ALERT},
                        "not_its_form": {"value": NOT_A_FORM},
                    }
                }
            },
        }
    }
)


def _body(form: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{form.__name__}"}}}
    return {"requestBody": {"required": True, "content": content}}


Code = Annotated[str, Path(examples=["QH1-302-SB"], description="The code on its sticker, or its id.")]


class AlertRoutes:
    """The routes: one address for each form, so that the description can say which body belongs where."""

    def __init__(self, parts: Parts, door: ApiDoor) -> None:
        self._store = parts.store
        self._door = door

    def add_to(self, api: APIRouter) -> None:
        """Put them on the programs' router."""
        needs = [Depends(self._door.needs(Scope.ALERTS_WRITE))]
        for kind, (form, summary) in _FORMS.items():
            api.add_api_route(
                f"/alerts/{kind}",
                self._hears(kind),
                methods=["POST"],
                dependencies=needs,
                response_model=AlertsAnswer,
                responses=_ANSWERS,
                openapi_extra=_body(form),
                operation_id=f"post_{kind.replace('-', '_')}",
                summary=summary,
                description=_ABOUT,
                tags=["monitoring"],
            )
        api.add_api_route(
            "/alerts/{_}", self.unknown, methods=["POST"], dependencies=needs, include_in_schema=False
        )
        api.add_api_route(
            "/heartbeats/{device}",
            self.heartbeat,
            methods=["POST"],
            dependencies=needs,
            responses=shown("Heard.", on_time=BEAT, the_first=BEAT | {"result": "opened"})
            | MISSING
            | NO_LENGTH
            | CONFLICT,
            operation_id="post_heartbeat",
            tags=["monitoring"],
            summary="A device is alive",
        )

    async def unknown(self) -> Response:
        """Raises TurnedAway: nobody's form."""
        raise TurnedAway(422, "not_an_alert")

    def _hears(self, kind: str) -> Callable[[Request], Awaitable[Response]]:
        async def alerts(request: Request) -> Response:
            return await self.alerts(request, kind)

        return alerts

    async def alerts(self, request: Request, kind: str) -> Response:
        """What was posted in the form of `kind`. Raises TurnedAway 400, 413, 422."""
        body = await request.body()
        if len(body) > MAX_JSON:
            raise TurnedAway(413, "request_too_big")
        try:
            signals = tuple(READ[kind](body).signals())
        except ValidationError as problem:
            broken = any(error["type"] == "json_invalid" for error in problem.errors())
            raise TurnedAway(*((400, "not_json") if broken else (422, "not_an_alert"))) from problem
        key = key_of(request)
        heard = [await self._store.run(hear_alert, key, signal) for signal in signals]
        lost = any(one.came is Came.NOT_PLACED for one in heard)
        error = say("alert_not_placed", language_of(request)) if lost else None
        results = [_answer(one, signal.fingerprint) for one, signal in zip(heard, signals, strict=True)]
        told = AlertsAnswer(results=results, error=error)
        return JSONResponse(told.model_dump(mode="json"), 422 if lost else 200)

    async def heartbeat(self, request: Request, device: Code, interval: Interval = 300) -> HeardAnswer:
        """From the first heartbeat on, a device that is silent for longer than `interval` is a fault; the next one ends it."""
        heard = await self._store.run(beat, key_of(request), device, timedelta(seconds=interval))
        return _answer(heard, f"heartbeat:{device}")


def _answer(heard: Heard, fingerprint: str) -> HeardAnswer:
    return HeardAnswer(fingerprint=fingerprint, result=heard.came.value, ticket=heard.no)
