"""SQLite's wire: planned statements straight on its driver, every answer at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.plans import NOTHING, Plan, Values, plans_for
from storage.wires import Rows


class Direct:
    """`wires.Wire` on SQLite. `Connection` opened it and closes it; in between only the driver is spoken to."""

    is_broken = False
    holds_back = False

    def __init__(self, conn: Connection, *, reads_only: bool = False) -> None:
        """A deferred transaction that turns into a writer fails at once with BUSY_SNAPSHOT, so writers say so in BEGIN."""
        self.dialect = conn.dialect
        self._conn = conn
        self._plans = plans_for(conn.dialect)
        self._begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"
        self._driver: Any = conn.connection.driver_connection
        self._no_trace = False

    def execute(self, statement: Any, values: Values | Sequence[Values] = NOTHING) -> "Fetched":
        """Run it; with a list of values (not an empty one), once for each."""
        if not isinstance(values, Mapping):
            plan = self._plans.of(statement, values[0])
            return Fetched(self._run(self._driver.executemany, plan.sql, map(plan.bound, values)), plan)
        plan = self._plans.of(statement, values)
        return Fetched(self._run(self._driver.execute, plan.sql, plan.bound(values)), plan)

    def begin(self) -> None:
        """Begin the transaction, the one and only writing one unless this wire just reads."""
        self._run(self._driver.execute, self._begin)

    def mark(self) -> None:
        """Mark the place to go back to."""
        self._driver.execute("SAVEPOINT job")

    def hurry(self) -> None:
        """Nothing was held back."""

    def settle(self) -> None:
        """Nothing was held back."""

    def forget_mark(self) -> None:
        """What came after the mark stays."""
        self._driver.execute("RELEASE job")

    def go_back(self) -> bool:
        """Undo what came after the mark. False when SQLite gave up the whole transaction (disk full)."""
        if not self._driver.in_transaction:
            return False
        self._driver.execute("ROLLBACK TO job")
        return True

    def commit(self) -> None:
        """End the transaction and keep it."""
        self._run(self._driver.execute, "COMMIT")
        if self._no_trace:
            self._no_trace = False
            self._driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def leave_no_trace(self) -> None:
        """Pages are overwritten (`secure_delete`); the write-ahead log is emptied after the commit, unless a reader is still in it:
        then the next night does it.
        """
        self._no_trace = True

    def roll_back(self) -> None:
        """End the transaction and forget it; also when it is over already."""
        if self._driver.in_transaction:
            self._driver.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection."""
        self._conn.close()

    def _run(self, call: Callable[..., Any], sql: str, *values: Any) -> Any:
        try:
            return call(sql, *values)
        except dbapi2.Error as problem:
            raise _translated(problem, sql, self.dialect) from problem


class Fetched(Rows):
    """`wires.Answer` of a cursor."""

    __slots__ = ("_cursor", "_plan", "rowcount")

    def __init__(self, cursor: Any, plan: Plan) -> None:
        self._cursor = cursor
        self._plan = plan
        self.rowcount: int = cursor.rowcount

    def settle(self) -> None:
        """It is done: SQLite answers at once."""

    def all(self) -> list[Any]:
        """Every row, as a named tuple."""
        return [self._read(row) for row in self._cursor.fetchall()]

    def first(self) -> Any:
        """The first row, or None; the rest is left where it is."""
        row = self._cursor.fetchone()
        self._cursor.close()
        return None if row is None else self._read(row)

    def _read(self, row: tuple[Any, ...]) -> Any:
        plan = self._plan
        if not plan.converts:
            return plan.make(row)
        return plan.make(
            value if one is None else one(value) for value, one in zip(row, plan.convert, strict=True)
        )


def _translated(problem: Exception, sql: str, dialect: Any) -> BaseException:
    """The driver's error as SQLAlchemy raises it. Values are left out: they are people's words."""
    return DBAPIError.instance(sql, None, problem, dbapi2.Error, hide_parameters=True, dialect=dialect)
