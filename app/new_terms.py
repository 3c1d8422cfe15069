"""`chalkline contracts apply-new-version`: the version in force for open tickets pinned to an older one, on purpose."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from app.actions import Stopped, each, look
from app.clock import WallClock
from app.settings import Settings
from app.tables import STAGES, console, local, table
from desk.clocks import Deadline
from desk.ids import ContractId, PersonId
from desk.refusals import NotAllowed, NotFound
from desk.ticket import Ticket
from usecases.apply_terms import ApplyTerms, GradeGone, PlannedTerms, apply_terms, plan_terms
from usecases.ports import UnitOfWork

T = TypeVar("T")


def add_new_terms(contracts: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The command, into the group of the contracts; `settings` is asked when it runs."""

    @contracts.command("apply-new-version")
    def apply_new_version(
        contract: Annotated[str, typer.Argument(help="The contract's id, e.g. gangbei.")],
        by: Annotated[str, typer.Option(help="Id of the supervisor who decides it.")],
        why: Annotated[str, typer.Option(help="The reason; it stays on the trail of every ticket.")],
        ticket: Annotated[int | None, typer.Option(help="One ticket's number.")] = None,
        all_open: Annotated[bool, typer.Option("--all-open", help="Every open ticket of it.")] = False,
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask before applying.")] = False,
    ) -> None:
        """Let the version in force hold for open tickets pinned to an older one. Shows first what would change for whom."""
        if (ticket is None) is not all_open:
            raise Stopped("Say either --ticket NO for one ticket, or --all-open for every open one.")
        if not why.strip():
            raise Stopped("--why is empty; the reason stays on the trail of every ticket.")
        here, command = settings(), ApplyTerms(why.strip(), PersonId(by))
        plans, names = _ask(look(here, WallClock(), _plans, command, ContractId(contract), ticket))
        if not plans:
            typer.echo(f"没有要改的 Nothing to do: what is open has the version of {contract} in force.")
            return
        console().print(_table(plans, names, WallClock().now(), here.zone_info))
        if not yes and not typer.confirm("改用新版？不能撤回 Apply it? It cannot be taken back"):
            typer.echo("什么也没改 Nothing was changed.")
            return
        ids = [plan.change.ticket.id for plan in plans]
        for words in _applied(plans, _ask(each(here, WallClock(), apply_terms, command, of=ids))):
            typer.echo(words)


def _ask(work: Coroutine[Any, Any, T]) -> T:
    """Run it, with what the desk refuses as a sentence."""
    try:
        return asyncio.run(work)
    except NotAllowed as problem:
        raise Stopped(
            f"{problem} may not decide this: it takes a supervisor of every school concerned. Nothing was changed."
        ) from problem
    except GradeGone as problem:
        raise Stopped(f"{problem}; regrade the ticket first, or keep the grade in the pack.") from problem


def _plans(
    uow: UnitOfWork, command: ApplyTerms, contract: ContractId, no: int | None
) -> tuple[tuple[PlannedTerms, ...], Mapping[PersonId, str]]:
    """Those that would change, and the names of their reporters. Raises Stopped for what is not there, NotAllowed and GradeGone."""
    _there(f"contract {contract}", lambda: uow.contracts.current(contract))
    _there(f"person {command.person}", lambda: uow.people.get(command.person or PersonId("")))
    chosen = _open_ones(uow, contract) if no is None else (_the_one(uow, contract, no),)
    plans = [plan_terms(uow, command, ticket.id) for ticket in chosen]
    changing = tuple(plan for plan in plans if plan.changes)
    reporters = {plan.change.ticket.reporter for plan in changing}
    return changing, {person: uow.people.get(person).name for person in reporters}


def _open_ones(uow: UnitOfWork, contract: ContractId) -> tuple[Ticket, ...]:
    return tuple(ticket for ticket in uow.tickets.open_in(()) if ticket.contract == contract)


def _the_one(uow: UnitOfWork, contract: ContractId, no: int) -> Ticket:
    ticket = _there(f"ticket {no}", lambda: uow.tickets.by_no(no))
    if ticket.contract != contract:
        raise Stopped(f"Ticket {no} is under {ticket.contract}, not under {contract}.")
    if not ticket.status.is_open:
        raise Stopped(f"Ticket {no} is not open any more; it keeps v{ticket.contract_version}.")
    return ticket


def _there(what: str, find: Callable[[], T]) -> T:
    try:
        return find()
    except NotFound as problem:
        raise Stopped(f"This desk has no {what}.") from problem


def _table(
    plans: tuple[PlannedTerms, ...], names: Mapping[PersonId, str], now: datetime, zone: ZoneInfo
) -> Table:
    listed = table(
        "单号 no.",
        "报修 reporter",
        "级别 grade",
        "版本 version",
        "阶段 stage",
        "旧期限 old due",
        "新期限 new due",
    )
    for plan in plans:
        ticket = plan.change.ticket
        who = f"{names[ticket.reporter]} {ticket.fault.place}"
        head = (str(ticket.no), who, str(ticket.verdict.grade), f"v{plan.old.version} → v{plan.new.version}")
        for row in _rows(plan, now, zone):
            listed.add_row(*head, *row)
    return listed


def _rows(plan: PlannedTerms, now: datetime, zone: ZoneInfo) -> Iterator[tuple[str, str, str]]:
    for pair in plan.moved:
        past = "（已过 past already）" if pair.new and pair.new.due <= now else ""
        yield STAGES[pair.stage], _due(pair.old, zone), _due(pair.new, zone) + past
    if not plan.moved:
        yield "时限不变 no deadline moves", "—", "—"


def _due(line: Deadline | None, zone: ZoneInfo) -> str:
    return local(line.due if line else None, zone)


def _applied(plans: tuple[PlannedTerms, ...], after: tuple[Ticket, ...]) -> Iterator[str]:
    """What was done; a ticket that was closed or changed over meanwhile was left alone."""
    seen = {plan.change.ticket.id: plan.new.version for plan in plans}
    done = [str(ticket.no) for ticket in after if ticket.contract_version == seen[ticket.id]]
    left = [str(ticket.no) for ticket in after if ticket.contract_version != seen[ticket.id]]
    if done:
        yield f"已改用新版 Applied to: {', '.join(done)}. 时限有变的老师会收到消息 Teachers whose times change are told."
    if left:
        yield f"没有改 Left alone, over meanwhile: {', '.join(left)}."
