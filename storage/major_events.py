"""Major events of the schools. The body is the event; `seq` guards it against two writers."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from desk.ids import EventId, SchoolId
from desk.major_events import EventState, MajorEvent
from desk.refusals import NotFound, StaleWrite
from storage.codec import decode, encode
from storage.tables import major_events
from storage.transaction import Transaction
from storage.upsert import insert_new

_E = major_events.c
_BY_ID = select(_E.body).where(_E.id == bindparam("event"))
_AHEAD = select(_E.body).where(_E.ends_at > bindparam("after"))
_AHEAD_AT = _AHEAD.where(_E.school == bindparam("at_school"))
_INSERT = insert_new(major_events)
_UPDATE = update(major_events).where(_E.id == bindparam("event"), _E.seq == bindparam("before"))


class MajorEventRows:
    """`surroundings.MajorEvents` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def get(self, event: EventId) -> MajorEvent:
        """Raises NotFound."""
        body = self._conn.execute(_BY_ID, {"event": event}).scalar()
        if body is None:
            raise NotFound(event)
        return decode(body, MajorEvent)

    def save(self, event: MajorEvent) -> None:
        """`seq` 1 is a new one, else the change of the one before. Raises StaleWrite when somebody was faster."""
        self._tx.change_register()
        row = {"school": event.school, "seq": event.seq, "ends_at": event.ends, "body": encode(event)}
        if event.seq == 1:
            done = self._conn.execute(_INSERT.on(self._conn), row | {"id": event.id})
        else:
            done = self._conn.execute(_UPDATE, row | {"event": event.id, "before": event.seq - 1})
        if done.rowcount == 0:
            raise StaleWrite(f"{event.id}: not at change {event.seq - 1} any more")

    def ahead(self, schools: tuple[SchoolId, ...], now: datetime) -> tuple[MajorEvent, ...]:
        """Proposed and planned ones that are not over, by begin; no schools means all."""
        known = self._tx.recall(("events", schools), lambda: self._ahead(schools, now))
        return tuple(event for event in known if event.ends > now)

    def _ahead(self, schools: tuple[SchoolId, ...], now: datetime) -> tuple[MajorEvent, ...]:
        if len(schools) == 1:
            bodies = self._conn.execute(_AHEAD_AT, {"after": now, "at_school": schools[0]}).scalars()
        else:
            bodies = self._conn.execute(_AHEAD, {"after": now}).scalars()
        found = (decode(body, MajorEvent) for body in bodies)
        wanted = (event for event in found if not schools or event.school in schools)
        planned = (event for event in wanted if event.state is not EventState.CANCELLED)
        return tuple(sorted(planned, key=lambda event: (event.starts, event.id)))
