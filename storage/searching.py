"""The words of tickets as they are searched: written with the events, in the same transaction, and taken away with them (ADR 0024)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from desk.events import Event
from desk.ids import SchoolId
from desk.refusals import NotFound
from desk.searching import device_of, line, marks, texts
from desk.ticket import Ticket
from storage.codec import storable
from storage.places import PlaceRows
from storage.plans import padded
from storage.search_tables import ticket_texts
from storage.tables import tickets
from storage.transaction import Transaction
from storage.upsert import ForBoth
from usecases.search_ports import Way

_X = ticket_texts.c


def _behind(new: sqlite.Insert | postgresql.Insert) -> dict[str, ColumnElement[str]]:
    return {"text": _X.text.concat(new.excluded.text), "marks": _X.marks.concat(new.excluded.marks)}


def _more() -> ForBoth:
    """A new row, or more behind what the row has."""
    on_sqlite, on_postgresql = sqlite.insert(ticket_texts), postgresql.insert(ticket_texts)
    return ForBoth(
        on_sqlite.on_conflict_do_update(index_elements=["no"], set_=_behind(on_sqlite)),
        on_postgresql.on_conflict_do_update(index_elements=["no"], set_=_behind(on_postgresql)),
    )


_MORE = _more()
_OPEN = select(tickets.c.no).where(tickets.c.is_open.is_(True))
"""Made once for a question, and small: joined, the bodies of all tickets would be gone through."""
_ANEW = (
    update(ticket_texts)
    .where(_X.no == bindparam("numbered"))
    .values(text=bindparam("now_reads"), marks=bindparam("now_marks"))
)


class SearchRows:
    """`search_ports.Searching` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def add(self, ticket: Ticket, events: Sequence[Event]) -> None:
        """These events have just happened to this ticket. Costs one statement, none where they say and name nothing."""
        text, left = self._text(events), _marks(events)
        if text or left:
            row = {"no": ticket.no, "ticket": ticket.id, "school": ticket.school, "text": text, "marks": left}
            self._conn.execute(_MORE.on(self._conn), row)

    def write_anew(self, ticket: Ticket, events: Sequence[Event]) -> None:
        """Only what this whole trail says can be found any more."""
        self._conn.execute(
            _ANEW, {"numbered": ticket.no, "now_reads": self._text(events), "now_marks": _marks(events)}
        )

    def nos(
        self, ways: Sequence[Way], schools: tuple[SchoolId, ...], *, is_open: bool, most: int
    ) -> tuple[int, ...]:
        """Newest first, in these schools (empty = all)."""
        values: dict[str, object] = {"scope": padded(list(schools))} if schools else {}
        wanted = (
            select(_X.no)
            .where(*([_among("scope")] if schools else []))
            .where(_X.no.in_(_OPEN) if is_open else _X.no.not_in(_OPEN))
            .where(*(self._holds(way, f"at_{n}", values) for n, way in enumerate(ways)))
            .order_by(_X.no.desc())
            .limit(most)
        )
        return tuple(self._conn.execute(wanted, values).scalars())

    def _holds(self, way: Way, name: str, values: dict[str, object]) -> ColumnElement[bool]:
        found = [self._has(_X.text, way.text), *(self._has(_X.marks, mark) for mark in way.marks)]
        if way.schools:
            values[name] = padded(list(way.schools))
            found.append(_among(name))
        return or_(*found)

    def _has(self, column: Any, part: str) -> ColumnElement[bool]:
        """Compared character by character: LIKE would fold once more, and only Latin letters, and needs escapes."""
        find: Any = func.strpos if self._conn.dialect.name == "postgresql" else func.instr
        has: ColumnElement[bool] = find(column, part) > 0
        return has

    def _text(self, events: Iterable[Event]) -> str:
        return "".join(dict.fromkeys(storable(piece) for event in events for piece in self._pieces(event)))

    def _pieces(self, event: Event) -> Iterator[str]:
        yield from (line(text) for _, text in texts(event))
        device = device_of(event)
        if device is None:
            return
        try:
            known = PlaceRows(self._tx).device_called(device)
        except NotFound:  # it is off the register: what it was called is not known any more
            return
        yield line(f"{known.code} {known.label} {known.model}")


def _among(name: str) -> ColumnElement[bool]:
    return _X.school.in_(bindparam(name, expanding=True))


def _marks(events: Iterable[Event]) -> str:
    return "".join(dict.fromkeys(mark for event in events for mark in marks(event)))
