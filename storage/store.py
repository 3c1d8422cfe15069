"""`SqlStore`: runs use cases on database threads. The event loop hands a use case over and gets its result, one hop each."""

import asyncio
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Concatenate
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from desk.common_fault import MergingRule
from desk.edition import Edition
from desk.ids import PlanId, TreeId
from desk.incident_plan import Plan
from desk.messages import Peer
from desk.paging import PagingRules
from desk.playbook import Tree
from storage.bells import Bells, LocalBell
from storage.database_time import Following, set_by_database
from storage.direct import Direct
from storage.engines import check, connection, engine_for, parsed
from storage.notify import Announcer, Listener
from storage.retries import is_trouble
from storage.transaction import Wake
from storage.unit_of_work import Furnishings
from storage.wires import Wire
from storage.workers import Crew, Job, Settled
from storage.workplaces import Bench, GroupCommit, Snapshot
from usecases.ports import Clock, P, R, UnitOfWork, Words
from usecases.report_ports import Chronicle, Papers
from usecases.rows import Topic

_GROUP = 50  # use cases per commit, at most
_READERS = 2
_PATIENCE = 5.0  # seconds for the first LISTEN; without it we poll, which is slower but loses nothing


class StorageClosed(Exception):
    """The store is not started or already closed: the process is going down, keep the work for the next start."""


class SqlStore:
    """`ports.Store` on SQLite or PostgreSQL. Belongs to the event loop that started it."""

    def __init__(  # noqa: PLR0913  # everything a desk is furnished with, by keyword
        self,
        url: str,
        clock: Clock,
        words: Words,
        trees: Mapping[TreeId, Tree],
        zone: ZoneInfo,
        *,
        writers: int = 1,
        plans: Mapping[PlanId, Plan] | None = None,
        merging: Sequence[MergingRule] = (),
        papers: Papers | None = None,
        chronicle: Chronicle | None = None,
        at_hand: Edition | None = None,
    ) -> None:
        """Connects to nothing yet. `writers` are PostgreSQL's writing threads; SQLite has one by nature."""
        self._url = parsed(url)
        self._clock = clock
        known = Furnishings(words, trees, zone, plans=plans or {}, merging=merging, at_hand=at_hand)
        self._given = replace(known, papers=papers, chronicle=chronicle, process=secrets.token_hex(8))
        self._writers = writers
        self._bells = Bells()
        self._stopping = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writing: Crew | None = None
        self._reading: Crew | None = None
        self._listener: Listener | None = None

    @property
    def takes_several_processes(self) -> bool:
        """PostgreSQL does; a SQLite file belongs to one process."""
        return self._url.get_backend_name() != "sqlite"

    def page_by(self, rules: PagingRules) -> "SqlStore":
        """From its start on the store's desk pages by these; without, nobody is rung twice."""
        self._given = replace(self._given, paging=rules)
        return self

    async def start(self) -> None:
        """Check the database, then start the threads. Raises StorageNotReady."""
        self._loop = asyncio.get_running_loop()
        await asyncio.to_thread(self._check)
        if self._url.get_backend_name() == "sqlite":
            self._start_sqlite()
        else:
            await asyncio.to_thread(self._start_postgresql)
        readers = engine_for(self._url, reads_only=True)
        places = [
            Snapshot(
                Bench(partial(self._wire, readers, reads_only=True), self._clock, self._given), self._stopping
            )
            for _ in range(_READERS)
        ]
        self._reading = Crew("chalkline-read", places, self._report)

    async def run(
        self, use_case: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run and commit. Conflicts are tried again five times; anything else is raised, and nothing is recorded."""
        return await self._hand_over(self._writing, partial(_called, use_case, args, kwargs))

    async def read(
        self, query: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run on a read-only snapshot; the database refuses writes."""
        return await self._hand_over(self._reading, partial(_called, query, args, kwargs))

    def is_troubled(self, error: BaseException) -> bool:
        """Whether it tells of the database's own trouble: gone, full, or busy with others."""
        return is_trouble(error)

    def listen(self, topic: Topic, peer: Peer | None = None) -> LocalBell:
        """A bell for commits that wake this topic, of this process and (on PostgreSQL) of others."""
        return self._bells.listen(topic, peer)

    async def close(self) -> None:
        """Finish what is queued, close the connections. Twice is fine."""
        self._stopping.set()
        working = (self._writing, self._reading, self._listener)
        self._writing = self._reading = self._listener = None
        for crew in working:
            if crew is not None:
                await asyncio.to_thread(crew.finish)

    async def _hand_over(self, crew: Crew | None, call: Callable[[UnitOfWork], R]) -> R:
        if crew is None:
            raise StorageClosed
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        crew.take(Job(call, future))
        return await future

    def _wire(self, engine: Engine, *, reads_only: bool = False) -> Wire:
        """A connection of its own for each thread."""
        if engine.dialect.name == "sqlite":
            return Direct(engine.connect(), reads_only=reads_only)
        from storage.pipeline import Pipeline  # noqa: PLC0415  # psycopg is loaded where PostgreSQL is used

        return Pipeline(engine.connect(), reads_only=reads_only)

    def _check(self) -> None:
        with connection(self._url) as conn:
            check(conn)
            if self.takes_several_processes and isinstance(self._clock, Following):
                set_by_database(self._clock, lambda sql: int(conn.exec_driver_sql(sql).scalar_one()))

    def _start_sqlite(self) -> None:
        bench = Bench(partial(self._wire, engine_for(self._url)), self._clock, self._given)
        self._writing = Crew("chalkline-write", [GroupCommit(bench, self._stopping)], self._report, _GROUP)

    def _start_postgresql(self) -> None:
        engine = engine_for(self._url)
        announcer = Announcer()
        places = [
            GroupCommit(
                Bench(partial(self._wire, engine), self._clock, self._given),
                self._stopping,
                announcer.announce,
            )
            for _ in range(self._writers)
        ]
        self._writing = Crew("chalkline-write", places, self._report, _GROUP)
        self._listener = Listener(engine, announcer.name, self._heard, self._clock)
        self._listener.wait_until_listening(_PATIENCE)

    def _report(self, settled: list[Settled]) -> None:
        """Called on a database thread: one hop back for the whole batch."""
        self._on_loop(_settle, self._bells, settled)

    def _heard(self, wake: Wake | None) -> None:
        """Called on the listener's thread."""
        if wake is None:
            self._on_loop(self._bells.ring_all)
        else:
            self._on_loop(self._bells.ring, *wake)

    def _on_loop(self, call: Callable[..., None], *args: Any) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call, *args)


def _called(use_case: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any], uow: UnitOfWork) -> R:
    return use_case(uow, *args, **kwargs)


def _settle(bells: Bells, settled: list[Settled]) -> None:
    """On the event loop: give every waiting caller its end, then ring each bell once."""
    for end in settled:
        if end.job.future.done():
            continue  # the caller was cancelled; what was committed stays
        if end.error is None:
            end.job.future.set_result(end.result)
        else:
            end.job.future.set_exception(end.error)
    for wake in dict.fromkeys(wake for end in settled for wake in end.woken):
        bells.ring(*wake)
