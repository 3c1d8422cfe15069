"""`chalkline keys …`: keys for other programs, what each may do, when it was used last, its log."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

import typer

from app.actions import Stopped, look, once
from app.clock import WallClock
from app.settings import Settings
from app.tables import console, local, table
from desk.api_keys import ApiKey, Scope
from desk.ids import SchoolId
from desk.refusals import NotFound
from usecases.manage_keys import MakeKey, NameTaken, end_key, key_log, keys, make_key

Called = Annotated[str, typer.Argument(help="Its name, or the part of it that `keys list` shows.")]
Name = Annotated[str, typer.Argument(help="What the key is for, e.g. zabbix.")]
Scopes = Annotated[list[Scope], typer.Option("--scope", help="What it may do; repeat for several.")]
Schools = Annotated[
    list[str] | None, typer.Option("--school", help="A school's id; repeat for several, leave out for all.")
]
Days = Annotated[int, typer.Option(min=1, max=3650, help="For how many days it is good.")]
Most = Annotated[int, typer.Option(min=1, max=1000, help="How many lines.")]


def key_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The commands; `settings` is asked when one runs."""
    group = typer.Typer(no_args_is_help=True, help="Keys for other programs: add, list, end; what each did.")

    @group.command()
    def add(name: Name, scopes: Scopes, schools: Schools = None, days: Days = 365) -> None:
        """Make a key. It is shown this once; the desk keeps only its hash."""
        reach = tuple(SchoolId(school) for school in schools or ())
        command = MakeKey(name, tuple(scopes), reach, timedelta(days=days))
        here = settings()
        with _words_for_refusals():
            key, secret = asyncio.run(once(here, WallClock(), make_key, command))
        until = local(key.expires_at, here.zone_info)
        typer.echo(secret)
        typer.echo(
            f"Key {key.id} for {key.name}, good until {until}. Send it as `Authorization: Bearer …`. "
            "Keep it now: it cannot be shown again. Whoever holds it may do what it may do.",
            err=True,
        )

    @group.command()
    def end(called: Called) -> None:
        """From now on the key opens nothing."""
        with _words_for_refusals():
            key = asyncio.run(once(settings(), WallClock(), end_key, called))
        typer.echo(f"Key {key.id} for {key.name} opens nothing any more.")

    _add_views(group, settings)
    return group


def _add_views(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    @group.command("list")
    def list_keys() -> None:
        """Every key: its shown part, scopes, schools, last use, and whether it is good."""
        here, clock = settings(), WallClock()
        found = asyncio.run(look(here, clock, keys))
        if not found:
            typer.echo("There is no key; `chalkline keys add NAME --scope tickets:read` makes one.")
            return
        shown = table("key", "name", "scopes", "schools", "last used", "good until")
        for key in found:
            used = local(key.used_at, here.zone_info)
            shown.add_row(*_row(key), used, _good_until(here, key, clock.now()))
        console().print(shown)

    @group.command("log")
    def show_log(called: Called, most: Most = 50) -> None:
        """The newest lines about a key: made, ended, personal data read, alerts that fit no device."""
        here = settings()
        with _words_for_refusals():
            lines = asyncio.run(look(here, WallClock(), key_log, called, most))
        shown = table("when", "what", "of what")
        for line in lines:
            shown.add_row(local(line.at, here.zone_info), line.act, line.about)
        console().print(shown)


def _row(key: ApiKey) -> tuple[str, ...]:
    return f"chalk_{key.id}_…", key.name, " ".join(key.scopes), " ".join(key.schools) or "全区 all"


def _good_until(here: Settings, key: ApiKey, now: datetime) -> str:
    if key.ended_at is not None:
        return f"已停用 ended {local(key.ended_at, here.zone_info)}"
    until = local(key.expires_at, here.zone_info)
    return until if key.is_good(now) else f"已过期 expired {until}"


@contextmanager
def _words_for_refusals() -> Iterator[None]:
    try:
        yield
    except NameTaken as problem:
        raise Stopped(
            f"A key called {problem} is good already; `chalkline keys end {problem}` first, or another name."
        ) from problem
    except NotFound as problem:
        raise Stopped(
            f"This desk has no school or key {problem}; `chalkline keys list` shows the keys."
        ) from problem
