"""What the tables say after a storm: every row that the invariants look at, read in one snapshot."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, exists, or_, select

from desk.calendars import WorkCalendar
from desk.contract import Contract
from desk.events import DeadlineMissed, Event
from desk.messages import Outgoing
from desk.ticket import Ticket
from storage.codec import decode, decode_event
from storage.engines import connection
from storage.paging_tables import pages
from storage.privacy_tables import event_seals
from storage.seals import SealRows
from storage.tables import calendar_versions, contract_versions, events, inbox, outbox, tickets, timers
from storage.transaction import Transaction
from usecases.canary import NEST

Rows = Sequence[Row[Any]]


@dataclass(frozen=True)
class Ledger:
    """Rows as they are; tickets, their trails by id, and contracts decoded. `sealed` counts events with a seal, `flaws` is what is wrong
    with their chains.
    """

    inbox: Rows
    outbox: Rows
    timers: Rows
    pages: Rows
    tickets: tuple[Ticket, ...]
    trails: dict[str, tuple[Event, ...]]
    contracts: dict[tuple[str, int], Contract]
    calendars: dict[tuple[str, str], WorkCalendar]
    sealed: int = 0
    flaws: tuple[str, ...] = ()

    @staticmethod
    def of(url: str) -> "Ledger":
        """Read it. The desk may run or not."""
        with connection(url, reads_only=True) as conn, conn.begin():

            def rows(table: Table) -> Rows:
                return conn.execute(select(table)).all()

            trails: dict[str, list[Event]] = defaultdict(list)
            for row in conn.execute(select(events).order_by(events.c.ticket, events.c.seq)):
                trails[row.ticket].append(decode_event(row.kind, row.body))
            return Ledger(
                nobodys_left_out(rows(inbox)),
                nobodys_left_out(rows(outbox)),
                rows(timers),
                rows(pages),
                tuple(decode(row.body, Ticket) for row in rows(tickets)),
                {ticket: tuple(trail) for ticket, trail in trails.items()},
                {(row.contract, row.version): decode(row.body, Contract) for row in rows(contract_versions)},
                {
                    (row.calendar, row.version): decode(row.body, WorkCalendar)
                    for row in rows(calendar_versions)
                },
                len(rows(event_seals)),
                tuple(SealRows(_Looking(conn)).flaws()),
            )

    def contract_of(self, ticket: Ticket) -> Contract:
        """The version it pins, with the calendar it pins."""
        contract = self.contracts[ticket.contract, ticket.contract_version]
        return replace(contract, calendar=self.calendars.get((ticket.calendar, ticket.calendar_version)))

    def texts(self) -> dict[str, set[str]]:
        """What was ever promised to each peer and still stands in a row, by peer."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.outbox:
            if row.body != "null":
                found[row.peer].add(text_of(row))
        return found

    def in_flight(self) -> int:
        """How many messages a process has taken to send."""
        return sum(row.leased_until is not None and row.settled_at is None for row in self.outbox)

    def deadlines_missed(self) -> int:
        """A storm without any has not tried the clock."""
        return sum(isinstance(event, DeadlineMissed) for trail in self.trails.values() for event in trail)


class _Looking(Transaction):
    """Enough of a transaction to read on a connection of ours."""

    def __init__(self, conn: Connection) -> None:
        self.conn: Any = conn


def nobodys_left_out(rows: Rows) -> Rows:
    """Without canaries, which nobody says and nobody sees."""
    return [row for row in rows if row.peer != str(NEST)]


def text_of(row: Row[Any]) -> str:
    """The words of an outbox row, as every platform shows them."""
    return decode(row.body, Outgoing).text.strip()


def is_settled(url: str, now: datetime, promised: datetime | None = None) -> bool:
    """Nothing waits: no message unread, no due timer unfired, and none unsent of those promised until then (now, unless said: jobs that
    nobody takes go on being told, so that some message is always on its way).
    """
    waiting = (
        exists().where(inbox.c.handled_at.is_(None)),
        exists().where(outbox.c.settled_at.is_(None), outbox.c.created_at <= (promised or now)),
        exists().where(timers.c.fired_at.is_(None), timers.c.due <= now),
    )
    with connection(url, reads_only=True) as conn, conn.begin():
        return not conn.execute(select(or_(*waiting))).scalar()
