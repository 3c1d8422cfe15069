"""May this be tried again? The one answer for everything that runs in a transaction."""

from sqlalchemy.exc import DBAPIError

from desk.refusals import StaleWrite
from storage.transaction import LeaseLost

TRIES = 5
TRIES_WITHOUT_A_SERVER = 25
"""Some 20 s: a server that restarts is waited for, and the process need not end for it."""

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_AWAY = frozenset({"57P01", "57P02", "57P03"})  # shut down, crashed, starting up

_HOPELESS = frozenset({"SQLITE_FULL", "SQLITE_READONLY"})
_SQLITE_IN_THE_WAY = (
    *_HOPELESS,
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_IOERR",
    "SQLITE_CANTOPEN",
    "SQLITE_PROTOCOL",
)
_BUSY = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
    }
)
_IN_THE_WAY = _BUSY | {"25006", "25P03", "55P03"}  # read-only, idle for too long, a lock that somebody keeps
_CLASSES_IN_THE_WAY = (
    "08",
    "53",
    "57",
    "58",
)  # no connection, no room, an operator at work, a broken machine
_TOOK_TOO_LONG = "57014"  # what was asked may be to blame for that
_UNIQUE_KEY = "23505"  # another transaction was faster with the same key; the next try sees its row
_CONFLICTS = _BUSY | _AWAY | {_UNIQUE_KEY}


class CommitUncertain(Exception):
    """The connection broke during COMMIT: the work may or may not be recorded. Look before doing it again."""


def may_try_again(error: BaseException) -> bool:
    """Whether nothing was recorded and another try may end otherwise. A broken connection counts, a lost lease does not."""
    if isinstance(error, StaleWrite):
        return not isinstance(error, LeaseLost)
    if not isinstance(error, DBAPIError) or is_hopeless(error):
        return False
    return broke_off(error) or getattr(error.orig, "sqlstate", "") in _CONFLICTS


def is_hopeless(error: DBAPIError) -> bool:
    """Whether SQLite has no room or may not write: that does not pass in a moment, and the one writer has others waiting."""
    return getattr(error.orig, "sqlite_errorname", "") in _HOPELESS


def tries_for(error: BaseException | None) -> int:
    """How often in all what ended so is tried: longer when there is no server to talk to."""
    away = isinstance(error, DBAPIError) and lost_touch(error)
    return TRIES_WITHOUT_A_SERVER if away else TRIES


def broke_off(error: DBAPIError) -> bool:
    """Whether the connection is gone: psycopg has no SQLSTATE for what the server could not say any more."""
    return error.connection_invalidated or getattr(error.orig, "sqlstate", "") is None


def lost_touch(error: BaseException) -> bool:
    """Whether this is no mistake of ours but the end of the connection, or of waiting for a server."""
    if isinstance(error, DBAPIError):
        return broke_off(error) or getattr(error.orig, "sqlstate", "") in _AWAY
    return isinstance(error, CommitUncertain)


def is_trouble(error: BaseException) -> bool:
    """Whether the database itself was in the way: gone, full, or busy with others. What was run would have gone well in peace."""
    if isinstance(error, DBAPIError):
        return lost_touch(error) or _is_in_the_way(error)
    return isinstance(error, CommitUncertain | LeaseLost)


def _is_in_the_way(error: DBAPIError) -> bool:
    if (getattr(error.orig, "sqlite_errorname", "") or "").startswith(_SQLITE_IN_THE_WAY):
        return True
    state = getattr(error.orig, "sqlstate", "") or ""
    return state in _IN_THE_WAY or (state.startswith(_CLASSES_IN_THE_WAY) and state != _TOOK_TOO_LONG)


def pause_before(attempt: int) -> float:
    """Seconds: none before the first attempt (0), then 0.05, 0.1, 0.2, 0.4 … 1."""
    return min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE) if attempt else 0.0
