"""A database that has troubles at its commits, now and then and by a seed: the answer is lost, the connection breaks, somebody else was faster."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import psycopg
from pysqlite3 import dbapi2
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from storage.direct import Direct
from storage.pipeline import Pipeline
from storage.store import SqlStore
from storage.wires import Wire


class Told(dbapi2.OperationalError):  # type: ignore[misc]  # the driver has no types
    """What a driver says. `sqlstate` is the server's code; None: nobody could say any more."""

    def __init__(self, sqlstate: str | None, said: str) -> None:
        super().__init__(said)
        self.sqlstate = sqlstate


def error(sqlstate: str | None, said: str, *, gone: bool = False) -> BaseException:
    """The same as our wires raise it."""
    return DBAPIError.instance(
        "COMMIT", None, Told(sqlstate, said), dbapi2.Error, hide_parameters=True, connection_invalidated=gone
    )


@dataclass
class Troubles:
    """`share` of all transactions have the trouble of this name; `had` counts them. `passing` is switched off by whoever has seen enough."""

    name: str
    chance: random.Random
    share: float = 0.15
    passing: bool = False
    had: Counter[str] = field(default_factory=Counter)

    def strikes(self, *names: str) -> bool:
        """Whether this transaction has it."""
        if self.passing or self.name not in names or self.chance.random() >= self.share:
            return False
        self.had[self.name] += 1
        return True


class TroubledWire(Direct):
    """SQLite's wire as it would be over a bad line. A broken one is not used again (`is_broken`)."""

    def __init__(self, conn: Any, troubles: Troubles) -> None:
        super().__init__(conn)
        self.is_broken = False
        self._troubles = troubles

    def begin(self) -> None:
        """Or not: locked, or nobody there."""
        if self._troubles.strikes("locked"):
            raise error(None, "database is locked")
        if self._troubles.strikes("starting up"):
            raise error("57P03", "the database system is starting up")
        super().begin()

    def commit(self) -> None:
        """Or it is done and the answer is lost; or not done; or refused."""
        strikes = self._troubles.strikes
        if strikes("answer lost"):
            super().commit()
            raise self._broken()
        if strikes("cut in mid-transaction"):
            super().roll_back()
            raise self._broken()
        for name, state in (("deadlock", "40P01"), ("serialization failure", "40001")):
            if strikes(name):
                super().roll_back()
                raise error(state, name)
        super().commit()

    def _broken(self) -> BaseException:
        self.is_broken = True
        return error(None, "the connection is lost", gone=True)


class TroubledPipeline(Pipeline):
    """PostgreSQL's wire over a bad line. A cut is a cut: the connection is gone, and what is raised is what the wire makes of it."""

    def __init__(self, conn: Any, troubles: Troubles) -> None:
        super().__init__(conn)
        self._troubles = troubles

    def commit(self) -> None:
        """As the other one's; a refusal is the server's own."""
        strikes = self._troubles.strikes
        if strikes("answer lost"):
            super().commit()
            self._pg.finish()
            raise self._translated(psycopg.OperationalError("the connection is lost"), "COMMIT")
        if strikes("cut in mid-transaction"):
            self._pg.finish()
        for name, state in (("deadlock", "40P01"), ("serialization failure", "40001")):
            if strikes(name):
                self._command(f"DO $$BEGIN RAISE SQLSTATE '{state}'; END$$".encode())
        super().commit()


class TroubledStore(SqlStore):
    """A store with troubles, on SQLite or PostgreSQL."""

    def troubled(self, troubles: Troubles) -> "TroubledStore":
        """With these, before it is started."""
        self._troubles = troubles
        return self

    def _wire(self, engine: Engine, *, reads_only: bool = False) -> Wire:
        if reads_only:
            return super()._wire(engine, reads_only=True)
        kind = TroubledWire if engine.dialect.name == "sqlite" else TroubledPipeline
        return kind(engine.connect(), self._troubles)


TROUBLES = (
    "answer lost",
    "cut in mid-transaction",
    "deadlock",
    "serialization failure",
    "locked",
    "starting up",
)
ON_POSTGRESQL = TROUBLES[:4]
"""Those that its wire has to get over in a way of its own. Servers that start are waited for in the storms."""
