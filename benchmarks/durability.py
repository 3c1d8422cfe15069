"""What durability costs, each figure beside its peer or ceiling in the same run. What they mean: docs/benchmarks.md.

    .venv/bin/python benchmarks/durability.py            or    … --seconds 3 --only sqlite,outage

`sqlite`: whole report transactions a second, fsync at each commit, beside the very same statements each awaited through a thread, a commit
to each report. `postgres`: the same with 1, 2 and 4 processes, beside bare commits of one row. `outbox`: messages drained a second, beside
one transaction to lease and one to settle each. `latency`: from the commit of a page to its acceptance by the Bot API double, idle and
under a storm of reports. `outage`: 1,000 schools report grade A within a minute, and an answer for each besides.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from rig.desk_under_test import desk_on, prepare
from rig.reporting import SCHOOLS, closed_loop, report
from rig.way_out import AT_ONCE, a_desk, latency, outage

from app.logs import configure
from desk.messages import MsgRef, Outcome, Outgoing, Peer, Sent, Urgency
from scheduler.drain import LEASE, Drain
from storage.store import SqlStore
from tests.kit.postgres import postgres_server
from usecases.ports import UnitOfWork
from usecases.record_delivery import record_delivery
from usecases.rows import OutboxRow

HERE = Path(__file__).parent
DRAINED = 10_000

Statement = tuple[str, Any]
_FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def main() -> None:
    """Measure; JSON on standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--only", default="sqlite,postgres,outbox,latency,outage")
    options = parser.parse_args()
    configure("ERROR")
    measures: dict[str, Callable[[Path], Awaitable[dict[str, object]]]] = {
        "sqlite": lambda folder: on_sqlite(folder, options.seconds),
        "postgres": lambda folder: on_postgresql(folder, options.seconds),
        "outbox": outbox,
        "latency": latency,
        "outage": outage,
    }
    found: dict[str, object] = {}
    for name in options.only.split(","):
        with tempfile.TemporaryDirectory(prefix="chalkline-bench-", dir="/var/tmp") as folder:
            found[name] = asyncio.run(measures[name](Path(folder)))
            print(json.dumps({name: found[name]}), flush=True)


# --- report transactions ----------------------------------------------------------------------------------------------


async def on_sqlite(folder: Path, seconds: float) -> dict[str, object]:
    """Ours with all that a report decides; then its bare statements, by our way to the disk and by the peer's."""
    async with a_desk(folder, "ours") as (store, _):
        await closed_loop(store, 1, AT_ONCE, 0)
        whole = await closed_loop(store, seconds, AT_ONCE, 1_000_000)
    async with a_desk(folder, "recorded") as (store, _):
        await store.run(report, 0)  # what is read once for all
        reports = [await recorded(store, number) for number in range(1, int(200 * seconds))]
    async with a_desk(folder, "replayed") as (store, _):
        await store.run(report, 0)
        began = time.perf_counter()
        await asyncio.gather(*(store.run(replayed, one) for one in reports))
        ours = len(reports) / (time.perf_counter() - began)
    async with a_desk(folder, "peer") as (store, url):
        await store.run(report, 0)
    peer = await each_awaited(url.removeprefix("sqlite:///"), reports, 3 * seconds)
    return {
        "reports_a_second": round(whole),
        "their_statements_a_second_ours": round(ours),
        "their_statements_a_second_peer": round(peer, 1),
        "ratio": round(ours / peer, 2),
        "statements_a_report": round(statistics.mean(map(len, reports)), 1),
        "wanted_ratio": 5,
    }


class Noting:
    """The driver's connection, with a note of each statement."""

    def __init__(self, driver: Any, kept: list[Statement]) -> None:
        self._driver, self._kept = driver, kept

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    def execute(self, sql: str, values: Any = ()) -> Any:
        """One."""
        if not sql.startswith(_FRAME):
            self._kept.append((sql, values))
        return self._driver.execute(sql, values)

    def executemany(self, sql: str, each: Any) -> Any:
        """One for each."""
        given = list(each)
        self._kept.extend((sql, values) for values in given)
        return self._driver.executemany(sql, given)


async def recorded(store: SqlStore, number: int) -> list[Statement]:
    """What one report runs, with its values."""
    kept: list[Statement] = []

    def noted(uow: Any) -> None:
        wire = uow._tx.conn  # noqa: SLF001  # benchmarks look under the bonnet
        plain, wire._driver = wire._driver, Noting(wire._driver, kept)  # noqa: SLF001  # as above
        try:
            report(uow, number)
        finally:
            wire._driver = plain  # noqa: SLF001  # as above

    await store.run(noted)
    return kept


def replayed(uow: Any, statements: Sequence[Statement]) -> None:
    """The statements of one report in one use case: one hop to the writing thread, one commit with whoever waits beside it."""
    driver = uow._tx.conn._driver  # noqa: SLF001  # as above
    for sql, values in statements:
        driver.execute(sql, values).fetchall()


async def each_awaited(file: str, reports: Sequence[Sequence[Statement]], seconds: float) -> float:
    """The peer: one connection on a thread of its own, every statement awaited, a commit to each report; reports a second."""
    loop, thread = asyncio.get_running_loop(), ThreadPoolExecutor(1)
    conn = await loop.run_in_executor(thread, lambda: dbapi2.connect(file, isolation_level=None))

    def run(sql: str, values: Any = ()) -> list[Any]:
        found: list[Any] = conn.execute(sql, values).fetchall()
        return found

    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        await loop.run_in_executor(thread, run, f"PRAGMA {pragma}")
    began, done = time.perf_counter(), 0
    for statements in reports:
        if time.perf_counter() - began >= seconds:
            break
        for sql, values in (("BEGIN IMMEDIATE", ()), *statements, ("COMMIT", ())):
            await loop.run_in_executor(thread, run, sql, values)
        done += 1
    taken = time.perf_counter() - began
    await loop.run_in_executor(thread, conn.close)
    thread.shutdown()
    return done / taken


async def on_postgresql(folder: Path, seconds: float) -> dict[str, object]:
    """1, 2 and 4 processes, beside as many that commit one row each time."""
    found: dict[str, object] = {}
    with postgres_server(folder / "pg") as server:
        for processes in (1, 2, 4):
            url = server.empty_database()
            await prepare(url, SCHOOLS)
            ours = await together("rig.reporting", url, processes, seconds)
            bare = await together("rig.bare_commits", url, processes, seconds)
            found[f"{processes} processes"] = {
                "reports_a_second": round(ours),
                "bare_commits_a_second": round(bare),
                "share": round(ours / bare, 3),
            }
    return found


async def together(module: str, url: str, processes: int, seconds: float) -> float:
    """So many processes at once; what they did a second in all."""
    children = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, url, str(10_000_000 * (one + 1)), str(seconds), str(AT_ONCE)),
            cwd=HERE,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        for one in range(processes)
    ]
    for child in children:
        await said(child)
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
    figures = [float(await said(child)) for child in children]
    for child in children:
        await child.wait()
    return sum(figures)


async def said(child: asyncio.subprocess.Process) -> Any:
    """The next line of a child."""
    assert child.stdout is not None
    return json.loads(await child.stdout.readline())


# --- the way out ------------------------------------------------------------------------------------------------------


class Taking:
    """A platform that takes everything at once."""

    channel = "tg"

    async def send(self, row: OutboxRow) -> Outcome:
        """Taken."""
        return Sent(MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """Nothing is open."""


async def outbox(folder: Path) -> dict[str, object]:
    """Ours: leases and outcomes of many in one transaction. The peer: two transactions to each message."""
    async with a_desk(folder, "outbox") as (store, _):
        drain = Drain(store, desk_on(f"sqlite:///{folder}/outbox.sqlite3").clock, [Taking()])
        await store.run(promise_many, "ours", DRAINED)
        began = time.perf_counter()
        await drain.quiet()
        ours = DRAINED / (time.perf_counter() - began)
        few = DRAINED // 20
        await store.run(promise_many, "peer", few)
        began = time.perf_counter()
        while rows := await store.run(lease_one):
            await store.run(record_delivery, rows[0], Sent(MsgRef(rows[0].peer, "1")))
        peer = few / (time.perf_counter() - began)
    return {"ours_a_second": round(ours), "peer_a_second": round(peer), "ratio": round(ours / peer, 2)}


def promise_many(uow: UnitOfWork, key: str, how_many: int) -> None:
    """To a thousand chats in turn."""
    for number in range(how_many):
        uow.outbox.add(f"{key}{number}", Peer("tg", str(number % 1000)), Outgoing("工单 1001"), Urgency.REPLY)


def lease_one(uow: UnitOfWork) -> tuple[OutboxRow, ...]:
    """The first that may go."""
    return uow.outbox.lease(uow.now, uow.now + LEASE, ("tg",), 1)


if __name__ == "__main__":
    main()
