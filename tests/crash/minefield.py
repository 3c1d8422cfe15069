"""A scene over mines (R5): a report, a page nobody answers in time, a repair, a word of thanks; the process ends at one point of it.

Dead, it is started again on the same file; the platform brings again what it was not told is safe, leases run out, and
everybody goes on with what stands on their screen.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from app.wiring import fire
from desk.messages import COPY_MARK, Incoming, Outcome
from desk.paging import GATEWAY
from scheduler.auditor import Auditor
from scheduler.drain import Drain
from storage.store import SqlStore
from tests.crash.week import WatchedWorld
from tests.kit.mines import Died, MinedStore, Mines
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, SECOND, ZONE, Library, StoryEgress
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow

MORNING = datetime(2026, 9, 21, 8, 0, tzinfo=ZONE)
REPORT = "三年级2班大屏黑屏了，马上上课"
A_LEASE_AND_MORE = timedelta(seconds=75)


class MinedEgress(StoryEgress):
    """The platform double with a point before and after it has shown something."""

    def __init__(self, world: WatchedWorld, channel: str, mines: Mines) -> None:
        super().__init__(world, channel)
        self._mines = mines

    async def send(self, row: OutboxRow) -> Outcome:
        """Show it, and say so when it may be there already, as the real ones do."""
        what = f"a {row.urgency.name.lower()} by {row.peer.channel}"
        self._mines.reach(f"before {what}")
        if row.ambiguous:
            row = replace(row, outgoing=replace(row.outgoing, text=COPY_MARK + row.outgoing.text))
        outcome = await super().send(row)
        self._mines.reach(f"after {what}")
        return outcome


class MinedWorld(WatchedWorld):
    """A world whose process may end anywhere. `deaths` counts how often it did."""

    def __init__(self, library: Library, folder: Path, mines: Mines) -> None:
        super().__init__(library, folder, MORNING)
        self.mines = mines
        self.deaths = 0

    def another_store(self) -> SqlStore:
        """One that may end at any commit."""
        store = self.library.store(self.url, self.clock, MinedStore)
        return store.mined(self.mines).page_by(self.paging)

    async def deliver(self, *messages: Incoming) -> None:
        """What is not known to be safe comes again."""
        self.said.update(message.key for message in messages)
        self._last = messages
        await self.survive(lambda: self.store.run(_taken_from_the_platform, messages))
        await self.survive(self.settle)

    async def survive(self, act: Callable[[], Awaitable[object]]) -> None:
        """Do it; should the process end in it, start another one and do it again."""
        try:
            await act()
        except Died:
            self.deaths += 1
            await self.store.close()
            self.mines.dead = False
            await self._start()
            await act()
            await super().push(A_LEASE_AND_MORE)

    async def push(self, span: timedelta) -> None:
        """The clock goes to the same instant, whoever dies on the way."""
        target = self.clock.now() + span
        await self.survive(lambda: super(MinedWorld, self).push(max(target - self.clock.now(), timedelta())))

    async def audit(self) -> None:
        """One round of the auditor."""
        await self.survive(lambda: Auditor(self.store, self.clock, fire).round())

    async def _start(self) -> None:
        await super()._start()
        egresses = tuple(MinedEgress(self, channel, self.mines) for channel in (CHANNEL, SECOND, GATEWAY))
        self._drain = Drain(self.store, self.clock, egresses)


def _taken_from_the_platform(uow: UnitOfWork, messages: tuple[Incoming, ...]) -> None:
    uow.inbox.accept(messages, uow.now)


class Audited(Protocol):
    """What a scene is played in."""

    def teacher(self, contract: str, number: int = 1) -> Seat:
        """A teacher's chat."""

    def seat(self, person: str, channel: str = CHANNEL) -> Seat:
        """A person's chat."""

    async def push(self, span: timedelta) -> None:
        """Time goes by."""

    async def audit(self) -> None:
        """The auditor comes round."""


async def play(world: Audited) -> None:
    """The scene. Nobody's step depends on what was said in between, only on what is on their screen."""
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says(REPORT)
    await world.push(timedelta(minutes=21))
    await wang.presses("接单")
    await wang.presses("到达")
    await world.push(timedelta(minutes=3))
    await world.audit()
    await wang.presses("已修复")
    await wang.says("信号线松了，已插紧")
    await teacher.presses("好了")
    await world.push(timedelta(minutes=5))
