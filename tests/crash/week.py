"""Days in the life of the desk, on a pushed clock and without waiting: teachers report, engineers come, everybody answers or
does not, the processes are thrown away again and again; at the end the invariants are asked.

Nobody follows a script: people press what they are offered and type what people type, each by the seed's chance.
"""

import heapq
import itertools
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from desk.ids import PersonId, SchoolId
from desk.messages import Incoming, Outgoing, Peer
from desk.people import Tier
from tests.crash.ledger import Ledger
from tests.crash.testimony import Evidence, Shown, Testimony
from tests.kit.district import CONTRACTS
from tests.kit.seat import Seat
from tests.kit.world import Library, World

HOUR = timedelta(hours=1)
CREW = {
    Tier.FIRST: frozenset({"wang", "li"}),
    Tier.SECOND: frozenset({"zhao"}),
    Tier.THIRD: frozenset({"sun"}),
    Tier.VENDOR: frozenset({"maker"}),
}
_ROOMS = [f"{grade}年级{number}班" for grade in "一二三四五六" for number in (1, 2, 3, 5)]
_FAULTS = (
    "大屏黑屏了，马上上课",
    "没有声音",
    "投影仪不亮了",
    "电脑开不了机",
    "大屏触摸没反应",
    "话筒没声音，正在上课",
)
_STEPS = ("出发", "到达", "已诊断", "已修复")
_CAUSES = ("信号线松了，已插紧", "保险丝断了，已更换", "软件卡死，已重启")

Act = Callable[[], Awaitable[None]]


@dataclass
class WatchedSeat(Seat):
    """A seat whose screen is filmed."""

    film: list[Shown] = field(default_factory=list)

    def receive(self, message: Outgoing, *, edits: bool) -> None:
        """As in a story; and on film."""
        super().receive(message, edits=edits)
        self.film.append(Shown(self.world.clock.now(), str(self.peer), message.text, edits))


class WatchedWorld(World):
    """A story's world that keeps what was said and shown."""

    def __init__(self, library: Library, folder: Path, start: datetime) -> None:
        """Steady: whoever drives it restarts it."""
        super().__init__(library, folder, start)
        self.film: list[Shown] = []
        self.said: set[str] = set()
        self.url = f"sqlite:///{folder / 'world.sqlite3'}"

    def seat(self, person: str, channel: str = "test") -> Seat:
        """With its camera."""
        peer = Peer(channel, person)
        return self._seats.setdefault(str(peer), WatchedSeat(self, peer, film=self.film))

    async def deliver(self, *messages: Incoming) -> None:
        """And note what was said."""
        self.said.update(message.key for message in messages)
        await super().deliver(*messages)

    def evidence(self, complaints: Sequence[str] = ()) -> Evidence:
        """What the invariants ask for."""
        teachers = {name: {f"test:teacher{n}-{name}" for n in (1, 2)} for name in CONTRACTS}
        staff = {f"test:{person}" for person in ("wang", "li", "zhao", "sun", "maker", "chen", "lin")}
        return Evidence(
            Ledger.of(self.url),
            Testimony(
                self.clock.now(),
                frozenset(self.said),
                frozenset(self.said),
                tuple(self.film),
                on_call=on_call,
                canaries={f"{name} 学校": frozenset(readers | staff) for name, readers in teachers.items()},
                log=complaints,
            ),
        )


def on_call(_school: SchoolId, tier: Tier, _at: datetime) -> frozenset[PersonId]:
    """In the stories' district the whole crew is on call for every school, day and night."""
    return frozenset(map(PersonId, CREW.get(tier, frozenset())))


@dataclass
class Days:
    """So many days from the world's present on. `reports` are made a day; the desk restarts about `restarts` times a day."""

    world: WatchedWorld
    chance: random.Random
    reports: int = 12
    restarts: int = 6
    acts: int = 0
    _plans: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def pass_by(self, days: int, told: Callable[[int], None] = lambda _: None) -> None:
        """Live through them; `told` hears of each day that is over. Then two days in which nobody begins anything."""
        for day in range(days):
            await self.one_day()
            told(day + 1)
        await self._until(self.world.clock.now() + timedelta(days=2))

    async def one_day(self) -> None:
        """Reports in school hours, restarts at any hour, and whatever comes of them."""
        midnight = self.world.clock.now()
        for _ in range(self.reports):
            self._plan(midnight + HOUR * self.chance.uniform(7.5, 17.5), self._report)
        for _ in range(self.restarts):
            self._plan(midnight + HOUR * self.chance.uniform(0, 24), self.world.restart)
        await self._until(midnight + 24 * HOUR)

    async def _until(self, end: datetime) -> None:
        while self._plans and self._plans[0][0] <= end:
            at, _, act = heapq.heappop(self._plans)
            await self._reach(at)
            await act()
            self.acts += 1
            self._look()
        await self._reach(end)

    async def _reach(self, at: datetime) -> None:
        """Let the clock run to there, with people looking at their phones whenever something comes."""
        if at > self.world.clock.now():
            await self.world.push(at - self.world.clock.now())
            self._look()

    def _plan(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._plans, (at, next(self._numbers), act))

    def _soon(self, act: Act, least: float = 0.5, most: float = 12.0) -> None:
        """In so many minutes."""
        self._plan(self.world.clock.now() + timedelta(minutes=self.chance.uniform(least, most)), act)

    def _look(self) -> None:
        """Everybody reads what is new and may do something about it later."""
        for seat in self.world.everybody():
            news, seat.unread[:] = list(seat.unread), []
            for message in news:
                self._react(seat, message)

    def _react(self, seat: Seat, message: Outgoing) -> None:
        labels = [choice.label for choice in message.choices]
        if "原因和处理" in message.text:
            self._soon(lambda: seat.says(self.chance.choice(_CAUSES)), 0.2, 3)
        elif "接单" in labels:
            if self.chance.random() < 0.75:
                self._soon(lambda: self._works(seat, message))
        elif labels and self.chance.random() < 0.7:
            label = "好了" if "好了" in labels and self.chance.random() < 0.8 else self.chance.choice(labels)
            self._soon(lambda: self._presses(seat, label, message), 0.2, 6)

    async def _report(self) -> None:
        teacher = self.world.teacher(self.chance.choice(CONTRACTS), self.chance.choice((1, 2)))
        await teacher.says(f"{self.chance.choice(_ROOMS)}{self.chance.choice(_FAULTS)}")
        if self.chance.random() < 0.1:
            await self.world.repeat_last()

    async def _works(self, seat: Seat, page: Outgoing) -> None:
        """Takes the job, and what comes after it, some steps left out."""
        await self._presses(seat, "接单", page)
        wait = timedelta()
        for step in _STEPS:
            if step == "已修复" or self.chance.random() < 0.7:
                wait += timedelta(minutes=self.chance.uniform(2, 40))
                self._plan(self.world.clock.now() + wait, lambda step=step: self._steps(seat, page, step))

    async def _steps(self, seat: Seat, page: Outgoing, step: str) -> None:
        card = seat.cards.get(page.card or "", page)
        if any(choice.label == step for choice in card.choices):
            await self._presses(seat, step, card)

    async def _presses(self, seat: Seat, label: str, message: Outgoing) -> None:
        await seat.presses(label, on=message)
        if self.chance.random() < 0.05:
            await self.world.repeat_last()
