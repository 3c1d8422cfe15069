"""What the watchers look at, across tickets, timers and findings. Its reads are bounded by what is open, not by the history."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, select, tuple_, update

from desk.auditor import Finding, Waiting
from desk.hooks import HOOK
from desk.ids import TicketId
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from storage.codec import decode, encode
from storage.plans import padded
from storage.tables import inbox, outbox, tickets, timers
from storage.transaction import Transaction
from storage.upsert import insert_new
from storage.watch_tables import audit_findings
from usecases.rows import Topic
from usecases.watch_ports import Backlog

_OPEN = select(tickets.c.id).where(tickets.c.is_open.is_(True)).order_by(tickets.c.rank, tickets.c.opened_at)
_THESE = select(tickets.c.body).where(tickets.c.id.in_(bindparam("ids", expanding=True)))
_SINCE = (
    select(tickets.c.body)
    .where(tickets.c.opened_at >= bindparam("since"))
    .order_by(tickets.c.opened_at.desc())
    .limit(bindparam("most"))
)
_PENDING = timers.c.fired_at.is_(None)
_WAITING = select(timers.c.key, timers.c.ticket, timers.c.kind, timers.c.due, timers.c.ready_at).where(
    timers.c.ticket.in_(bindparam("ids", expanding=True)), _PENDING
)
_DONE = select(timers.c.key).where(
    timers.c.key.in_(bindparam("keys", expanding=True)), timers.c.fired_at.is_not(None)
)
_FREE = (timers.c.due <= bindparam("now"), timers.c.ready_at <= bindparam("now"))
_TAKE = (
    update(timers)
    .where(timers.c.key == bindparam("one"), _PENDING, *_FREE)
    .values(ready_at=bindparam("until"), holder=bindparam("process"))
    .returning(timers.c.body)
)
_REOPEN = (
    update(timers).where(timers.c.key == bindparam("one")).values(fired_at=None, ready_at=bindparam("now"))
)
_MESSAGES = (
    select(func.count(), func.min(case((inbox.c.ready_at <= bindparam("now"), inbox.c.accepted_at))))
    .select_from(inbox)
    .where(inbox.c.handled_at.is_(None))
)
_DUE = (
    select(func.count(), func.min(timers.c.due))
    .select_from(timers)
    .where(_PENDING, timers.c.due <= bindparam("now"))
)
_before = outbox.alias("before")
_IS_HEAD = ~exists().where(
    _before.c.peer == outbox.c.peer,
    _before.c.settled_at.is_(None),
    tuple_(_before.c.lane, _before.c.id) < tuple_(outbox.c.lane, outbox.c.id),
)
_PROMISED = (
    select(func.count(), func.min(case((outbox.c.ready_at <= bindparam("now"), outbox.c.ready_at))))
    .select_from(outbox)
    .where(
        outbox.c.settled_at.is_(None), outbox.c.channel != HOOK
    )  # that another program is away is none of our illnesses
)
_HEADS = _PROMISED.where(_IS_HEAD)
_F = audit_findings.c
_COUNTED = select(_F.lapse, func.count()).group_by(_F.lapse)
_NOTE = insert_new(audit_findings)
_UNTOLD = (
    select(_F.body)
    .where(_F.found_at >= bindparam("since"), _F.told_at.is_(None))
    .order_by(_F.found_at, _F.key)
)
_TOLD = (
    update(audit_findings)
    .where(_F.key.in_(bindparam("keys", expanding=True)))
    .values(told_at=bindparam("now"))
)


class WatchRows:
    """`watch_ports.Watch` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def backlog(self, now: datetime) -> Mapping[Topic, Backlog]:
        """Walks the rows that wait, by their partial indexes."""
        count, _ = self._conn.execute(_PROMISED, {"now": now}).all()[0]
        return {
            Topic.INBOX: self._waits(_MESSAGES, now),
            Topic.TIMERS: self._waits(_DUE, now),
            Topic.OUTBOX: Backlog(int(count), self._waits(_HEADS, now).oldest),
        }

    def open_tickets(self) -> tuple[TicketId, ...]:
        """Gravest first. Walks the index of the open ones."""
        return tuple(TicketId(ticket) for ticket in self._conn.execute(_OPEN).scalars())

    def tickets(self, ids: Collection[TicketId]) -> tuple[Ticket, ...]:
        """By number."""
        if not ids:
            return ()
        bodies = self._conn.execute(_THESE, {"ids": padded(list(ids))}).scalars()
        return tuple(sorted((decode(body, Ticket) for body in bodies), key=lambda ticket: ticket.no))

    def opened_since(self, since: datetime, most: int) -> tuple[Ticket, ...]:
        """Newest first."""
        bodies = self._conn.execute(_SINCE, {"since": since, "most": most}).scalars()
        return tuple(decode(body, Ticket) for body in bodies)

    def count_findings(self) -> Mapping[str, int]:
        """By lapse."""
        return {lapse: int(count) for lapse, count in self._conn.execute(_COUNTED).all()}

    def waiting(self, ids: Collection[TicketId]) -> tuple[Waiting, ...]:
        """Their timers that have not fired."""
        rows = self._conn.execute(_WAITING, {"ids": padded(list(ids))}).all() if ids else ()
        return tuple(
            Waiting(row.key, TicketId(row.ticket), TimerKind(row.kind), row.due, row.ready_at) for row in rows
        )

    def done(self, keys: Collection[str]) -> frozenset[str]:
        """Those of these timers that are marked done."""
        if not keys:
            return frozenset()
        return frozenset(self._conn.execute(_DONE, {"keys": padded(sorted(keys))}).scalars())

    def take(self, key: str, until: datetime) -> Timer | None:
        """The same lease as the ticker's, for one timer."""
        body = self._conn.execute(
            _TAKE, {"one": key, "now": self._tx.now, "until": until, "process": self._tx.process}
        ).scalar()
        return None if body is None else decode(body, Timer)

    def reopen(self, key: str) -> None:
        """It waits again, from now on."""
        self._conn.execute(_REOPEN, {"one": key, "now": self._tx.now})

    def note(self, finding: Finding) -> bool:
        """False when it was found before."""
        row = {
            "key": finding.key,
            "lapse": finding.lapse.value,
            "ticket": finding.timer.ticket or "",
            "found_at": self._tx.now,
            "body": encode(finding),
        }
        return self._conn.execute(_NOTE.on(self._conn), row).rowcount == 1

    def untold(self, since: datetime) -> tuple[Finding, ...]:
        """Oldest first."""
        return tuple(
            decode(body, Finding) for body in self._conn.execute(_UNTOLD, {"since": since}).scalars()
        )

    def _waits(self, query: Select[int, Any], now: datetime) -> Backlog:
        count, oldest = self._conn.execute(query, {"now": now}).all()[0]
        return Backlog(int(count), oldest)

    def told(self, findings: Sequence[Finding]) -> None:
        """The operator was told of these."""
        if findings:
            keys = padded([finding.key for finding in findings])
            self._conn.execute(_TOLD, {"keys": keys, "now": self._tx.now})
