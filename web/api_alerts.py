"""Monitoring's doors: `POST /api/alerts/{kind}` and `POST /api/heartbeats/{device}` (002: remote monitoring)."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from pydantic.json_schema import models_json_schema

from desk.alerts import LONGEST, SHORTEST
from desk.api_keys import Scope
from usecases.hear_alert import Came, Heard, beat, hear_alert
from web.alert_forms import READ, AlertmanagerForm, KumaForm, PlainForm, ZabbixForm
from web.api_door import ApiDoor, key_of
from web.api_models import AlertsAnswer, HeardAnswer, Problem
from web.guard import MAX_JSON
from web.parts import Parts
from web.refusals import TurnedAway
from web.words import language_of, say


class AlertKind(StrEnum):
    """Whose form it is."""

    ALERTMANAGER = "alertmanager"
    ZABBIX = "zabbix"
    UPTIME_KUMA = "uptime-kuma"
    JSON = "json"


_FORMS = (AlertmanagerForm, ZabbixForm, KumaForm, PlainForm)
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"oneOf": [{"$ref": f"#/components/schemas/{form.__name__}"} for form in _FORMS]}
            }
        },
    }
}
_, _DEFINED = models_json_schema(
    [(form, "validation") for form in _FORMS], ref_template="#/components/schemas/{model}"
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


class AlertRoutes:
    """The two routes."""

    def __init__(self, parts: Parts, door: ApiDoor) -> None:
        self._store = parts.store
        self._door = door

    def add_to(self, api: APIRouter) -> None:
        """Put them on the programs' router."""
        needs = [Depends(self._door.needs(Scope.ALERTS_WRITE))]
        api.add_api_route(
            "/alerts/{kind}",
            self.alerts,
            methods=["POST"],
            dependencies=needs,
            response_model=AlertsAnswer,
            responses={
                400: {"model": Problem, "description": "The body is not JSON."},
                422: {
                    "model": AlertsAnswer | Problem,
                    "description": "Not the form of this kind, or an alert names no device; the others were heard.",
                },
            },
            openapi_extra=_BODY,
            summary="Alerts fire or end",
        )
        api.add_api_route(
            "/heartbeats/{device}",
            self.heartbeat,
            methods=["POST"],
            dependencies=needs,
            responses={404: {"model": Problem, "description": "No such device within the key's schools."}},
            summary="A device is alive",
        )

    async def alerts(self, request: Request, kind: AlertKind) -> Response:
        """Each alert opens a ticket, joins the open one, or is its recovery; the same one twice is heard once. One that names no device of
        the register is kept in the key's log and makes the answer 422.
        """
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

    async def heartbeat(self, request: Request, device: str, interval: Interval = 300) -> HeardAnswer:
        """From the first heartbeat on, a device that is silent for longer than `interval` is a fault; the next one ends it."""
        heard = await self._store.run(beat, key_of(request), device, timedelta(seconds=interval))
        return _answer(heard, f"heartbeat:{device}")


def _answer(heard: Heard, fingerprint: str) -> HeardAnswer:
    return HeardAnswer(fingerprint=fingerprint, result=heard.came.value, ticket=heard.no)
