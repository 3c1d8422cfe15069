"""Versions of something that has one in force: contracts, calendars, editions of playbooks. Kept for ever.

Such a table has a name, a version, `in_force` and a body. A version never changes, so what was once read may be kept by the
process; which one is in force stands on the shelf (`storage.shelf`), so that another process's change is seen by the next
transaction. What may become a version, and when, is for the repositories that use this.
"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from sqlalchemy import Table, bindparam, insert, select, update

from storage.transaction import Transaction

N = TypeVar("N", int, str)
T = TypeVar("T")


class VersionTable:
    """The statements for one table; made once, so that they are prepared once."""

    def __init__(self, table: Table, name: str) -> None:
        """`name` is the column of the thing's id; the others are `version`, `in_force` and `body`."""
        columns = table.c
        of, numbered = columns[name] == bindparam("of"), columns.version == bindparam("number")
        in_force = columns.in_force.is_(True)
        self.table, self.name = table, name
        self.current = select(columns.version).where(of, in_force)
        self.one = select(columns.body).where(of, numbered)
        self.every = select(columns.body).where(of)
        self.retire = update(table).where(of, in_force).values(in_force=False)
        self.enforce = update(table).where(of, numbered).values(in_force=True)
        self.insert = insert(table)


class Versions(Generic[N, T]):
    """The versions of one table in one transaction."""

    def __init__(
        self,
        tx: Transaction,
        table: VersionTable,
        known: dict[tuple[str, N], T],
        read: Callable[[str], T],
    ) -> None:
        """Works inside `tx`; `known` outlives it. `read` makes a value of a body."""
        self._tx, self._table = tx, table
        self._known: dict[tuple[str, N], T] = known
        self._read = read
        self._added: dict[tuple[str, N], T] = {}

    def in_force(self, name: str) -> N | None:
        """The version in force; None where there is none."""
        return self._tx.recall(("in force", self._table.name, name), lambda: self._look(name))

    def get(self, name: str, version: N) -> T | None:
        """One version, None where it is not known."""
        key = name, version
        found = self._added.get(key) or self._known.get(key)
        if found is None:
            body = self._tx.conn.execute(self._table.one, {"of": name, "number": version}).scalar()
            if body is None:
                return None
            found = self._known[key] = self._read(body)
        return found

    def every(self, name: str) -> list[T]:
        """All versions of one name."""
        return [self._read(body) for body in self._tx.conn.execute(self._table.every, {"of": name}).scalars()]

    def add(self, name: str, version: N, value: T, body: str) -> None:
        """A version that is not known yet, not in force."""
        row: dict[str, Any] = {self._table.name: name, "version": version, "in_force": False, "body": body}
        self._tx.conn.execute(self._table.insert, row)
        self._added[name, version] = value

    def enforce(self, name: str, version: N) -> None:
        """Put a known version in force instead of the one that is."""
        self._tx.change_register()
        self._tx.conn.execute(self._table.retire, {"of": name})
        self._tx.conn.execute(self._table.enforce, {"of": name, "number": version})

    def _look(self, name: str) -> N | None:
        version: N | None = self._tx.conn.execute(self._table.current, {"of": name}).scalar()
        return version
