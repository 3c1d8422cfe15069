"""Wake-ups between processes on PostgreSQL: NOTIFY inside the transaction, one thread that LISTENs.

A notice may be lost while the listener reconnects; it then rings every bell, and workers poll as a safety net anyway.
"""

import threading
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import ARRAY, Connection, Engine, Text, bindparam, cast, func, select
from sqlalchemy.exc import DBAPIError

from desk.messages import Peer
from storage.transaction import Transaction, Wake
from usecases.rows import Topic

log = structlog.get_logger()

CHANNEL = "chalkline"
_NOTIFY = select(func.pg_notify(CHANNEL, func.unnest(cast(bindparam("payloads"), ARRAY(Text)))))
_TICK = 0.2  # seconds: how long stopping may take
_RECONNECT = 1.0  # seconds


class Announcer:
    """Puts the wakes of a transaction into it, and knows which notices are our own."""

    def __init__(self) -> None:
        """Nothing announced yet."""
        self.own: set[int] = set()  # PostgreSQL's process ids of our connections

    def announce(self, tx: Transaction) -> None:
        """NOTIFY with the commit. Our own bells are rung without this round trip."""
        if tx.woken:
            self.own.add(_driver(tx.conn).info.backend_pid)
            tx.conn.execute(_NOTIFY, {"payloads": [payload(wake) for wake in tx.woken]})


class Listener:
    """One thread on one connection; `heard(None)` says that the connection was lost: anything may have happened."""

    def __init__(self, engine: Engine, own: set[int], heard: Callable[[Wake | None], None]) -> None:
        """Starts listening; notices from `own` connections are skipped."""
        self._engine = engine
        self._own = own
        self._heard = heard
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
                for notice in driver.notifies(timeout=_TICK):
                    if notice.pid not in self._own:
                        self._heard(parse(notice.payload))


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
