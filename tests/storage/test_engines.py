"""The desk refuses to start on a database that could lose a report (reliability.md §5.4)."""

import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage import engines
from storage.engines import StorageNotReady, check, check_settings, connection, engine_for
from storage.migrations import HEAD
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.kit.postgres import PostgresServer
from tests.storage.builders import NoWords
from tests.storage.conftest import ZONE


def setting(url: str, name: str) -> str:
    with engine_for(url).connect() as conn:
        return str(conn.execute(text(name)).scalar())


def test_sqlite_writes_durably(sqlite_url: str) -> None:
    assert setting(sqlite_url, "PRAGMA journal_mode") == "wal"
    assert setting(sqlite_url, "PRAGMA synchronous") == "2"
    assert setting(sqlite_url, "PRAGMA foreign_keys") == "1"
    assert int(setting(sqlite_url, "PRAGMA busy_timeout")) >= 10_000
    assert setting(sqlite_url, "PRAGMA mmap_size") == "0"


@pytest.mark.postgres
def test_postgresql_waits_within_bounds_and_reads_committed_rows(postgres_url: str) -> None:
    assert setting(postgres_url, "SHOW lock_timeout") == "8s"
    assert setting(postgres_url, "SHOW idle_in_transaction_session_timeout") == "3s"
    assert setting(postgres_url, "SHOW transaction_isolation") == "read committed"


def test_readers_cannot_write(url: str) -> None:
    with engine_for(url, reads_only=True).connect() as conn, pytest.raises(Exception, match=r"read-?only"):
        conn.execute(text("DELETE FROM people"))


def test_a_sqlite_that_corrupts_its_log_is_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "OLDEST_SQLITE", (99, 0, 0))
    with engine_for(sqlite_url).connect() as conn, pytest.raises(StorageNotReady, match="corrupt"):
        check_settings(conn)


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "foreign_keys=OFF", "busy_timeout=10"])
def test_a_pragma_that_did_not_take_is_noticed(sqlite_url: str, pragma: str) -> None:
    with engine_for(sqlite_url).connect() as conn:
        conn.connection.driver_connection.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr] # it is open
        with pytest.raises(StorageNotReady, match=pragma.split("=", maxsplit=1)[0]):
            check_settings(conn)


@pytest.mark.postgres
def test_a_server_that_restarts_breaks_what_it_let_in_and_that_is_a_database_which_cannot_be_opened(
    postgres: PostgresServer,
) -> None:
    url = postgres.migrated_database()

    def looks() -> None:
        with connection(url) as conn:
            postgres.break_connections(url)
            conn.exec_driver_sql("SELECT 1")

    with pytest.raises(StorageNotReady, match="the database cannot be opened"):
        looks()
    postgres.drop(url)


@pytest.mark.postgres
def test_a_postgresql_that_forgets_commits_is_refused(postgres: PostgresServer) -> None:
    url = postgres.migrated_database()
    with engine_for(url).connect() as conn:
        conn.execute(text("SET synchronous_commit = off"))
        with pytest.raises(StorageNotReady, match="synchronous_commit"):
            check(conn)


@pytest.mark.postgres
@pytest.mark.parametrize("bound", ["lock_timeout", "idle_in_transaction_session_timeout"])
def test_a_bound_that_a_pooler_dropped_is_noticed(postgres_url: str, bound: str) -> None:
    with engine_for(postgres_url).connect() as conn:
        conn.execute(text(f"SET {bound} = 0"))
        with pytest.raises(StorageNotReady, match=f"did not take {bound}"):
            check_settings(conn)


@pytest.mark.postgres
def test_who_waits_for_a_lock_is_told_and_who_hangs_in_a_transaction_loses_it(postgres_url: str) -> None:
    """The bounds at work, shortened: a hanging holder is cut off, and whoever waits gets a refusal or the lock, never nothing."""
    holder, waiting = engine_for(postgres_url).connect(), engine_for(postgres_url).connect()
    with holder, waiting:
        holder.execute(text("SET idle_in_transaction_session_timeout = '300ms'"))
        holder.commit()
        holder.execute(text("LOCK TABLE heartbeats"))
        waiting.execute(text("SET lock_timeout = '20ms'"))
        waiting.commit()
        with pytest.raises(OperationalError, match="lock timeout"):
            waiting.execute(text("LOCK TABLE heartbeats"))
        waiting.rollback()
        waiting.execute(text("SET lock_timeout = '60s'"))
        waiting.execute(text("LOCK TABLE heartbeats"))  # as soon as the holder is cut off
        with pytest.raises(DBAPIError, match="idle-in-transaction"):
            holder.execute(text("SELECT 1"))
        holder.invalidate()


async def test_an_empty_database_names_the_command_that_helps(bare_url: str, clock: PushedClock) -> None:
    store = SqlStore(bare_url, clock, NoWords(), {}, ZONE)
    with pytest.raises(StorageNotReady, match="chalkline migrate"):
        await store.start()
    await store.close()


async def test_a_schema_of_another_version_is_refused(url: str, clock: PushedClock) -> None:
    with engine_for(url).begin() as conn:
        conn.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32))"))
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(StorageNotReady, match="9999"):
            await SqlStore(url, clock, NoWords(), {}, ZONE).start()
    finally:
        with engine_for(url).begin() as conn:
            conn.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/desk"])
def test_databases_that_cannot_keep_the_desk_are_refused(url: str) -> None:
    with pytest.raises(StorageNotReady, match="CHALKLINE_DATABASE_URL"):
        engine_for(url)


def test_a_password_is_not_shown_in_the_refusal() -> None:
    with pytest.raises(StorageNotReady) as refusal:
        engine_for("mysql://desk:canary@host/desk")
    assert "canary" not in str(refusal.value)


def test_storing_on_sqlite_needs_neither_alembic_nor_psycopg(tmp_path: Path) -> None:
    """The egress worker and the command line start in a fraction of a second."""
    import subprocess  # noqa: PLC0415 - only here

    script = (
        "import sys, storage.store; print([m for m in ('alembic', 'psycopg', 'yaml') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
