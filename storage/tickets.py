"""Tickets and their trail. The body of a ticket is the fold of its events; `seq` guards it against two writers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, delete, insert, or_, select, union, update

from desk.events import Event, FaultCorrected, ReadingNoted
from desk.ids import ContractId, PersonId, SchoolId, TicketId
from desk.refusals import NotFound, StaleWrite
from desk.ticket import Status, Ticket
from storage.codec import decode, decode_event, encode, encode_event
from storage.plans import padded
from storage.searching import SearchRows
from storage.tables import counters, events, ticket_people, tickets
from storage.transaction import Transaction
from storage.upsert import insert_new

_T = tickets.c
_NEWEST = (_T.opened_at.desc(), _T.no.desc())
_GRAVEST = (_T.rank, _T.opened_at, _T.no)
_OPEN = _T.is_open.is_(True)

_BY_ID = select(_T.body).where(_T.id == bindparam("ticket"))
_BY_NO = select(_T.body).where(_T.no == bindparam("no"))
_MINE = union(
    select(_T.id).where(_T.reporter == bindparam("reporter"), _OPEN),
    select(ticket_people.c.ticket).where(ticket_people.c.person == bindparam("reporter")),
)
_OF_REPORTER = select(_T.body).where(_T.reporter == bindparam("reporter")).order_by(*_NEWEST)
_OPEN_OF = select(_T.body).where(_T.id.in_(_MINE), _OPEN).order_by(*_NEWEST)
_OPEN_OF_EACH = (
    select(_T.body).where(_T.reporter.in_(bindparam("reporters", expanding=True)), _OPEN).order_by(*_NEWEST)
)
_LATEST_OF = _OF_REPORTER.limit(1)
_THEIRS = union(
    select(_T.id).where(_T.handler == bindparam("person"), _OPEN),
    select(ticket_people.c.ticket).where(ticket_people.c.person == bindparam("person")),
)
_JOBS_OF = select(_T.body).where(_T.id.in_(_THEIRS), _OPEN).order_by(*_GRAVEST)
_OPEN_ALL = select(_T.body).where(_OPEN).order_by(*_GRAVEST)
_OPEN_IN = _OPEN_ALL.where(_T.school.in_(bindparam("schools", expanding=True)))
_OPENED_SINCE = _T.opened_at >= bindparam("since")
_OPEN_SINCE = {True: _OPEN_IN.where(_OPENED_SINCE), False: _OPEN_ALL.where(_OPENED_SINCE)}
_RECENT_ALL = select(_T.body).order_by(*_NEWEST).limit(bindparam("limit"))
_RECENT_IN = _RECENT_ALL.where(_T.school.in_(bindparam("schools", expanding=True)))
_CLOSED_IN = (
    select(_T.body)
    .where(_T.school == bindparam("school"), _OPENED_SINCE, _T.status == Status.CLOSED.value)
    .order_by(*_NEWEST)
)
_CLOSED_OF = (
    select(_T.body)
    .where(_T.reporter == bindparam("reporter"), _OPENED_SINCE, _T.status == Status.CLOSED.value)
    .order_by(*_NEWEST)
)
_FOLLOW_UPS = (
    select(_T.body).where(_T.id.in_(select(ticket_people.c.ticket)), _T.is_open.is_(False)).order_by(_T.no)
)
_OPENED_BETWEEN = (
    select(_T.body)
    .where(_T.opened_at >= bindparam("start"), _T.opened_at < bindparam("end"))
    .order_by(_T.opened_at, _T.no)
)

_CORRECTED = select(events.c.ticket).where(
    or_(events.c.kind == FaultCorrected.__name__, events.c.kind == ReadingNoted.__name__),
    events.c.by.is_not(None),
    events.c.at >= bindparam("since"),
)
_CORRECTED_SINCE = select(_T.body).where(_T.id.in_(_CORRECTED)).order_by(_T.no)

_INSERT = insert_new(tickets)
_UPDATE = update(tickets).where(_T.id == bindparam("ticket"), _T.seq == bindparam("before"))
_APPEND = insert(events)
_TRAIL = (
    select(events.c.kind, events.c.body).where(events.c.ticket == bindparam("ticket")).order_by(events.c.seq)
)
_COUNT_UP = (
    update(counters)
    .where(counters.c.name == "ticket_no")
    .values(value=counters.c.value + 1)
    .returning(counters.c.value)
)

_CREW = select(ticket_people.c.person).where(ticket_people.c.ticket == bindparam("ticket"))
_JOIN_CREW = insert(ticket_people)
_LEAVE_CREW = delete(ticket_people).where(
    ticket_people.c.ticket == bindparam("of"),
    ticket_people.c.person == bindparam("who"),
)


class TicketRows:
    """`ports.Tickets` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`. What was read or saved is not read again: a save on an outdated trail is refused anyway."""
        self._tx = tx
        self._conn = tx.conn
        self._seen: dict[TicketId, Ticket] = {}

    def get(self, ticket: TicketId) -> Ticket:
        """Raises NotFound."""
        return self._seen.get(ticket) or self._one(_BY_ID, ticket=ticket)

    def by_no(self, no: int) -> Ticket:
        """Raises NotFound."""
        return self._one(_BY_NO, no=no)

    def next_no(self) -> int:
        """Counted in a row that is locked until the commit: a roll-back gives the number back, so there is no gap."""
        return int(self._conn.execute(_COUNT_UP).scalar_one())

    def save(self, ticket: Ticket, events: Sequence[Event]) -> None:
        """Append the events and replace the ticket. The use case ends with StaleWrite when the stored trail is not the one
        decided on.
        """
        self._tx.forget_foreseen(_OPEN_OF)
        before = ticket.seq - len(events)
        if before == 0:
            self._open(ticket)
        else:
            self._replace(ticket, before)
        if events:
            self._conn.execute(
                _APPEND, [_row(ticket, before + i, event) for i, event in enumerate(events, 1)]
            )
            SearchRows(self._tx).add(ticket, events)
        self._set_crew(ticket, self._seen.get(ticket.id), is_new=before == 0)
        self._seen[ticket.id] = ticket

    def trail(self, ticket: TicketId) -> tuple[Event, ...]:
        """Every event, oldest first. Raises NotFound."""
        rows = self._conn.execute(_TRAIL, {"ticket": ticket}).all()
        if not rows:
            raise NotFound(ticket)
        return tuple(decode_event(kind, body) for kind, body in rows)

    def open_of(self, reporter: PersonId) -> tuple[Ticket, ...]:
        """Their own and those by which they are also affected, newest first."""
        bodies = self._tx.ask(_OPEN_OF, {"reporter": reporter}).scalars()
        return tuple(self._known(decode(body, Ticket)) for body in bodies)

    def foresee(self, reporter: PersonId) -> None:
        """Their open tickets will be asked for."""
        self._tx.foresee(_OPEN_OF, {"reporter": reporter})

    def open_of_each(self, reporters: Collection[PersonId]) -> Mapping[PersonId, tuple[Ticket, ...]]:
        """`open_of` for several teachers at once; those without an open ticket are missing."""
        found: dict[PersonId, list[Ticket]] = {}
        for ticket in self._all(_OPEN_OF_EACH, reporters=padded(list(reporters))) if reporters else ():
            found.setdefault(ticket.reporter, []).append(ticket)
        return {reporter: tuple(tickets) for reporter, tickets in found.items()}

    def latest_of(self, reporter: PersonId) -> Ticket | None:
        """The newest, open or not."""
        return next(iter(self._all(_LATEST_OF, reporter=reporter)), None)

    def jobs_of(self, engineer: PersonId) -> tuple[Ticket, ...]:
        """Handled by them or paged to them in the present round, gravest first, then oldest."""
        return self._all(_JOBS_OF, person=engineer)

    def open_in(self, schools: tuple[SchoolId, ...], since: datetime | None = None) -> tuple[Ticket, ...]:
        """Gravest first, then oldest; no schools means all."""
        some: dict[str, object] = {"schools": schools} if schools else {}
        if since is not None:
            return self._all(_OPEN_SINCE[bool(schools)], since=since, **some)
        return self._all(_OPEN_IN if schools else _OPEN_ALL, **some)

    def recent_in(self, schools: tuple[SchoolId, ...], limit: int) -> tuple[Ticket, ...]:
        """Newest first; no schools means all."""
        if schools:
            return self._all(_RECENT_IN, schools=schools, limit=limit)
        return self._all(_RECENT_ALL, limit=limit)

    def closed_in(self, school: SchoolId, since: datetime, by: PersonId | None = None) -> tuple[Ticket, ...]:
        """Newest first."""
        if by is None:
            return self._all(_CLOSED_IN, school=school, since=since)
        theirs = self._all(_CLOSED_OF, reporter=by, since=since)
        return tuple(ticket for ticket in theirs if ticket.school == school)

    def follow_ups(self, schools: tuple[SchoolId, ...]) -> tuple[Ticket, ...]:
        """By number."""
        found = self._all(_FOLLOW_UPS)
        return tuple(ticket for ticket in found if not schools or ticket.school in schools)

    def opened_between(self, contract: ContractId, start: datetime, end: datetime) -> tuple[Ticket, ...]:
        """Oldest first. The contract stands in the body only: a quarter's export reads the district's whole quarter."""
        opened = self._all(_OPENED_BETWEEN, start=start, end=end)
        return tuple(ticket for ticket in opened if ticket.contract == contract)

    def corrected_since(self, since: datetime) -> tuple[Ticket, ...]:
        """By number. Looks at every event of the desk: for the command line, not for a chat."""
        return self._all(_CORRECTED_SINCE, since=since)

    def _replace(self, ticket: Ticket, before: int) -> None:
        saved = self._conn.execute(_UPDATE, {"ticket": ticket.id, "before": before, **_columns(ticket)})
        self._tx.expect(
            lambda: saved.rowcount == 1, StaleWrite(f"{ticket.id}: not at {before} events any more")
        )

    def _open(self, ticket: Ticket) -> None:
        self._tx.opened.add(ticket.id)
        opened = self._conn.execute(_INSERT.on(self._conn), {"id": ticket.id, **_columns(ticket)})
        self._tx.expect(
            lambda: opened.rowcount == 1,
            StaleWrite(f"{ticket.id}: this ticket or its number {ticket.no} exists already"),
        )

    def _set_crew(self, ticket: Ticket, former: Ticket | None, *, is_new: bool) -> None:
        if is_new or former is not None:
            known = _crew(former)
        else:
            known = frozenset(self._conn.execute(_CREW, {"ticket": ticket.id}).scalars())
        called = _crew(ticket)
        joined, left = called - known, known - called
        if joined:
            self._conn.execute(
                _JOIN_CREW, [{"ticket": ticket.id, "person": person} for person in sorted(joined)]
            )
        if left:
            self._conn.execute(_LEAVE_CREW, [{"of": ticket.id, "who": person} for person in sorted(left)])

    def _one(self, query: Select[str], **keys: object) -> Ticket:
        body = self._conn.execute(query, keys).scalar()
        if body is None:
            raise NotFound(*keys.values())
        return self._known(decode(body, Ticket))

    def _all(self, query: Select[str], **keys: object) -> tuple[Ticket, ...]:
        return tuple(self._known(decode(body, Ticket)) for body in self._conn.execute(query, keys).scalars())

    def _known(self, ticket: Ticket) -> Ticket:
        self._seen[ticket.id] = ticket
        return ticket


def _crew(ticket: Ticket | None) -> frozenset[PersonId]:
    """Who was called for the job or works on it too, and which teachers are also affected; of a closed one, who follows it up."""
    if ticket is None:
        return frozenset()
    if not ticket.status.is_open:
        return frozenset((ticket.aftercare.follow_up,) if ticket.aftercare.follow_up else ())
    conduct = ticket.conduct
    return frozenset((*ticket.paged, *ticket.voices.people, *conduct.asked, *conduct.partners))


def _columns(ticket: Ticket) -> dict[str, object]:
    return {
        "no": ticket.no,
        "seq": ticket.seq,
        "school": ticket.school,
        "reporter": ticket.reporter,
        "handler": ticket.handler,
        "status": ticket.status.value,
        "is_open": ticket.status.is_open,
        "rank": ticket.verdict.rank,
        "opened_at": ticket.opened_at,
        "body": encode(ticket),
    }


def _row(ticket: Ticket, seq: int, event: Event) -> dict[str, object]:
    kind, body = encode_event(event)
    return {"ticket": ticket.id, "seq": seq, "kind": kind, "at": event.at, "by": event.by, "body": body}
