"""`chalkline audit …`: hand a quarter's tickets over as a chained file, and check such a file without a database."""

import asyncio
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from app.account import account
from app.actions import Stopped, once
from app.clock import WallClock
from app.settings import HOME, Settings
from app.wiring import build
from desk.chain import first_break
from desk.ids import ContractId
from desk.refusals import NotFound
from storage.audit_files import FORM, read_lines, read_record, seal_of, write_audit
from storage.calendars import CalendarError
from storage.contract_packs import PackError
from storage.engines import StorageNotReady
from storage.problems import PlaybookError
from usecases.export_audit import Audit, AuditOrder, Quarter, export_audit
from usecases.note_view import Seen, note_view

File = Annotated[Path, typer.Argument(help="A file that `audit export` wrote.")]


def audit_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The two commands; `settings` is asked by those that need the desk's database."""
    audit = typer.Typer(no_args_is_help=True, help="Evidence for a contract's quarter, and its check.")

    @audit.command()
    def export(
        contract: Annotated[str, typer.Option(help="The contract's id, e.g. changge.")],
        quarter: Annotated[
            str, typer.Option(help="Written like 2026Q3; begins in the district's time zone.")
        ],
        to: Annotated[Path, typer.Option(help="The file to write; it must not be there yet.")],
        names: Annotated[
            bool, typer.Option("--names", help="Add the names of the people the ids stand for.")
        ] = False,
    ) -> None:
        """Write every ticket opened in the quarter, its trail, its deadlines and what met them. No phone numbers."""
        typer.echo(_export(settings(), contract, quarter, to, names=names))

    @audit.command()
    def verify(
        file: File,
        seal: Annotated[
            str, typer.Option(help="The seal that was noted when the file was handed over.")
        ] = "",
    ) -> None:
        """Exit 0 when every line is as it was written, 1 with the number of the first line that is not."""
        sentence, holds = _verify(file, seal)
        typer.echo(sentence, err=not holds)
        raise typer.Exit(0 if holds else 1)

    return audit


def _export(settings: Settings, contract: str, quarter: str, to: Path, *, names: bool) -> str:
    try:
        order = AuditOrder(ContractId(contract), Quarter.parse(quarter), settings.zone_info, names)
        audit = asyncio.run(_read(settings, order))
        seal = write_audit(to, audit, _product())
        if names:
            asyncio.run(once(settings, WallClock(), note_view, account(), Seen.AUDIT))
    except NotFound as problem:
        raise Stopped(f"This desk has no {problem}; `chalkline check` lists its contracts.") from problem
    except FileExistsError as problem:
        raise Stopped(
            f"{to} is there already; an export is never written over, choose another name."
        ) from problem
    except (ValueError, OSError, StorageNotReady, PackError, PlaybookError, CalendarError) as problem:
        raise Stopped(str(problem)) from problem
    return (
        f"Wrote {len(audit.tickets)} tickets of {contract}, {quarter}, to {to}.\n"
        f"Seal: {seal}\nNote the seal where the file's holder cannot change it."
    )


async def _read(settings: Settings, order: AuditOrder) -> Audit:
    """One read-only snapshot: the export may run beside a working desk."""
    store = build(settings, WallClock()).store
    try:
        await store.start()
        return await store.read(export_audit, order)
    finally:
        await store.close()


def _verify(file: Path, seal: str) -> tuple[str, bool]:
    """One sentence, and whether the file is as it was written. Raises Stopped for a file that cannot be opened."""
    try:
        lines = read_lines(file)
    except OSError as problem:
        raise Stopped(f"{file} cannot be read: {problem.strerror}.") from problem
    if found := first_break(lines):
        return str(found), False
    header = read_record(lines[0])
    if header.get("form") != FORM:
        return f"Line 1 is not the header of an export in the form {FORM}.", False
    if seal and seal_of(lines[-1]) != seal.strip().lower():
        return f"Line {len(lines)} closes another export: its seal is {seal_of(lines[-1])}.", False
    return (
        f"{len(lines)} lines are as they were written: {header.get('tickets')} tickets of "
        f"{header.get('contract')}, {header.get('quarter')}, read {header.get('made_at')}.\nSeal: {seal_of(lines[-1])}",
        True,
    )


def _product() -> str:
    """The product's version, from the file that says it."""
    with (HOME / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])
