"""What the API answers, as JSON: models of its own, so that no change of the desk's classes changes what other programs read.

Instants are ISO 8601 with an offset, codes are those of docs/glossary.md, names and words stand only where the key may read them.
"""

from datetime import date, datetime
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


class PersonAnswer(Model):
    """Somebody, for keys with `personal:read`."""

    id: str
    name: str


class TicketAnswer(Model):
    """One ticket. `reporter`, `handler`, `place` and `words` are null for keys without `personal:read`."""

    no: Annotated[int, Field(examples=[1001])]
    school: Annotated[str, Field(examples=["qh1"])]
    room: str | None
    device: Annotated[str | None, Field(description="The device's id, where it is known.")]
    device_class: Annotated[str | None, Field(examples=["smart_board"])]
    symptom: Annotated[str | None, Field(examples=["black_screen"])]
    impact: Annotated[str, Field(examples=["lesson_blocked"])]
    status: Annotated[str, Field(examples=["waiting"])]
    is_open: bool
    grade: Annotated[str, Field(examples=["II"])]
    clause: Annotated[str, Field(description="The clause that the grade rests on.")]
    contract: str
    contract_version: int
    opened_at: datetime
    round: Annotated[int, Field(description="Grows when a repair is denied.")]
    reporter: PersonAnswer | None
    handler: PersonAnswer | None
    place: str | None
    words: list[str] | None


class TicketsAnswer(Model):
    """Newest first. `next`: send it as `cursor` for the older ones; null: there are none."""

    tickets: list[TicketAnswer]
    next: Annotated[str | None, Field(examples=["1001"])]


class ClockAnswer(Model):
    """One promised stage of the present round. `met_by` is the kind of event that met it."""

    stage: Annotated[str, Field(examples=["arrival"])]
    grade: str
    clause: str
    internal: Annotated[bool, Field(description="Our own goal where the contract gives no figure.")]
    started: datetime
    due: datetime
    met: datetime | None
    in_time: bool | None
    missed: bool
    met_by: Annotated[str | None, Field(examples=["Arrived"])]


class TrailAnswer(Model):
    """One line of the trail. `by` and `words` are null for keys without `personal:read`; `role` null: the desk or the clock."""

    kind: Annotated[str, Field(examples=["Acknowledged"])]
    at: datetime
    entered: datetime | None
    role: str | None
    by: PersonAnswer | None
    words: str | None


class WholeTicketAnswer(Model):
    """One ticket with its clocks and its trail, oldest first; internal notes are left out."""

    ticket: TicketAnswer
    clocks: list[ClockAnswer]
    trail: list[TrailAnswer]


class DeviceAnswer(Model):
    """One device of the register."""

    id: str
    code: Annotated[str, Field(description="On its sticker.", examples=["qh1-302-SB"])]
    device_class: Annotated[str, Field(examples=["smart_board"])]
    school: str
    room: str | None
    label: str
    model: str
    handed_over_on: date | None
    accepted_on: date | None


class DevicesAnswer(Model):
    """By code. `next`: send it as `cursor`."""

    devices: list[DeviceAnswer]
    next: str | None


class TurnAnswer(Model):
    """Who is on from when to when. Nobody (`on_duty` 0) is a gap. `people`, who answers first in front, is null without `personal:read`."""

    starts: datetime
    ends: datetime
    on_duty: int
    people: list[PersonAnswer] | None


class TeamAnswer(Model):
    """One team; the first turn is now."""

    team: str
    name: str
    tier: Annotated[str, Field(examples=["first"])]
    turns: list[TurnAnswer]


class RostersAnswer(Model):
    """The teams that answer at the key's schools, for the week from now."""

    teams: list[TeamAnswer]


class RepeatsAnswer(Model):
    """Repairs by one person that had to be repeated."""

    person: PersonAnswer
    count: int


class FiguresAnswer(Model):
    """Counts over the tickets opened in the quarter at the key's schools (docs/reports.md); `average` of the scores, 1 to 5."""

    contract: str
    quarter: Annotated[str, Field(examples=["2026Q3"])]
    tickets: int
    repaired: int
    repeats: int
    reopened: int
    further_voices: int
    in_common_faults: int
    scores: int
    average_score: float | None
    low_scores: int
    low_scores_open: int
    repeats_of: list[RepeatsAnswer] | None
