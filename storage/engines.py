"""Connections that keep their word: durable commits, foreign keys, bounded waits; checked, not assumed (reliability §5.4)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError

from storage.migrations import HEAD

OLDEST_SQLITE = (3, 51, 3)  # older ones can corrupt a WAL while it is reset
OLDEST_POSTGRESQL = 14

_PRAGMAS = (
    ("busy_timeout", "10000", "10000"),  # ms; first, so that the others wait too
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("mmap_size", "0", "0"),
    ("secure_delete", "ON", "1"),  # what is deleted is overwritten: erasure is one (docs/privacy.md)
)
_WALKS = ("seqscan", "bitmapscan", "hashjoin", "mergejoin")
"""What the planner leaves out: our statements walk indexes, and a young desk has no statistics that would tell it so. It
plans a statement once, perhaps on empty tables, and a whole table read for each lease then costs more than all the rest.
"""
_BOUNDS = {"lock_timeout": "8s", "idle_in_transaction_session_timeout": "3s"}
"""Nobody waits for a lock for ever, and who hangs in the middle of a transaction does not hold its locks for ever."""
_SESSION = " ".join(
    (
        *(f"-c enable_{walk}=off" for walk in _WALKS),
        *(f"-c {name}={wanted}" for name, wanted in _BOUNDS.items()),
        "-c timezone=UTC",
    )
)


class StorageNotReady(Exception):
    """The database cannot be used as it is. The message says what to do."""


def parsed(address: str | URL) -> URL:
    """The address as SQLAlchemy's. Raises StorageNotReady for one that nobody can read; its text may hold a password."""
    try:
        return make_url(address)
    except (ArgumentError, ValueError) as problem:
        raise StorageNotReady(
            "CHALKLINE_DATABASE_URL cannot be read; it looks like postgresql+psycopg://user:password@host:5432/name"
        ) from problem


@contextmanager
def connection(address: str | URL, *, reads_only: bool = False) -> Iterator[Connection]:
    """One connection; one that only reads keeps nobody from writing. Raises StorageNotReady when the database cannot be reached or
    opened, or goes away meanwhile (a server that restarts takes connections it breaks a moment later).
    """
    try:
        conn = engine_for(address, reads_only=reads_only).connect()
    except OperationalError as problem:
        raise StorageNotReady(f"the database cannot be opened: {problem.orig}".strip()) from problem
    try:
        with conn:
            yield conn
    except OperationalError as problem:
        if not problem.connection_invalidated:
            raise
        raise StorageNotReady(f"the database cannot be opened: {problem.orig}".strip()) from problem


def engine_for(address: str | URL, *, reads_only: bool = False) -> Engine:
    """An engine without a pool: every database thread keeps its own connection. Raises StorageNotReady for other databases."""
    url = parsed(address)
    if url.get_backend_name() == "postgresql":
        return _postgresql(url, reads_only)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return _sqlite(url, reads_only)
    raise StorageNotReady(
        f"{url.render_as_string()} is neither sqlite:///a/file nor postgresql+psycopg://…; mend CHALKLINE_DATABASE_URL"
    )


def check(conn: Connection) -> None:
    """Raises StorageNotReady when a setting did not take, a version is too old or the schema is another one."""
    check_settings(conn)
    check_schema(conn)


def check_settings(conn: Connection) -> None:
    """Raises StorageNotReady when commits would not be durable or the database is too old."""
    if conn.dialect.name == "sqlite":
        _check_sqlite(conn)
    else:
        _check_postgresql(conn)


def _sqlite(url: URL, reads_only: bool) -> Engine:
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), module=dbapi2, poolclass=NullPool)
    event.listen(engine, "connect", _set_pragmas(reads_only))
    begin = _begin("BEGIN" if reads_only else "BEGIN IMMEDIATE")
    engine.dialect.do_begin = begin  # type: ignore[method-assign,assignment]  # an event would cost every statement 5 µs
    return engine


def _set_pragmas(reads_only: bool) -> Callable[[Any, Any], None]:
    """A deferred transaction that turns into a writer fails at once with BUSY_SNAPSHOT, so writers say so in BEGIN."""

    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for name, wanted, _ in _PRAGMAS:
            connection.execute(f"PRAGMA {name}={wanted}").fetchall()
        if reads_only:
            connection.execute("PRAGMA query_only=ON")

    return connected


def _begin(statement: str) -> Callable[[Any], None]:
    def begin(connection: Any) -> None:
        connection.execute(statement)

    return begin


def _postgresql(url: URL, reads_only: bool) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        isolation_level="REPEATABLE READ" if reads_only else "READ COMMITTED",
        connect_args={"options": _SESSION, "application_name": "chalkline", "connect_timeout": 5},
    )
    return engine.execution_options(postgresql_readonly=True) if reads_only else engine


def _check_sqlite(conn: Connection) -> None:
    if dbapi2.sqlite_version_info < OLDEST_SQLITE:
        raise StorageNotReady(
            f"SQLite {dbapi2.sqlite_version} can corrupt its log; install the pysqlite3 of requirements.lock"
        )
    for name, _, wanted in _PRAGMAS:
        got = str(conn.exec_driver_sql(f"PRAGMA {name}").scalar())
        if got != wanted:
            raise StorageNotReady(
                f"PRAGMA {name} is {got}, not {wanted}; is the database on a local disk that can be written to?"
            )


def _check_postgresql(conn: Connection) -> None:
    version = int(conn.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < OLDEST_POSTGRESQL * 10_000:
        raise StorageNotReady(f"PostgreSQL {version // 10_000} is too old; use {OLDEST_POSTGRESQL} or newer")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if conn.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar() == "off":
            raise StorageNotReady(
                f"PostgreSQL runs with {name}=off: a power cut would lose reports; set it on in postgresql.conf"
            )
    for name, wanted in _BOUNDS.items():
        if conn.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar() != wanted:
            raise StorageNotReady(
                f"PostgreSQL did not take {name}={wanted}: something between the desk and the server drops the connection's "
                "options; connect to the server itself, or let the pooler pass `options` on"
            )


def check_schema(conn: Connection, whose: str = "") -> None:
    """Raises StorageNotReady when the schema is another one than this code needs; `whose` tells databases apart."""
    of = f" {whose}" if whose else ""
    if not inspect(conn).has_table("alembic_version"):
        raise StorageNotReady(f"the database{of} is empty; run `chalkline migrate`")
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found != HEAD:
        raise StorageNotReady(
            f"the database's schema{of} is {found}, this version of the desk needs {HEAD}; run `chalkline migrate` "
            "(when the schema is the newer one, run the newer desk)"
        )
