"""The Protocols of the statistics: what is read of many tickets at once, and who makes a workbook of the figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line or column of a plot: its words, its pieces as (tone, length), the figure beside it. Tones are those of the page."""

    label: str
    parts: tuple[tuple[str, int], ...]
    figure: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot as values: lines one under the other; upright they are columns divided by shares; or a week of hours, as
    (weekday from Monday = 0, hour) to count, with the names of the days.
    """

    heading: str = ""
    lines: tuple[DrawnLine, ...] = ()
    upright: bool = False
    hours: Mapping[tuple[int, int], int] = field(default_factory=dict)
    days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureSection:
    """One part of a paper of figures: its plots, what their tones mean, a hint, and the same figures as a table."""

    table: Table
    drawn: tuple[Drawn, ...] = ()
    legend: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FigurePaper:
    """Figures on paper. `footer` holds `{page}`."""

    title: str
    lead: str
    tiles: tuple[tuple[str, str], ...]
    sections: tuple[FigureSection, ...]
    footer: str
    made_at: datetime


class MakeFigurePaper(Protocol):
    """Makes a PDF of figures."""

    def __call__(self, paper: FigurePaper) -> bytes:
        """A PDF file with plots and tables."""


class MakeWorkbook(Protocol):
    """Makes a file for Excel."""

    def __call__(self, tables: Sequence[Table]) -> bytes:
        """An .xlsx with one sheet for each table."""


@dataclass(frozen=True, slots=True)
class FigureFiles:
    """Who makes the files that figures are saved as."""

    workbook: MakeWorkbook
    paper: MakeFigurePaper
