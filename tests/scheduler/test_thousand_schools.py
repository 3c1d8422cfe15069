"""R14: the power fails in a thousand schools. A thousand grade-A reports in sixty seconds, each with a page, an answer and a note that
can wait, go out inside Telegram's rates, the pages first. Real outbox, drain and limiter; the clock is pushed.
"""

import asyncio
from bisect import insort
from datetime import timedelta

from bot.platforms.telegram.limiter import DeskLimiter, Pace, Paused
from desk.messages import MsgRef, Outcome, Outgoing, Peer, RetryAt, Sent, Urgency
from scheduler.drain import Drain
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow

SCHOOLS = 1000
SECONDS = 60
STEP = 0.5
PER_SECOND = 30
"""Telegram's rate for a whole bot (platforms.md §1.2)."""

KINDS = {"page": Urgency.PAGE, "answer": Urgency.REPLY, "note": Urgency.NOTE}


class Telegram:
    """`ports.Egress`: the desk's own limiter, and a platform behind it that takes everything at once."""

    channel = "tg"

    def __init__(self, clock: PushedClock) -> None:
        self.sent: list[tuple[float, str]] = []
        self._start = clock.now()
        self._clock = clock
        self._asleep: list[tuple[float, int, asyncio.Future[None]]] = []
        self._limiter = DeskLimiter(Pace(), self.now, self._sleep)

    def now(self) -> float:
        """Seconds since the power failed."""
        return (self._clock.now() - self._start).total_seconds()

    async def send(self, row: OutboxRow) -> Outcome:
        """As the product's egress does: what is not let through now comes again."""

        async def call() -> bool:
            self.sent.append((self.now(), row.key))
            return True

        try:
            await self._limiter.process_request(call, (), {}, "sendMessage", data={"chat_id": row.peer.space})
        except Paused as later:
            return RetryAt(later.seconds, "paused")
        return Sent(MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """Nothing is open."""

    def wake(self) -> None:
        """Whose wait is over goes on."""
        while self._asleep and self._asleep[0][0] <= self.now() + 1e-9:
            self._asleep.pop(0)[2].set_result(None)

    async def _sleep(self, seconds: float) -> None:
        ready = asyncio.get_running_loop().create_future()
        insort(self._asleep, (self.now() + seconds, len(self.sent) + len(self._asleep), ready))
        await ready


def promise(uow: UnitOfWork, schools: range) -> None:
    for school in schools:
        for number, (kind, urgency) in enumerate(KINDS.items()):
            peer = Peer("tg", str(number * SCHOOLS + school + 1))
            uow.outbox.add(f"{kind}:{school}", peer, Outgoing(kind), urgency)


async def test_r14_a_thousand_schools_report_within_a_minute(store: SqlStore, clock: PushedClock) -> None:
    telegram = Telegram(clock)
    drain = Drain(store, clock, [telegram])
    promised: dict[str, float] = {}
    while len(telegram.sent) < len(KINDS) * SCHOOLS:
        assert telegram.now() < 4 * SECONDS, f"only {len(telegram.sent)} went out"
        schools = range(len(promised), min(SCHOOLS, int(SCHOOLS * telegram.now() / SECONDS)))
        await store.run(promise, schools)
        promised |= {f"page:{school}": telegram.now() for school in schools}
        await drain.cycle()
        await settled()
        clock.push_to(clock.now() + timedelta(seconds=STEP))
        telegram.wake()
        await settled()
    instants = [at for at, _ in telegram.sent]
    assert len({key for _, key in telegram.sent}) == len(telegram.sent)
    assert max(sum(at <= other < at + 1 for other in instants) for at in set(instants)) <= PER_SECOND
    assert instants[-1] <= len(instants) / Pace().overall + Pace().patience
    came = {key: at for at, key in telegram.sent}
    waits = sorted(came[page] - at for page, at in promised.items())
    print(
        f"a page waited {waits[SCHOOLS // 2]:.1f} s, the last one {waits[-1]:.1f} s; all was out after {instants[-1]:.0f} s"
    )
    assert waits[-1] <= Pace().patience + 1
    held_up = [key for at, key in telegram.sent if key.startswith("note") and waiting(promised, came, at)]
    assert held_up == []


def waiting(promised: dict[str, float], came: dict[str, float], at: float) -> bool:
    """Whether a page had been waiting then for longer than what was already on its way takes."""
    return any(since + Pace().patience < at < came[page] for page, since in promised.items())


async def settled() -> None:
    """Until every task that can go on has."""
    for _ in range(4):
        await asyncio.sleep(0)
