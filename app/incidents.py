"""`chalkline incidents …`: the major incidents of this desk, and the report of one of them."""

import asyncio
from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from app.actions import Stopped, look
from app.clock import WallClock
from app.settings import Settings
from bot.render import Phrasebook
from desk.incident import Incident
from desk.language import Lang
from desk.notices import Kind, Notice
from desk.refusals import NotFound
from usecases.ports import UnitOfWork
from usecases.report_incident import log_lines, report_extra
from usecases.tell_incident import head_extra

_MOST = 50


def incident_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The two commands; `settings` is asked when one runs."""
    incidents = typer.Typer(no_args_is_help=True, help="Major incidents: what there was, and their reports.")

    @incidents.command("list")
    def list_incidents() -> None:
        """The newest incidents with their state, newest first."""
        here = settings()
        lines = asyncio.run(look(here, WallClock(), _listed, here))
        typer.echo("\n".join(lines) or "There were no major incidents.")

    @incidents.command()
    def report(
        no: Annotated[int, typer.Argument(help="The incident's number.")],
        lang: Annotated[Lang, typer.Option(help="zh or en.")] = Lang.ZH,
    ) -> None:
        """The report of one incident and everything that was done in it, with time and person."""
        here = settings()
        try:
            typer.echo(asyncio.run(look(here, WallClock(), _report, no, lang, Phrasebook(here.zone_info))))
        except NotFound as problem:
            raise Stopped(
                f"This desk has no major incident {no}; `chalkline incidents list` shows what there is."
            ) from problem

    return incidents


def _listed(uow: UnitOfWork, here: Settings) -> tuple[str, ...]:
    return tuple(_line(uow, one, here.zone_info) for one in uow.incidents.latest(_MOST))


def _line(uow: UnitOfWork, one: Incident, zone: ZoneInfo) -> str:
    phase = one.phase.id if one.phase else "done"
    state = one.outcome or f"going on, phase {phase}"
    began, school = one.declared_at.astimezone(zone), uow.places.school(one.school).name
    return f"{one.no}  {began:%Y-%m-%d %H:%M}  {one.plan.name.zh} {one.plan.name.en}  {school}  {state}"


def _report(uow: UnitOfWork, no: int, lang: Lang, words: Phrasebook) -> str:
    """The chat's own words, with the whole trail in one piece."""
    incident = uow.incidents.by_no(no)
    log = (*head_extra(uow, incident, lang), ("lines", "\n".join(log_lines(uow, incident, lang))))
    notices = (
        Notice(Kind.INCIDENT_REPORT, "report", extra=report_extra(uow, incident, lang)),
        Notice(Kind.INCIDENT_LOG, "log", extra=log),
    )
    return "\n\n".join(words.render(notice, None, None, lang, uow.now).text for notice in notices)
