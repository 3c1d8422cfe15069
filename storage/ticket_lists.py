"""Tickets a page at a time, by number: what is opened meanwhile never moves a page that was read."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from desk.ticket import Ticket
from storage.codec import decode
from storage.plans import padded
from storage.tables import tickets
from storage.transaction import Transaction
from usecases.api_ports import WantedTickets

_T = tickets.c
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "schools": _T.school.in_(bindparam("schools", expanding=True)),
    "states": _T.status.in_(bindparam("states", expanding=True)),
    "open": _T.is_open.is_(True),
    "over": _T.is_open.is_(False),
    "since": _T.opened_at >= bindparam("since"),
    "until": _T.opened_at < bindparam("until"),
    "below": _T.no < bindparam("below"),
}


class TicketListRows:
    """`api_ports.TicketLists` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def page(self, wanted: WantedTickets) -> tuple[Ticket, ...]:
        """Newest first."""
        values: dict[str, Any] = {
            "schools": padded(list(wanted.schools)) or None,
            "states": padded([state.value for state in wanted.states]) or None,
            "since": wanted.since,
            "until": wanted.until,
            "below": wanted.below,
        }
        values = {name: value for name, value in values.items() if value is not None}
        open_or_over = () if wanted.is_open is None else ("open" if wanted.is_open else "over",)
        statement = _statement((*values, *open_or_over))
        bodies = self._conn.execute(statement, values | {"most": wanted.most}).scalars()
        return tuple(decode(body, Ticket) for body in bodies)


@cache
def _statement(conditions: tuple[str, ...]) -> Select[tuple[Any]]:
    """One for each set of conditions, so that it is planned once."""
    asked = (_CONDITIONS[name] for name in conditions)
    return select(_T.body).where(*asked).order_by(_T.no.desc()).limit(bindparam("most"))
