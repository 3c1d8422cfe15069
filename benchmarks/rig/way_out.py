"""How soon a page is with the platform: alone, beside a storm of reports, and when a thousand schools call at once."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.limiter import DeskLimiter, Pace, Paused
from bot.platforms.telegram.settings import TelegramSettings
from desk.ids import MediaId
from desk.messages import MsgRef, Outcome, Outgoing, Peer, RetryAt, Sent, Urgency
from rig.desk_under_test import WIDE, desk_on, prepare
from rig.reporting import SCHOOLS, closed_loop, report
from scheduler.drain import Drain
from storage.store import SqlStore
from tests.kit.botapi import BotApiDouble
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow, Topic

AT_ONCE = 50
PAGES, PAGES_IN_STORM = 300, 50
REPORTERS = 20
"""So many report at once, each again as soon as the last report is recorded: the writing thread never rests."""
OUTAGE_SCHOOLS = 1_000
FASTER = 2.0
"""The outage runs on a clock of its own, so many times faster than real time."""


@asynccontextmanager
async def a_desk(folder: Path, name: str, schools: int = SCHOOLS) -> AsyncIterator[tuple[SqlStore, str]]:
    """A desk on a new SQLite file on a real disk."""
    url = f"sqlite:///{folder / name}.sqlite3"
    await prepare(url, schools)
    store = desk_on(url).store
    await store.start()
    try:
        yield store, url
    finally:
        await store.close()


async def latency(folder: Path) -> dict[str, object]:
    """Pages one after another, first alone, then beside reports as fast as the desk records them."""
    async with BotApiDouble(rates=False) as api, a_desk(folder, "latency") as (store, url):
        for chat in range(2_000_000, 2_000_000 + PAGES):
            api.user(chat)
        egress = TelegramEgress(TelegramSettings(api.token, api.url), no_media, WIDE)
        timed = Timed(egress)
        drain = Drain(store, desk_on(url).clock, [timed])
        running = asyncio.create_task(drain.run())
        idle = await paged(store, timed, "idle", PAGES)
        storm = asyncio.create_task(closed_loop(store, 3600, REPORTERS, 0))
        await asyncio.sleep(0.5)
        stormy = await paged(store, timed, "storm", PAGES_IN_STORM)
        storm.cancel()
        drain.stop()
        await asyncio.gather(running, storm, return_exceptions=True)
        await egress.close()
    return {"idle_ms": idle, "storm_ms": stormy, "wanted_p99_ms": {"idle": 1000, "storm": 10_000}}


class Timed:
    """The real way out for the pages that are timed; whatever else the storm promises is taken at once."""

    channel = "tg"

    def __init__(self, egress: TelegramEgress) -> None:
        self.accepted: dict[str, asyncio.Future[float]] = {}
        self._egress = egress

    async def send(self, row: OutboxRow) -> Outcome:
        """Note when it was accepted."""
        waiting = self.accepted.get(row.key)
        if waiting is None:
            return Sent(MsgRef(row.peer, str(row.id)))
        outcome = await self._egress.send(row)
        if isinstance(outcome, Sent) and not waiting.done():
            waiting.set_result(time.perf_counter())
        return outcome

    async def close(self) -> None:
        """The egress is closed by whoever made it."""


async def paged(store: SqlStore, timed: Timed, name: str, pages: int) -> dict[str, float]:
    """p50 and p99 of milliseconds from the commit of a page to its acceptance."""
    taken = []
    for number in range(pages):
        key = f"{name}{number}"
        timed.accepted[key] = asyncio.get_running_loop().create_future()
        await store.run(page, key, Peer("tg", str(2_000_000 + number)))
        committed = time.perf_counter()
        taken.append((await timed.accepted[key] - committed) * 1000)
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "most": round(max(taken), 1)}


def page(uow: UnitOfWork, key: str, peer: Peer) -> None:
    """One page."""
    uow.outbox.add(key, peer, Outgoing("A 级 工单 1001\n三年级2班 大屏黑屏"), Urgency.PAGE)


async def no_media(media: MediaId) -> bytes:
    """No page of these has a picture."""
    raise FileNotFoundError(media)


class Rationed:
    """The desk's own limiter on a clock that runs faster; the platform behind it takes everything."""

    channel = "tg"

    def __init__(self, now: Callable[[], float]) -> None:
        self.sent: list[tuple[float, OutboxRow]] = []
        self._now = now
        self._limiter = DeskLimiter(Pace(), now, lambda seconds: asyncio.sleep(seconds / FASTER))

    async def send(self, row: OutboxRow) -> Outcome:
        """As the egress does: what is not let through now comes again."""

        async def call() -> bool:
            self.sent.append((self._now(), row))
            return True

        try:
            await self._limiter.process_request(call, (), {}, "sendMessage", data={"chat_id": row.peer.space})
        except Paused as later:
            return RetryAt(later.seconds / FASTER, "paused")
        return Sent(MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """Nothing is open."""


async def outage(folder: Path) -> dict[str, object]:
    """1,000 grade-A reports in 60 s and as many answers of no urgency: when do the pages arrive, and does any answer go before one?"""
    async with a_desk(folder, "outage", OUTAGE_SCHOOLS) as (store, url):
        zero = time.perf_counter()
        platform = Rationed(lambda: (time.perf_counter() - zero) * FASTER)
        drain = Drain(store, desk_on(url).clock, [platform])
        running = asyncio.create_task(drain.run())
        reported: dict[str, float] = {}
        for number in range(OUTAGE_SCHOOLS):
            await asyncio.sleep(
                max(0.0, number * 60 / OUTAGE_SCHOOLS / FASTER - (time.perf_counter() - zero))
            )
            ticket = await store.run(report_and_answer, number)
            reported[ticket] = (time.perf_counter() - zero) * FASTER
        await drained(store, platform)
        drain.stop()
        await running
    return judged(platform.sent, reported)


async def drained(store: SqlStore, platform: Rationed) -> None:
    """Until all is sent."""
    bell = store.listen(Topic.OUTBOX)
    while len(platform.sent) < 2 * OUTAGE_SCHOOLS or not await store.read(is_drained):
        await bell.rings(0.2)
    bell.close()


def report_and_answer(uow: UnitOfWork, number: int) -> str:
    """A report of grade A, and something that can wait, to somebody else."""
    uow.outbox.add(f"low{number}", Peer("tg", str(5_000_000 + number)), Outgoing("周报"), Urgency.NOTE)
    return str(report(uow, number, schools=OUTAGE_SCHOOLS).id)


def is_drained(uow: UnitOfWork) -> bool:
    """Whether nothing waits."""
    return uow.outbox.next_due(("tg",)) is None


def judged(sent: Sequence[tuple[float, OutboxRow]], reported: dict[str, float]) -> dict[str, object]:
    """Desk seconds."""
    pages = [(at, row) for at, row in sent if row.urgency is Urgency.PAGE and row.ticket in reported]
    first: dict[str, float] = {}
    for at, row in pages:
        first.setdefault(str(row.ticket), at)
    waits = sorted(first[ticket] - at for ticket, at in reported.items() if ticket in first)
    low = [at for at, row in sent if row.key.startswith("low")]
    ends = sorted(first.values())[-1]
    a_second = max(sum(1 for at, _ in sent if at0 <= at < at0 + 1) for at0, _ in sent)
    return {
        "schools": len(reported),
        "paged": len(first),
        "messages": len(sent),
        "page_s": {"p50": round(waits[len(waits) // 2], 2), "p99": round(waits[len(waits) * 99 // 100], 2)},
        "last_page_at_s": round(ends, 1),
        "ceiling_last_message_at_s": round(max(60.0, len(sent) / Pace().overall), 1),
        "last_message_at_s": round(sent[-1][0], 1),
        "low_while_a_page_waited": sum(_waits(at, reported, first) for at in low),
        "most_in_a_second": a_second,
        "allowed_in_a_second": 30,
        "last_report_at_s": round(max(reported.values()), 1),
    }


def _waits(at: float, reported: dict[str, float], first: dict[str, float]) -> bool:
    """Whether a page was promised then for longer than the limiter's patience and not yet sent."""
    return any(
        promised + Pace().patience < at < first.get(ticket, at) for ticket, promised in reported.items()
    )
