"""R6, R11 and R12 of reliability.md §5.3: the database does what it was asked and its answer is lost; it refuses, is away, or is full. A scene goes
on through all of it, and in the end every invariant holds.
"""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from app.wiring import fire
from desk.messages import Incoming, Peer
from desk.paging import GATEWAY
from scheduler.auditor import Auditor
from scheduler.drain import Drain
from storage import engines
from storage.retries import CommitUncertain
from storage.store import SqlStore
from tests.conftest import Line
from tests.crash.invariants import told
from tests.crash.ledger import Ledger, is_settled
from tests.crash.minefield import A_LEASE_AND_MORE, MORNING, MinedEgress, play
from tests.crash.week import WatchedWorld
from tests.kit.mines import Mines
from tests.kit.postgres import PostgresServer
from tests.kit.troubles import ON_POSTGRESQL, TROUBLES, TroubledStore, Troubles
from tests.kit.world import CHANNEL, SECOND, Library
from usecases.ports import UnitOfWork

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("nobody_tells_of_dead_tasks")]
MOST_STARTS = 80
MOST_LEASES = 30


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between tries nobody waits here."""
    monkeypatch.setattr("storage.workplaces.pause_before", lambda _attempt: 0.0)


class TroubledWorld(WatchedWorld):
    """A world on a troubled database. What a loop does not get over ends its process, and another one starts (T08): `starts`."""

    def __init__(self, library: Library, folder: Path, troubles: Troubles) -> None:
        super().__init__(library, folder, MORNING)
        self.troubles = troubles
        self.starts = 0

    def another_store(self) -> SqlStore:
        """With the troubles."""
        store = self.library.store(self.url, self.clock, TroubledStore)
        return store.troubled(self.troubles).page_by(self.paging)

    async def open(self) -> None:
        """The district is entered in peace."""
        self.troubles.passing = True
        await super().open()
        self.troubles.passing = False

    async def deliver(self, *messages: Incoming) -> None:
        """The platform brings it until it is told that it is safe; then what was held up has its time."""
        self.said.update(message.key for message in messages)
        self._last = messages
        await self.until_done(lambda: self.store.run(_accept, messages))
        await self.until_done(self.settle)
        for _ in range(MOST_LEASES):
            if is_settled(self.url, self.clock.now()):
                return
            await self.push(A_LEASE_AND_MORE)
        raise AssertionError("something is still in hand")

    async def push(self, span: timedelta) -> None:
        """The clock goes on, whatever ends."""
        target = self.clock.now() + span
        await self.until_done(
            lambda: super(TroubledWorld, self).push(max(target - self.clock.now(), timedelta()))
        )

    async def _start(self) -> None:
        await super()._start()
        egresses = [MinedEgress(self, channel, Mines()) for channel in (CHANNEL, SECOND, GATEWAY)]
        self._drain = Drain(self.store, self.clock, egresses)

    async def audit(self) -> None:
        """One round of the auditor."""
        await self.until_done(lambda: Auditor(self.store, self.clock, fire).round())

    async def until_done(self, act: Callable[[], Awaitable[object]]) -> None:
        """Again with a new process, as often as it takes."""
        while True:
            try:
                await act()
            except (CommitUncertain, DBAPIError):
                self.starts += 1
                assert self.starts < MOST_STARTS
                await self.restart()
            else:
                return


def _accept(uow: UnitOfWork, messages: tuple[Incoming, ...]) -> None:
    uow.inbox.accept(messages, uow.now)


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_r6_r11_a_desk_gets_over_what_its_database_does(
    library: Library, tmp_path: Path, storm_seed: int, log_lines: list[Line], trouble: str
) -> None:
    troubles = Troubles(trouble, random.Random(f"{storm_seed} {trouble}"))
    await gets_over(TroubledWorld(library, tmp_path, troubles), log_lines)


@pytest.mark.postgres
@pytest.mark.parametrize("trouble", ON_POSTGRESQL)
async def test_r6_a_desk_on_postgresql_gets_over_what_its_database_does(
    library: Library,
    tmp_path: Path,
    storm_seed: int,
    log_lines: list[Line],
    trouble: str,
    server: PostgresServer,
) -> None:
    world = TroubledWorld(library, tmp_path, Troubles(trouble, random.Random(f"{storm_seed} {trouble}")))
    world.url = server.shared_database()
    await gets_over(world, log_lines)


async def gets_over(world: TroubledWorld, log_lines: list[Line]) -> None:
    """The scene is played to its end, nothing is lost or doubled, and what was tried again says no more than that."""
    troubles = world.troubles
    await world.open()
    await play(world)
    troubles.passing = True
    await world.push(timedelta(minutes=10))
    await world.close()
    print(f"{troubles.name}: {troubles.had[troubles.name]} times, {world.starts} new processes")
    assert troubles.had[troubles.name] > 3
    seen = world.evidence()
    complaints = told(seen)
    assert not complaints, complaints
    assert [(ticket.no, ticket.status.value) for ticket in seen.ledger.tickets] == [(1001, "closed")]
    assert {line["action"] for line in log_lines if line["level"] == "error"} <= HARMLESS


HARMLESS = {"turn_failed", "timer_failed", "timers_not_settled", "settle_failed", "audit_failed"}
"""What is tried again says so."""


class Room:
    """How much a desk's database may grow: SQLite's own limit of pages, set on the writing connection."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._writers: list[Any] = []
        real = engines._set_pragmas

        def noticing(reads_only: bool) -> Any:
            connected = real(reads_only)

            def then(connection: Any, record: object) -> None:
                connected(connection, record)
                if not reads_only:
                    self._writers.append(connection)

            return then

        monkeypatch.setattr(engines, "_set_pragmas", noticing)

    async def leave(self, world: WatchedWorld, more: int | None) -> None:
        """So many pages more than now; None: all there is."""
        writer = self._writers[-1]

        def limit(_uow: UnitOfWork) -> None:
            used = writer.execute("PRAGMA page_count").fetchone()[0]
            most = 1_073_741_823 if more is None else used + more
            writer.execute(f"PRAGMA max_page_count={most}").fetchall()

        await world.store.run(limit)


async def test_r12_a_full_disk_refuses_at_once_and_the_desk_goes_on_when_there_is_room(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was acknowledged is there, of the rest nobody was told that it is safe, and nothing needs a restart."""
    room, tries = Room(monkeypatch), Counter[str]()
    world = WatchedWorld(library, tmp_path, MORNING)
    await world.open()
    await room.leave(world, 4)
    kept = []

    def accept(uow: UnitOfWork, message: Incoming) -> None:
        tries[message.key] += 1
        _accept(uow, (message,))

    for number in range(30):
        at = world.clock.now()
        message = Incoming(f"test:full{number}", Peer("test", f"s{number}"), at, text="谢谢" * 500)
        with suppress(DBAPIError):
            await world.store.run(accept, message)
            kept.append(message.key)
    assert 0 < len(kept) < 30
    assert set(tries.values()) == {1}  # it will not be less full in a second
    await room.leave(world, None)
    await world.teacher("changge").says("三年级2班大屏黑屏了，马上上课")
    world.teacher("changge").hears("工单 1001")
    await world.close()
    assert {row.key for row in Ledger.of(world.url).inbox} == {*kept, "test:1"}
