"""The durable front door: accepted messages, each chat in its order, one chat never in two hands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, exists, or_, select, update

from desk.messages import Incoming
from storage.codec import decode, encode, storable
from storage.tables import inbox
from storage.transaction import LeaseLost, Queue, Transaction
from storage.upsert import insert_new
from storage.wires import Answer
from usecases.rows import SUSPECT, AsideRow, InboxRow, Topic

SET_ASIDE = "quarantined"
UNREAD = "unread"
"""What was beyond a chat's budget: kept with its chat, never handled."""
LONG = timedelta(minutes=1)
"""A suspect that found no quiet moment for so long is taken among the others."""

_M = inbox.c
_WAITING = _M.handled_at.is_(None)
_NEVER_ENDED = _M.deaths + case((_M.leased_until.is_not(None), 1), else_=0)
"""A lease that was given back has no end noted any more; one that ran out with its process has."""
_earlier = inbox.alias("earlier")
_taken = inbox.alias("taken")

_ADD = insert_new(inbox)
_HEADS = (
    select(_M.id, _M.tries, _M.failures, _NEVER_ENDED.label("deaths"), _M.body)
    .where(
        _WAITING,
        _M.ready_at <= bindparam("now"),
        ~exists().where(_earlier.c.peer == _M.peer, _earlier.c.handled_at.is_(None), _earlier.c.id < _M.id),
        ~exists().where(
            _taken.c.peer == _M.peer, _taken.c.handled_at.is_(None), _taken.c.leased_until > bindparam("now")
        ),
    )
    .with_for_update(of=inbox, skip_locked=True)
)
_OTHERS = (
    _HEADS.where(or_(_NEVER_ENDED < SUSPECT, _M.ready_at < bindparam("long_ago")))
    .order_by(_M.id)
    .limit(bindparam("limit"))
)
_SUSPECTS = _HEADS.where(_NEVER_ENDED >= SUSPECT).order_by(_NEVER_ENDED, _M.id).limit(1)
_LEASE = (
    update(inbox)
    .where(_M.id == bindparam("row"))
    .values(
        ready_at=bindparam("until"),
        leased_until=bindparam("until"),
        tries=_M.tries + 1,
        deaths=_NEVER_ENDED,
        holder=bindparam("process"),
    )
)
_OURS = update(inbox).where(_M.id == bindparam("row"), _WAITING, _M.tries == bindparam("lease"))
_SETTLE = _OURS.values(
    handled_at=bindparam("now"), fate=bindparam("how"), reason=bindparam("why"), leased_until=None
)
_PARK = _OURS.where(_M.leased_until.is_not(None)).values(  # once, however often it is said
    ready_at=bindparam("at"),
    reason=bindparam("why"),
    failures=_M.failures + bindparam("more"),
    leased_until=None,
)
_ASIDE = (
    select(_M.id, _M.key, _M.peer, _M.accepted_at, _M.handled_at, _M.reason)
    .where(_M.fate == SET_ASIDE)
    .order_by(_M.id)
)
_REPLAY = (
    update(inbox)
    .where(_M.id == bindparam("row"), _M.fate == SET_ASIDE, _M.peer != "")
    .values(handled_at=None, fate=None, ready_at=bindparam("now"), leased_until=None, failures=0, deaths=0)
)


class InboxRows:
    """`chat_ports.Inbox` in SQL. `tries` counts the leases before this one: that is what proves that a lease is ours, and no more.
    What speaks against a message is counted apart (ADR 0029).
    """

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def accept(self, messages: Sequence[Incoming], now: datetime) -> int:
        """Insert those whose key is new, in this order; how many were."""
        insert = _ADD.on(self._conn)
        answers = [self._conn.execute(insert, _row(message, now)) for message in messages]
        new = sum(answer.rowcount for answer in answers)
        if new:
            self._tx.wake(Topic.INBOX)
        return new

    def lease(
        self, now: datetime, until: datetime, limit: int, *, suspects: bool = True
    ) -> tuple[InboxRow, ...]:
        """The oldest waiting message of each chat that nobody works on. A parked head holds back its own chat only. Suspects come one by
        one, when there is nothing else, whom fewest processes ended with first; not at all without `suspects`.
        """
        self._tx.lease_alone(Queue.INBOX)
        values = {"now": now, "long_ago": now - LONG, "limit": limit}
        rows = self._conn.execute(_OTHERS, values).all()
        if suspects and not rows:
            rows = self._conn.execute(_SUSPECTS, {"now": now}).all()
        if rows:
            self._conn.execute(
                _LEASE, [{"row": row.id, "until": until, "process": self._tx.process} for row in rows]
            )
        return tuple(
            InboxRow(row.id, decode(row.body, Incoming), row.tries, row.failures, row.deaths) for row in rows
        )

    def done(self, row: InboxRow, now: datetime) -> None:
        """Handled. When another worker has the row or had it, the use case ends with LeaseLost: nothing of ours may be
        recorded then.
        """
        settled = self._settle(row, now, "done", "")
        self._tx.expect(lambda: settled.rowcount == 1, LeaseLost(row.incoming.key))

    def again(self, row: InboxRow, at: datetime, reason: str, *, blamed: bool = True) -> None:
        """Give the row back until `at`. Does nothing when the lease was lost: the row is in other hands."""
        values = {
            "row": row.id,
            "lease": row.tries + 1,
            "at": at,
            "why": storable(reason),
            "more": int(blamed),
        }
        if self._conn.execute(_PARK, values).rowcount:
            self._tx.wake(Topic.INBOX)

    def quarantine(self, row: InboxRow, reason: str, now: datetime) -> bool:
        """Set aside; the chat goes on. False, and nothing done, when the lease was lost."""
        return bool(self._settle(row, now, SET_ASIDE, reason).rowcount)

    def aside(self) -> tuple[AsideRow, ...]:
        """Everything set aside that is still kept, oldest first."""
        return tuple(AsideRow(*row) for row in self._conn.execute(_ASIDE))

    def replay(self, which: int, now: datetime) -> bool:
        """It waits again, with nothing against it, in its old place in its chat. False for one that is not aside, or that no adapter could
        read.
        """
        replayed = bool(self._conn.execute(_REPLAY, {"row": which, "now": now}).rowcount)
        if replayed:
            self._tx.wake(Topic.INBOX)
        return replayed

    def set_aside(self, key: str, raw: str, reason: str, now: datetime) -> None:
        """Kept as it came, already handled: nobody leases it. A known key is a no-op."""
        row = _waiting(key, "", now) | {"body": encode(raw)}
        self._conn.execute(_ADD.on(self._conn), row | _set_aside(reason, now))

    def pass_over(self, message: Incoming, reason: str, now: datetime) -> None:
        """Kept with its chat, already handled: nobody leases it. A known key is a no-op."""
        unread = {"handled_at": now, "fate": UNREAD, "reason": storable(reason)}
        self._conn.execute(_ADD.on(self._conn), _row(message, now) | unread)

    def _settle(self, row: InboxRow, now: datetime, how: str, why: str) -> Answer:
        values = {"row": row.id, "lease": row.tries + 1, "now": now, "how": how, "why": storable(why)}
        self._tx.wake(Topic.INBOX)  # the chat's next message may go
        return self._conn.execute(_SETTLE, values)


def _row(message: Incoming, now: datetime) -> dict[str, object]:
    return _waiting(message.key, str(message.peer), now) | {"body": encode(message)}


def _set_aside(reason: str, now: datetime) -> dict[str, object]:
    return {"handled_at": now, "fate": SET_ASIDE, "reason": storable(reason)}


def _waiting(key: str, peer: str, now: datetime) -> dict[str, object]:
    return {"key": key, "peer": peer, "accepted_at": now, "ready_at": now, "tries": 0, "reason": ""}
