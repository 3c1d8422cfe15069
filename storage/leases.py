"""Leases of a process that is gone, given back when its successor starts instead of when they run out.

Only SQLite can know at once: it has one desk process, so whatever is leased when one starts was held by a dead one. On PostgreSQL another
process may be at work on it; there the others notice its silence (`scheduler.roll_call`).
"""

from datetime import datetime

from sqlalchemy import URL

from storage.engines import connection, parsed
from storage.process_rows import GIVE_BACK
from usecases.rows import Topic


def give_back(address: str | URL, queues: tuple[Topic, ...], now: datetime) -> int:
    """How many rows of these queues were given back; on PostgreSQL none. Raises StorageNotReady."""
    if parsed(address).get_backend_name() != "sqlite":
        return 0
    with connection(address) as conn, conn.begin():
        return sum(conn.execute(GIVE_BACK[queue], {"now": now}).rowcount for queue in queues)
