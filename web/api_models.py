"""What the API answers, as JSON: models of its own, so that no change of the desk's classes changes what other programs read.

Instants are ISO 8601 with an offset, codes are those of docs/glossary.md, names and words stand only where the key may read them.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """Frozen; says exactly its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Model):
    """Any refusal: a sentence that says what to do, in the language of `Accept-Language`."""

    error: Annotated[str, Field(examples=["This key is not valid. Ask for a new one."])]


class KeyAnswer(Model):
    """The key that was sent."""

    key: Annotated[str, Field(description="The part of it that may be shown.", examples=["7Q2K0XBM"])]
    name: Annotated[str, Field(examples=["zabbix"])]
    scopes: Annotated[list[str], Field(examples=[["tickets:read"]])]
    schools: Annotated[list[str], Field(description="Ids; empty: the whole district.", examples=[["qh1"]])]
    expires_at: datetime


class HeardAnswer(Model):
    """What became of one alert or heartbeat."""

    fingerprint: Annotated[str, Field(examples=["device:qh1-302-SB"])]
    result: Annotated[
        str,
        Field(
            description="`opened` a ticket (or the first heartbeat), `joined` the open one (or was expected), `resolved`, `ignored` "
            "(nothing to do: a recovery of nothing, or too late), `not_placed` (no such device).",
            examples=["opened"],
        ),
    ]
    ticket: Annotated[int | None, Field(description="The ticket's number.", examples=[1001])]


class AlertsAnswer(Model):
    """One result for each alert, in their order; `error` says what to do about those that name no device."""

    results: list[HeardAnswer]
    error: str | None = None
