"""Heartbeats of the loops: silence is what the health check looks for."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from storage.tables import heartbeats
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_BEAT = insert_or_replace(heartbeats)
_BEATS = select(heartbeats.c.loop, heartbeats.c.at)


class HealthRows:
    """`ports.Health` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def beat(self, loop: str, now: datetime) -> None:
        """This loop is alive."""
        self._conn.execute(_BEAT.on(self._conn), {"loop": loop, "at": now})

    def beats(self) -> Mapping[str, datetime]:
        """The last beat of every loop."""
        rows = self._conn.execute(_BEATS)
        return {row.loop: row.at for row in rows}
