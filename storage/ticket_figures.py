"""What is counted of tickets. The figures of a ticket hold until its next event, so they are kept by `seq`, as standings are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from desk.ids import SchoolId, TicketId
from desk.playbook import SelfHelpOutcome
from desk.statistics import TicketFigures, Walked, ticket_figures
from desk.ticket import Ticket
from storage.codec import decode
from storage.learning_tables import walks
from storage.plans import padded
from storage.tables import tickets
from storage.transaction import Transaction
from usecases.agreements import Contracts

_T, _W = tickets.c, walks.c
_OPENED: ColumnElement[bool] = (_T.opened_at >= bindparam("start")) & (_T.opened_at < bindparam("end"))
_THESE = select(_T.body).where(_T.id.in_(bindparam("tickets", expanding=True)))
_AT_ONCE = 400
"""Tickets looked up by one statement; SQLite takes 999 values at least."""
_MOST_KEPT = 100_000
"""About a kilobyte each."""


def _both(query: Select[Any]) -> dict[bool, Select[Any]]:
    """The query for some schools (True), and for all."""
    return {True: query.where(_T.school.in_(bindparam("schools", expanding=True))), False: query}


_SEQS = _both(select(_T.id, _T.seq).where(_OPENED))
_WALKS = _both(
    select(_W.ticket, _W.outcome, _W.began_at, _W.left_at).join(tickets, _T.id == _W.ticket).where(_OPENED)
)

KnownFigures = dict[TicketId, TicketFigures]
"""What outlives a transaction. Two threads may work out the same ticket; both write the same."""


class StatisticsRows:
    """`statistics_ports.Statistics` in SQL."""

    def __init__(self, tx: Transaction, known: KnownFigures, contracts: Contracts) -> None:
        """Works inside `tx`; `known` outlives it."""
        self._conn = tx.conn
        self._known = known
        self._contracts = contracts

    def figures(
        self, schools: tuple[SchoolId, ...], start: datetime, end: datetime
    ) -> tuple[TicketFigures, ...]:
        """Those with a new event are read and worked out, in lots."""
        rows = self._conn.execute(_SEQS[bool(schools)], _keys(schools, start, end)).all()
        seqs = {TicketId(ticket): seq for ticket, seq in rows}
        known = {ticket: one for ticket in seqs if (one := self._known.get(ticket)) is not None}
        stale = [ticket for ticket, seq in seqs.items() if ticket not in known or known[ticket].seq != seq]
        found = known | self._worked_out(stale)
        if len(self._known) + len(stale) > _MOST_KEPT:
            self._known.clear()
        self._known.update(found)
        return tuple(found[ticket] for ticket in seqs)

    def walks(
        self, schools: tuple[SchoolId, ...], start: datetime, end: datetime, given_up: datetime
    ) -> Mapping[TicketId, Walked]:
        """One row for each walk."""
        rows = self._conn.execute(_WALKS[bool(schools)], _keys(schools, start, end))
        return {
            TicketId(ticket): Walked(
                SelfHelpOutcome(outcome) if outcome else None, left_at is not None or began_at < given_up
            )
            for ticket, outcome, began_at, left_at in rows
        }

    def _worked_out(self, wanted: list[TicketId]) -> dict[TicketId, TicketFigures]:
        found: dict[TicketId, TicketFigures] = {}
        for first in range(0, len(wanted), _AT_ONCE):
            lot = padded(wanted[first : first + _AT_ONCE])
            for body in self._conn.execute(_THESE, {"tickets": lot}).scalars():
                ticket = decode(body, Ticket)
                found[ticket.id] = ticket_figures(ticket, self._contracts.pinned(ticket))
        return found


def _keys(schools: tuple[SchoolId, ...], start: datetime, end: datetime) -> dict[str, object]:
    return {"start": start, "end": end} | ({"schools": padded(list(schools))} if schools else {})
