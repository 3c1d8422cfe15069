"""What the commands do. Raises Stopped, whose text is what the operator reads."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import structlog

from app.account import account
from app.after_repair import after_repair
from app.clock import WallClock
from app.console import console_platform
from app.demo import DemoSeats, bind_terminal, demo_seats, fill_demo
from app.doors import StoreDoor
from app.papers.templates import PaperTemplateError
from app.processes import Part, Serve, run_desk
from app.settings import SHIPPED_REPORTS, Settings
from app.wiring import CalendarMissing, Desk, DeskClock, another_store, build
from bot.platforms.console.lines import CHANNEL as CONSOLE
from desk.calendars import WorkCalendar
from desk.contract import Contract
from desk.edition import Edition
from desk.ids import PersonId, SchoolId
from desk.messages import Peer
from desk.people import Role, Tier
from desk.refusals import NotFound, TooLate
from storage.calendars import CalendarError
from storage.contract_packs import PackError
from storage.engines import StorageNotReady
from storage.incident_files import IncidentPlanError
from storage.problems import PlaybookError
from storage.retries import lost_touch
from storage.seed import SeedError, load_district, seed
from usecases.accounts import INVITATION_LIFE, invite_known
from usecases.accounts import invite as invite_person
from usecases.admit import admit_by_operator, is_waiting, waiting_invitations
from usecases.ports import UnitOfWork
from usecases.wellbeing import late, wellbeing

T = TypeVar("T")
log = structlog.get_logger()


SITE_SECONDS = 0.5
"""After a start, until the site is made in a process that has more to do: who was waiting for an answer or a page goes first. Browsers
can connect at once, and wait so long.
"""


class Stopped(Exception):
    """The command could not go on; the text says what to do."""


LOST_TOUCH = (
    "the connection to the database was lost while something was recorded. This process ends, so that what it had in hand is taken "
    "up by others or when it is started again: start it, or let Docker or systemd do so"
)


async def run(settings: Settings, clock: DeskClock, parts: frozenset[Part], *, demo: bool) -> None:
    """Run parts of the desk until a signal. SQLite is prepared on the way; PostgreSQL wants `chalkline migrate` first."""
    desk = _ready(settings, clock)
    seats: DemoSeats | None = None
    if not settings.database_url or demo:
        await _prepare(desk)
    else:
        await _enforce_playbooks(desk)
    if demo:
        await _fill(desk)
        seats = demo_seats(settings.demo_file)
    try:
        await run_desk(desk, parts, _server(desk, seats, parts) if Part.WEB in parts else None, None)
    except (StorageNotReady, PaperTemplateError) as problem:
        raise Stopped(str(problem)) from problem
    except OSError as problem:
        raise Stopped(
            f"Cannot listen: {problem}. Is another desk running? Choose another --port, or "
            "CHALKLINE_TELEGRAM__WEBHOOK_PORT for the webhook."
        ) from problem
    except Exception as problem:
        if not lost_touch(problem):
            raise
        raise Stopped(f"{LOST_TOUCH} ({type(problem).__name__})") from problem


async def console(settings: Settings, clock: DeskClock, seat: str) -> None:
    """The whole desk without the web server, with one seat of the demo district in this terminal."""
    desk = _checked(settings, clock)
    await _prepare(desk)
    await _fill(desk)
    person = demo_seats(settings.demo_file).by_name().get(seat)
    if person is None:
        raise Stopped(f"There is no seat {seat!r}; choose teacher, engineer, engineer2 or supervisor.")
    peer = Peer(CONSOLE, person)
    await _with_store(desk, bind_terminal, person, peer)
    platform = console_platform(StoreDoor(desk.store), peer, secrets.token_hex(4), clock.now)
    await run_desk(desk, frozenset({Part.BOT, Part.SCHEDULER}), None, (platform.ingress, platform.egress))


async def migrate(settings: Settings, clock: DeskClock) -> None:
    """Schema to head, contracts in force."""
    await _prepare(_build(settings, clock))


async def seed_demo(settings: Settings, clock: DeskClock) -> str:
    """The fictional district, into an empty database only."""
    desk = _build(settings, clock)
    await _prepare(desk)
    filled = await _fill(desk)
    return "The demo district is in." if filled else "The database has schools already; nothing was changed."


async def load_register(settings: Settings, clock: DeskClock, file: Path) -> str:
    """A real district's register, from the same form as the demo's."""
    desk = _build(settings, clock)
    await _prepare(desk)
    try:
        district = load_district(file)
        await _with_store(desk, seed, district, desk.contracts)
    except SeedError as problem:
        raise Stopped(str(problem)) from problem
    return f"Entered {len(district.schools)} schools, {len(district.rooms)} rooms, {len(district.people)} people."


@dataclass(frozen=True, slots=True)
class Invitee:
    """Who is invited: somebody new with a role, or (`person`) somebody in the register."""

    role: Role
    schools: tuple[str, ...]
    tier: Tier | None
    name: str
    person: str


async def invite(settings: Settings, clock: DeskClock, whom: Invitee) -> str:
    """A code, and how to use it."""
    desk = _build(settings, clock)
    try:
        code, which = await _with_store(desk, _invite, whom)
    except NotFound as problem:
        raise Stopped(
            f"The register has no school or person {problem}; see demo/district.yaml for the form."
        ) from problem
    hours = int(INVITATION_LIFE.total_seconds() // 3600)
    words = f"{code}\nGood once, for {hours} hours. In the chat: send the code, or open the bot with ?start=b_{code}"
    if not which:
        return words
    return f"{words}\nIt makes a supervisor, so it waits for a second person: another supervisor (asked in chat), or `chalkline invite --approve {which}` by whoever else runs the desk."


async def approve(settings: Settings, clock: DeskClock, which: str) -> str:
    """The operator's word for a code that waits."""
    try:
        agreed = await once(settings, clock, admit_by_operator, which, account())
    except NotFound as problem:
        raise Stopped(
            f"No invitation {which} waits; `chalkline invite --waiting` lists those that do."
        ) from problem
    except TooLate as problem:
        raise Stopped(f"Invitation {which} is approved already.") from problem
    return f"Approved: {agreed.name or 'a new supervisor'}. They can send the code now."


async def waiting(settings: Settings, clock: DeskClock) -> str:
    """Codes that wait for a second person."""
    found = await look(settings, clock, waiting_invitations)
    lines = [
        f"{which}  {one.name or '—'}  by {one.made_by}, until {one.expires.astimezone(settings.zone_info):%m-%d %H:%M}"
        for which, one in found
    ]
    return "\n".join(lines) or "No invitation waits for approval."


def check(settings: Settings) -> str:
    """Everything that is read at start-up is read now."""
    desk = _checked(settings, WallClock())
    if desk.refused:
        raise Stopped(str(desk.refused))
    telegram = "on" if settings.telegram.is_on else "off (set CHALKLINE_TELEGRAM__TOKEN)"
    packs = ", ".join(f"{c.id} v{c.version}" for c in desk.contracts.values())
    calendars = ", ".join(f"{c.id} v{c.version}" for c in desk.calendars.values())
    afterwards = "\n".join(f"  {after_repair(contract)}" for contract in desk.contracts.values())
    return f"Contracts: {packs}\nAfter the repair:\n{afterwards}\nCalendars: {calendars}\nPlaybooks: {len(desk.trees)} trees, {len(desk.plans)} incident plans, {len(desk.merging)} rules for common faults\nTelegram: {telegram}\nEverything reads well."


async def health(settings: Settings, clock: DeskClock, part: Part | None) -> tuple[str, bool]:
    """Whether the heartbeats are fresh, in one line; without a part also whether the queues are worked off in time."""
    state = await _with_store(_build(settings, clock), wellbeing)
    wanted = [part.value] if part else sorted(state.beats)
    if not wanted:
        return "no process has ever run on this database", False
    ages = {name: clock.now() - state.beats[name] for name in wanted if name in state.beats}
    lines = [
        f"{name}: {ages[name].total_seconds():.0f} s ago" if name in ages else f"{name}: never"
        for name in wanted
    ]
    behind = {one.what: one.seconds for one in late(state, clock.real_seconds)}
    queues = [] if part else [topic.value for topic in state.backlog if topic.value in behind]
    lines += [f"{queue}: {behind[queue]:.0f} s behind" for queue in queues]
    fresh = all(name in ages and name not in behind for name in wanted)
    return ", ".join(lines), fresh and not queues


async def once(settings: Settings, clock: DeskClock, use_case: Callable[..., T], *args: object) -> T:
    """One use case on the desk's database, beside a working desk. Raises Stopped where there is no such database."""
    return await _with_store(_build(settings, clock), use_case, *args)


async def each(
    settings: Settings, clock: DeskClock, use_case: Callable[..., T], *args: object, of: Iterable[object]
) -> tuple[T, ...]:
    """`use_case(uow, *args, one)` for each one, every one in a transaction of its own. Raises Stopped as `once`."""
    store = _build(settings, clock).store
    try:
        await store.start()
        return tuple([await store.run(use_case, *args, one) for one in of])
    except StorageNotReady as problem:
        raise Stopped(str(problem)) from problem
    finally:
        await store.close()


async def look(settings: Settings, clock: DeskClock, query: Callable[..., T], *args: object) -> T:
    """One read-only snapshot of the desk's database. Raises Stopped as `once`."""
    store = _build(settings, clock).store
    try:
        await store.start()
        return await store.read(query, *args)
    except StorageNotReady as problem:
        raise Stopped(str(problem)) from problem
    finally:
        await store.close()


def _build(settings: Settings, clock: DeskClock) -> Desk:
    try:
        return build(settings, clock)
    except (
        PackError,
        CalendarError,
        CalendarMissing,
        PlaybookError,
        IncidentPlanError,
        StorageNotReady,
        OSError,
    ) as problem:
        raise Stopped(str(problem)) from problem


def _ready(settings: Settings, clock: DeskClock) -> Desk:
    """The desk, the district's own templates of papers tried as well. Those that ship, which the tests have tried, are tried when the
    desk has caught up: a tenth of a second sooner somebody is paged.
    """
    return (_build if settings.reports_dir == SHIPPED_REPORTS else _checked)(settings, clock)


def _checked(settings: Settings, clock: DeskClock) -> Desk:
    """The desk, its papers' templates tried as well: what is wrong with them is said at the start, not at a signature."""
    desk = _build(settings, clock)
    try:
        desk.papers.check()
    except (PaperTemplateError, OSError) as problem:
        raise Stopped(str(problem)) from problem
    return desk


async def _prepare(desk: Desk) -> None:
    """Schema to head, then every calendar and every contract pack in force."""
    from storage.migrate import upgrade  # noqa: PLC0415  # loads Alembic, which a running desk does without

    try:
        await asyncio.to_thread(upgrade, desk.settings.url)
        await _with_store(desk, _publish, tuple(desk.calendars.values()), tuple(desk.contracts.values()))
    except (StorageNotReady, OSError, ValueError) as problem:
        raise Stopped(str(problem)) from problem
    await _enforce_playbooks(desk)


async def _enforce_playbooks(desk: Desk) -> None:
    """The folder's playbooks come into force, unless they are refused: then those in force stay, and every problem is logged."""
    problem = desk.refused
    try:
        if problem is None and await _with_store(desk, publish_playbooks, desk.edition):
            digest, count = desk.edition.digest[:12], len(desk.trees)
            log.info("playbooks_in_force", action="playbooks_in_force", edition=digest, trees=count)
    except PlaybookError as refused:
        problem = refused
    for line in problem.problems if problem else ():
        log.error("playbooks_refused", action="playbooks_refused", problem=str(line))


async def _fill(desk: Desk) -> bool:
    """The demo district into an empty database; whether it was empty."""
    try:
        district = load_district(desk.settings.demo_file)
        return await _with_store(desk, fill_demo, district, desk.contracts)
    except SeedError as problem:
        raise Stopped(str(problem)) from problem


async def _with_store(desk: Desk, use_case: Callable[..., T], *args: object) -> T:
    """One use case on a store that is opened and closed for it."""
    fresh = another_store(desk)
    try:
        await fresh.start()
        return await fresh.run(use_case, *args)
    except StorageNotReady as problem:
        raise Stopped(str(problem)) from problem
    finally:
        await fresh.close()


def _server(desk: Desk, seats: DemoSeats | None, parts: frozenset[Part]) -> Serve:
    """The web server of this process; FastAPI is loaded only here."""
    from app.screens import make_server  # noqa: PLC0415  # loads FastAPI, which the other processes do without

    return make_server(desk, seats, after=SITE_SECONDS if parts - {Part.WEB} else 0.0)


def publish_playbooks(uow: UnitOfWork, edition: Edition) -> bool:
    """Whether it came into force just now. Raises PlaybookError when a changed tree was not counted up."""
    return uow.playbooks.publish(edition)


def _publish(uow: UnitOfWork, calendars: tuple[WorkCalendar, ...], contracts: tuple[Contract, ...]) -> None:
    for calendar in calendars:
        uow.calendars.publish(calendar)
    for contract in contracts:
        uow.contracts.publish(contract)


def _invite(uow: UnitOfWork, whom: Invitee) -> tuple[str, str]:
    """The code, and what it is called while it waits for a second person; empty when it does not."""
    if whom.person:
        code = invite_known(uow, PersonId(whom.person), by=account())
    else:
        schools = tuple(map(SchoolId, whom.schools))
        code = invite_person(uow, whom.role, schools, whom.tier, whom.name, account())
    return code, uow.invitations.id_of(code) if is_waiting(uow, code) else ""
