"""`GET /api/tickets`, `/api/tickets/{no}`, `/api/devices`, `/api/rosters`, `/api/statistics`, each behind its scope."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BeforeValidator, Field

from desk.api_keys import Scope
from desk.ids import ContractId, SchoolId
from desk.status import Status
from usecases.api_ports import WantedTickets
from usecases.export_audit import Quarter
from usecases.read_for_programs import (
    read_devices,
    read_figures,
    read_rosters,
    read_ticket,
    read_tickets,
)
from web import api_models as answers
from web.api_answers import (
    clock_answer,
    device_answer,
    figures_answer,
    team_answer,
    ticket_answer,
    trail_answer,
)
from web.api_door import ApiDoor, key_of
from web.api_examples import AS_DEVICES, AS_TICKETS, FIGURES, MISSING, ROSTERS, WHOLE_TICKET, shown
from web.parts import Parts
from web.reading import TicketNo

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)


def _iso(written: str) -> str:
    """Pydantic takes seconds since 1970 and days as well, which is not what the description says."""
    if not _ISO.fullmatch(written):
        raise ValueError("an instant is written like 2026-09-21T08:00:00+08:00")
    return written


Most = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str, Query(max_length=62, examples=["QH1-302-SB"], description="`next` of the page before.")
]
Number = Annotated[
    str, Query(pattern=r"^[0-9]{0,12}$", examples=["1001"], description="`next` of the page before.")
]
States = Annotated[list[Status], Query(examples=[["waiting", "accepted"]], description="Repeat for several.")]
Schools = Annotated[list[str], Query(examples=[["qh1"]], description="Ids; repeat for several.")]
School = Annotated[
    str, Query(examples=["qh1"], description="The id of one school; without it, all of the key's.")
]
Contract = Annotated[str, Query(examples=["changge"], description="The contract's id.")]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_iso),
    Field(examples=["2026-09-21T08:00:00+08:00"], description="ISO 8601 with an offset."),
]
Yes = Annotated[Literal["true", "false"] | None, Query(description="Whether it is open.")]
Written = Annotated[
    str, Query(pattern=r"^20[0-9]{2}Q[1-4]$", examples=["2026Q3"], description="Year and quarter.")
]


class ReadingApi:
    """The routes. Each use of a key with `personal:read` is noted in its log, so they write as well."""

    def __init__(self, parts: Parts, door: ApiDoor) -> None:
        self._parts = parts
        self._store = parts.store
        self._door = door

    def add_to(self, api: APIRouter) -> None:
        """Put them on the programs' router."""
        for path, route, operation, scope, summary, more in (
            (
                "/tickets",
                self.tickets,
                "list_tickets",
                Scope.TICKETS_READ,
                "Tickets, newest first",
                AS_TICKETS,
            ),
            (
                *("/tickets/{no}", self.ticket, "get_ticket", Scope.TICKETS_READ),
                *("One ticket, its clocks and trail", shown("One ticket.", a_ticket=WHOLE_TICKET) | MISSING),
            ),
            ("/devices", self.devices, "list_devices", Scope.DEVICES_READ, "Devices by code", AS_DEVICES),
            (
                *("/rosters", self.rosters, "list_rosters", Scope.ROSTERS_READ),
                *("Who is on duty now and for a week", shown("Team by team.", a_team=ROSTERS)),
            ),
            (
                *("/statistics", self.statistics, "get_statistics", Scope.STATISTICS_READ),
                *("Figures of a quarter", shown("Of one contract.", a_quarter=FIGURES) | MISSING),
            ),
        ):
            api.add_api_route(
                path,
                route,
                methods=["GET"],
                dependencies=[Depends(self._door.needs(scope))],
                summary=summary,
                description=f"Needs the scope `{scope}`.",
                operation_id=operation,
                tags=["reading"],
                responses=more,
            )

    async def tickets(
        self,
        request: Request,
        state: States = [],  # noqa: B006 - FastAPI copies it
        school: Schools = [],  # noqa: B006 - FastAPI copies it
        is_open: Yes = None,
        since: Annotated[Instant | None, Query(description="Opened then or later.")] = None,
        until: Annotated[Instant | None, Query(description="Opened before.")] = None,
        cursor: Number = "",
        most: Most = 50,
    ) -> answers.TicketsAnswer:
        """Those that fit."""
        wanted = WantedTickets(
            tuple(SchoolId(one) for one in school),
            tuple(state),
            None if is_open is None else is_open == "true",
            since,
            until,
            int(cursor) if cursor else None,
            most,
        )
        found = await self._store.run(read_tickets, key_of(request), wanted)
        told = [ticket_answer(ticket, found.names) for ticket in found.tickets]
        return answers.TicketsAnswer(tickets=told, next=str(told[-1].no) if found.more else None)

    async def ticket(self, no: TicketNo, request: Request) -> answers.WholeTicketAnswer:
        """One."""
        found = await self._store.run(read_ticket, key_of(request), no)
        return answers.WholeTicketAnswer(
            ticket=ticket_answer(found.ticket, found.names),
            clocks=[clock_answer(one) for one in found.clocks],
            trail=[trail_answer(event, role, found.names) for event, role in found.trail],
        )

    async def devices(
        self, request: Request, school: School = "", cursor: Cursor = "", most: Most = 100
    ) -> answers.DevicesAnswer:
        """Those of the key's schools."""
        wanted = SchoolId(school) if school else None
        found, more = await self._store.read(read_devices, key_of(request), wanted, cursor, most)
        told = [device_answer(device) for device in found]
        return answers.DevicesAnswer(devices=told, next=told[-1].code if more else None)

    async def rosters(self, request: Request) -> answers.RostersAnswer:
        """Team by team."""
        found = await self._store.run(read_rosters, key_of(request))
        return answers.RostersAnswer(teams=[team_answer(one) for one in found])

    async def statistics(
        self, request: Request, contract: Contract, quarter: Written
    ) -> answers.FiguresAnswer:
        """Of one contract."""
        span, zone = Quarter.parse(quarter), self._parts.settings.zone
        found = await self._store.run(read_figures, key_of(request), ContractId(contract), span, zone)
        return figures_answer(contract, quarter, found)
