"""Contract versions, kept for ever because tickets pin them. The YAML form is read by `storage.contract_packs`."""

from dataclasses import replace

from sqlalchemy import bindparam, insert, select, update

from desk.calendars import CalendarId, WorkCalendar
from desk.contract import Contract
from desk.ids import ContractId
from desk.refusals import NotFound
from desk.ticket import Ticket
from storage.codec import decode, encode
from storage.tables import contract_versions
from storage.transaction import Transaction
from usecases.agreements import Calendars

_V = contract_versions.c
_CURRENT = select(_V.version).where(_V.contract == bindparam("contract"), _V.in_force.is_(True))
_PINNED = select(_V.body).where(_V.contract == bindparam("contract"), _V.version == bindparam("version"))
_RETIRE = (
    update(contract_versions)
    .where(_V.contract == bindparam("of"), _V.in_force.is_(True))
    .values(in_force=False)
)
_ENFORCE = (
    update(contract_versions)
    .where(_V.contract == bindparam("of"), _V.version == bindparam("number"))
    .values(in_force=True)
)
_INSERT = insert(contract_versions)


Versions = dict[tuple[ContractId, int], Contract]
"""Contracts by id and version. A version never changes, so what was once read may be kept by the process."""


class ContractRows:
    """`agreements.Contracts` in SQL."""

    def __init__(self, tx: Transaction, versions: Versions, calendars: Calendars) -> None:
        """Works inside `tx`; `versions` outlives it."""
        self._tx = tx
        self._conn = tx.conn
        self._versions = versions
        self._calendars = calendars
        self._published: Versions = {}

    def current(self, contract: ContractId, calendar: CalendarId | None = None) -> Contract:
        """Raises NotFound for a contract; one whose calendar nobody has published counts all hours (`desk.clocks`)."""
        number = self._tx.recall(("in force", contract), lambda: self._in_force(contract))
        found = self.version(contract, number)
        return replace(found, calendar=self._working(calendar or found.calendar_id))

    def pinned(self, ticket: Ticket) -> Contract:
        """Raises NotFound."""
        found = self.version(ticket.contract, ticket.contract_version)
        if not ticket.calendar:
            return found
        return replace(found, calendar=self._calendars.version(ticket.calendar, ticket.calendar_version))

    def version(self, contract: ContractId, version: int) -> Contract:
        """Raises NotFound."""
        key = contract, version
        known = self._published.get(key) or self._versions.get(key)
        if known is None:
            body = self._conn.execute(_PINNED, {"contract": contract, "version": version}).scalar()
            if body is None:
                raise NotFound(contract, version)
            known = self._versions[key] = decode(body, Contract)
        return known

    def publish(self, contract: Contract) -> None:
        """Put it in force. Raises ValueError when this version number is known with another content."""
        try:
            known = self.version(contract.id, contract.version)
        except NotFound:
            row = {"contract": contract.id, "version": contract.version}
            self._conn.execute(_INSERT, row | {"in_force": False, "body": encode(contract)})
            self._published[contract.id, contract.version] = contract
        else:
            if known != contract:
                raise ValueError(
                    f"contract {contract.id} v{contract.version} was published with another content, and tickets may "
                    f"be pinned to it; raise its version to {contract.version + 1} or higher"
                )
        self._tx.change_register()
        self._conn.execute(_RETIRE, {"of": contract.id})
        self._conn.execute(_ENFORCE, {"of": contract.id, "number": contract.version})

    def _in_force(self, contract: ContractId) -> int:
        version: int | None = self._conn.execute(_CURRENT, {"contract": contract}).scalar()
        if version is None:
            raise NotFound(contract)
        return version

    def _working(self, calendar: CalendarId) -> WorkCalendar | None:
        try:
            return self._calendars.current(calendar)
        except NotFound:
            return None
