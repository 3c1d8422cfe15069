"""What the repositories of one unit of work share: the connection, the instant, and what is owed after the end."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.exc import DBAPIError

from desk.ids import TicketId
from desk.messages import Peer
from desk.refusals import StaleWrite
from storage.plans import Values
from storage.shelf import Shelf
from storage.wires import Answer, Wire
from usecases.rows import Topic

Wake = tuple[Topic, Peer | None]
R = TypeVar("R")


class LeaseLost(StaleWrite):
    """Another worker has this row, because our lease ran out: drop the work. Running it again would not help."""


class Queue(IntEnum):
    """The queues whose leases are taken one transaction at a time; the number is PostgreSQL's advisory lock key."""

    INBOX = 7_301
    OUTBOX = 7_302


_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(bindparam("queue")))


@dataclass(slots=True)
class Transaction:
    """One transaction in progress, of the process named. `woken` rings after the commit; `kept` is recorded even when the use case refuses."""

    conn: Wire
    now: datetime
    shelf: Shelf = field(default_factory=Shelf)
    process: str = ""
    woken: dict[Wake, None] = field(default_factory=dict)
    kept: list[Callable[[Wire], None]] = field(default_factory=list)
    foreseen: dict[tuple[int, Hashable], Answer] = field(default_factory=dict)
    opened: set[TicketId] = field(default_factory=set)
    expected: list[tuple[Callable[[], bool], Exception]] = field(default_factory=list)
    _register_changed: bool = False

    def wake(self, topic: Topic, peer: Peer | None = None) -> None:
        """Ring the bells of this topic after the commit. Twice is once."""
        self.woken[topic, peer] = None

    def keep(self, write: Callable[[Wire], None]) -> None:
        """Run `write` after a roll-back too: a wrong invitation code is counted although the use case refuses."""
        self.kept.append(write)

    def foresee(self, statement: Select[Any], values: Values) -> None:
        """Ask what will be asked anyway, on a wire where several questions are one round trip."""
        if self.conn.holds_back:
            self.foreseen[id(statement), tuple(values.items())] = self.conn.execute(statement, values)

    def ask(self, statement: Select[Any], values: Values) -> Answer:
        """Run a query, unless it was foreseen and its answer still holds (`forget_foreseen`)."""
        known = self.foreseen.pop((id(statement), tuple(values.items())), None)
        return known or self.conn.execute(statement, values)

    def forget_foreseen(self, statement: Select[Any]) -> None:
        """What this statement asked ahead is about to be written."""
        for asked in [asked for asked in self.foreseen if asked[0] == id(statement)]:
            del self.foreseen[asked]

    def expect(self, holds: Callable[[], bool], otherwise: Exception) -> None:
        """Look at the end of the use case whether this holds; if not, it fails with `otherwise`. For counts of rows whose
        answer nothing else waits for: asked at once, each would cost a round trip.
        """
        self.expected.append((holds, otherwise))

    def check(self) -> None:
        """Raise the first of what was expected and did not come true."""
        for holds, otherwise in self.expected:
            if not holds():
                raise otherwise

    def cause(self, error: Exception) -> Exception:
        """Why a use case failed: what was expected and did not come true, else the error itself. To go on with an outdated
        ticket ends in a doubled key, sooner than the expectation is looked at.
        """
        try:
            self.check()
        except StaleWrite as outdated:
            return outdated
        except DBAPIError:
            return error
        return error

    def recall(self, key: Hashable, read: Callable[[], R]) -> R:
        """Something of the register, read only when it may have changed."""
        return self.shelf.recall(self.conn, key, read)

    def change_register(self) -> None:
        """Call before anything of the register is written."""
        if not self._register_changed:
            self._register_changed = True
            self.shelf.change(self.conn)

    def lease_alone(self, queue: Queue) -> None:
        """Wait until no other transaction takes leases of this queue. "One row per chat in flight" looks at several
        rows, so row locks alone cannot promise it. SQLite has one writer and needs nothing.
        """
        if self.conn.dialect.name == "postgresql":
            self.conn.execute(_ONE_AT_A_TIME, {"queue": queue.value})
