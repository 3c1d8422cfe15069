"""Which errors are the database's own trouble, so that nobody's message is to blame (ADR 0029)."""

import pytest
from pysqlite3 import dbapi2
from sqlalchemy.exc import DBAPIError

from storage.retries import CommitUncertain, is_trouble
from storage.transaction import LeaseLost

IN_THE_WAY = {
    "08006": "connection failure",
    "25006": "read-only transaction",
    "25P03": "idle in transaction for too long",
    "40001": "serialization failure",
    "40P01": "deadlock",
    "53100": "disk full",
    "53200": "out of memory",
    "53300": "too many connections",
    "55P03": "lock not available",
    "57P01": "shut down",
    "58030": "I/O error",
}
OF_ITS_OWN = {
    "22021": "bytes that are no text",
    "22001": "too long",
    "23505": "unique key",
    "57014": "statement timeout",
}


class Said(dbapi2.OperationalError):  # type: ignore[misc]  # the driver has no types
    """What a driver raises."""


def error(**more: str) -> DBAPIError:
    said = Said("…")
    for name, value in more.items():
        setattr(said, name, value)
    wrapped = DBAPIError.instance("…", None, said, dbapi2.Error, hide_parameters=True)
    assert isinstance(wrapped, DBAPIError)
    return wrapped


@pytest.mark.parametrize("state", IN_THE_WAY, ids=IN_THE_WAY.values())
def test_a_servers_own_trouble(state: str) -> None:
    assert is_trouble(error(sqlstate=state))


@pytest.mark.parametrize("state", OF_ITS_OWN, ids=OF_ITS_OWN.values())
def test_what_was_asked_may_be_to_blame(state: str) -> None:
    assert not is_trouble(error(sqlstate=state))


@pytest.mark.parametrize(
    "name", ["FULL", "READONLY", "BUSY", "BUSY_SNAPSHOT", "LOCKED", "IOERR_WRITE", "CANTOPEN", "PROTOCOL"]
)
def test_sqlites_own_trouble(name: str) -> None:
    assert is_trouble(error(sqlite_errorname=f"SQLITE_{name}"))


def test_a_constraint_is_no_trouble_of_the_database_and_other_errors_are_none_at_all() -> None:
    assert not is_trouble(error(sqlite_errorname="SQLITE_CONSTRAINT_UNIQUE"))
    assert is_trouble(CommitUncertain())
    assert is_trouble(LeaseLost("k"))
    assert not is_trouble(MemoryError())
