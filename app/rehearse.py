"""`chalkline contracts rehearse`: who would be called when, every reminder and breach, if nobody ever answered."""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from app.actions import Stopped, once
from app.clock import WallClock
from app.rehearsal_lines import Line, folded_lines, lines_of
from app.settings import Settings
from app.tables import console
from desk.contract import Contract
from desk.example_facts import example_facts
from desk.ids import ContractId, GradeId, SchoolId
from desk.refusals import NotFound
from desk.roster import OnCall
from storage.calendars import CalendarError, load_calendars
from storage.contract_packs import PackError, load_packs
from storage.seed import SeedError, load_district
from usecases.rehearse_contract import (
    RehearsalOrder,
    Rehearsed,
    perform,
    rehearse_contract,
    school_for,
)

_LENGTH = re.compile(r"(?=\d)(?:(\d{1,3})d)?(?:(\d{1,4})h)?(?:(\d{1,5})min)?")
_LONGEST = timedelta(days=31)


class Format(StrEnum):
    """How the moments are shown."""

    TABLE = "table"
    JSON = "json"


def add_rehearsal(contracts: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The command, into the group of the contracts; `settings` is asked when it runs."""

    @contracts.command()
    def rehearse(
        contract: Annotated[str, typer.Argument(help="The contract's id, e.g. gangbei.")],
        grade: Annotated[str, typer.Option(help="The grade of the imagined fault, e.g. B.")],
        at: Annotated[
            str, typer.Option(help="When it is reported, e.g. '2026-09-25 17:50' by the district's clock.")
        ],
        school: Annotated[
            str, typer.Option(help="Whose roster; the contract's first school when left out.")
        ] = "",
        until: Annotated[str, typer.Option(help="How far to look, e.g. 90min, 24h, 2d.")] = "24h",
        form: Annotated[Format, typer.Option("--format", help="A table to read or JSON.")] = Format.TABLE,
    ) -> None:
        """Print every call, reminder, breach and phone list of a fault that nobody answers. Nothing is sent or stored."""
        here = settings()
        order = _order(here, contract, grade, at, school, until)
        done, note = _performed(here, order)
        if form is Format.JSON:
            typer.echo(_as_json(order, done, lines_of(order, done), here.zone_info, note))
            return
        for words in _headline(order, done, here.zone_info, note):
            typer.echo(words)
        console().print(_table(folded_lines(order, done), order, here.zone_info))
        typer.echo(f"看到报修后 {until} 为止 Shown up to {until} after the report; --until looks further.")


def _order(settings: Settings, contract: str, grade: str, at: str, school: str, until: str) -> RehearsalOrder:
    try:
        packs = load_packs(settings.contracts_dir)
        calendars = load_calendars(settings.calendars_dir)
    except (PackError, CalendarError) as problem:
        raise Stopped(str(problem)) from problem
    pack = packs.get(ContractId(contract))
    if pack is None:
        raise Stopped(f"There is no contract {contract}; there are: {', '.join(sorted(packs))}.")
    facts = example_facts(pack, _grade(pack, grade))
    if facts is None:
        raise Stopped(f"No fault that we could think of is graded {grade} under {contract}; see its rules.")
    begin = _instant(at, settings.zone_info)
    end = begin + _length(until)
    return RehearsalOrder(pack, facts, begin, end, SchoolId(school) if school else None, calendars)


def _grade(contract: Contract, word: str) -> GradeId:
    """By its id or by what it is called."""
    for grade in contract.grades:
        if word.casefold() in (grade.id.casefold(), grade.label.zh.casefold(), grade.label.en.casefold()):
            return grade.id
    names = ", ".join(grade.id for grade in contract.grades)
    raise Stopped(f"Contract {contract.id} has no grade {word}; there are: {names}.")


def _instant(word: str, zone: ZoneInfo) -> datetime:
    try:
        instant = datetime.fromisoformat(word)
    except ValueError as problem:
        raise Stopped(f"--at {word} is no date and time; write for example '2026-09-25 17:50'.") from problem
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def _length(word: str) -> timedelta:
    found = _LENGTH.fullmatch(word)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    length = timedelta(days=days, hours=hours, minutes=minutes)
    if not timedelta() < length <= _LONGEST:
        raise Stopped(
            f"--until {word} is no length of time up to 31 days; write for example 90min, 24h or 2d."
        )
    return length


def _performed(settings: Settings, order: RehearsalOrder) -> tuple[Rehearsed, str]:
    """On the desk's own roster, or the demo district's where there is none, and which of the two."""
    try:
        done = _on_the_desk(settings, order)
        if done is not None:
            return done, "值班表：本服务台 roster: this desk's"
        return _on_the_demo(settings.demo_file, order, settings.zone_info), (
            "值班表：数据库里还没有学校，用演示区 roster: no school in the database yet, so the demo district's"
        )
    except NotFound as problem:
        raise Stopped(
            f"The register has no school {problem}; --school takes a school's id."
            if order.school
            else f"No school of the register has contract {problem}; name one with --school."
        ) from problem


def _on_the_desk(settings: Settings, order: RehearsalOrder) -> Rehearsed | None:
    """None before there is a database: a rehearsal makes none."""
    if not settings.database_url and not (settings.data_dir / "chalkline.sqlite3").exists():
        return None
    return asyncio.run(once(settings, WallClock(), rehearse_contract, order))


def _on_the_demo(file: Path, order: RehearsalOrder, zone: ZoneInfo) -> Rehearsed:
    try:
        district = load_district(file)
    except SeedError as problem:
        raise Stopped(str(problem)) from problem
    school = school_for(order, district.schools)
    people = {person.id: person for person in district.people}
    everybody = frozenset(people)
    on_call = OnCall(district.roster, district.people, everybody, zone)
    done = perform(order, school, partial(on_call.duty, school.id))
    return Rehearsed(school, done, people, ())


def _headline(order: RehearsalOrder, done: Rehearsed, zone: ZoneInfo, note: str) -> tuple[str, ...]:
    verdict, facts = done.moments[0].ticket.verdict, order.facts
    grade = order.contract.grade(verdict.grade)
    named = [facts.impact, facts.device, facts.symptom, facts.occasion]
    shown = ", ".join(str(fact) for fact in named if fact not in (None, "none"))
    unable = "、".join(done.people[person].name for person in done.unreachable)
    return (
        f"{order.contract.id} v{order.contract.version} {grade.label.zh} {grade.label.en}, {done.school.name}, "
        f"{order.at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}",
        f"{verdict.reason.zh} {verdict.reason.en} [{verdict.clause}] ({shown})",
        note,
        *((f"联系不上 cannot be reached: {unable}",) if unable else ()),
    )


def _table(lines: tuple[Line, ...], order: RehearsalOrder, zone: ZoneInfo) -> Table:
    table = Table(show_lines=False)
    for name in ("时间 time", "+", "什么 what", "谁 who", "条款 clause"):
        table.add_column(name, overflow="fold")
    for line in lines:
        table.add_row(
            _shown(line.at, order.at, zone), _elapsed(line.at - order.at), line.what, line.who, line.clause
        )
    return table


def _shown(instant: datetime, start: datetime, zone: ZoneInfo) -> str:
    local, first = instant.astimezone(zone), start.astimezone(zone)
    return local.strftime("%H:%M" if local.date() == first.date() else "%m-%d %H:%M")


def _elapsed(span: timedelta) -> str:
    hours, rest = divmod(int(span.total_seconds()), 3600)
    return f"+{hours}:{rest // 60:02d}" + (f":{rest % 60:02d}" if rest % 60 else "")


def _as_json(
    order: RehearsalOrder, done: Rehearsed, lines: tuple[Line, ...], zone: ZoneInfo, note: str
) -> str:
    verdict = done.moments[0].ticket.verdict
    whole = {
        "contract": order.contract.id,
        "version": order.contract.version,
        "grade": verdict.grade,
        "rule": verdict.rule,
        "clause": str(verdict.clause),
        "school": done.school.id,
        "roster": note,
        "moments": [
            {
                "at": line.at.astimezone(zone).isoformat(),
                "after_seconds": int((line.at - order.at).total_seconds()),
                "kind": line.kind,
                "what": line.what,
                "who": line.who,
                "clause": line.clause,
            }
            for line in lines
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)
