"""`chalkline import …`: schools, rooms, devices, people and shifts from a spreadsheet; checked first, every bad row named."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.actions import Stopped, look, migrate, once
from app.clock import WallClock
from app.settings import Settings
from app.tables import console, table
from desk.filling import Filling
from storage.sheets.findings import lines_of, sheet_name, write_report
from storage.sheets.reading import Reading, read_register
from storage.sheets.tables import TableError
from usecases.fill_register import Plan, RegisterMoved, fill_register, plan_filling, register_now

_SHOWN = 50
_TRIES = 3

File = Annotated[
    Path, typer.Argument(help="A filled-in .xlsx, a folder of .csv files, or one .csv of a sheet.")
]
Report = Annotated[Path | None, typer.Option(help="Write every problem into this .csv as well.")]


def import_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The three commands; `settings` is asked by those that need the desk's database."""
    imports = typer.Typer(
        no_args_is_help=True, help="Fill the register from a spreadsheet: template, check, load."
    )

    @imports.command()
    def template(
        file: Annotated[Path, typer.Argument(help="A name in .xlsx, or a folder for .csv files.")],
    ) -> None:
        """Write the empty form: a sheet each for schools, rooms, devices, people and shifts, with examples."""
        typer.echo(_template(file))

    @imports.command()
    def check(file: File, report: Report = None) -> None:
        """Say what the file would change and everything that is wrong with it. Writes nothing; exit 1 when there are problems."""
        plan = asyncio.run(_check(settings(), file))
        _tell(plan.filling, report)
        raise typer.Exit(1 if plan.filling.problems else 0)

    @imports.command()
    def load(
        file: File,
        report: Report = None,
        skip_bad: Annotated[
            bool, typer.Option("--skip-bad", help="Enter the good rows although others are bad.")
        ] = False,
    ) -> None:
        """Check the file, then enter it: all or nothing, unless told to skip what is bad. Twice is harmless."""
        typer.echo(_entered(settings(), file, report, skip_bad=skip_bad))

    return imports


def _template(file: Path) -> str:
    from storage.sheets.template import write_template  # noqa: PLC0415  # loads openpyxl

    try:
        return "\n".join(f"Wrote {name}." for name in write_template(file))
    except FileExistsError as problem:
        name = problem.filename or problem.args[0]
        raise Stopped(f"{name} is there already; choose another name.") from problem
    except OSError as problem:
        raise Stopped(f"{file} cannot be written: {problem.strerror}.") from problem


def _entered(here: Settings, file: Path, report: Path | None, *, skip_bad: bool) -> str:
    """What was entered. Raises Stopped when nothing was, because something is wrong."""
    asyncio.run(migrate(here, WallClock()))
    done, filling = asyncio.run(_load(here, file, skip_bad=skip_bad))
    _tell(filling, report)
    if not done:
        raise Stopped("Nothing was entered. Mend the rows above, or enter the good ones with --skip-bad.")
    count = sum(tally.new + tally.changed for tally in filling.tallies.values())
    return f"Entered {count}." if count else "Nothing had to be changed."


async def _check(here: Settings, file: Path) -> Plan:
    reading = _read(file)
    snapshot = await look(here, WallClock(), register_now)
    return plan_filling(snapshot, reading.rows, reading.problems)


async def _load(here: Settings, file: Path, *, skip_bad: bool) -> tuple[bool, Filling]:
    """Whether it was entered, and what. Planned again when somebody changed the register meanwhile."""
    reading = _read(file)
    for _ in range(_TRIES):
        snapshot = await look(here, WallClock(), register_now)
        plan = plan_filling(snapshot, reading.rows, reading.problems)
        if plan.filling.problems and not skip_bad:
            return False, plan.filling
        try:
            with _progress("录入 entering", plan.filling.size) as tick:
                await once(here, WallClock(), fill_register, plan, tick)
        except RegisterMoved:
            continue
        return True, plan.filling
    raise Stopped(
        "Somebody is changing the register again and again; nothing was entered. Try once more later."
    )


def _read(file: Path) -> Reading:
    try:
        with _progress("读取 reading", None) as tick:
            reading = read_register(file, lambda _, count: tick(count))
    except TableError as problem:
        raise Stopped(str(problem)) from problem
    if reading.examples:
        typer.echo(f"Passed by {reading.examples} example rows.")
    return reading


@contextmanager
def _progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing in a file."""
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console(),
        transient=True,
    )
    if not bar.console.is_terminal:
        yield lambda _: None
        return
    with bar:
        task = bar.add_task(what, total=total)
        yield lambda count: bar.advance(task, count)


def _tell(filling: Filling, report: Path | None) -> None:
    """The first problems, how many more there are and where, then the figures."""
    problems = filling.problems
    out = console()
    for problem in islice(problems, _SHOWN):
        out.print("\n".join(lines_of(problem)), highlight=False)
    if report is not None and problems:
        _write(report, filling)
    if len(problems) > _SHOWN:
        rest = "" if report else "; name a file with --report FILE.csv to have them all"
        out.print(f"… and {len(problems) - _SHOWN} more problems{rest}.")
    figures = table(
        "表 sheet", "新增 new", "更改 changed", "不变 unchanged", "有误 bad rows", "文件未提及 left alone"
    )
    for sheet, tally in filling.tallies.items():
        counts = (tally.new, tally.changed, tally.unchanged, tally.bad, tally.alone)
        figures.add_row(f"{sheet_name(sheet)} {sheet}", *map(str, counts))
    out.print(figures)


def _write(report: Path, filling: Filling) -> None:
    try:
        write_report(report, filling.problems)
    except FileExistsError as problem:
        raise Stopped(f"{report} is there already; choose another name.") from problem
    except OSError as problem:
        raise Stopped(f"{report} cannot be written: {problem.strerror}.") from problem
    typer.echo(f"Wrote {len(filling.problems)} problems to {report}.")
