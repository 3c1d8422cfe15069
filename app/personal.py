"""`chalkline people copy` and `people erase`: what somebody asks for in writing, done by whoever runs the desk."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from app.account import account
from app.actions import Stopped, look, once
from app.clock import WallClock
from app.settings import Settings
from desk.ids import PersonId
from desk.refusals import NotFound
from storage.migrate import tidy
from usecases.erase_person import StillAtWork, erase_by_operator
from usecases.give_copy import copy_for_operator
from usecases.ports import UnitOfWork
from usecases.privacy_ports import Gone

Who = Annotated[
    str, typer.Argument(help="The person's id, as `people unreachable` or the register shows it.")
]


def add_personal(people: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The two commands; `settings` is asked when one runs."""

    @people.command("copy")
    def copy(
        person: Who,
        to: Annotated[Path, typer.Option(help="A folder; the files must not be there yet.")],
    ) -> None:
        """Everything the desk keeps of a person, as JSON and as a workbook, readable by their owner alone."""
        typer.echo(_copy(settings(), person, to))

    @people.command("erase")
    def erase(
        person: Who,
        yes: Annotated[bool, typer.Option("--yes", help="Do it; without, say what would be done.")] = False,
    ) -> None:
        """Take a person's name, number, chats, words and pictures away; facts of tickets stay, by id. It cannot be undone."""
        typer.echo(_erase(settings(), person, yes=yes))

    @people.command("seals")
    def seals() -> None:
        """Check the seals of every ticket's trail: exit 1 with what was touched."""
        flaws = asyncio.run(look(settings(), WallClock(), _flaws))
        for flaw in flaws:
            typer.echo(flaw, err=True)
        typer.echo(
            f"{len(flaws)} trails are not as they were sealed." if flaws else "Every sealed trail holds."
        )
        raise typer.Exit(1 if flaws else 0)


def _copy(here: Settings, person: str, to: Path) -> str:
    try:
        document, workbook = asyncio.run(
            once(here, WallClock(), copy_for_operator, PersonId(person), account())
        )
        to.mkdir(parents=True, exist_ok=True)
        for name, content in ((f"{person}.json", document), (f"{person}.xlsx", workbook)):
            handle = os.open(to / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
    except NotFound as problem:
        raise Stopped(f"This desk knows nobody with the id {problem}.") from problem
    except OSError as problem:
        raise Stopped(
            f"{problem.filename} cannot be written: {problem.strerror}; name another folder."
        ) from problem
    return f"Wrote {person}.json and {person}.xlsx to {to}. Hand them to that person only, then delete them."


def _erase(here: Settings, person: str, *, yes: bool) -> str:
    try:
        if not yes:
            name = asyncio.run(look(here, WallClock(), _name, PersonId(person)))
            return f"{name} would be erased, for good. Add --yes to do it."
        done = asyncio.run(once(here, WallClock(), erase_by_operator, PersonId(person)))
    except NotFound as problem:
        raise Stopped(f"This desk knows nobody with the id {problem}.") from problem
    except StillAtWork as problem:
        raise Stopped(
            f"{problem} has jobs in hand or stands on the roster; hand the jobs over and take them off it first."
        ) from problem
    if not isinstance(done, Gone):
        nos = ", ".join(str(ticket.no) for ticket in done)
        return f"Tickets {nos} of {person} are open and run on; the desk erases within the hour after they are closed."
    tidy(here.url)
    return (
        f"Erased {person}: {done.events} events lost their words, {done.rows} rows and {done.pictures} pictures are gone, "
        f"{done.swept} rows of others were cleaned. Backups made before still hold them: let them run out."
    )


def _name(uow: UnitOfWork, person: PersonId) -> str:
    return uow.people.get(person).name


def _flaws(uow: UnitOfWork) -> tuple[str, ...]:
    return tuple(uow.seals.flaws())
