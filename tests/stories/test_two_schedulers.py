"""Two schedulers and two senders on one PostgreSQL: whoever is first does it, once; what one was told the other knows; when one is
killed the other goes on when its leases end (issue 6, Proof). Each office is a process of its own but for the process: its own
connections, inbox worker, ticker and drain.

Monday 2026-09-21, 08:00. Eight teachers of four schools report in the same minute, and nobody answers.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from app.wiring import fire
from bot.inbox import InboxWorker
from desk import events as ev
from desk.messages import Incoming, Outcome, Peer, Urgency
from desk.ticket import Status
from desk.timers import Timer
from scheduler import drain, ticker
from scheduler.drain import Drain
from scheduler.ticker import Ticker
from storage.store import SqlStore
from tests.kit.district import CONTRACTS
from tests.kit.postgres import PostgresServer, postgres_server
from tests.kit.world import CHANNEL, Library, StoryEgress, World
from tests.stories.conftest import MONDAY_MORNING
from usecases.fire_timer import settle_moot
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow

pytestmark = pytest.mark.postgres
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
Stage = str


class NotingEgress(StoryEgress):
    """Notes who sent what, and lets the other office have a turn in the middle."""

    def __init__(self, world: "Offices", office: str) -> None:
        super().__init__(world)
        self._office, self._sent = office, world.sent

    async def send(self, row: OutboxRow) -> Outcome:
        self._sent.append((self._office, row))
        await asyncio.sleep(0)
        return await super().send(row)


@dataclass
class Office:
    """What one process of the desk runs."""

    name: str
    store: SqlStore
    worker: InboxWorker
    ticker: Ticker
    drain: Drain
    fired: list[int] = field(default_factory=list)

    async def sweep(self) -> int:
        """How many timers it took."""
        self.fired.append(await self.ticker.sweep())
        return self.fired[-1]


class Offices(World):
    """A world with several offices on one PostgreSQL that race whenever it settles."""

    def __init__(self, library: Library, folder: Path, url: str, names: str) -> None:
        super().__init__(library, folder, MONDAY_MORNING)
        self.sent: list[tuple[str, OutboxRow]] = []
        self.offices: list[Office] = []
        self._url, self._names = url, names

    async def _start(self) -> None:
        self.offices = [await self._office(name) for name in self._names]
        self.store = self.offices[0].store

    async def close(self) -> None:
        for office in self.offices:
            await office.store.close()

    async def settle(self) -> None:
        """All at once, until no office finds anything to do."""
        await self._at_once(lambda office: office.worker.quiet())
        while any(await self._at_once(lambda office: office.sweep())):
            continue
        await self._at_once(lambda office: office.drain.quiet())

    async def kill(self, office: Office) -> None:
        """It stops where it stands: what it has leased stays leased."""
        self.offices.remove(office)
        self.store = self.offices[0].store
        await office.store.close()

    async def tickets(self) -> list[tuple[int, tuple[ev.Event, ...]]]:
        """Every ticket with its trail, checked against its replay."""
        numbers = range(1001, 1001 + 2 * len(CONTRACTS))
        return [((await self.ticket(no)).no, await self.trail(no)) for no in numbers]

    async def _at_once(self, work: Callable[[Office], Awaitable[int | None]]) -> list[int | None]:
        return list(await asyncio.gather(*(work(office) for office in self.offices)))

    async def _office(self, name: str) -> Office:
        store = self.library.store(self._url, self.clock, SqlStore)
        await store.start()
        worker = InboxWorker(store, self.library.reader.read)
        egress = NotingEgress(self, name)
        return Office(
            name, store, worker, Ticker(store, fire, settle_moot), Drain(store, self.clock, [egress])
        )


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with postgres_server(tmp_path_factory.mktemp("offices") / "data") as server:
        yield server


@pytest.fixture
async def town(library: Library, postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[Offices]:
    town = Offices(library, tmp_path, postgres.migrated_database(), "ab")
    await town.open()
    yield town
    await town.close()


@pytest.fixture
async def lone(library: Library, postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[Offices]:
    """The same town with one office: what has to come out."""
    town = Offices(library, tmp_path, postgres.migrated_database(), "a")
    await town.open()
    yield town
    await town.close()


async def eight_reports(town: Offices) -> None:
    """One after the other, so that their numbers are known; teachers skip self-help."""
    for contract in CONTRACTS:
        for number, room in ((1, "三年级2班"), (2, "五年级1班")):
            await town.teacher(contract, number).says(f"{room}大屏黑屏了，正在上课")
            await town.teacher(contract, number).says("转人工")


def happened(trails: list[tuple[int, tuple[ev.Event, ...]]]) -> list[tuple[int, str, Stage, object]]:
    """Every event of every ticket, without what is made up anew in each run."""
    return sorted(
        (no, type(event).__name__, str(getattr(event, "stage", "")), event.at)
        for no, trail in trails
        for event in trail
    )


def told(town: Offices) -> Counter[tuple[Peer, str]]:
    """Every message that went out, with its first line."""
    return Counter((row.peer, row.outgoing.text.splitlines()[0]) for _, row in town.sent)


async def test_two_do_what_one_does_and_everything_once(town: Offices, lone: Offices) -> None:
    for one in (town, lone):
        await eight_reports(one)
        await one.push(50 * MINUTE)
    trails = await town.tickets()
    assert happened(trails) == happened(await lone.tickets())
    assert sum(isinstance(event, ev.DeadlineMissed) for _, trail in trails for event in trail) >= 8
    for no, trail in trails:
        missed = Counter(event.stage for event in trail if isinstance(event, ev.DeadlineMissed))
        assert all(count == 1 for count in missed.values()), (no, missed)
    keys = Counter(row.key for _, row in town.sent)
    assert [key for key, count in keys.items() if count > 1] == [], "sent twice"
    assert told(town) == told(lone)
    assert await town.store.read(lambda uow: uow.outbox.next_due((CHANNEL,))) is None, "all was sent"
    assert all(sum(office.fired) for office in town.offices), "both schedulers had their share"
    assert {name for name, _ in town.sent} == {"a", "b"}, "both senders had theirs"


async def test_an_acknowledgement_in_one_is_respected_by_the_other(town: Offices) -> None:
    await eight_reports(town)
    due = await town.store.read(ticker.next_due)
    assert due is not None
    town.clock.push_to(due)
    first, second = town.offices
    wang = town.seat("wang")
    card = wang.cards[f"job:{(await town.ticket()).id}"]
    press = next(choice.token for choice in card.choices if choice.label == "接单")
    await first.store.run(_accept, Incoming("p:1", wang.peer, town.clock.now(), press=press))
    await asyncio.gather(first.worker.quiet(), second.sweep())
    shown = len(town.sent)
    await town.push(3 * MINUTE)
    ticket, trail = await town.ticket(), await town.trail()
    assert (ticket.status, ticket.handler) == (Status.ACCEPTED, "wang")
    names = [type(event) for event in trail]
    after = names[names.index(ev.Acknowledged) + 1 :]
    assert not {ev.Paged, ev.CallListSent, ev.DeadlineMissed} & {*after}, after
    rung = [row for _, row in town.sent[shown:] if row.ticket == ticket.id and row.urgency is Urgency.PAGE]
    assert rung == [], "nobody is rung for it any more"


async def test_two_who_accept_in_the_same_second_in_two_offices_are_one_handler(town: Offices) -> None:
    await eight_reports(town)
    await town.push(11 * MINUTE)
    (first, second), job = town.offices, f"job:{(await town.ticket(1003)).id}"
    for office, name in ((first, "wang"), (second, "zhao")):
        seat = town.seat(name)
        press = next(choice.token for choice in seat.cards[job].choices if choice.label == "接单")
        await office.store.run(_accept, Incoming(f"p:{name}", seat.peer, town.clock.now(), press=press))
    await town.settle()
    taken = [event for event in await town.trail(1003) if isinstance(event, ev.Acknowledged)]
    assert [event.by for event in taken] == [(await town.ticket(1003)).handler]


async def test_when_one_is_killed_with_its_leases_the_other_finishes_when_they_end(town: Offices) -> None:
    await eight_reports(town)
    await town.push(3 * MINUTE)
    due = await town.store.read(ticker.next_due)
    assert due is not None
    town.clock.push_to(due)
    dying, other = town.offices
    held = {timer.key for timer in await dying.store.run(ticker.lease_due, 50)}
    assert held
    told_before = len(town.sent)
    await town.kill(dying)
    await town.settle()
    town.clock.push_to(due + ticker.LEASE - SECOND)
    await town.settle()
    assert len(town.sent) == told_before, "what it held is nobody's until its lease ends"
    town.clock.push_to(due + ticker.LEASE)
    await town.settle()
    assert not held & {timer.key for timer in await other.store.run(_pending)}, "the other has fired them"
    keys = [row.key for _, row in town.sent]
    assert len(keys) > told_before
    assert len(keys) == len({*keys})


async def test_messages_that_a_killed_sender_held_go_out_once_when_its_lease_ends(town: Offices) -> None:
    await eight_reports(town)
    due = await town.store.read(ticker.next_due)
    assert due is not None
    town.clock.push_to(due)
    dying, other = town.offices
    while await other.sweep():
        continue
    held = await dying.store.run(lambda uow: uow.outbox.lease(uow.now, uow.now + drain.LEASE, (CHANNEL,), 9))
    assert held
    await town.kill(dying)
    before = len(town.sent)
    await other.drain.quiet()
    assert not {row.key for row in held} & {row.key for _, row in town.sent[before:]}
    town.clock.push_to(due + drain.LEASE)
    await other.drain.quiet()
    times = Counter(row.key for _, row in town.sent)
    assert [times[row.key] for row in held] == [1] * len(held)


def _accept(uow: UnitOfWork, message: Incoming) -> None:
    uow.inbox.accept((message,), uow.now)


def _pending(uow: UnitOfWork) -> tuple[Timer, ...]:
    """Every timer that has not fired, whoever holds it."""
    return uow.timers.lease_due(uow.now + timedelta(days=99), uow.now, 10_000)
