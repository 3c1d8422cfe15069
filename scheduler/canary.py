"""Lets canaries fly (usecases/canary.py) and waits for them at the other end of the desk."""

from datetime import timedelta

import structlog

from desk.messages import MsgRef, Outcome, Sent
from usecases.canary import CANARY, begin_watching, let_fly, warn_of_late_canary, welcome
from usecases.operator import Operator
from usecases.ports import Store
from usecases.rows import OutboxRow

log = structlog.get_logger()


class CanaryEgress:
    """`ports.Egress` for the channel `canary`: where one arrives, nobody reads."""

    channel = CANARY

    def __init__(self, store: Store) -> None:
        self._store = store

    async def send(self, row: OutboxRow) -> Outcome:
        """Note that it came through."""
        await self._store.run(welcome, row)
        return Sent(MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """Nothing is open."""


class Aviary:
    """One canary each time it is asked, and a word to the operator when none arrives. `every` and `patience` are desk time."""

    def __init__(
        self, store: Store, every: timedelta, patience: timedelta, operator: Operator | None = None
    ) -> None:
        self._store = store
        self._every = every
        self._patience = patience
        self._operator = operator

    async def open(self) -> None:
        """At the start of the process."""
        await self._store.run(begin_watching)

    async def tend(self) -> None:
        """Let the next one fly, and miss those that did not come. A database that fails is no reason to end the process."""
        try:
            await self._store.run(let_fly, self._every)
            await self._store.run(warn_of_late_canary, self._operator, self._patience)
        except Exception:  # logged; the canary that does not arrive is what is noticed outside
            log.exception("canary_failed", action="canary_failed")
