"""`chalkline people sessions`: where staff are signed in, and the end of it, for whoever runs the desk."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer

from app.account import account
from app.actions import Stopped, look, once
from app.clock import WallClock
from app.settings import Settings
from app.tables import console, local, table
from desk.ids import PersonId, SessionId
from desk.refusals import NotFound
from usecases.sessions import all_sessions, end_all_by_operator, end_by_operator

Person = Annotated[str, typer.Option("--person", help="One person's id; everybody when left out.")]
End = Annotated[str, typer.Option("--end", help="End this session, by its id in the list.")]
EndAll = Annotated[bool, typer.Option("--end-all", help="With --person: end all of that person's.")]
_SESSIONS = (
    "会话 id",
    "人 person",
    "浏览器 browser",
    "登录 signed in",
    "最近 last seen",
    "有效至 good until",
)


def add_access(people: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The command; `settings` is asked when it runs."""

    @people.command("sessions")
    def sessions(person: Person = "", end: End = "", end_all: EndAll = False) -> None:
        """Who is signed in at which browser; with --end or --end-all, sign out."""
        if end_all and not person:
            raise Stopped("--end-all wants --person ID: whose sessions should end?")
        if end or end_all:
            typer.echo(_ended(settings(), person, end))
            return
        _list(settings(), person)


def _ended(here: Settings, person: str, end: str) -> str:
    try:
        if end:
            gone = asyncio.run(once(here, WallClock(), end_by_operator, SessionId(end), account()))
            return f"Ended {gone.id} of {gone.person} ({gone.browser or 'unknown browser'})."
        count = asyncio.run(once(here, WallClock(), end_all_by_operator, PersonId(person), account()))
        return f"Ended {count} sessions of {person}."
    except NotFound as problem:
        raise Stopped(
            f"There is no open session or person {problem}; `people sessions` lists them."
        ) from problem


def _list(here: Settings, person: str) -> None:
    found = asyncio.run(look(here, WallClock(), all_sessions))
    shown = table(*_SESSIONS)
    count = 0
    for who, one in found:
        if person and who.id != person:
            continue
        count += 1
        until = local(one.idle_until, here.zone_info)
        began, seen = local(one.began, here.zone_info), local(one.seen, here.zone_info)
        shown.add_row(one.id, f"{who.name} {who.id}", one.browser or "—", began, seen, until)
    if count:
        console().print(shown)
    typer.echo(f"{count} sessions. End one with --end ID, all of a person's with --person ID --end-all.")
