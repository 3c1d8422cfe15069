"""Database threads: they take jobs from a queue, carry them out and report to the event loop in batches."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import structlog

from storage.transaction import Wake
from usecases.ports import UnitOfWork

log = structlog.get_logger()


@dataclass(slots=True, eq=False)
class Job:
    """One use case with its arguments, and where its end is reported."""

    call: Callable[[UnitOfWork], Any]
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Settled:
    """How a job ended, and which bells ring now that it is committed."""

    job: Job
    result: Any = None
    error: BaseException | None = None
    woken: tuple[Wake, ...] = ()


class Workplace(Protocol):
    """What one thread works at: a connection and a way to run transactions on it."""

    def carry_out(self, jobs: Sequence[Job]) -> list[Settled]:
        """Run them, or at least the first of them; what they raise is in the result."""

    def close(self) -> None:
        """Give the connection back."""


class Crew:
    """Threads that share one queue. A thread takes up to `batch` waiting jobs at once."""

    def __init__(
        self, name: str, places: Sequence[Workplace], report: Callable[[list[Settled]], None], batch: int = 1
    ) -> None:
        """Starts one thread per workplace. More than one job at a time is for crews of one."""
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._report = report
        self._batch = batch
        self._threads = [
            threading.Thread(target=self._work, args=(place,), name=f"{name}-{i}", daemon=True)
            for i, place in enumerate(places)
        ]
        for thread in self._threads:
            thread.start()

    def take(self, job: Job) -> None:
        """Queue a job."""
        self._jobs.put(job)

    def finish(self) -> None:
        """Carry out what is queued, then end. Blocks until the threads are gone."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self, place: Workplace) -> None:
        more = True
        while more:
            jobs, more = self._next()
            wanted = [job for job in jobs if not job.future.cancelled()]
            while wanted:
                settled = _carried_out(place, wanted)
                self._report(settled)
                wanted = wanted[len(settled) :]
        place.close()

    def _next(self) -> tuple[list[Job], bool]:
        """What waits, and whether to come back for more."""
        first = self._jobs.get()
        if first is None:
            return [], False
        jobs = [first]
        while len(jobs) < self._batch:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                return jobs, False
            jobs.append(job)
        return jobs, True


def _carried_out(place: Workplace, jobs: list[Job]) -> list[Settled]:
    """A workplace settles every job; should it fail itself, nobody may be left waiting."""
    try:
        return place.carry_out(jobs)
    except BaseException as error:  # handed to those who wait: a dead database thread would hang them all
        log.exception("workplace_failed", action="workplace_failed")
        return [Settled(job, error=error) for job in jobs]
