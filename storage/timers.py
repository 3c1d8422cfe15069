"""Timer rows. A lease moves `ready_at`, so a timer whose worker died is simply due again when the lease has run out."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import bindparam, func, select, update

from desk.refusals import NotFound
from desk.timers import Timer
from storage.codec import decode, encode
from storage.tables import timers
from storage.transaction import Transaction
from storage.upsert import insert_new
from usecases.rows import Topic

_PENDING = timers.c.fired_at.is_(None)
_ADD = insert_new(timers)
_READY = (  # a CTE with row locks is worked out once; as a plain IN (SELECT … LIMIT) PostgreSQL may run it again per row
    select(timers.c.key)
    .where(_PENDING, timers.c.due <= bindparam("now"), timers.c.ready_at <= bindparam("now"))
    .order_by(timers.c.due, timers.c.key)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
    .cte("ready")
)
_LEASE = (
    update(timers)
    .where(timers.c.key == _READY.c.key)
    .values(ready_at=bindparam("until"), holder=bindparam("process"))
    .returning(timers.c.body)
)
_FIRED = update(timers).where(timers.c.key == bindparam("done"), _PENDING).values(fired_at=bindparam("now"))
_ALL_FIRED = (
    update(timers)
    .where(timers.c.key.in_(bindparam("done", expanding=True)), _PENDING)
    .values(fired_at=bindparam("now"))
)
_KNOWN = select(timers.c.key).where(timers.c.key.in_(bindparam("keys", expanding=True)))
_NEXT = select(func.min(timers.c.ready_at)).where(_PENDING)


class TimerRows:
    """`ports.Timers` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def add(self, timers: Iterable[Timer]) -> None:
        """Set them; a known key, fired or not, is left alone."""
        rows = [
            {
                "key": timer.key,
                "kind": timer.kind.value,
                "ticket": timer.ticket,
                "due": timer.due,
                "ready_at": timer.due,
                "body": encode(timer),
            }
            for timer in timers
        ]
        if rows:
            self._conn.execute(_ADD.on(self._conn), rows)
            self._tx.wake(Topic.TIMERS)

    def lease_due(self, now: datetime, until: datetime, limit: int) -> tuple[Timer, ...]:
        """Oldest first. Two workers never get the same timer before `until`."""
        leased = self._conn.execute(
            _LEASE, {"now": now, "until": until, "limit": limit, "process": self._tx.process}
        ).all()
        return tuple(
            sorted((decode(row.body, Timer) for row in leased), key=lambda timer: (timer.due, timer.key))
        )

    def fired(self, key: str, now: datetime) -> None:
        """Done; a second time changes nothing. Raises NotFound for a key that was never added."""
        marked = self._conn.execute(_FIRED, {"done": key, "now": now}).rowcount
        if not marked:
            self._require_known({key})

    def fired_many(self, keys: Collection[str], now: datetime) -> None:
        """As `fired` for each, in one statement; all or none. For timers that decided nothing: see `ports.Timers`."""
        done = set(keys)
        if done and self._conn.execute(_ALL_FIRED, {"done": sorted(done), "now": now}).rowcount < len(done):
            self._require_known(done)

    def next_due(self) -> datetime | None:
        """When the first pending timer may be taken: a leased one counts from the end of its lease."""
        due: datetime | None = self._conn.execute(_NEXT).scalar()
        return due

    def _require_known(self, keys: set[str]) -> None:
        unknown = keys - set(self._conn.execute(_KNOWN, {"keys": sorted(keys)}).scalars())
        if unknown:
            raise NotFound(*sorted(unknown))
