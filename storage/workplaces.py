"""How transactions are run: waiting use cases share one commit, and snapshots are for reading."""

import threading
from collections.abc import Callable, Sequence
from time import monotonic

from sqlalchemy.exc import DBAPIError

from storage.retries import CommitUncertain, may_try_again, pause_before, tries_for
from storage.shelf import Shelf
from storage.transaction import Transaction, Wake
from storage.unit_of_work import Furnishings, SqlUnitOfWork
from storage.wires import Wire
from storage.workers import Job, Settled
from usecases.ports import Clock

LONGEST = 0.1
"""Seconds after which a transaction takes up no more use cases: who waits for its commit waits no longer, and a process that is killed
loses no more (ADR 0004).
"""

Announce = Callable[[Wire, tuple[Wake, ...]], None]


class Bench:
    """One thread's connection, opened when first needed and again after it broke."""

    def __init__(self, connect: Callable[[], Wire], clock: Clock, given: Furnishings) -> None:
        """Opens nothing yet: the connection belongs to the thread that works."""
        self._connect = connect
        self._clock = clock
        self._given = given
        self._wire: Wire | None = None
        self._shelf = Shelf()

    def begin(self) -> Wire:
        """Begin a transaction. Raises DBAPIError when there is no connection to be had."""
        wire = self._connected()
        wire.begin()
        self._shelf.begin()
        return wire

    def _connected(self) -> Wire:
        """The connection; a new one when the last was lost."""
        if self._wire is not None and self._wire.is_broken:
            self.close()
        if self._wire is None:
            self._wire = self._connect()
        return self._wire

    def transaction(self, wire: Wire) -> Transaction:
        """A fresh record of one use case's part of a transaction; the clock is read here, once."""
        return Transaction(wire, self._clock.now(), self._shelf, self._given.process)

    def unit(self, tx: Transaction) -> SqlUnitOfWork:
        """The unit of work of a transaction."""
        return SqlUnitOfWork(tx, self._given)

    def forget(self) -> None:
        """Roll the transaction back; a connection that cannot even do that is closed, and with it the transaction ends."""
        try:
            if self._wire is not None:
                self._wire.roll_back()
        except DBAPIError:
            self.close()

    def close(self) -> None:
        """Close the connection if there is one."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()


class _GroupLost(Exception):
    """The transaction of a group ended before its commit: nothing of it was recorded."""


class GroupCommit:
    """The waiting use cases in one transaction, each behind a mark of its own, one commit for all. Those that are still to come after
    `LONGEST` are left to the next.

    A use case that raises is undone alone. One that met a conflict, and all of them when the transaction is lost, are
    run again one by one, up to five times in all (`retries.tries_for`). Results are handed out after the commit only. A connection that
    breaks during the commit leaves it uncertain whether anything was recorded: then all are told so.

    On a wire that holds writes back, several use cases are looked at together when the last one has run: waiting for
    each would cost a round trip each. One of their writes refused, or a count not as expected, loses the transaction.
    """

    def __init__(self, bench: Bench, stopping: threading.Event, announce: Announce | None = None) -> None:
        """`announce` runs last in each transaction, to wake other processes; `stopping` ends the pauses between tries."""
        self._bench = bench
        self._stopping = stopping
        self._announce = announce

    def carry_out(self, jobs: Sequence[Job]) -> list[Settled]:
        """Run and commit."""
        return [self._again(end) if _may_try_again(end.error) else end for end in self._together(jobs)]

    def close(self) -> None:
        """Close the connection."""
        self._bench.close()

    def _again(self, end: Settled) -> Settled:
        number = 1
        while _may_try_again(end.error) and number < tries_for(end.error):
            self._stopping.wait(pause_before(number - 1))
            (end,) = self._together([end.job])
            number += 1
        return end

    def _together(self, jobs: Sequence[Job]) -> list[Settled]:
        try:
            wire = self._bench.begin()
            settled = self._all(wire, jobs) if wire.holds_back and len(jobs) > 1 else self._each(wire, jobs)
            self._commit(wire, settled)
        except CommitUncertain as problem:
            return [Settled(job, error=problem) for job in jobs]
        except Exception as problem:  # noqa: BLE001 - goes to every caller, or into another try
            self._bench.forget()
            error = problem if len(jobs) == 1 else _GroupLost(repr(problem))
            return [Settled(job, error=error) for job in jobs]
        return settled

    def _all(self, wire: Wire, jobs: Sequence[Job]) -> list[Settled]:
        unsure: list[Transaction] = []
        settled = self._each(wire, jobs, unsure)
        wire.settle()
        for tx in unsure:
            tx.check()
        return settled

    def _each(
        self, wire: Wire, jobs: Sequence[Job], unsure: list[Transaction] | None = None
    ) -> list[Settled]:
        """One after another while there is time; at least the first."""
        settled: list[Settled] = []
        until = monotonic() + LONGEST
        for job in jobs:
            settled.append(self._one(wire, job, unsure))
            if monotonic() > until:
                break
        return settled

    def _one(self, wire: Wire, job: Job, unsure: list[Transaction] | None = None) -> Settled:
        """Run one use case behind a mark. With `unsure`, whether its writes were accepted is looked at later."""
        tx = self._bench.transaction(wire)
        wire.mark()
        try:
            result = job.call(self._bench.unit(tx))
            if unsure is None:
                wire.settle()
                tx.check()
        except Exception as error:
            if unsure is not None and isinstance(error, DBAPIError):
                raise  # of this use case or of one before it
            error = tx.cause(error)
            if not wire.go_back():
                raise
            for write in tx.kept:
                write(wire)
            wire.settle()
            wire.forget_mark()
            return Settled(job, error=error)
        wire.forget_mark()
        if unsure is not None:
            unsure.append(tx)
        return Settled(job, result, woken=tuple(tx.woken))

    def _commit(self, wire: Wire, settled: list[Settled]) -> None:
        if self._announce is not None:
            self._announce(wire, tuple(dict.fromkeys(wake for end in settled for wake in end.woken)))
        try:
            wire.commit()
        except DBAPIError as error:
            if wire.is_broken:
                raise CommitUncertain from error
            raise


class Snapshot:
    """One read-only snapshot per query. What it would wake is not woken: nothing was written."""

    def __init__(self, bench: Bench, stopping: threading.Event) -> None:
        """`stopping` ends the pauses between tries."""
        self._bench = bench
        self._stopping = stopping

    def carry_out(self, jobs: Sequence[Job]) -> list[Settled]:
        """Run one after another."""
        return [self._repeatedly(job) for job in jobs]

    def close(self) -> None:
        """Close the connection."""
        self._bench.close()

    def _repeatedly(self, job: Job) -> Settled:
        end, number = self._attempt(job), 1
        while end.error is not None and may_try_again(end.error) and number < tries_for(end.error):
            self._stopping.wait(pause_before(number))
            end = self._attempt(job)
            number += 1
        return end

    def _attempt(self, job: Job) -> Settled:
        try:
            wire = self._bench.begin()
            wire.mark()
            result = job.call(self._bench.unit(self._bench.transaction(wire)))
            wire.settle()
        except Exception as error:  # noqa: BLE001 - goes to the caller
            return Settled(job, error=error)
        finally:
            self._bench.forget()
        return Settled(job, result)


def _may_try_again(error: BaseException | None) -> bool:
    return isinstance(error, _GroupLost) or (error is not None and may_try_again(error))
