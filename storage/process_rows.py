"""The processes of a desk, and what each holds, in SQL: a dead one's leases are given back at once instead of when they run out."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import BindParameter, Update, bindparam, delete, select, update

from storage.tables import Instant, inbox, outbox, timers
from storage.transaction import Transaction
from storage.upsert import insert_or_replace
from storage.watch_tables import processes
from usecases.rows import Topic

_P = processes.c
_ANSWER = insert_or_replace(processes)
_ALL = select(_P.id, _P.answers)
_STRIKE = delete(processes).where(_P.id == bindparam("gone"), _P.answers == bindparam("answered"))
_NOW: BindParameter[datetime] = bindparam("now", type_=Instant())

GIVE_BACK: Mapping[Topic, Update] = {
    Topic.INBOX: update(inbox)
    .where(inbox.c.handled_at.is_(None), inbox.c.leased_until > _NOW)
    .values(ready_at=_NOW, leased_until=None, deaths=inbox.c.deaths + 1),
    # The end of the lease stays noted: the message may have been shown, so it comes again labelled as a copy.
    Topic.OUTBOX: update(outbox).where(outbox.c.leased_until > _NOW).values(ready_at=_NOW, leased_until=_NOW),
    Topic.TIMERS: update(timers)
    .where(timers.c.fired_at.is_(None), timers.c.due <= _NOW, timers.c.ready_at > _NOW)
    .values(ready_at=_NOW),
}
"""What ends every lease of a queue that runs at `now`."""

_OF = {
    topic: statement.where(statement.table.c.holder == bindparam("gone"))
    for topic, statement in GIVE_BACK.items()
}


class ProcessRows:
    """`watch_ports.Processes` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    @property
    def own(self) -> str:
        """This process."""
        return self._tx.process

    def answer(self, number: int) -> Mapping[str, int]:
        """This process is alive; how often each process answered."""
        row = {"id": self.own, "answers": number, "answered_at": self._tx.now}
        self._conn.execute(_ANSWER.on(self._conn), row)
        return {row.id: row.answers for row in self._conn.execute(_ALL)}

    def bury(self, process: str, answered: int) -> int | None:
        """Give back what it holds; how many rows. None when it has answered since, or was buried by another."""
        if not self._conn.execute(_STRIKE, {"gone": process, "answered": answered}).rowcount:
            return None
        found = 0
        for topic, statement in _OF.items():
            rows = self._conn.execute(statement, {"gone": process, "now": self._tx.now}).rowcount
            if rows:
                self._tx.wake(topic)
            found += rows
        return found
