"""Contract versions, kept for ever because tickets pin them. The YAML form is read by `storage.contract_packs`."""

from functools import lru_cache

from sqlalchemy import Select, bindparam, insert, select, update

from desk.contract import Contract
from desk.ids import ContractId
from desk.refusals import NotFound
from storage.codec import decode, encode
from storage.tables import contract_versions
from storage.transaction import Transaction

_V = contract_versions.c
_CURRENT = select(_V.body).where(_V.contract == bindparam("contract"), _V.in_force.is_(True))
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


class ContractRows:
    """`ports.Contracts` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`. A version is looked up once per transaction."""
        self._conn = tx.conn
        self._seen: dict[tuple[ContractId, int], Contract] = {}
        self._in_force: dict[ContractId, Contract] = {}

    def current(self, contract: ContractId) -> Contract:
        """Raises NotFound."""
        if contract not in self._in_force:
            found = self._in_force[contract] = self._one(_CURRENT, contract=contract)
            self._seen[contract, found.version] = found
        return self._in_force[contract]

    def pinned(self, contract: ContractId, version: int) -> Contract:
        """Raises NotFound."""
        key = contract, version
        if key not in self._seen:
            self._seen[key] = self._one(_PINNED, contract=contract, version=version)
        return self._seen[key]

    def publish(self, contract: Contract) -> None:
        """Put it in force. Raises ValueError when this version number is known with another content."""
        try:
            known = self.pinned(contract.id, contract.version)
        except NotFound:
            row = {
                "contract": contract.id,
                "version": contract.version,
                "in_force": False,
                "body": encode(contract),
            }
            self._conn.execute(_INSERT, row)
        else:
            if known != contract:
                raise ValueError(
                    f"contract {contract.id} v{contract.version} was published with another content, and tickets may "
                    f"be pinned to it; raise its version to {contract.version + 1} or higher"
                )
        self._conn.execute(_RETIRE, {"of": contract.id})
        self._conn.execute(_ENFORCE, {"of": contract.id, "number": contract.version})
        self._in_force[contract.id] = contract

    def _one(self, query: Select[str], **keys: object) -> Contract:
        body = self._conn.execute(query, keys).scalar()
        if body is None:
            raise NotFound(*keys.values())
        return _contract(body)


@lru_cache(maxsize=64)
def _contract(body: str) -> Contract:
    """Decoded once per content: a pack is large, never changes under its number, and every brief needs one."""
    return decode(body, Contract)
