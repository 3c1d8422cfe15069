"""A desk moves from its SQLite file to PostgreSQL: everything or nothing, and every row compared before it counts.

The file is held alone meanwhile, which also finds out whether a desk runs on it: a running one keeps its connections open. On PostgreSQL
it is one transaction with every table locked: whoever starts on the new database too early waits, and then finds all of it or nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, NullPool, Table, bindparam, create_engine, func, inspect, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError

from storage import migrate
from storage.contents import TABLES, Content, Digest, StrangeValue, content_of, count, raw_rows
from storage.engines import StorageNotReady, check, check_schema, connection, parsed

_MADE_BY_MIGRATING = frozenset({"counters", "contract_versions", "calendar_versions", "playbook_editions"})
"""What `chalkline migrate` itself puts into an empty database; the copy's own takes its place."""

_ALONE_MS = 2_000
"""So long whoever is at work at either end is waited for."""
_OWN = frozenset({"alembic_version"})
_LAST_NUMBER = select(
    func.setval(func.pg_get_serial_sequence(bindparam("of"), bindparam("column")), bindparam("last"))
)

Told = Callable[[str, int, int], None]
"""Which table is in hand, how many more rows of it are done, and how many steps there are in all (0 when known already)."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Every table's content, the same at both ends."""

    tables: Mapping[str, Content]

    @property
    def rows(self) -> int:
        """All of them."""
        return sum(content.rows for content in self.tables.values())


def copy_desk(source: str, target: str, told: Told = lambda *_: None) -> Copied:
    """Copy a stopped desk from SQLite, a file or its address, into an empty PostgreSQL database. Raises StorageNotReady, with a sentence,
    for whatever stands against it; then nothing was copied.
    """
    file = _file(source)
    if parsed(target).get_backend_name() != "postgresql":
        raise StorageNotReady(
            "the copy goes into PostgreSQL; give its address, like postgresql+psycopg://user:password@host:5432/name"
        )
    try:
        with _held_alone(file) as old:
            _check_source(old, file)
            if migrate.current(target) is None:
                migrate.upgrade(target)
            with connection(target) as new, new.begin():
                return _copied(old, new, told)
    except StrangeValue as problem:
        raise StorageNotReady(f"nothing was copied: {problem}") from problem
    except DBAPIError as problem:
        raise StorageNotReady(f"nothing was copied: {_first_line(problem)}") from problem


def _file(source: str) -> Path:
    address = parsed(source) if "://" in source else None
    if address is not None and (address.get_backend_name() != "sqlite" or not address.database):
        raise StorageNotReady("the copy is made of a SQLite desk; give its file, like var/chalkline.sqlite3")
    file = Path(source if address is None else str(address.database))
    if not file.is_file():
        raise StorageNotReady(f"there is no file {file}; give the SQLite file of the desk")
    return file


@contextmanager
def _held_alone(file: Path) -> Iterator[Connection]:
    """The file, which nobody else may open meanwhile. Raises StorageNotReady while somebody has it open."""

    def opened() -> Any:
        made = dbapi2.connect(f"file:{file.resolve()}?mode=rw", uri=True, isolation_level=None)
        try:
            made.execute(f"PRAGMA busy_timeout={_ALONE_MS}")
            made.execute("PRAGMA locking_mode=EXCLUSIVE")
            made.execute("BEGIN EXCLUSIVE")
        except dbapi2.Error:
            made.close()
            raise
        return made

    engine = create_engine("sqlite+pysqlite://", module=dbapi2, poolclass=NullPool, creator=opened)
    engine.dialect.do_begin = lambda _: None  # type: ignore[method-assign,assignment]  # begun as it was opened
    try:
        conn = engine.connect()
    except DatabaseError as problem:
        if "locked" in str(problem.orig):
            raise StorageNotReady(
                f"a desk is running on {file}: stop it first, or copy a copy that `chalkline db backup` made"
            ) from problem
        raise StorageNotReady(f"{file} cannot be read: {problem.orig}") from problem
    with conn:
        yield conn


def _check_source(old: Connection, file: Path) -> None:
    found = old.exec_driver_sql("PRAGMA quick_check").scalar()
    if found != "ok":
        raise StorageNotReady(f"{file} is damaged: {found}; restore the last good copy")
    check_schema(old, "of the SQLite file")
    orphan = old.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan is not None:
        raise StorageNotReady(
            f"{file}: a row of {orphan[0]} points at nothing in {orphan[2]}; nothing was copied"
        )
    strange = set(inspect(old).get_table_names()) - {table.name for table in TABLES} - _OWN
    if strange:
        raise StorageNotReady(
            f"{file} has tables that no desk makes: {', '.join(sorted(strange))}. They would stay behind; "
            "drop them from a copy of the file, and copy that"
        )


def _copied(old: Connection, new: Connection, told: Told) -> Copied:
    check(new)
    _lock(new)
    _require_empty(new)
    sizes = {table.name: count(old, table) for table in TABLES}
    told("", 0, 2 * sum(sizes.values()))
    found = {table.name: _one(old, new, table, told) for table in TABLES}
    return Copied(found)


def _lock(new: Connection) -> None:
    """Nobody else looks or writes until the end. The desk's limits are for its short transactions, not for this one."""
    new.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    new.execute(text(f"SET LOCAL lock_timeout = {_ALONE_MS}"))
    for walk in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
        new.execute(text(f"SET LOCAL enable_{walk} = on"))
    names = ", ".join(f'"{table.name}"' for table in TABLES)
    try:
        new.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    except DBAPIError as problem:
        raise StorageNotReady(
            "somebody is at work on the PostgreSQL database: stop every process that uses it, then copy again"
        ) from problem


def _require_empty(new: Connection) -> None:
    for table in TABLES:
        rows = 0 if table.name in _MADE_BY_MIGRATING else count(new, table)
        if rows:
            raise StorageNotReady(
                f"the PostgreSQL database is in use: {table.name} has {rows} rows. Copy into a new database (createdb); "
                "nothing was copied"
            )


def _one(old: Connection, new: Connection, table: Table, told: Told) -> Content:
    """Copy one table, read it back, and compare. Raises StorageNotReady when they differ, which undoes everything."""
    if table.name in _MADE_BY_MIGRATING:
        new.execute(table.delete())
    sent = _sent(old, new, table, told)
    _count_on(new, table)
    arrived = content_of(new, table, lambda rows: told(table.name, rows, 0))
    if sent != arrived:
        raise StorageNotReady(
            f"table {table.name}: {sent.rows} rows were read and {arrived.rows} arrived, or not as they were. Nothing was copied; "
            "please report it"
        )
    return arrived


def _sent(old: Connection, new: Connection, table: Table, told: Told) -> Content:
    """Past SQLAlchemy, by the driver's COPY: for a large desk many times quicker than inserts."""
    digest = Digest(table)
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    driver: Any = new.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for rows in raw_rows(old, table):
                for row in rows:
                    copy.write_row(digest.row(row))
                told(table.name, len(rows), 0)
    except new.dialect.loaded_dbapi.Error as problem:
        reason = str(problem).strip().splitlines()[0]  # the rest quotes values
        raise StorageNotReady(f"nothing was copied: table {table.name}: {reason}") from problem
    return digest.content()


def _count_on(new: Connection, table: Table) -> None:
    """New rows get numbers after those that were copied."""
    column = table.autoincrement_column
    last = None if column is None else new.execute(select(func.max(column))).scalar()
    if column is not None and last is not None:
        new.execute(_LAST_NUMBER, {"of": table.name, "column": column.name, "last": last})


def _first_line(problem: DBAPIError) -> str:
    """Without the rest, which quotes values."""
    return str(problem.orig).strip().splitlines()[0]
