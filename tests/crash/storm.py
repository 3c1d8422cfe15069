"""A storm: people keep talking while the desk's processes are killed with -9 again and again; then calm, then the count.

The double of the Bot API lives in the test's process and survives every kill: it is the witness. The desk runs on the
rehearsal clock, so that deadlines of ten minutes fall into a storm of one.
"""

import asyncio
import random
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.crash.town import Teacher, Town
from tests.kit.botapi import BotApiDouble
from tests.kit.processes import PATIENCE, Running, start
from tests.telegram.chat import Chat

MORNING = datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_GLANCE = 0.2
_STORM_PATIENCE = 120.0


@dataclass
class Part:
    """One process of the desk that is killed and started again. Its desk clock goes on where it would be by now."""

    command: tuple[str, ...]
    settings: Mapping[str, str]
    log: Path
    kills: int = 0
    _now: Running | None = None
    _since: datetime = MORNING
    _then: float = field(default_factory=time.monotonic)
    _speed: float = 1.0

    @property
    def process(self) -> Running:
        """The one that runs. It must have been started."""
        assert self._now is not None
        assert self._now.alive, f"{self.command} ended by itself:\n{self._now.printed()}"
        return self._now

    def time(self) -> datetime:
        """The desk's clock; the process's own is behind by what its start took."""
        return self._since + timedelta(seconds=(time.monotonic() - self._then) * self._speed)

    def starts(self, *, speed: float = 1.0, later: timedelta = timedelta()) -> None:
        """Start it, `later` by so much desk time in which nobody was at work, and `speed` times faster than real time."""
        self._since, self._then, self._speed = self.time() + later, time.monotonic(), speed
        clock = ("--rehearse-from", self._since.isoformat(), "--speed", str(speed))
        self._now = start(self.log, self.settings, "run", *self.command, *clock)

    def is_killed(self) -> None:
        """`kill -9`."""
        self.process.kill()
        self.kills += 1

    async def stops(self) -> None:
        """A clean end."""
        await self.process.stops(signal.SIGTERM, PATIENCE)

    def is_gone(self) -> None:
        """Whatever still runs is ended; a part that was never started is fine."""
        if self._now is not None and self._now.alive:
            self._now.kill()


@contextmanager
def ended(part: Part) -> Iterator[Part]:
    """The part; whatever still runs of it at the end is killed."""
    try:
        yield part
    finally:
        part.is_gone()


@dataclass
class Crowd:
    """Everybody in town, each with a will of their own. All chance comes from `chance`, whose seed is printed."""

    api: BotApiDouble
    town: Town
    chance: random.Random
    reported: list[Teacher] = field(default_factory=list)
    _teachers: list[asyncio.Task[None]] = field(default_factory=list)
    _engineers: list[asyncio.Task[None]] = field(default_factory=list)

    def wakes(self) -> None:
        """The staff have their chats; the engineers look at their phones from now on."""
        for account in (*self.town.crew, *self.town.watchers):
            self.api.user(account)
        self._engineers = [asyncio.create_task(self._works(account)) for account in self.town.crew]

    def report(self, teachers: Sequence[Teacher]) -> None:
        """These teachers report within the next seconds."""
        for teacher in teachers:
            self._teachers.append(asyncio.create_task(self._reports(teacher, self.chance.uniform(0, 2))))

    async def is_answered(self) -> None:
        """Until every teacher has a ticket and a first step; then the engineers put their phones away."""
        try:
            await asyncio.gather(*self._teachers)
        finally:
            for task in (*self._teachers, *self._engineers):
                task.cancel()
            ended = await asyncio.gather(*self._engineers, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ended), ended

    async def _reports(self, teacher: Teacher, after: float) -> None:
        """One report, however long the answers take; sometimes the first step is answered."""
        await asyncio.sleep(after)
        chat = self._chat(teacher.account)
        await chat.says(teacher.words)
        self.reported.append(teacher)
        if teacher.stranger:
            await chat.hears("您在哪所学校", within=_STORM_PATIENCE)
            await chat.says(teacher.school)
        await chat.hears("工单", "黑屏", within=_STORM_PATIENCE)
        await chat.hears("吗？", within=_STORM_PATIENCE)
        if self.chance.random() < 0.3:
            await chat.says("还是不行")

    async def _works(self, account: int) -> None:
        """About half of the jobs are taken, some of them by two taps."""
        chat, seen = self._chat(account), set[int]()
        while True:
            for page in chat.person.inbox:
                if "接单" in page.labels and page.id not in seen:
                    for _ in range(self.chance.choice((0, 0, 1, 2))):
                        await chat.presses(page, "接单")
                seen.add(page.id)
            await asyncio.sleep(_GLANCE)

    def _chat(self, account: int) -> Chat:
        return Chat(self.api.user(account, f"用户{account}"), _GLANCE)
