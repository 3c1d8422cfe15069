"""The open tickets as the board has them. What is computed of a ticket holds until its next event, so it is kept by `seq`."""

from collections.abc import Mapping

from sqlalchemy import Select, bindparam, select

from desk.ids import PersonId, SchoolId, TicketId
from desk.standing import Standing, standing
from desk.ticket import Ticket
from storage.codec import decode
from storage.plans import padded
from storage.tables import tickets
from storage.transaction import Transaction
from usecases.agreements import Contracts

_T = tickets.c
_OPEN = select(_T.id, _T.seq).where(_T.is_open.is_(True)).order_by(_T.rank, _T.opened_at, _T.no)
_THESE = select(_T.body).where(_T.id.in_(bindparam("tickets", expanding=True)))
_OVER = (
    select(_T.body)
    .where(_T.is_open.is_(False))
    .order_by(_T.opened_at.desc(), _T.no.desc())
    .limit(bindparam("limit"))
)
_OVER_IN = _OVER.where(_T.school == bindparam("school"))
_REPORTED_BY = (
    select(_T.body)
    .where(_T.reporter == bindparam("reporter"))
    .order_by(_T.opened_at.desc(), _T.no.desc())
    .limit(bindparam("limit"))
)
_AT_ONCE = 400
"""Tickets looked up by one statement; SQLite takes 999 values at least."""

KnownStandings = dict[TicketId, Standing]
"""What outlives a transaction. Two threads may compute the same standing; both write the same."""


class OpenBoardRows:
    """`board_ports.OpenBoard` in SQL."""

    def __init__(self, tx: Transaction, known: KnownStandings, contracts: Contracts) -> None:
        """Works inside `tx`; `known` outlives it."""
        self._conn = tx.conn
        self._known = known
        self._contracts = contracts

    def standings(self) -> tuple[Standing, ...]:
        """Those with a new event are read and computed, in lots; those that are over are forgotten."""
        seqs = {TicketId(ticket): seq for ticket, seq in self._conn.execute(_OPEN).all()}
        known = dict(self._known)
        stale = [ticket for ticket, seq in seqs.items() if ticket not in known or known[ticket].seq != seq]
        fresh = self._computed(stale)
        self._known.update(fresh)
        for ticket in known.keys() - seqs.keys():
            self._known.pop(ticket, None)
        return tuple(fresh.get(ticket) or known[ticket] for ticket in seqs)

    def lately_over(self, schools: tuple[SchoolId, ...], limit: int) -> tuple[Ticket, ...]:
        """Newest first; no schools means all."""
        if not schools:
            return self._read(_OVER, limit=limit)
        # School by school: each is the beginning of an index, all of them together would be sorted first.
        found = (ticket for school in schools for ticket in self._read(_OVER_IN, school=school, limit=limit))
        return tuple(sorted(found, key=lambda ticket: (ticket.opened_at, ticket.no), reverse=True)[:limit])

    def reported_by(self, person: PersonId, limit: int) -> tuple[Ticket, ...]:
        """Newest first."""
        return self._read(_REPORTED_BY, reporter=person, limit=limit)

    def _read(self, query: Select[str], **keys: object) -> tuple[Ticket, ...]:
        return tuple(decode(body, Ticket) for body in self._conn.execute(query, keys).scalars())

    def _computed(self, wanted: list[TicketId]) -> Mapping[TicketId, Standing]:
        found: dict[TicketId, Standing] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            lot = padded(wanted[start : start + _AT_ONCE])
            for body in self._conn.execute(_THESE, {"tickets": lot}).scalars():
                ticket = decode(body, Ticket)
                found[ticket.id] = standing(ticket, self._contracts.pinned(ticket))
        return found
