"""`chalkline reports figures`: how well the repairs of a quarter lasted, and how satisfied teachers were."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from app.actions import Stopped, look
from app.clock import WallClock
from app.settings import Settings
from desk.ids import ContractId
from desk.refusals import NotFound
from usecases.count_service import Counted, count_service
from usecases.export_audit import Quarter


def add_figures(reports: typer.Typer, settings: Callable[[], Settings]) -> None:
    """Add the command; `settings` is asked when it runs."""

    @reports.command()
    def figures(
        contract: Annotated[str, typer.Option(help="The contract's id, e.g. changge.")],
        quarter: Annotated[str, typer.Option(help="Written like 2026Q3.")],
    ) -> None:
        """Repeated repairs, reopened tickets and satisfaction of the tickets opened in a quarter."""
        here = settings()
        try:
            span = Quarter.parse(quarter)
            counted = asyncio.run(
                look(here, WallClock(), count_service, ContractId(contract), span, here.zone_info)
            )
        except ValueError as problem:
            raise Stopped(str(problem)) from problem
        except NotFound as problem:
            raise Stopped(f"This desk has no contract {contract}; `chalkline check` lists them.") from problem
        typer.echo("\n".join(lines(counted)))


def lines(counted: Counted) -> list[str]:
    """The figures, one a line; a share where there is something to share."""
    f = counted.figures
    share = f" ({100 * f.repeats / f.tickets:.1f} %)" if f.tickets else ""
    average = f"{f.average:.2f} of 5 from {f.scores} scores" if f.average is not None else "no scores"
    return [
        f"Tickets: {f.tickets}, repaired by somebody: {f.repaired}, reopened: {f.reopened}",
        f"Repeated repairs: {f.repeats}{share}",
        *(f"  after a repair by {name}: {count}" for name, count in counted.repeats_of),
        f"Further voices on a ticket: {f.voices}; tickets in common faults: {f.common}",
        f"Satisfaction: {average}; low: {f.low}, of these to be followed up: {f.low_open}",
    ]
