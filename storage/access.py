"""The trail of access: who signed in, whose session was ended, who looked at what of whom."""

from collections.abc import Collection

from sqlalchemy import insert, or_, select

from desk.access import AccessAct, AccessEvent
from desk.ids import PersonId
from storage.access_tables import access_events
from storage.transaction import Transaction

_E = access_events.c
_NOTE = insert(access_events)


class AccessRows:
    """`access_ports.Access` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def note(self, event: AccessEvent) -> None:
        """Add a line."""
        row = {"act": event.act.value, "at": event.at, "by": event.by, "person": event.person}
        self._conn.execute(_NOTE, row | {"no": event.ticket, "note": event.note})

    def trail(
        self, most: int, person: PersonId | None = None, acts: Collection[AccessAct] = ()
    ) -> tuple[AccessEvent, ...]:
        """Newest first."""
        wanted = select(_E.act, _E.at, _E.by, _E.person, _E.no, _E.note).order_by(_E.id.desc()).limit(most)
        if person is not None:
            wanted = wanted.where(or_(_E.by == person, _E.person == person))
        if acts:
            wanted = wanted.where(or_(*(_E.act == act.value for act in acts)))
        return tuple(
            AccessEvent(
                AccessAct(row.act),
                row.at,
                row.by,
                PersonId(row.person) if row.person is not None else None,
                row.no,
                row.note,
            )
            for row in self._conn.execute(wanted).all()
        )
