"""Wake-ups between processes on PostgreSQL: NOTIFY inside the transaction, one thread that LISTENs. The same thread keeps the clock right.

A notice may be lost while the listener reconnects; it then rings every bell, and workers poll as a safety net anyway.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Text, bindparam, func, select
from sqlalchemy.exc import DBAPIError

from desk.messages import Peer
from storage.database_time import Following, set_by_database
from storage.transaction import Wake
from storage.wires import Wire
from usecases.rows import Topic

log = structlog.get_logger()

CHANNEL = "chalkline"
_NOTIFY = select(func.pg_notify(CHANNEL, bindparam("payload", type_=Text())))
_TICK = 0.2  # seconds: how long stopping may take
_RECONNECT = 1.0  # seconds
SET_CLOCK_SECONDS = 10.0


class Announcer:
    """Puts the wakes of a transaction into it, under a name by which this process knows its own."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)

    def announce(self, wire: Wire, woken: tuple[Wake, ...]) -> None:
        """NOTIFY with the commit. Our own bells are rung without this round trip."""
        if woken:
            wire.execute(_NOTIFY, [{"payload": f"{self.name}|{payload(wake)}"} for wake in woken])


class Listener:
    """One thread on one connection; `heard(None)` says that the connection was lost: anything may have happened."""

    def __init__(
        self, engine: Engine, own: str, heard: Callable[[Wake | None], None], clock: object = None
    ) -> None:
        """Starts listening; notices of the announcer named `own` are skipped. A clock that follows the database is kept right."""
        self._engine = engine
        self._own = own
        self._heard = heard
        self._clock = clock if isinstance(clock, Following) else None
        self._asked_at = -SET_CLOCK_SECONDS
        self._stopping = threading.Event()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._work, name="chalkline-listener", daemon=True)
        self._thread.start()

    def wait_until_listening(self, seconds: float) -> bool:
        """Block until the first LISTEN took; whether it did."""
        return self._listening.wait(seconds)

    def finish(self) -> None:
        """End within a fifth of a second."""
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except DBAPIError as error:
                log.warning("listener_lost", action="listener_lost", reason=str(error.orig))
            except self._engine.dialect.loaded_dbapi.Error as error:
                log.warning("listener_lost", action="listener_lost", reason=str(error))
            self._stopping.wait(_RECONNECT)

    def _listen(self) -> None:
        with self._engine.connect() as conn:
            driver = _driver(conn)
            driver.autocommit = True
            driver.execute(f"LISTEN {CHANNEL}")
            if self._listening.is_set():
                self._heard(None)
            self._listening.set()
            while not self._stopping.is_set():
                self._set_clock(driver)
                for notice in driver.notifies(timeout=_TICK):
                    sender, _, words = notice.payload.partition("|")
                    if sender != self._own:
                        self._heard(parse(words))

    def _set_clock(self, driver: Any) -> None:
        if self._clock is not None and time.monotonic() - self._asked_at >= SET_CLOCK_SECONDS:
            set_by_database(self._clock, lambda sql: int(driver.execute(sql).fetchone()[0]))
            self._asked_at = time.monotonic()


def payload(wake: Wake) -> str:
    """`topic` or `topic|peer`."""
    topic, peer = wake
    return f"{topic.value}|{peer}" if peer else topic.value


def parse(words: str) -> Wake:
    """What `payload` wrote."""
    topic, _, peer = words.partition("|")
    return Topic(topic), Peer.parse(peer) if peer else None


def _driver(conn: Connection) -> Any:
    return conn.connection.driver_connection
