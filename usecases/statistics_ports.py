"""The Protocols of the statistics: what is read of many tickets at once, and who makes a workbook of the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.ids import SchoolId, TicketId
from desk.statistics import TicketFigures, Walked


class Statistics(Protocol):
    """What is counted of tickets. For transactions that only read: what they work out is kept for the next one."""

    def figures(
        self, schools: tuple[SchoolId, ...], start: datetime, end: datetime
    ) -> tuple[TicketFigures, ...]:
        """Every ticket of these schools (empty = all) opened at or after `start` and before `end`, in no order. One that has no new
        event since it was last asked for costs next to nothing.
        """

    def walks(
        self, schools: tuple[SchoolId, ...], start: datetime, end: datetime, given_up: datetime
    ) -> Mapping[TicketId, Walked]:
        """The walks through self-help on the same tickets. What began before `given_up` and did not end was left."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of figures in words, as the page shows it and as a sheet of a workbook; numbers stay numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]


class MakeWorkbook(Protocol):
    """Makes a file for Excel."""

    def __call__(self, tables: Sequence[Table]) -> bytes:
        """An .xlsx with one sheet for each table."""
