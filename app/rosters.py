"""`chalkline rosters …`: what is wrong with the roster in the next eight weeks, and who is on when."""

import asyncio
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

import typer

from app.actions import look
from app.clock import WallClock
from app.settings import Settings
from app.tables import console, local, table
from desk.duty_calendar import periods
from desk.roster_quality import GAPS, Finding, FindingKind
from usecases.check_roster import findings
from usecases.ports import UnitOfWork

_SAID = {
    FindingKind.GAP: ("工作时间没人\nnobody in open hours", "补班或代班\nadd a turn or a stand-in"),
    FindingKind.GAP_OFF_HOURS: (
        "夜里或周末没人\nnobody at night or weekend",
        "补班\nadd a turn, if one is owed",
    ),
    FindingKind.LEAVE_UNCOVERED: ("请假没人顶\nleave without cover", "安排代班\nname a stand-in"),
    FindingKind.NOBODY_REACHABLE: (
        "都联系不上\nnobody can be reached",
        "请他们打开聊天\nlet them open the chat",
    ),
    FindingKind.NO_ADDRESS: ("没有联系方式\nno address", "发邀请码\nchalkline invite --person"),
    FindingKind.OVERLOAD_DAYS: ("连续值班天数\ndays in a row", "换班\nswap turns"),
    FindingKind.OVERLOAD_HOURS: ("一周白班小时\nhours of day duty a week", "换班\nswap turns"),
    FindingKind.UNFAIR: ("夜班周末是平均的几倍\ntimes the mean of nights", "调整轮换\nchange the rotation"),
}
Weeks = Annotated[int, typer.Option(min=1, max=26, help="How many weeks from now.")]


def roster_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The two commands; `settings` is asked when one runs."""
    rosters = typer.Typer(
        no_args_is_help=True, help="Rosters: gaps, overload and unfairness; who is on when."
    )

    @rosters.command()
    def check() -> None:
        """Everything that is wrong in the next eight weeks. Exit code 2 when somewhere nobody would answer."""
        here = settings()
        found = asyncio.run(look(here, WallClock(), _checked, here))
        if not found:
            typer.echo("The roster is in order for the next eight weeks.")
            return
        shown = table("what", "team", "who", "from", "to", "times", "what to do")
        for _, cells in found:
            shown.add_row(*cells)
        console().print(shown)
        if any(finding.kind in GAPS for finding, _ in found):
            sys.exit(2)

    @rosters.command()
    def show(weeks: Weeks = 4) -> None:
        """Who is on from when to when, team by team, the one who answers first in front."""
        here = settings()
        rows = asyncio.run(look(here, WallClock(), _calendar, here, timedelta(weeks=weeks)))
        if not rows:
            typer.echo("There is no roster yet; enter one with `chalkline load` (docs/rosters.md).")
            return
        shown = table("team", "from", "to", "who", "on leave")
        for row in rows:
            shown.add_row(*row)
        console().print(shown)

    return rosters


def _checked(uow: UnitOfWork, here: Settings) -> list[tuple[Finding, tuple[str, ...]]]:
    names = {team.id: team.name.zh for team in uow.rosters.roster().teams}
    found: list[tuple[Finding, tuple[str, ...]]] = []
    for one in findings(uow):
        what, remedy = _SAID[one.kind]
        said = f"{what}: {one.figure:g}" if one.figure else what
        who = ", ".join(uow.people.get(person).name for person in one.people)
        team = names.get(one.team, "") if one.team else ""
        span = (local(one.starts, here.zone_info), local(one.ends, here.zone_info))
        found.append((one, (said, team, who, *span, str(one.times), remedy)))
    return found


def _calendar(uow: UnitOfWork, here: Settings, ahead: timedelta) -> list[tuple[str, ...]]:
    roster = uow.rosters.roster()
    names = {team.id: team.name.zh for team in roster.teams}
    rows: list[tuple[str, ...]] = []
    for one in periods(roster, uow.now, uow.now + ahead, here.zone_info):
        people = ", ".join(uow.people.get(person).name for person in one.people) or "—"
        absent = ", ".join(uow.people.get(person).name for person in one.absent)
        begin, end = local(one.starts, here.zone_info), local(one.ends, here.zone_info)
        rows.append((names[one.team], begin, end, people, absent))
    return rows
