"""What time it is on PostgreSQL: the one clock that several hosts share (reliability.md §5.4).

Leases and deadlines are compared with "now". If every host took its own, one that is five minutes ahead would fire early and take rows that
others work on. So a process asks the server now and then, and counts on by its monotonic clock in between, which nobody sets.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

_ASK = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
_TIMES = 3
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Ask = Callable[[str], int]
"""Runs a statement and gives its only value."""


@runtime_checkable
class Following(Protocol):
    """A clock that can be set by another. One that cannot (a rehearsal's, a pushed one) keeps its own time."""

    def follow(self, instant: datetime, at: float, within: float) -> None:
        """It was `instant` at the monotonic second `at`, give or take `within` seconds."""


def set_by_database(clock: Following, ask: Ask, monotonic: Callable[[], float] = time.monotonic) -> None:
    """Ask three times and believe the quickest answer: the instant lies somewhere between question and answer."""
    answers = [_asked(ask, monotonic) for _ in range(_TIMES)]
    within, at, instant = min(answers)
    clock.follow(instant, at, within)


def _asked(ask: Ask, monotonic: Callable[[], float]) -> tuple[float, float, datetime]:
    before = monotonic()
    microseconds = ask(_ASK)
    after = monotonic()
    return (after - before) / 2, (before + after) / 2, _EPOCH + timedelta(microseconds=microseconds)
