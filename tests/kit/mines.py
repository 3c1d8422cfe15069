"""Crash points: before and after every commit and every outside call of a desk in a test, found by running it (reliability.md R5).

A process that meets its end here ends as under `kill -9`: nothing of it is caught, rolled back or written any more, and
whatever it asks of its store afterwards is refused. The product knows nothing of it: the points lie where all commits
and all calls go through, so a use case that is new has its points the first time a scene runs it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate

from sqlalchemy import Engine

from storage.direct import Direct
from storage.pipeline import Pipeline
from storage.store import SqlStore
from storage.wires import Wire
from usecases.ports import P, R, UnitOfWork


class Died(BaseException):
    """The process is no more. No `except Exception` of the product may go on after it."""


@dataclass
class Mines:
    """`met` are the points that were passed, in order; `fuse` is the one that kills, at its first or so-manieth passing."""

    fuse: str = ""
    passing: int = 1
    met: list[str] = field(default_factory=list)
    dead: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def reach(self, point: str) -> None:
        """Pass a point, or die there. Raises Died."""
        with self._lock:
            self.breathe()
            self.met.append(point)
            if point == self.fuse and self.met.count(point) == self.passing:
                self.dead = True
        self.breathe()

    def breathe(self) -> None:
        """Raises Died when the process is dead."""
        if self.dead:
            raise Died(self.fuse)


class Names(threading.local):
    """The use cases in the transaction of this thread; PostgreSQL has several writers."""

    def __init__(self) -> None:
        self.all: list[str] = []


class _Mined:
    """A point before and after each commit, for every use case that is in it; mixed into a real wire."""

    _mines: Mines
    _uses: Names

    def begin(self) -> None:
        """Nobody begins anything after the end."""
        self._mines.breathe()
        self._uses.all.clear()
        super().begin()  # type: ignore[misc]  # the real wire's, which stands behind this one

    def commit(self) -> None:
        """With what happens when the process ends right before it or right after it."""
        uses = tuple(dict.fromkeys(self._uses.all))
        for name in uses:
            self._mines.reach(f"before the commit of {name}")
        super().commit()  # type: ignore[misc]  # as above
        for name in uses:
            self._mines.reach(f"after the commit of {name}")


class MinedWire(_Mined, Direct):
    """SQLite's wire with mines."""

    def __init__(self, conn: Any, mines: Mines, uses: Names) -> None:
        Direct.__init__(self, conn)
        self._mines, self._uses = mines, uses


class MinedPipeline(_Mined, Pipeline):
    """PostgreSQL's wire with mines. What the process leaves behind the server forgets with its connection."""

    def __init__(self, conn: Any, mines: Mines, uses: Names) -> None:
        Pipeline.__init__(self, conn)
        self._mines, self._uses = mines, uses


class MinedStore(SqlStore):
    """A store whose process may end at any commit, on SQLite or PostgreSQL."""

    def mined(self, mines: Mines) -> "MinedStore":
        """With these mines, before it is started."""
        self._mines = mines
        self._uses = Names()
        return self

    async def run(
        self, use_case: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """As the product's; and its name is noted for the commit it ends in."""
        self._mines.breathe()
        return await super().run(self._named(use_case), *args, **kwargs)

    async def read(
        self, query: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Nobody reads after the end."""
        self._mines.breathe()
        return await super().read(query, *args, **kwargs)

    def _wire(self, engine: Engine, *, reads_only: bool = False) -> Wire:
        if reads_only:
            return super()._wire(engine, reads_only=True)
        kind = MinedWire if engine.dialect.name == "sqlite" else MinedPipeline
        return kind(engine.connect(), self._mines, self._uses)

    def _named(
        self, use_case: Callable[Concatenate[UnitOfWork, P], R]
    ) -> Callable[Concatenate[UnitOfWork, P], R]:
        name = getattr(use_case, "__name__", "a use case without a name")

        def noted(uow: UnitOfWork, /, *args: P.args, **kwargs: P.kwargs) -> R:
            self._uses.all.append(name)
            return use_case(uow, *args, **kwargs)

        return noted
