"""`chalkline contracts replay`: which promises past tickets would have kept under a changed pack."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.actions import Stopped, look
from app.clock import WallClock
from app.rehearse import Format
from app.replay_lines import headline, print_tables, replay_as_json
from app.settings import Settings
from desk.ids import ContractId
from desk.refusals import NotFound
from storage.calendars import CalendarError, load_calendars
from storage.contract_packs import PackError, load_draft
from usecases.replay_contract import ReplayOrder, Seen, replay_contract

_FIRST_DAY = date(2000, 1, 1)


def add_replay(contracts: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The command, into the group of the contracts; `settings` is asked when it runs."""

    @contracts.command()
    def replay(
        pack: Annotated[Path, typer.Option(help="The changed pack, whatever the file is called.")],
        since: Annotated[
            str, typer.Option(help="First day of the reports, e.g. 2026-09-01; all when left out.")
        ] = "",
        until: Annotated[str, typer.Option(help="Last day, included; today when left out.")] = "",
        contract: Annotated[
            str, typer.Option(help="Whose tickets; those of the pack's own contract when left out.")
        ] = "",
        form: Annotated[Format, typer.Option("--format", help="Tables to read or JSON.")] = Format.TABLE,
    ) -> None:
        """Run past tickets against a changed pack: which promises it would have kept. Nothing is published or written."""
        here = settings()
        order = _order(here, pack, contract, since, until)
        try:
            with _progress() as seen:
                done = asyncio.run(look(here, WallClock(), replay_contract, order, seen))
        except NotFound as problem:
            raise Stopped(f"This desk has no {problem}; `chalkline check` lists what it has.") from problem
        if form is Format.JSON:
            typer.echo(replay_as_json(order, done, here.zone_info))
            return
        for words in headline(order, done, here.zone_info):
            typer.echo(words)
        if done.tickets:
            print_tables(order, done, here.zone_info)


def _order(settings: Settings, file: Path, contract: str, since: str, until: str) -> ReplayOrder:
    try:
        pack, calendars = load_draft(file), load_calendars(settings.calendars_dir)
    except (PackError, CalendarError) as problem:
        raise Stopped(str(problem)) from problem
    zone = settings.zone_info
    today = WallClock().now().astimezone(zone).date()
    first = _day("--since", since) if since else _FIRST_DAY
    last = _day("--until", until) if until else today
    if last < first:
        raise Stopped(f"--until {last} lies before --since {first}; swap them.")
    begin, end = _midnight(first, zone), _midnight(last + timedelta(days=1), zone)
    return ReplayOrder(pack, ContractId(contract or pack.id), begin, end, calendars)


def _day(option: str, word: str) -> date:
    try:
        day = date.fromisoformat(word)
    except ValueError as problem:
        raise Stopped(f"{option} {word} is no day; write for example 2026-09-01.") from problem
    if not _FIRST_DAY <= day < date.max:
        raise Stopped(f"{option} {word} is out of reach; take a day from {_FIRST_DAY} on.")
    return day


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@contextmanager
def _progress() -> Iterator[Seen]:
    """A bar on standard error, where that is a terminal."""
    terminal = Console(stderr=True)
    bar = Progress(
        TextColumn("重算工单 replaying tickets"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=terminal,
        transient=True,
        disable=not terminal.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
