"""`chalkline messages …`: what was set aside because it could not be handled, and having it handled after all."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from app.actions import Stopped, each, look
from app.clock import WallClock
from app.settings import Settings
from app.tables import console, local, table
from usecases.rows import AsideRow
from usecases.set_aside import messages_aside, replay

Numbers = Annotated[list[int] | None, typer.Argument(help="The numbers that `messages list` shows.")]
Every = Annotated[bool, typer.Option("--all", help="Every one that can be handled.")]


def message_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The commands; `settings` is asked when one runs."""
    group = typer.Typer(
        no_args_is_help=True, help="Messages that were set aside: list them, have them handled after all."
    )

    @group.command("list")
    def list_aside() -> None:
        """Every message set aside that is still kept, and the kind of error. What it says is shown to nobody here."""
        here = settings()
        found = asyncio.run(look(here, WallClock(), messages_aside))
        if not found:
            typer.echo("Nothing is set aside.")
            return
        shown = table("no.", "from", "arrived", "set aside", "why")
        for row in found:
            arrived, aside = (local(at, here.zone_info) for at in (row.accepted_at, row.set_aside_at))
            shown.add_row(str(row.id), _origin(row), arrived, aside, row.reason.partition(":")[0])
        console().print(shown)
        typer.echo("Once the cause is mended: chalkline messages again NUMBER (or --all).")

    @group.command()
    def again(numbers: Numbers = None, every: Every = False) -> None:
        """Have them handled after all, each in its old place in its chat: before anything newer that still waits there."""
        if bool(numbers) == every:
            raise Stopped("Say which: the numbers that `chalkline messages list` shows, or --all.")
        here, clock = settings(), WallClock()
        which = numbers or [row.id for row in asyncio.run(look(here, clock, messages_aside)) if row.peer]
        done = asyncio.run(each(here, clock, replay, of=which))
        refused = [number for number, replayed in zip(which, done, strict=True) if not replayed]
        if any(done) or not which:
            typer.echo(f"{sum(done)} to be handled again.")
        if refused:
            raise Stopped(
                f"Not {', '.join(map(str, refused))}: not set aside (any more), or no adapter could read it; "
                "`chalkline messages list` shows what is there."
            )

    return group


def _origin(row: AsideRow) -> str:
    """The platform, not the account: who it was stands with the person."""
    return row.peer.partition(":")[0] or row.key.partition(":")[0] + " (unreadable)"
