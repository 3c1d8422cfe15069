"""A clock that stands until it is pushed."""

from datetime import UTC, datetime, timedelta


class PushedClock:
    """`ports.Clock` for stories. Waiting on it never ends by itself: stories push it."""

    label = "pushed"

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Where it was pushed to."""
        return self._now

    def push_to(self, instant: datetime) -> None:
        """Move forward. Raises ValueError for a push into the past."""
        if instant < self._now:
            raise ValueError(f"a clock is pushed forward, not from {self._now} to {instant}")
        self._now = instant.astimezone(UTC)

    def seconds_until(self, instant: datetime) -> float:
        """Desk seconds; nobody waits for them."""
        return max((instant - self._now).total_seconds(), 0.0)

    def wall(self, instant: datetime) -> datetime:
        """The same instant."""
        return instant

    def real_seconds(self, span: timedelta) -> float:
        """A span is what it is."""
        return span.total_seconds()
