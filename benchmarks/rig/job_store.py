"""APScheduler's SQLAlchemy job store, asked what the desk's timers are asked: what is due, when is the next, run them.

It gets what helps it: a connection pool, WAL on SQLite, no misfire grace (with its default of a second it drops late jobs).
Commits are as durable as the desk's.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from pysqlite3 import dbapi2
from sqlalchemy import Engine, create_engine, event

from tests.kit.postgres import PostgresServer

IDLE_SAMPLES = 300
POLL_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class Jobs:
    """How many lie in the store, and how many more are due at once."""

    pending: int
    due: int


class Rung:
    """Counts the jobs that ran. APScheduler stores a job by the name of its function, so the count hangs on the class."""

    count = 0


async def ring() -> None:
    """The job."""
    Rung.count += 1


async def job_store_figures(
    folder: Path, server: PostgresServer | None, jobs: Jobs, advance: Callable[[int], None]
) -> dict[str, float]:
    """Milliseconds of an idle look, and due jobs run a second: from `resume` until the last one has run."""
    engine = _engine(folder / "peer.sqlite3", server)
    store = SQLAlchemyJobStore(engine=engine)
    scheduler = AsyncIOScheduler(
        timezone="UTC", jobstores={"default": store}, job_defaults={"misfire_grace_time": None}
    )
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    _fill(scheduler, jobs.pending, now + timedelta(days=1), advance)
    idle = _idle(store)
    _fill(scheduler, jobs.due, now, advance)
    Rung.count = 0
    before = time.perf_counter()
    scheduler.resume()
    while Rung.count < jobs.due:  # noqa: ASYNC110  # stored jobs cannot be handed an event
        await asyncio.sleep(POLL_SECONDS)
    rate = jobs.due / (time.perf_counter() - before)
    scheduler.shutdown(wait=False)
    await asyncio.sleep(0)
    engine.dispose()
    return {"peer_idle_ms": idle, "peer_fired_per_second": rate}


def _engine(file: Path, server: PostgresServer | None) -> Engine:
    if server is not None:
        return create_engine(server.empty_database())
    engine = create_engine(f"sqlite:///{file}", module=dbapi2)

    def connected(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
        connection.execute("PRAGMA synchronous=FULL")

    event.listen(engine, "connect", connected)
    return engine


def _fill(scheduler: AsyncIOScheduler, count: int, first: datetime, advance: Callable[[int], None]) -> None:
    for _ in range(count):
        scheduler.add_job(ring, "date", run_date=first)
        advance(1)


def _idle(store: SQLAlchemyJobStore) -> float:
    taken = []
    for _ in range(IDLE_SAMPLES):
        before = time.perf_counter()
        assert store.get_due_jobs(datetime.now(UTC)) == []
        assert store.get_next_run_time() is not None
        taken.append((time.perf_counter() - before) * 1000)
    return statistics.median(taken)
