"""Bring a database to the schema this code needs: `upgrade`, `downgrade`, `current`. No ini file, any working directory.

Alembic and Mako (5 MB) are loaded when a schema is really looked at: every command imports this module.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from storage.engines import check_settings, connection, parsed

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(url: str, revision: str = "head") -> None:
    """Make or update the schema; the folder of a SQLite file is made too. A second time changes nothing."""
    from alembic import command  # noqa: PLC0415  # as said above

    _make_folder(url)
    with connection(url) as conn:
        check_settings(conn)
        _take_time(conn)
        command.upgrade(_config(conn), revision)
        conn.commit()


def downgrade(url: str, revision: str) -> None:
    """Go back to a revision; `base` removes every table with everything in it."""
    from alembic import command  # noqa: PLC0415  # as said above

    with connection(url) as conn:
        _take_time(conn)
        command.downgrade(_config(conn), revision)
        conn.commit()


def current(url: str) -> str | None:
    """The revision the database has; None for an empty one."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415  # as said above

    with connection(url) as conn:
        return MigrationContext.configure(conn).get_current_revision()


def _take_time(conn: Connection) -> None:
    """A migration thinks between its statements; the bound on idle transactions is for a desk's short ones."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _config(conn: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415  # as said above

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config


def _make_folder(url: str) -> None:
    address = parsed(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)


def tidy(url: str) -> None:
    """After erasure: no free page keeps what was there. A SQLite file is written anew without its free pages and its log emptied
    (waits ten seconds for others' commits); PostgreSQL takes dead rows away. Raises OperationalError when others would not let it.
    """
    with connection(url) as conn:
        driver: Any = conn.connection.driver_connection
        if conn.dialect.name == "sqlite":
            driver.execute("VACUUM")
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        else:
            driver.autocommit = True
            driver.execute("VACUUM")
