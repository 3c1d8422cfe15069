"""What a database holds, table by table: rows counted, and a digest that is the same on SQLite and PostgreSQL for the same content.

Rows go in the order of their key by bytes, which both databases know (SQLite's BINARY, PostgreSQL's "C"). A value is written down by the
type of its column, not of the database: SQLite has 0 and 1 where PostgreSQL has false and true.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, Table, collate, func, select

from storage.inventory import INVENTORY
from storage.tables import metadata

TABLES: tuple[Table, ...] = tuple(table for table in metadata.sorted_tables if table.name in INVENTORY)
"""Every table of the desk, what is pointed at before what points at it."""

_AT_A_TIME = 1_000

Tell = Callable[[int], None]
"""So many more rows are done."""


class StrangeValue(Exception):
    """A value that its column cannot hold. SQLite stores whatever it is given; PostgreSQL does not."""

    def __init__(self, table: str, column: str, key: Sequence[object]) -> None:
        """Say where; the value itself may be somebody's words."""
        super().__init__(
            f"table {table}, row {', '.join(map(str, key))}: the value in {column} is not of the column's kind "
            "(a text in place of a number, or a zero byte in a text). "
            "Somebody wrote into the database by hand; put the value right there, then copy again"
        )


@dataclass(frozen=True, slots=True)
class Content:
    """One table: how many rows, and the SHA-256 of them all, hexadecimal."""

    rows: int
    digest: str


class Digest:
    """Adds rows up. `row` gives back the values as PostgreSQL takes them, so that what is counted is what is written."""

    def __init__(self, table: Table) -> None:
        self.rows = 0
        self._table = table
        self._hash = hashlib.sha256()
        self._normal = [_normal(column) for column in table.columns]

    def row(self, values: Sequence[Any]) -> list[Any]:
        """One more, in the order of the table's columns. Raises StrangeValue."""
        try:
            made = [normal(value) for normal, value in zip(self._normal, values, strict=True)]
        except (TypeError, ValueError) as problem:
            raise self._strange(values) from problem
        self._hash.update(
            repr(made).encode()
        )  # Python's own way of writing plain values tells each from every other
        self.rows += 1
        return made

    def content(self) -> Content:
        """What came so far."""
        return Content(self.rows, self._hash.hexdigest())

    def _strange(self, values: Sequence[Any]) -> StrangeValue:
        named = zip(self._table.columns, self._normal, values, strict=True)
        strange = [column.name for column, normal, value in named if not _holds(normal, value)]
        keys = [value for one, value in zip(self._table.columns, values, strict=True) if one.primary_key]
        return StrangeValue(self._table.name, ", ".join(strange), keys)


def contents(conn: Connection, tell: Tell = lambda _: None) -> dict[str, Content]:
    """Every table of the desk, as this transaction sees it."""
    return {table.name: content_of(conn, table, tell) for table in TABLES}


def content_of(conn: Connection, table: Table, tell: Tell = lambda _: None) -> Content:
    """One table, read through."""
    digest = Digest(table)
    for rows in raw_rows(conn, table):
        for row in rows:
            digest.row(row)
        tell(len(rows))
    return digest.content()


def raw_rows(conn: Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """Its rows as the driver gives them, some at a time, in the order that is the same everywhere."""
    order = [_by_bytes(column, conn.dialect.name) for column in table.primary_key]
    bare = select(*(column.label(column.name) for column in table.columns)).order_by(*order)
    sql = str(bare.compile(dialect=conn.dialect))  # as text: no type of ours comes between
    result = conn.exec_driver_sql(sql, execution_options={"stream_results": True})
    try:
        yield from result.partitions(_AT_A_TIME)
    finally:
        result.close()


def count(conn: Connection, table: Table) -> int:
    """How many rows."""
    return int(conn.execute(select(func.count()).select_from(table)).scalar_one())


def fingerprint(found: dict[str, Content]) -> str:
    """One short word for everything a desk holds: equal words, equal content."""
    text = "\n".join(f"{name} {content.rows} {content.digest}" for name, content in sorted(found.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _holds(normal: Callable[[Any], Any], value: Any) -> bool:
    try:
        normal(value)
    except (TypeError, ValueError):
        return False
    return True


def _by_bytes(column: Column[Any], dialect: str) -> Any:
    """PostgreSQL sorts text by its language otherwise."""
    is_text = not isinstance(column.type, Integer) and column.type.python_type is str
    return collate(column, "C") if dialect == "postgresql" and is_text else column


def _normal(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, Boolean):
        return _truth
    if isinstance(column.type, LargeBinary):
        return _bytes
    return _number if column.type.python_type is not str else _text


def _truth(value: Any) -> bool | None:
    if value in (0, 1, None):
        return None if value is None else bool(value)
    raise ValueError


def _bytes(value: Any) -> bytes | None:
    if value is None or isinstance(value, (bytes, memoryview)):
        return None if value is None else bytes(value)
    raise ValueError


def _number(value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError


def _text(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and "\x00" not in value):
        return value
    raise ValueError
