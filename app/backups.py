"""`chalkline db …`: a copy of a working desk, the drill that a copy can be restored, and the move to PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from app.actions import Stopped
from app.settings import Settings
from app.tables import console
from storage.backups import Checked, back_up, check_copy, check_server
from storage.desk_copy import Told, copy_desk
from storage.engines import StorageNotReady

Copy = Annotated[Path, typer.Argument(help="The copy; one file.")]


def db_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The commands; `settings` is asked when one runs."""
    db = typer.Typer(no_args_is_help=True, help="Copy a working desk's database, and check a copy.")

    @db.command()
    def backup(file: Copy) -> None:
        """Copy the database while the desk runs, into a new file."""
        try:
            size = back_up(settings().url, file)
        except (StorageNotReady, OSError) as problem:
            raise Stopped(str(problem)) from problem
        typer.echo(
            f"{file}: {size / 1024 / 1024:.1f} MB. It holds names and phone numbers: keep it as safe as the desk."
        )
        typer.echo(f"Prove that it can be restored: chalkline db check {file}")

    @db.command()
    def check(
        file: Annotated[str, typer.Argument(help="A copy, one file; or a PostgreSQL desk's address.")],
    ) -> None:
        """The restore drill: start from a copy of it, examine it, rebuild every ticket from its trail. Changes nothing."""
        _tell(_checked(file))

    @db.command("copy")
    def copy_(
        source: Annotated[str, typer.Argument(help="The SQLite file of a stopped desk, or its address.")],
        target: Annotated[
            str, typer.Argument(help="The address of an empty PostgreSQL database; CHALKLINE_DATABASE_URL's.")
        ] = "",
    ) -> None:
        """Move a desk from SQLite to PostgreSQL: every row is copied and compared, or nothing is there."""
        _move(source, target or settings().url)

    return db


def _move(source: str, target: str) -> None:
    try:
        with _progress() as told:
            copied = copy_desk(source, target, told)
    except StorageNotReady as problem:
        raise Stopped(str(problem)) from problem
    for name, content in copied.tables.items():
        if content.rows:
            typer.echo(f"{name}: {content.rows} rows, {content.digest[:16]}")
    typer.echo(f"{copied.rows} rows in {len(copied.tables)} tables, each the same at both ends.")
    typer.echo(
        "Start the desk with CHALKLINE_DATABASE_URL set to the new database, and never on the old file again."
    )


def _tell(found: Checked) -> None:
    """Figures and every problem. Ends the command with 1 when there is one."""
    for line in found.problems:
        typer.echo(line, err=True)
    typer.echo(
        f"{found.tickets} tickets ({found.open_tickets} open), {found.events} events, {found.people} people; "
        f"waiting: {found.unhandled} messages, {found.unsent} unsent, {found.timers} timers. Content {found.content}."
    )
    if found.problems:
        raise typer.Exit(1)
    typer.echo("A desk can be started from it: every ticket is what its trail says.")


def _checked(what: str) -> Checked:
    try:
        if "://" in what and not what.startswith("sqlite"):
            return check_server(what)
        return check_copy(Path(what.removeprefix("sqlite:///")))
    except StorageNotReady as problem:
        raise Stopped(str(problem)) from problem
    except OSError as problem:
        raise Stopped(f"{what} cannot be read: {problem.strerror}") from problem


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar on a terminal, nothing in a file."""
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console(), transient=True
    )
    if not bar.console.is_terminal:
        yield lambda *_: None
        return
    with bar:
        task = bar.add_task("", total=None)

        def told(table: str, rows: int, steps: int) -> None:
            bar.update(task, description=table, advance=rows, total=steps or None)

        yield told
