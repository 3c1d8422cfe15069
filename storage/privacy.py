"""Notices that were shown, and the trail of what was asked about people's data."""

from sqlalchemy import bindparam, insert, select

from desk.ids import PersonId
from desk.privacy import Noticed, PrivacyEvent
from storage.codec import decode, encode
from storage.privacy_tables import privacy_events, privacy_notices
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_N = privacy_notices.c
_NOTICED = select(_N.version, _N.at, _N.card).where(_N.person == bindparam("whom"))
_SHOW = insert_or_replace(privacy_notices)
_NOTE = insert(privacy_events)
_TRAIL = (
    select(privacy_events.c.body)
    .where(privacy_events.c.person == bindparam("whom"))
    .order_by(privacy_events.c.id)
)


class PrivacyRows:
    """`privacy_ports.Privacy` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def noticed(self, person: PersonId) -> Noticed | None:
        """None for who was never shown any."""
        row = self._conn.execute(_NOTICED, {"whom": person}).first()
        return None if row is None else Noticed(row.version, row.at, row.card)

    def show(self, person: PersonId, noticed: Noticed) -> None:
        """Insert or replace."""
        row = {"person": person, "version": noticed.version, "at": noticed.at, "card": noticed.card}
        self._conn.execute(_SHOW.on(self._conn), row)

    def note(self, event: PrivacyEvent) -> None:
        """Add a line."""
        row = {"kind": event.act.value, "at": event.at, "person": event.person, "by": event.by}
        self._conn.execute(_NOTE, row | {"body": encode(event)})

    def trail(self, person: PersonId) -> tuple[PrivacyEvent, ...]:
        """Oldest first."""
        bodies = self._conn.execute(_TRAIL, {"whom": person}).scalars()
        return tuple(decode(body, PrivacyEvent) for body in bodies)
