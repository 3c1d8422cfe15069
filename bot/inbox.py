"""The front door's worker: takes accepted messages, one per chat at a time, reads them and has them handled.

A message that keeps failing is set aside after five tries, so that its chat and everybody else's go on (T38). One that processes
keep ending with is handled with nothing beside it, so that it takes nobody else's messages with it, and is set aside in the end
(`usecases/set_aside.py`).
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta

import structlog

from bot import dialogue as dlg
from bot.asked import Asked, Asking, asked_last
from bot.dialogue import Drafting, Rereading
from bot.router import take_turn
from desk.ids import RoomId, SchoolId
from desk.language import Lang
from desk.people import Person
from desk.reading import Reading, ReadingContext
from desk.ticket import Ticket
from usecases.canary import hear_canary, is_canary
from usecases.operator import Operator
from usecases.ports import Bell, Store, UnitOfWork
from usecases.rows import SUSPECT, InboxRow, Topic
from usecases.set_aside import try_again, without_killers

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
FIRST, AT_ONCE = 8, 64
"""How many messages a process that just began has in hand, and how many at most: one more for each that it was done with. So where
processes live for a second, each is done with some, and whatever it had in hand beside is not blamed ten times over (ADR 0029).
"""
IDLE_SECONDS = 2.0
PAUSE_SECONDS = 1.0

Read = Callable[[str, ReadingContext], Reading]
Leased = tuple[tuple[InboxRow, ReadingContext], ...]


def lease(uow: UnitOfWork, limit: int, operator: Operator | None = None, *, suspects: bool = True) -> Leased:
    """Take messages, each with what the reader may know about its chat."""
    rows = uow.inbox.lease(uow.now, uow.now + LEASE, limit, suspects=suspects)
    while rows and not (fit := without_killers(uow, rows, operator)):
        rows = uow.inbox.lease(uow.now, uow.now + LEASE, limit, suspects=suspects)
    return tuple(zip(fit, _contexts(uow, fit), strict=True)) if rows else ()


class InboxWorker:
    """Runs until stopped. Different chats in parallel, one chat in order: the lease sees to it, across processes."""

    def __init__(
        self, store: Store, read: Read, operator: Operator | None = None, *, waits: bool = True
    ) -> None:
        """`operator` hears of what is set aside. `waits`: whether `read` may ask a server; then never on the loop that everybody
        else's messages run on.
        """
        self.turns = 0
        self._most = FIRST
        self._operator = operator
        self._alone: asyncio.Task[None] | None = None
        self._waits = waits
        self._store = store
        self._read = read
        self._stopping = asyncio.Event()
        self._bell: Bell | None = None
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take and handle messages until `stop`; then finish those in hand."""
        self._bell = bell = self._store.listen(Topic.INBOX)
        ringing = asyncio.create_task(bell.rings(IDLE_SECONDS))
        while not self._stopping.is_set():
            self.turns += 1
            if await self.cycle():
                continue
            await asyncio.wait({ringing, *self._running}, return_when=asyncio.FIRST_COMPLETED)
            if ringing.done():
                ringing = asyncio.create_task(bell.rings(IDLE_SECONDS))
        ringing.cancel()
        bell.close()
        if self._running:
            await asyncio.wait(self._running, timeout=5)

    def stop(self) -> None:
        """Take no more."""
        self._stopping.set()
        if self._bell is not None:
            self._bell.close()

    async def cycle(self) -> int:
        """Take what may be handled now and start on it; how many messages were taken."""
        room = self._most - len(self._running)
        if room < self._most * 3 // 4 or (self._alone is not None and not self._alone.done()):
            return 0  # a lease costs as much as a turn; and beside what may end this process nothing is begun
        rows = await self._store.run(lease, room, self._operator, suspects=not self._running)
        for row, context in rows:
            task = asyncio.create_task(self._handle(row, context))
            self._running.add(task)
            task.add_done_callback(self._ended)
            if row.deaths >= SUSPECT:
                self._alone = task
        return len(rows)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._most = min(self._most + 1, AT_ONCE)

    async def quiet(self) -> None:
        """Until nothing is in hand and nothing may be handled now: for tests and for a clean stop."""
        while True:
            beside = bool(self._running)  # then a suspect waited
            taken = await self.cycle()
            if self._running:
                await asyncio.wait(self._running)
            elif not (taken or beside):
                return

    async def _handle(self, row: InboxRow, context: ReadingContext) -> None:
        try:
            text = row.incoming.text
            reading = (
                await asyncio.to_thread(self._read, text, context)
                if self._waits
                else self._read(text, context)
            )
            await self._store.run(hear_canary if is_canary(row) else take_turn, row, reading)
        except Exception as failure:  # whatever it was, the message must not be lost nor block its chat
            log.exception("turn_failed", action="turn_failed", key=row.incoming.key, tries=row.tries)
            await self._put_back(row, failure)

    async def _put_back(self, row: InboxRow, failure: Exception) -> None:
        """A message that is not put back looks as if this process had ended with it: while the database is in trouble it is said again."""
        blamed = not self._store.is_troubled(failure)
        reason = f"{type(failure).__name__}: {failure}"
        while True:
            try:
                await self._store.run(try_again, row, reason, self._operator, blamed=blamed)
            except Exception as trouble:
                if self._stopping.is_set() or not self._store.is_troubled(trouble):
                    raise
                log.warning("not put back yet", action="not_put_back", key=row.incoming.key)
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                return


def _contexts(uow: UnitOfWork, rows: tuple[InboxRow, ...]) -> Iterator[ReadingContext]:
    people = [uow.people.at(row.incoming.peer) if row.incoming.text else None for row in rows]
    stored = uow.dialogues.load_each([row.incoming.peer for row in rows])
    tickets = uow.tickets.open_of_each([person.id for person in people if person is not None])
    asking = Asking(uow.words, uow.trees, uow.now)
    for row, person in zip(rows, people, strict=True):
        here = dlg.load(stored.get(row.incoming.peer))
        own = tickets.get(person.id, ()) if person else ()
        mine = (*_helping(uow, person, here, own), *own) if person else ()
        asked = asked_last(here, mine, person.lang if person else Lang.ZH, asking)
        school = _school(person, here)
        if school is None:
            yield ReadingContext(asked=asked.key, said=asked.said)
        else:
            yield _context(uow, school, here, mine, asked)


def _context(
    uow: UnitOfWork, school: SchoolId, here: dlg.Dialogue, tickets: tuple[Ticket, ...], asked: Asked
) -> ReadingContext:
    rooms = uow.places.room_names(school)
    return ReadingContext(rooms, _near(here, tickets), asked.key, bool(tickets), asked.said)


def _helping(
    uow: UnitOfWork, person: Person, here: dlg.Dialogue, own: tuple[Ticket, ...]
) -> tuple[Ticket, ...]:
    """The ticket of another teacher whose steps this person goes on with."""
    if not isinstance(here, dlg.Guiding) or any(one.id == here.ticket for one in own):
        return ()
    ticket = uow.tickets.get(here.ticket)
    return (ticket,) if ticket.helper == person.id and ticket.status.is_open else ()


def _school(person: Person | None, here: dlg.Dialogue) -> SchoolId | None:
    """Whose rooms may be named: those of the person's own school, or of the ticket that is corrected."""
    if isinstance(here, Rereading) and here.school is not None:
        return here.school
    return person.schools[0] if person and person.schools else None


def _near(here: dlg.Dialogue, tickets: tuple[Ticket, ...]) -> RoomId | None:
    if isinstance(here, Drafting):
        return here.draft.room
    if isinstance(here, Rereading):
        return here.near
    return tickets[0].fault.room if tickets else None
