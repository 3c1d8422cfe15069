"""What the tables say after a storm, and whether it adds up with what the witness saw (reliability.md §5.2)."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, select

from desk.events import DeadlineMissed, DeadlineNeared, Event
from desk.ticket import Ticket, replay
from storage.codec import decode, decode_event
from storage.engines import connection
from storage.tables import events, inbox, outbox, tickets, timers
from tests.crash.town import Teacher
from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.server import Call

COPY_MARK = "（重发）"
FIRST_UPDATE = 100_000_001
_NO = re.compile(r"工单 (\d+)")


@dataclass(frozen=True)
class Ledger:
    """Every row that matters, read in one snapshot."""

    inbox: Sequence[Row[Any]]
    outbox: Sequence[Row[Any]]
    timers: Sequence[Row[Any]]
    tickets: tuple[Ticket, ...]
    trails: dict[str, tuple[Event, ...]]

    @staticmethod
    def of(url: str) -> "Ledger":
        """Read it. The desk may run or not."""
        with connection(url) as conn, conn.begin():

            def rows(table: Table) -> Sequence[Row[Any]]:
                return conn.execute(select(table)).all()

            trails: dict[str, list[Event]] = defaultdict(list)
            for row in conn.execute(select(events).order_by(events.c.ticket, events.c.seq)):
                trails[row.ticket].append(decode_event(row.kind, row.body))
            return Ledger(
                rows(inbox),
                rows(outbox),
                rows(timers),
                tuple(decode(row.body, Ticket) for row in rows(tickets)),
                {ticket: tuple(trail) for ticket, trail in trails.items()},
            )

    def is_settled(self, now: datetime) -> bool:
        """Nothing waits: no message unread, none unsent, no due timer unfired."""
        return not (
            any(row.handled_at is None for row in self.inbox)
            or any(row.settled_at is None for row in self.outbox)
            or self.overdue(now)
        )

    def overdue(self, now: datetime) -> list[str]:
        """Timers that were due and have not fired."""
        return [row.key for row in self.timers if row.fired_at is None and row.due <= now]

    def in_flight(self) -> int:
        """How many messages a process has taken to send."""
        return sum(row.leased_until is not None and row.settled_at is None for row in self.outbox)

    def waiting(self, now: datetime) -> str:
        """What is not settled, in words."""
        unread = [row.key for row in self.inbox if row.handled_at is None]
        unsent = [(row.key, row.attempts, row.reason) for row in self.outbox if row.settled_at is None]
        return f"unread {unread}; unsent {unsent}; overdue {self.overdue(now)}"

    def deadlines_noticed(self) -> int:
        """How many deadlines were missed; a storm without any has not tried the clock."""
        return sum(isinstance(event, DeadlineMissed) for trail in self.trails.values() for event in trail)

    # -- invariants; each returns what is wrong

    def lost(self, api: BotApiDouble) -> list[str]:
        """Updates of the witness that are not in the inbox as done (Inv1)."""
        bot = api.token.partition(":")[0]
        done = {row.key for row in self.inbox if row.fate == "done"}
        return [
            key
            for key in (f"tg:{bot}:{number}" for number in range(FIRST_UPDATE, api.updates._next))
            if key not in done
        ]

    def miscounted(self, reported: Iterable[Teacher]) -> dict[str, int]:
        """Reporters whose number of tickets is not one; and tickets that nobody reported (Inv1, Inv2)."""
        expected = Counter(teacher.words for teacher in reported)
        opened = Counter(ticket.words[0] for ticket in self.tickets)
        wrong = {words: opened[words] - count for words, count in expected.items() if opened[words] != count}
        wrong |= {words: count for words, count in opened.items() if words not in expected}
        twice = Counter(ticket.reporter for ticket in self.tickets)
        return wrong | {person: count for person, count in twice.items() if count > 1}

    def unfaithful(self) -> list[int]:
        """Tickets that their trail does not rebuild (Inv9)."""
        return [ticket.no for ticket in self.tickets if replay(self.trails[ticket.id]) != ticket]

    def fired_twice(self) -> list[tuple[Any, ...]]:
        """Deadlines that were noticed more than once, or before they were due (Inv3)."""
        noticed: Counter[tuple[Any, ...]] = Counter()
        early: list[tuple[Any, ...]] = []
        for ticket, trail in self.trails.items():
            for event in trail:
                if isinstance(event, DeadlineMissed | DeadlineNeared):
                    noticed[type(event).__name__, ticket, event.stage] += 1
                if isinstance(event, DeadlineMissed) and event.at < event.due:
                    early.append(("early", ticket, event.stage))
        return [what for what, count in noticed.items() if count > 1] + early

    def unsent(self) -> list[tuple[str, str, str]]:
        """Promised messages that were neither sent nor withdrawn nor replaced by a newer state (Inv5)."""
        kept = {"sent", "cancelled", "replaced"}
        return [(row.key, row.fate or "waiting", row.reason) for row in self.outbox if row.fate not in kept]

    def unpaged(self, calls: Iterable[Call], crew: Iterable[int]) -> list[int]:
        """Tickets of which the witness never showed an engineer anything (Inv5)."""
        told = {
            no for call in calls if call.params.get("chat_id") in set(map(str, crew)) for no in _numbers(call)
        }
        return [ticket.no for ticket in self.tickets if ticket.no not in told]


def unmarked_copies(calls: Iterable[Call]) -> list[tuple[str, str]]:
    """Pages that an engineer got more than once without the later ones saying that they are copies."""
    shown: Counter[tuple[str, str]] = Counter()
    for call in calls:
        text = str(call.params.get("text", ""))
        if call.method == "sendMessage" and not text.startswith(COPY_MARK) and "时限：" in text:
            shown[str(call.params["chat_id"]), text.partition("\n")[0]] += 1
    return [page for page, count in shown.items() if count > 1]


def copies(calls: Iterable[Call]) -> int:
    """How many messages said that they are copies."""
    return sum(str(call.params.get("text", "")).startswith(COPY_MARK) for call in calls)


def _numbers(call: Call) -> set[int]:
    return {int(no) for no in _NO.findall(str(call.params.get("text", "")))}
