"""The whole desk with platform doubles and a pushed clock. A story fails on any message nobody expected.

Everything is real but the platforms and the clock: SQLite on disk, the lexicon reader, the words, the contracts, the
playbooks. `restarting` worlds throw the processes away before every step, so each story is also a restart story.
"""

import itertools
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from app.chronicle import TrailChronicle
from app.papers.maker import PaperMaker
from app.wiring import fire
from bot.inbox import InboxWorker, Read
from bot.render import Phrasebook
from desk.calendars import CalendarId, WorkCalendar
from desk.contract import Contract
from desk.events import Event
from desk.ids import ContractId, LeaveId, PersonId, PlanId, TreeId
from desk.incident import Incident
from desk.incident import replay as replay_incident
from desk.incident_plan import Plan
from desk.messages import Incoming, Media, MediaKind, MsgRef, Outcome, Peer, RetryAt, Sent, Unreachable
from desk.paging import GATEWAY, PagingRules
from desk.people import Role
from desk.playbook import Tree
from desk.roster import Leave
from desk.ticket import Ticket, replay
from nlu.message_reader import MessageReader
from nlu.model import SHIPPED
from scheduler.drain import Drain
from scheduler.ticker import AT_ONCE, Ticker, next_due
from storage.calendars import load_calendars
from storage.contract_packs import load_packs
from storage.drawings import load_drawings
from storage.incident_files import load_plans
from storage.merging_file import load_merging
from storage.playbook_files import PICTURES, load_trees
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.kit.district import seed
from tests.kit.seat import Seat
from usecases.accounts import invite
from usecases.fire_timer import settle_moot
from usecases.operator import Operator
from usecases.ports import Clock, UnitOfWork
from usecases.rows import OutboxRow

HOME = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
CHANNEL = "test"
SECOND = "second"
"""Another platform, where a person may have a second address."""
_JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


S = TypeVar("S", bound=SqlStore)


class Library:
    """What is loaded once for all worlds of a test run: contracts, playbooks, words, dictionaries, an empty database."""

    def __init__(self, empty: Path) -> None:
        """`empty` is the file of a migrated desk with nothing in it."""
        self.contracts: dict[ContractId, Contract] = dict(load_packs(HOME / "contracts"))
        self.calendars: dict[CalendarId, WorkCalendar] = dict(load_calendars(HOME / "calendars"))
        self.trees: dict[TreeId, Tree] = dict(load_trees(HOME / "playbooks"))
        self.words = Phrasebook(ZONE, load_drawings(HOME / "playbooks" / PICTURES))
        self.plans: dict[PlanId, Plan] = dict(load_plans(HOME / "incidents"))
        self.merging = load_merging(HOME / "incidents")
        self.papers = PaperMaker(HOME / "reports", ZONE)
        self.reader = MessageReader.of(SHIPPED)
        self.empty = empty

    def store(self, url: str, clock: Clock, kind: type[S]) -> S:
        """A process's store on this database, not started."""
        return kind(
            url,
            clock,
            self.words,
            self.trees,
            ZONE,
            plans=self.plans,
            merging=self.merging,
            papers=self.papers,
            chronicle=TrailChronicle(ZONE),
        )


class StoryEgress:
    """The platform double: puts messages into seats. `blocked` people are unreachable on the first platform, as after a
    block; to those who are `down` nothing goes out for now.
    """

    def __init__(self, world: "World", channel: str = CHANNEL) -> None:
        self.channel = channel
        self._world = world

    async def send(self, row: OutboxRow) -> Outcome:
        """Deliver, or refuse as Telegram does for a blocked bot."""
        if row.peer.channel == CHANNEL and row.peer.space in self._world.blocked:
            return Unreachable("bot was blocked by the user")
        if row.peer.space in self._world.down:
            return RetryAt(5, "the network is away")
        self._world.seat(row.peer.space, row.peer.channel).receive(
            row.outgoing, edits=row.card_ref is not None
        )
        return Sent(row.card_ref or MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """Nothing is open."""


class World:
    """One desk for one story."""

    def __init__(self, library: Library, folder: Path, start: datetime, *, restarting: bool = False) -> None:
        self.paging = PagingRules()
        self.read: Read | None = None
        self.operator: Operator | None = None
        self.library = library
        self.clock = PushedClock(start)
        self.blocked: set[str] = set()
        self.down: set[str] = set()
        self._seats: dict[str, Seat] = {}
        self._keys = itertools.count(1)
        self._file = folder / "world.sqlite3"
        self._restarting = restarting
        self._last: tuple[Incoming, ...] = ()
        self.url = f"sqlite:///{self._file}"
        shutil.copy(library.empty, self._file)

    async def open(self) -> None:
        """Start the desk, seed the district, give everybody a chat."""
        await self._start()
        await self.store.run(_publish, tuple(self.library.calendars.values()))
        await self.store.run(seed, self.library.contracts)
        await self.store.run(_bind_everybody)

    async def close(self) -> None:
        """Stop the desk."""
        await self.store.close()

    def seat(self, person: str, channel: str = CHANNEL) -> Seat:
        """The chat of a person (or of a stranger, by any name), on the first platform or another one."""
        peer = Peer(channel, person)
        return self._seats.setdefault(str(peer), Seat(self, peer))

    def teacher(self, contract: str, number: int = 1) -> Seat:
        """A teacher of the school under a contract."""
        return self.seat(f"teacher{number}-{contract}")

    def fresh_key(self) -> str:
        """A key for the next incoming message."""
        return f"{CHANNEL}:{next(self._keys)}"

    def everybody(self) -> tuple[Seat, ...]:
        """Every seat that was used."""
        return tuple(self._seats.values())

    async def everybody_leaves(self, *people: str) -> None:
        """These people are on leave from now on."""
        await self.store.run(_leave, people)

    async def invite(self, role: Role) -> str:
        """A fresh invitation code."""
        return await self.store.run(invite, role, (), None, "新同事")

    async def tickets_of(self, person: str) -> tuple[Ticket, ...]:
        """Open tickets of a teacher."""
        return await self.store.read(_open_of, PersonId(person))

    async def repeat_last(self) -> None:
        """The platform brings the last message again, as after a crash before its confirmation."""
        await self.deliver(*self._last)

    async def deliver(self, *messages: Incoming) -> None:
        """Accept messages durably and let the desk settle; a restarting world dies between the two."""
        self._last = messages
        await self.store.run(_accept, messages)
        await self._maybe_restart()
        await self.settle()

    async def settle(self) -> None:
        """Until nothing is in hand: inbox empty, due timers fired, outbox drained."""
        await self._worker.quiet()
        while await self._ticker.sweep() == AT_ONCE:
            continue
        await self._drain.quiet()

    async def push(self, span: timedelta) -> None:
        """Move the clock, stopping at every due timer on the way so that each fires at its own instant."""
        target = self.clock.now() + span
        while (due := await self.store.read(next_due)) is not None and due <= target:
            self.clock.push_to(max(due, self.clock.now()))
            await self._maybe_restart()
            await self.settle()
        self.clock.push_to(target)
        await self._maybe_restart()
        await self.settle()

    async def sleep_through(self, span: timedelta) -> None:
        """The desk is down for a while: the clock moves, nothing fires; then it starts again and catches up."""
        await self.store.close()
        self.clock.push_to(self.clock.now() + span)
        await self._start()
        await self.settle()

    async def restart(self) -> None:
        """Throw the processes away, keep the file, start anew."""
        await self.store.close()
        await self._start()

    async def ticket(self, no: int = 1001) -> Ticket:
        """A ticket as stored; checked against the replay of its trail (Inv9)."""
        ticket, trail = await self.store.read(_look, no)
        assert replay(trail) == ticket, "the trail does not rebuild the ticket"
        return ticket

    async def trail(self, no: int = 1001) -> tuple[Event, ...]:
        """Every event of a ticket, oldest first."""
        return (await self.store.read(_look, no))[1]

    async def incident(self, no: int = 1) -> Incident:
        """A major incident as stored; checked against the replay of its trail."""
        incident = await self.store.read(lambda uow: uow.incidents.by_no(no))
        trail = await self.store.read(lambda uow: uow.incidents.trail(incident.id))
        assert replay_incident(trail) == incident, "the trail does not rebuild the incident"
        return incident

    async def store_photo(self, kind: MediaKind) -> Media:
        """A tiny stored JPEG."""
        return await self.store.run(_put, kind)

    def nothing_else_was_said(self) -> None:
        """Every message was expected by the story."""
        for seat in self._seats.values():
            seat.hears_nothing()

    async def _start(self) -> None:
        library = self.library
        self.store = self.another_store()
        await self.store.start()
        self._worker = InboxWorker(self.store, self.read or library.reader.read, self.operator)
        self._ticker = Ticker(self.store, fire, settle_moot)
        egresses = tuple(StoryEgress(self, channel) for channel in (CHANNEL, SECOND, GATEWAY))
        self._drain = Drain(self.store, self.clock, egresses)

    def another_store(self) -> SqlStore:
        """One more process's store on the same database, not started."""
        return self.library.store(self.url, self.clock, SqlStore).page_by(self.paging)

    async def _maybe_restart(self) -> None:
        if self._restarting:
            await self.restart()


def _publish(uow: UnitOfWork, calendars: tuple[WorkCalendar, ...]) -> None:
    for calendar in calendars:
        uow.calendars.publish(calendar)


def _accept(uow: UnitOfWork, messages: tuple[Incoming, ...]) -> None:
    uow.inbox.accept(messages, uow.now)


def _bind_everybody(uow: UnitOfWork) -> None:
    people = ["wang", "li", "zhao", "sun", "maker", "chen", "lin"]
    teachers = [
        f"teacher{n}-{c}"
        for n in (1, 2)
        for c in ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom")
    ]
    for person in (*people, *teachers):
        uow.people.bind(PersonId(person), Peer(CHANNEL, person))


def _leave(uow: UnitOfWork, people: tuple[str, ...]) -> None:
    until = uow.now + timedelta(days=30)
    uow.rosters.save(*(Leave(LeaveId(f"leave-{p}"), PersonId(p), uow.now, until) for p in people))


def _open_of(uow: UnitOfWork, person: PersonId) -> tuple[Ticket, ...]:
    return uow.tickets.open_of(person)


def _put(uow: UnitOfWork, kind: MediaKind) -> Media:
    return uow.media.put(_JPEG, kind, "photo.jpg", "image/jpeg", uow.now)


def _look(uow: UnitOfWork, no: int) -> tuple[Ticket, tuple[Event, ...]]:
    ticket = uow.tickets.by_no(no)
    return ticket, uow.tickets.trail(ticket.id)
