"""`chalkline db …`: a copy of a working desk, and the drill that a copy can be restored."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from app.actions import Stopped
from app.settings import Settings
from storage.backups import back_up, check_copy
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
    def check(file: Copy) -> None:
        """The restore drill: start from a copy of it, examine it, rebuild every ticket from its trail. Changes nothing."""
        try:
            found = check_copy(file)
        except OSError as problem:
            raise Stopped(f"{file} cannot be read: {problem.strerror}") from problem
        for line in found.problems:
            typer.echo(line, err=True)
        typer.echo(
            f"{found.tickets} tickets ({found.open_tickets} open), {found.events} events, {found.people} people; "
            f"waiting: {found.unhandled} messages, {found.unsent} unsent, {found.timers} timers."
        )
        if found.problems:
            raise typer.Exit(1)
        typer.echo("A desk can be started from it: every ticket is what its trail says.")

    return db
