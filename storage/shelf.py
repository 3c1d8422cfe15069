"""What a connection has read of the register and need not read again: schools, rooms, people, addresses, the roster.

The register changes a few times a day and is looked at six times a message. Every transaction that changes it counts a
number up (`counters.register`); a transaction that finds the number as it was may go on with what was read before. A
change made past the desk, by hand in SQL, has to count it up as well.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import select, update

from storage.tables import counters
from storage.wires import Wire

R = TypeVar("R")

MOST = 200_000
"""Entries kept; beyond that the shelf is emptied. A district of 20,000 teachers fills a third."""

_OURS = counters.c.name == "register"
_EDITION = select(counters.c.value).where(_OURS)
_NEXT_EDITION = update(counters).where(_OURS).values(value=counters.c.value + 1)


class Shelf:
    """Belongs to one connection. What stands on it is as old as the beginning of the transaction at most."""

    def __init__(self) -> None:
        """Empty."""
        self._kept: dict[Hashable, Any] = {}
        self._edition: int | None = None
        self._is_open = False
        self._changed = False

    def begin(self) -> None:
        """A transaction begins: what was kept is good once its edition has been looked up."""
        self._is_open = self._changed = False

    def recall(self, wire: Wire, key: Hashable, read: Callable[[], R]) -> R:
        """What `read` gives, or gave since the register last changed. What it raises is not kept."""
        if self._changed:
            return read()
        if not self._is_open:
            self._look(wire)
        if key not in self._kept:
            self._kept[key] = read()
        known: R = self._kept[key]
        return known

    def change(self, wire: Wire) -> None:
        """The register changes in this transaction: count the edition up, and keep nothing until the next one begins."""
        wire.execute(_NEXT_EDITION)
        self._kept.clear()
        self._edition, self._changed = None, True

    def _look(self, wire: Wire) -> None:
        edition = wire.execute(_EDITION).scalar_one()
        if edition != self._edition or len(self._kept) > MOST:
            self._kept.clear()
            self._edition = edition
        self._is_open = True
