"""Contract versions, kept for ever because tickets pin them. The YAML form is read by `storage.contract_packs`."""

from dataclasses import replace
from functools import partial

from desk.calendars import CalendarId, WorkCalendar
from desk.contract import Contract
from desk.ids import ContractId
from desk.refusals import NotFound
from desk.ticket import Ticket
from storage.codec import decode, encode
from storage.tables import contract_versions
from storage.transaction import Transaction
from storage.versions import Versions, VersionTable
from usecases.agreements import Calendars

_TABLE = VersionTable(contract_versions, "contract")

ContractVersions = dict[tuple[str, int], Contract]
"""Contracts by id and version."""


class ContractRows:
    """`agreements.Contracts` in SQL."""

    def __init__(self, tx: Transaction, versions: ContractVersions, calendars: Calendars) -> None:
        """Works inside `tx`; `versions` outlives it."""
        self._versions = Versions(tx, _TABLE, versions, partial(decode, wanted=Contract))
        self._calendars = calendars

    def current(self, contract: ContractId, calendar: CalendarId | None = None) -> Contract:
        """Raises NotFound for a contract; one whose calendar nobody has published counts all hours (`desk.clocks`)."""
        number = self._versions.in_force(contract)
        if number is None:
            raise NotFound(contract)
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
        found = self._versions.get(contract, version)
        if found is None:
            raise NotFound(contract, version)
        return found

    def publish(self, contract: Contract) -> None:
        """Put it in force. Raises ValueError when this version number is known with another content."""
        known = self._versions.get(contract.id, contract.version)
        if known is None:
            self._versions.add(contract.id, contract.version, contract, encode(contract))
        elif known != contract:
            raise ValueError(
                f"contract {contract.id} v{contract.version} was published with another content, and tickets may "
                f"be pinned to it; raise its version to {contract.version + 1} or higher"
            )
        self._versions.enforce(contract.id, contract.version)

    def _working(self, calendar: CalendarId) -> WorkCalendar | None:
        try:
            return self._calendars.current(calendar)
        except NotFound:
            return None
