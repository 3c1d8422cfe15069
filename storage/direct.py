"""Core statements straight on SQLite's driver, where SQLAlchemy's execution layer costs four times the statement itself.

SQLAlchemy still writes the SQL and knows the types; what is left out are its cursors, contexts and events: of 2.2 ms that
a chat message costs the writer's thread, they were 0.5 (docs/benchmarks.md). A statement is prepared once for each set of
value names. One whose text depends on its values (IN with a list) goes through SQLAlchemy as ever. Errors are
SQLAlchemy's, too. Not for PostgreSQL, where the server's answer is what takes the time.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, cast
from weakref import WeakKeyDictionary

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Dialect, UpdateBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Executable
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Convert = Callable[[Any], Any] | None
Row = tuple[Any, ...]


class Prepared:
    """A statement's SQL, how its values are bound and how its rows are read."""

    __slots__ = ("_binds", "_read", "sql")

    def __init__(self, compiled: SQLCompiler, dialect: Dialect) -> None:
        self.sql = compiled.string
        self._binds = [
            (name, None if bind.required else bind.effective_value, bind.type.dialect_impl(dialect))
            for name in compiled.positiontup or ()
            for bind in (compiled.binds[name],)
        ]
        self._binds = [(name, given, kind.bind_processor(dialect)) for name, given, kind in self._binds]
        self._read = _reader(compiled, dialect)

    def bound(self, values: Values) -> Row:
        """The values in the order of the question marks. Raises KeyError for one that is missing."""
        return tuple(
            given if convert is None else convert(given)
            for given, convert in ((values.get(name, fixed), convert) for name, fixed, convert in self._binds)
        )

    def read(self, row: Row) -> Any:
        """A row of the driver with the types of its columns."""
        return self._read(row)
