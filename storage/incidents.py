"""Major incidents and their trails. The body of an incident is the fold of its events; `seq` guards it against two writers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from desk.ids import ContractId, IncidentId, SchoolId
from desk.incident import Incident
from desk.incident_events import INCIDENT_EVENT_TYPES, IncidentEvent
from desk.refusals import NotFound, StaleWrite
from storage.codec import decode, encode
from storage.tables import incident_events, incidents
from storage.transaction import Transaction
from storage.upsert import insert_new

_I = incidents.c
_BY_ID = select(_I.body).where(_I.id == bindparam("incident"))
_BY_NO = select(_I.body).where(_I.no == bindparam("no"))
_OPEN = select(_I.body).where(_I.is_open.is_(True)).order_by(_I.no)
_ALL = select(_I.body).order_by(_I.no.desc()).limit(bindparam("most"))
_BETWEEN = (
    select(_I.body)
    .where(_I.declared_at >= bindparam("start"), _I.declared_at < bindparam("end"))
    .order_by(_I.no)
)
_HIGHEST = select(func.max(_I.no))
_INSERT = insert_new(incidents)
_UPDATE = update(incidents).where(_I.id == bindparam("incident"), _I.seq == bindparam("before"))
_APPEND = insert(incident_events)
_TRAIL = (
    select(incident_events.c.kind, incident_events.c.body)
    .where(incident_events.c.incident == bindparam("incident"))
    .order_by(incident_events.c.seq)
)


class IncidentRows:
    """`surroundings.Incidents` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def get(self, incident: IncidentId) -> Incident:
        """Raises NotFound."""
        return self._one(self._conn.execute(_BY_ID, {"incident": incident}).scalar(), incident)

    def by_no(self, no: int) -> Incident:
        """Raises NotFound."""
        return self._one(self._conn.execute(_BY_NO, {"no": no}).scalar(), no)

    def next_no(self) -> int:
        """One more than the highest. Two at once end in one StaleWrite, which is tried again."""
        return int(self._conn.execute(_HIGHEST).scalar() or 0) + 1

    def save(self, incident: Incident, events: Sequence[IncidentEvent]) -> None:
        """Append the events and replace the incident. Raises StaleWrite when somebody was faster."""
        before = incident.seq - len(events)
        columns = _columns(incident)
        if before == 0:
            done = self._conn.execute(_INSERT.on(self._conn), columns | {"id": incident.id})
        else:
            done = self._conn.execute(_UPDATE, columns | {"incident": incident.id, "before": before})
        if done.rowcount == 0:
            raise StaleWrite(
                f"{incident.id}: not at {before} events any more, or number {incident.no} is taken"
            )
        rows = [_row(incident.id, before + i, event) for i, event in enumerate(events, 1)]
        if rows:
            self._conn.execute(_APPEND, rows)

    def trail(self, incident: IncidentId) -> tuple[IncidentEvent, ...]:
        """Every event, oldest first. Raises NotFound."""
        rows = self._conn.execute(_TRAIL, {"incident": incident}).all()
        if not rows:
            raise NotFound(incident)
        return tuple(decode(row.body, INCIDENT_EVENT_TYPES[row.kind]) for row in rows)

    def running(self, schools: tuple[SchoolId, ...]) -> tuple[Incident, ...]:
        """By number; no schools means all."""
        found = (decode(body, Incident) for body in self._conn.execute(_OPEN, {}).scalars())
        return tuple(incident for incident in found if not schools or incident.school in schools)

    def latest(self, most: int) -> tuple[Incident, ...]:
        """The newest, running or not, newest first."""
        return tuple(decode(body, Incident) for body in self._conn.execute(_ALL, {"most": most}).scalars())

    def declared_between(self, contract: ContractId, start: datetime, end: datetime) -> tuple[Incident, ...]:
        """Incidents under a contract that began in a span, by number."""
        bodies = self._conn.execute(_BETWEEN, {"start": start, "end": end}).scalars()
        return tuple(one for one in (decode(body, Incident) for body in bodies) if one.contract == contract)

    def _one(self, body: str | None, name: object) -> Incident:
        if body is None:
            raise NotFound(name)
        return decode(body, Incident)


def _columns(incident: Incident) -> dict[str, object]:
    return {
        "no": incident.no,
        "school": incident.school,
        "seq": incident.seq,
        "is_open": incident.is_open,
        "declared_at": incident.declared_at,
        "body": encode(incident),
    }


def _row(incident: IncidentId, seq: int, event: IncidentEvent) -> dict[str, object]:
    kind, body = type(event).__name__, encode(event)
    return {"incident": incident, "seq": seq, "kind": kind, "at": event.at, "by": event.by, "body": body}
