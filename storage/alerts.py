"""What monitoring said last: alerts by key and fingerprint, heartbeats by device."""

from sqlalchemy import bindparam, select

from desk.alerts import Alert, Pulse
from desk.ids import DeviceId, TicketId
from storage.api_tables import alerts, pulses
from storage.codec import decode, encode
from storage.tables import counters
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_A, _P = alerts.c, pulses.c
_GET = select(_A.body).where(_A.key == bindparam("by"), _A.fingerprint == bindparam("print"))
_OF_TICKET = select(_A.body).where(_A.ticket == bindparam("of")).order_by(_A.key, _A.fingerprint)
_SAVE = insert_or_replace(alerts)
_PULSE = select(_P.body).where(_P.device == bindparam("of"))
_BEAT = insert_or_replace(pulses)
_TURN = select(counters.c.value).where(counters.c.name == "ticket_no").with_for_update()
"""The row that every opening of a ticket counts up, so that taking it early can block nobody in another order."""


class AlertRows:
    """`api_ports.Alerts` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def get(self, key: str, fingerprint: str) -> Alert | None:
        """None for one that never came."""
        body = self._conn.execute(_GET, {"by": key, "print": fingerprint}).scalar()
        return None if body is None else decode(body, Alert)

    def of_ticket(self, ticket: TicketId) -> tuple[Alert, ...]:
        """By key and fingerprint."""
        bodies = self._conn.execute(_OF_TICKET, {"of": ticket}).scalars()
        return tuple(decode(body, Alert) for body in bodies)

    def save(self, alert: Alert) -> None:
        """Insert or replace."""
        row = {"key": alert.key, "fingerprint": alert.fingerprint, "ticket": alert.ticket}
        self._conn.execute(_SAVE.on(self._conn), row | {"body": encode(alert)})

    def await_turn(self) -> None:
        """Until the commit no other transaction opens a ticket. SQLite has one writer anyway."""
        self._conn.execute(_TURN).scalar_one()

    def pulse(self, device: DeviceId) -> Pulse | None:
        """None for a device that never beat."""
        body = self._conn.execute(_PULSE, {"of": device}).scalar()
        return None if body is None else decode(body, Pulse)

    def beat(self, pulse: Pulse) -> None:
        """Insert or replace."""
        self._conn.execute(_BEAT.on(self._conn), {"device": pulse.device, "body": encode(pulse)})
