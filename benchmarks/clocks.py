"""What a million pending deadlines cost, how fast due ones fire, and what it takes to recompute a ticket's clocks.

    .venv/bin/python benchmarks/clocks.py          or    … --timers 100000 --only sqlite

Timers are rows (ADR 0002) in the desk's own schema, with durable commits, behind `SqlStore` as the ticker uses it. Beside
them, in the same run and on the same databases, APScheduler's SQLAlchemy job store with --peer-jobs jobs; it gets a
connection pool, WAL on SQLite, and no misfire grace (with its default it drops late jobs). Three figures have a target:
an idle sweep (lease what is due: nothing; ask when the next one is due), timers leased and marked a second in batches,
and the clocks of one ticket recomputed from its trail. What the figures mean: docs/evidence.md.
"""

import argparse
import asyncio
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rig.job_store import Jobs, job_store_figures

from bot.render import Phrasebook
from desk import events as ev
from desk.contract import Contract, StageName
from desk.evidence import proofs
from desk.holds import HoldReason
from desk.ids import ContractId, PersonId, TicketId
from desk.people import Tier
from desk.sla import deadlines, stage_timers
from desk.ticket import Ticket, evolve, open_from, replay
from desk.timers import Timer, TimerKind
from scheduler.ticker import AT_ONCE, LEASE, Ticker, lease_due, next_due
from storage.codec import encode
from storage.contract_packs import load_packs
from storage.engines import engine_for
from storage.migrate import upgrade
from storage.store import SqlStore
from tests.kit.builders import MINUTE, an_opening
from tests.kit.clock import PushedClock
from tests.kit.district import school_of, seed
from tests.kit.postgres import PostgresServer, postgres_server
from usecases.fire_timer import fire_timer, settle_moot
from usecases.ports import UnitOfWork

HOME = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 9, 24, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
CHANGGE = ContractId("changge")
WANG = PersonId("wang")

IDLE_TARGET_MS, FIRED_TARGET, RECOMPUTE_TARGET_MS = 2.0, 20_000, 5.0
BATCH = 1_000
IDLE_SAMPLES = 300
EVENTS = 200
INSERT = "INSERT INTO timers (key, kind, ticket, due, ready_at, body) VALUES (?, ?, ?, ?, ?, ?)"
COPY = "COPY timers (key, kind, ticket, due, ready_at, body) FROM STDIN"

Figures = dict[str, float]
Advance = Callable[[str, int], None]


def main() -> int:
    """Run it all; 1 when a target is missed."""
    options = _options()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    wanted = [options.only] if options.only else ["sqlite", "postgres"]
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="chalkline-clocks-") as name, ExitStack() as stack:
        folder = Path(name)
        server = None
        if "postgres" in wanted:
            server = stack.enter_context(postgres_server(folder / "postgres"))
        for database in wanted:
            found[database] = asyncio.run(
                _measured(database, folder, server if database == "postgres" else None, options)
            )
    recomputed = _recomputed()
    _show(found, recomputed, options)
    print(json.dumps({"timers": options.timers, **found, "recompute": recomputed}))
    return 0 if all(map(_meets, found.values())) and recomputed["clocks_ms"] < RECOMPUTE_TARGET_MS else 1


async def _measured(
    database: str, folder: Path, server: PostgresServer | None, options: argparse.Namespace
) -> Figures:
    """One database: the desk's timers, then APScheduler's jobs."""
    peer_jobs = options.peer_jobs + options.peer_due
    with _progress(options.timers + options.burst * options.repeat + peer_jobs) as advance:
        url = _database(folder, server)
        _load(url, _pending(options.timers), lambda n: advance(f"{database}: loading timers", n))
        store = SqlStore(url, PushedClock(NOW), Phrasebook(ZONE), {}, ZONE)
        await store.start()
        figures = await _idle(store, "idle")
        bursts = []
        for round_ in range(options.repeat):
            _load(url, _due(options.burst, round_), lambda _: None)
            bursts.append(await _burst(store, lambda n: advance(f"{database}: firing", n)))
        figures["fired_per_second"] = statistics.median(bursts)
        figures |= await _idle(store, "idle_after")
        figures |= await _through_the_ticker(store)
        await store.close()
        figures |= await job_store_figures(
            folder,
            server,
            Jobs(options.peer_jobs, options.peer_due),
            lambda n: advance(f"{database}: APScheduler", n),
        )
    figures["idle_ratio"] = figures["peer_idle_ms"] / figures["idle_ms"]
    figures["fired_ratio"] = figures["fired_per_second"] / figures["peer_fired_per_second"]
    return figures


# --- the desk's timers ------------------------------------------------------------------------------------------------


def _database(folder: Path, server: PostgresServer | None) -> str:
    if server is not None:
        return server.migrated_database()
    url = f"sqlite:///{folder / 'desk.sqlite3'}"
    upgrade(url)
    return url


def _pending(count: int) -> Iterator[Timer]:
    """Deadlines of the next thirty days."""
    step = timedelta(days=30) / count
    for i in range(count):
        yield _timer(f"pending-{i}", NOW + timedelta(hours=1) + i * step, i)


def _due(count: int, round_: int) -> Iterator[Timer]:
    """What ran out in the last hour."""
    step = timedelta(hours=1) / count
    for i in range(count):
        yield _timer(f"due-{round_}-{i}", NOW - i * step, i)


def _timer(ticket: str, due: datetime, i: int) -> Timer:
    stage = list(StageName)[i % len(StageName)]
    return Timer(f"{ticket}:1:II:{stage}:past", TimerKind.STAGE_PAST, due, TicketId(ticket), None, stage)


def _load(url: str, timers: Iterator[Timer], advance: Callable[[int], None]) -> None:
    """Rows as `TimerRows.add` writes them, by the drivers' quickest way; then the statistics that autovacuum would take."""
    with engine_for(url).connect() as conn:
        driver: Any = conn.connection.driver_connection
        rows = map(_row, timers)
        if conn.dialect.name == "postgresql":
            with driver.cursor() as cursor, cursor.copy(COPY) as copy:
                for number, row in enumerate(rows, start=1):
                    copy.write_row(row)
                    if number % 20_000 == 0:
                        advance(20_000)
            driver.commit()
            driver.autocommit = True
            driver.execute("VACUUM ANALYZE timers")
            return
        driver.execute("BEGIN IMMEDIATE")
        while chunk := [row for _, row in zip(range(20_000), rows, strict=False)]:
            driver.executemany(INSERT, chunk)
            advance(len(chunk))
        driver.execute("COMMIT")


def _row(timer: Timer) -> tuple[object, ...]:
    due = (timer.due - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return timer.key, timer.kind.value, timer.ticket, due, due, encode(timer)


async def _idle(store: SqlStore, name: str) -> Figures:
    """The sweep of a desk on which nothing is due, as ticker and wake-ups make it: two hops to a database thread."""
    taken = []
    for _ in range(IDLE_SAMPLES):
        before = time.perf_counter()
        assert await store.run(lease_due, AT_ONCE) == ()
        assert await store.read(next_due) is not None
        taken.append((time.perf_counter() - before) * 1000)
    return {f"{name}_ms": statistics.median(taken), f"{name}_p99_ms": sorted(taken)[int(0.99 * len(taken))]}


async def _burst(store: SqlStore, advance: Callable[[int], None]) -> float:
    """Due timers leased and marked a second, a batch in two transactions."""
    fired = 0
    before = time.perf_counter()
    while leased := await store.run(_lease, BATCH):
        await store.run(_mark, [timer.key for timer in leased])
        fired += len(leased)
        advance(len(leased))
    return fired / (time.perf_counter() - before)


def _lease(uow: UnitOfWork, limit: int) -> tuple[Timer, ...]:
    return uow.timers.lease_due(uow.now, uow.now + LEASE, limit)


def _mark(uow: UnitOfWork, keys: list[str]) -> None:
    uow.timers.fired_many(keys, uow.now)


async def _through_the_ticker(store: SqlStore) -> Figures:
    """The whole way, with tickets: timers of finished jobs, which mean nothing, and of unanswered ones, each a breach."""
    packs = load_packs(HOME / "contracts")
    await store.run(seed, packs)
    await store.run(_enter, packs[CHANGGE], 250, 0, finished=True)
    moot = await _swept(store)
    await store.run(_enter, packs[CHANGGE], 100, 250, finished=False)
    return {"moot_per_second": moot, "decided_per_second": await _swept(store)}


async def _swept(store: SqlStore) -> float:
    ticker = Ticker(store, fire_timer, settle_moot)
    before, count = time.perf_counter(), 0
    while swept := await ticker.sweep():
        count += swept
    return count / (time.perf_counter() - before)


def _enter(uow: UnitOfWork, contract: Contract, count: int, first: int, *, finished: bool) -> None:
    """Tickets of an hour ago. Unanswered ones have one due timer each, so that each firing decides something."""
    for number in range(first, first + count):
        ticket, trail = _a_job(number, finished=finished)
        uow.tickets.save(ticket, trail)
        timers = stage_timers(open_from(trail[0]), contract)
        past = [t for t in timers if t.stage is StageName.RESPONSE and t.kind is TimerKind.STAGE_PAST]
        uow.timers.add([t for t in timers if t.due <= NOW] if finished else past)


def _a_job(number: int, *, finished: bool) -> tuple[Ticket, tuple[ev.Event, ...]]:
    at = NOW - timedelta(hours=1)
    reporter = PersonId("teacher1-changge")
    opening = replace(
        an_opening(grade="III"), at=at, by=reporter, reporter=reporter, school=school_of("changge"),
        ticket=TicketId(f"job-{number}"), no=5000 + number,
    )  # fmt: skip
    rest = (ev.Paged(at=at, people=(WANG,), rung=0, tiers=(Tier.FIRST,)), ev.FixConfirmed(at=at, by=reporter))
    trail = (opening, *(rest if finished else rest[:1]))
    ticket = open_from(opening)
    for happened in trail[1:]:
        ticket = evolve(ticket, happened)
    return ticket, trail


# --- one ticket -------------------------------------------------------------------------------------------------------


def _recomputed() -> Figures:
    """A ticket with 200 events: rounds of work, each with a hold, that a denied fix ends."""
    contract = load_packs(HOME / "contracts")[CHANGGE]
    trail = _long_trail()

    def clocks() -> object:
        return deadlines(replay(trail), contract)

    def evidence() -> object:
        return proofs(trail, lambda _: contract)

    return {"events": len(trail), "clocks_ms": _milliseconds(clocks), "evidence_ms": _milliseconds(evidence)}


def _milliseconds(work: Callable[[], object], times: int = 101) -> float:
    """Median processor time: it is arithmetic, and what else the machine does at the moment is not part of it."""
    taken = []
    for _ in range(times):
        before = time.process_time()
        work()
        taken.append((time.process_time() - before) * 1000)
    return statistics.median(taken)


def _long_trail() -> tuple[ev.Event, ...]:
    kinds: tuple[Callable[[datetime], ev.Event], ...] = (
        lambda at: ev.Acknowledged(at=at, by=WANG),
        lambda at: ev.Departed(at=at, by=WANG),
        lambda at: ev.Arrived(at=at, by=WANG),
        lambda at: ev.Held(at=at, by=WANG, reason=HoldReason.CUSTOMER_ACCESS, until=at + 5 * MINUTE),
        lambda at: ev.Resumed(at=at, by=WANG),
        lambda at: ev.Diagnosed(at=at, by=WANG),
        lambda at: ev.Urged(at=at, by=WANG),
        lambda at: ev.Repaired(at=at, by=WANG),
        lambda at: ev.FixDenied(at=at, by=WANG),
    )
    trail: list[ev.Event] = [an_opening(grade="II")]
    while len(trail) < EVENTS:
        trail.append(kinds[(len(trail) - 1) % len(kinds)](NOW + len(trail) * MINUTE))
    return tuple(trail)


# --- what is shown ----------------------------------------------------------------------------------------------------


def _meets(figures: Figures) -> bool:
    return figures["idle_ms"] < IDLE_TARGET_MS and figures["fired_per_second"] >= FIRED_TARGET


def _show(found: dict[str, Figures], recomputed: Figures, options: argparse.Namespace) -> None:
    table = Table(
        title=f"{options.timers:,} pending timers, beside APScheduler's job store at {options.peer_jobs:,}"
    )
    table.add_column("")
    for database in found:
        table.add_column(database, justify="right")
    for label, form in (
        (f"idle sweep, ms (target < {IDLE_TARGET_MS:g})", "{idle_ms:.2f} (p99 {idle_p99_ms:.2f})"),
        ("the same after the bursts, ms", "{idle_after_ms:.2f} (p99 {idle_after_p99_ms:.2f})"),
        ("APScheduler's, ms", "{peer_idle_ms:.2f}"),
        ("  ratio", "{idle_ratio:.1f}"),
        (f"leased and marked a second (target {FIRED_TARGET:,})", "{fired_per_second:,.0f}"),
        ("APScheduler's due jobs a second", "{peer_fired_per_second:,.0f}"),
        ("  ratio", "{fired_ratio:.1f}"),
        ("through the ticker, moot, a second", "{moot_per_second:,.0f}"),
        ("through the ticker, each a breach, a second", "{decided_per_second:,.0f}"),
    ):
        table.add_row(label, *(form.format_map(figures) for figures in found.values()))
    console = Console(stderr=True)
    console.print(table)
    console.print(
        f"A ticket with {recomputed['events']:.0f} events: all clocks {recomputed['clocks_ms']:.2f} ms "
        f"(target < {RECOMPUTE_TARGET_MS:g}), with the evidence of every round {recomputed['evidence_ms']:.2f} ms"
    )


@contextmanager
def _progress(steps: int) -> Iterator[Advance]:
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=steps)
        yield lambda what, done: progress.update(task, description=what, advance=done)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--timers", type=int, default=1_000_000, help="pending timers of the desk")
    parser.add_argument("--burst", type=int, default=20_000, help="timers due at once")
    parser.add_argument("--repeat", type=int, default=3, help="bursts, whose median is shown")
    parser.add_argument("--peer-jobs", type=int, default=10_000, help="pending jobs of APScheduler")
    parser.add_argument("--peer-due", type=int, default=1_000, help="its jobs due at once")
    parser.add_argument("--only", choices=["sqlite", "postgres"], help="this database alone")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
