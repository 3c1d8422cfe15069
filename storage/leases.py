"""Leases of a process that is gone, given back when its successor starts instead of when they run out.

Only SQLite can know: it has one desk process, so whatever is leased when one starts was held by a dead one. On PostgreSQL
another process may be at work on it; there the lease runs out by itself (a minute).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import URL, BindParameter, Update, bindparam, update

from storage.engines import connection, parsed
from storage.tables import Instant, inbox, outbox, timers
from usecases.rows import Topic

_NOW: BindParameter[datetime] = bindparam("now", type_=Instant())
_GIVE_BACK: Mapping[Topic, Update] = {
    Topic.INBOX: update(inbox).where(inbox.c.leased_until > _NOW).values(ready_at=_NOW, leased_until=None),
    # The end of the lease stays noted: the message may have been shown, so it comes again labelled as a copy.
    Topic.OUTBOX: update(outbox).where(outbox.c.leased_until > _NOW).values(ready_at=_NOW, leased_until=_NOW),
    Topic.TIMERS: update(timers)
    .where(timers.c.fired_at.is_(None), timers.c.due <= _NOW, timers.c.ready_at > _NOW)
    .values(ready_at=_NOW),
}


def give_back(address: str | URL, queues: tuple[Topic, ...], now: datetime) -> int:
    """How many rows of these queues were given back; on PostgreSQL none. Raises StorageNotReady."""
    if parsed(address).get_backend_name() != "sqlite":
        return 0
    with connection(address) as conn, conn.begin():
        return sum(conn.execute(_GIVE_BACK[queue], {"now": now}).rowcount for queue in queues)
