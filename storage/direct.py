"""Core statements straight on SQLite's driver: SQLAlchemy's execution layer costs twice the statement itself there.

SQLAlchemy still writes the SQL and knows the types; what is left out are its contexts, cursors and events, a quarter of
what a chat message cost the writer's thread (docs/benchmarks.md). A statement is prepared once for each set of value
names. One whose text depends on its values (IN with a list) goes the usual way. Errors are SQLAlchemy's as well. Not for
PostgreSQL: its errors, types and prepared statements are another matter.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
NOTHING: Values = {}


class Prepared:
    """A statement's SQL, how values are bound to its question marks and how its rows are read."""

    __slots__ = ("_binds", "read", "sql")

    def __init__(self, compiled: SQLCompiler, columns: Sequence[Any], dialect: Dialect) -> None:
        """`columns` are those of its rows, none for a statement that returns nothing."""
        self.sql = compiled.string
        self._binds = [_bind(compiled, name, dialect) for name in compiled.positiontup or ()]
        self.read = _reader(columns, dialect)

    def bound(self, values: Values) -> tuple[Any, ...]:
        """The values in their places. Raises KeyError for one that is missing."""
        return tuple(
            fixed if name is None else values[name] if convert is None else convert(values[name])
            for name, fixed, convert in self._binds
        )


class Answer:
    """What came back; the part of SQLAlchemy's Result that the repositories use."""

    __slots__ = ("_cursor", "_read", "rowcount")

    def __init__(self, cursor: Any, read: Convert) -> None:
        self._cursor = cursor
        self._read = read
        self.rowcount: int = cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def all(self) -> list[Any]:
        """Every row, as a named tuple."""
        return [self._read(row) for row in self._cursor.fetchall()]

    def first(self) -> Any:
        """The first row, or None."""
        row = self._cursor.fetchone()
        self._cursor.close()
        return None if row is None else self._read(row)

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """The only value of the only row. Raises ValueError when there is not exactly one row."""
        ((value, *_),) = self.all()
        return value

    def scalars(self) -> Iterator[Any]:
        """The first value of each row."""
        return (row[0] for row in self.all())


class Direct:
    """The Connection of one transaction with an `execute` of our own; everything else is the connection's."""

    def __init__(self, conn: Connection, plans: "Plans") -> None:
        """`plans` are kept by whoever keeps the connection."""
        self.dialect = conn.dialect
        self._conn = conn
        self._plans = plans
        self._driver: Any = conn.connection.driver_connection

    def __getattr__(self, name: str) -> Any:
        """What is not ours."""
        return getattr(self._conn, name)

    def execute(self, statement: Any, values: Values | list[Values] = NOTHING) -> Any:
        """Run it; with a list of values (not an empty one), once for each."""
        prepared = self._plans.of(statement, values[0] if isinstance(values, list) else values, self.dialect)
        if prepared is None:
            return self._conn.execute(statement, values or None)
        try:
            if isinstance(values, list):
                cursor = self._driver.executemany(prepared.sql, [prepared.bound(each) for each in values])
            else:
                cursor = self._driver.execute(prepared.sql, prepared.bound(values))
        except dbapi2.Error as problem:
            raise _translated(problem, prepared.sql, self.dialect) from problem
        return Answer(cursor, prepared.read)


class Plans:
    """Prepared statements by statement and names of values; None for one that cannot be prepared."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Any, dict[tuple[str, ...], Prepared | None]] = WeakKeyDictionary()

    def __len__(self) -> int:
        """How many statements are known; one that nobody holds any more is forgotten."""
        return len(self._known)

    def of(self, statement: Any, values: Values, dialect: Dialect) -> Prepared | None:
        """The plan, made when first asked for."""
        plans = self._known.setdefault(statement, {})
        names = tuple(values)
        if names not in plans:
            plans[names] = _prepared(statement, names, dialect)
        return plans[names]


def _prepared(statement: Any, names: tuple[str, ...], dialect: Dialect) -> Prepared | None:
    columns_wanted = names if statement.is_dml else None
    compiled = statement.compile(dialect=dialect, column_keys=columns_wanted)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    return Prepared(compiled, tuple(statement.exported_columns), dialect)


def _bind(compiled: SQLCompiler, name: str, dialect: Dialect) -> tuple[str | None, Any, Convert | None]:
    """The name of the value that goes here, or None and the value that always does; and how a value is converted."""
    bind = compiled.binds[name]
    convert: Convert | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return name, None, convert
    fixed = bind.effective_value
    return None, fixed if convert is None else convert(fixed), None


def _reader(columns: Sequence[Any], dialect: Dialect) -> Convert:
    """From a row of the driver to a named tuple of the columns' types."""
    if not columns:
        return tuple
    named: Callable[..., Any] = namedtuple
    make: Convert = named("Row", [column.key for column in columns], rename=True)._make
    convert = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    if not any(convert):
        return make
    return lambda row: make(
        value if one is None else one(value) for value, one in zip(row, convert, strict=True)
    )


def _translated(problem: Exception, sql: str, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy raises it. Values are left out: they are people's words."""
    return DBAPIError.instance(sql, None, problem, dbapi2.Error, hide_parameters=True, dialect=dialect)
