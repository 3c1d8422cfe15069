"""How transactions are run: on SQLite many use cases per commit, on PostgreSQL one each, and snapshots for reading."""

import threading
from collections.abc import Callable, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError

from storage.direct import Direct, Plans
from storage.retries import TRIES, CommitUncertain, broke_off, may_try_again, pause_before
from storage.transaction import Transaction
from storage.unit_of_work import Furnishings, SqlUnitOfWork
from storage.workers import Job, Settled
from usecases.ports import Clock


class Bench:
    """One thread's connection, opened when first needed and again after it broke."""

    def __init__(self, engine: Engine, clock: Clock, given: Furnishings) -> None:
        """Opens nothing yet: the connection belongs to the thread that works."""
        self._engine = engine
        self._clock = clock
        self._given = given
        self._open: Connection | None = None
        self._plans = Plans()

    @property
    def conn(self) -> Connection:
        """The connection. SQLAlchemy renews a broken one by itself after its transaction was rolled back."""
        if self._open is None:
            self._open = self._engine.connect()
        return self._open

    def transaction(self) -> Transaction:
        """A fresh record of one transaction; the clock is read here, once."""
        conn = self.conn
        if conn.dialect.name == "sqlite":
            conn = cast(Connection, Direct(conn, self._plans))
        return Transaction(conn, self._clock.now())

    @property
    def driver(self) -> Any:
        """The driver's own connection."""
        return self.conn.connection.driver_connection

    def unit(self, tx: Transaction) -> SqlUnitOfWork:
        """The unit of work of a transaction."""
        return SqlUnitOfWork(tx, self._given)

    def close(self) -> None:
        """Close the connection if there is one."""
        if self._open is not None:
            self._open.close()


class GroupCommit:
    """SQLite's writer: every waiting use case in one transaction, each in a savepoint of its own, one fsync for all.

    A use case that raises is rolled back alone. When the COMMIT fails, all of them fail: none was recorded. Results are
    handed out after the commit only.
    """

    def __init__(self, bench: Bench) -> None:
        """Works at this bench."""
        self._bench = bench

    def carry_out(self, jobs: Sequence[Job]) -> list[Settled]:
        """Run and commit. Raises only when the transaction as a whole failed."""
        with self._bench.conn.begin():
            return [self._one(job) for job in jobs]

    def close(self) -> None:
        """Close the connection."""
        self._bench.close()

    def _one(self, job: Job) -> Settled:
        return _repeatedly(self._attempt, job)

    def _attempt(self, job: Job) -> Settled:
        tx = self._bench.transaction()
        driver = (
            self._bench.driver
        )  # savepoints bypass SQLAlchemy: three per use case, 2 µs each instead of 20
        driver.execute("SAVEPOINT job")
        try:
            result = job.call(self._bench.unit(tx))
        except Exception as error:
            if not driver.in_transaction:
                raise  # SQLite gave up the whole transaction (disk full): the group fails, with this reason
            driver.execute("ROLLBACK TO job")
            _keep(tx)
            driver.execute("RELEASE job")
            return Settled(job, error=error)
        driver.execute("RELEASE job")
        return Settled(job, result, woken=tuple(tx.woken))


class EachAlone:
    """One transaction per use case, tried again after conflicts and lost connections. PostgreSQL's way of writing."""

    def __init__(
        self, bench: Bench, announce: Callable[[Transaction], None], stopping: threading.Event
    ) -> None:
        """`announce` runs last in each transaction, to wake other processes; `stopping` ends the pauses between tries."""
        self._bench = bench
        self._announce = announce
        self._stopping = stopping

    def carry_out(self, jobs: Sequence[Job]) -> list[Settled]:
        """Run one after another."""
        return [_repeatedly(_caught(self._attempt), job, self._stopping) for job in jobs]

    def close(self) -> None:
        """Close the connection."""
        self._bench.close()

    def _attempt(self, job: Job) -> Settled:
        tx = self._bench.transaction()
        try:
            with tx.conn.begin() as whole:
                result = job.call(self._bench.unit(tx))
                self._announce(tx)
                _commit(whole)
        except Exception as error:  # noqa: BLE001 - goes to the caller
            self._keep(tx)
            return Settled(job, error=error)
        return Settled(job, result, woken=tuple(tx.woken))

    def _keep(self, tx: Transaction) -> None:
        """Record what is kept after a roll-back. Raises when it cannot: a try that is not counted must not be answered."""
        if tx.kept:
            with tx.conn.begin():
                _keep(tx)


class Snapshot:
    """One read-only snapshot per query. What it would wake is not woken: nothing was written."""

    def __init__(self, bench: Bench, stopping: threading.Event) -> None:
        """`stopping` ends the pauses between tries."""
        self._bench = bench
        self._stopping = stopping

    def carry_out(self, jobs: Sequence[Job]) -> list[Settled]:
        """Run one after another."""
        return [_repeatedly(_caught(self._attempt), job, self._stopping) for job in jobs]

    def close(self) -> None:
        """Close the connection."""
        self._bench.close()

    def _attempt(self, job: Job) -> Settled:
        with self._bench.conn.begin() as whole:
            result = job.call(self._bench.unit(self._bench.transaction()))
            whole.rollback()
        return Settled(job, result)


def _repeatedly(
    attempt: Callable[[Job], Settled], job: Job, stopping: threading.Event | None = None
) -> Settled:
    """Up to five attempts as long as another one makes sense; with pauses when there is something to wait for."""
    settled = attempt(job)
    for number in range(1, TRIES):
        if settled.error is None or not may_try_again(settled.error):
            break
        if stopping is not None:
            stopping.wait(pause_before(number))
        settled = attempt(job)
    return settled


def _caught(attempt: Callable[[Job], Settled]) -> Callable[[Job], Settled]:
    """An attempt that reports what the database did to it (no connection, broken off) as the job's end."""

    def caught(job: Job) -> Settled:
        try:
            return attempt(job)
        except Exception as error:  # noqa: BLE001 - goes to the caller
            return Settled(job, error=error)

    return caught


def _commit(whole: RootTransaction) -> None:
    try:
        whole.commit()
    except DBAPIError as error:
        if broke_off(error):
            raise CommitUncertain from error
        raise


def _keep(tx: Transaction) -> None:
    for write in tx.kept:
        write(tx.conn)
