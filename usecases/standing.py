"""Figures that only the database knows, as they stand now: for whoever draws curves of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.ids import ContractId, GradeId
from desk.sla import deadlines
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.wellbeing import Wellbeing, wellbeing

DAY = timedelta(days=1)
MOST = 2000
"""Tickets looked at for the clocks of the last day; a day of a big district has 600."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`open_tickets` by contract and grade; `stages` by contract, stage and state (`met`, `late`, `missed`, `running`), of tickets reported
    within a day; `findings` of the auditor so far, by lapse.
    """

    health: Wellbeing
    open_tickets: Mapping[tuple[ContractId, GradeId], int]
    stages: Mapping[tuple[ContractId, str, str], int]
    findings: Mapping[str, int]


def standing(uow: UnitOfWork) -> Standing:
    """Everything at one instant. Reads only what is open, what waits and the last day."""
    ids = uow.watch.open_tickets()
    graded = Counter((ticket.contract, ticket.verdict.grade) for ticket in uow.watch.tickets(ids))
    stages = Counter(
        found for ticket in uow.watch.opened_since(uow.now - DAY, MOST) for found in _stages(uow, ticket)
    )
    return Standing(wellbeing(uow), graded, stages, uow.watch.count_findings())


def _stages(uow: UnitOfWork, ticket: Ticket) -> list[tuple[ContractId, str, str]]:
    lines = deadlines(ticket, uow.contracts.pinned(ticket))
    return [
        (ticket.contract, line.stage.value, _state(uow.now, line.met, line.due))
        for line in lines
        if not line.internal
    ]


def _state(now: datetime, met: datetime | None, due: datetime) -> str:
    if met is not None:
        return "met" if met <= due else "late"
    return "missed" if due <= now else "running"
