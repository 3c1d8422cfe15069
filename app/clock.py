"""The one clock. Nothing outside this file asks what time it is; everybody else is told."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class WallClock:
    """Real time."""

    label = ""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)

    def seconds_until(self, instant: datetime) -> float:
        """Real seconds to wait; 0 when the instant is past."""
        return max((instant - self.now()).total_seconds(), 0.0)

    def wall(self, instant: datetime) -> datetime:
        """The same instant."""
        return instant

    def real_seconds(self, span: timedelta) -> float:
        """A span is what it is."""
        return span.total_seconds()


class RehearsalClock:
    """Desk time that began at `start` and runs `speed` times faster than real time, so that a supervisor can watch an
    escalation in minutes. Real time passes by the monotonic clock, so setting the machine's clock changes nothing.
    """

    def __init__(
        self, start: datetime, speed: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """Raises ValueError for a naive start or a speed outside 0.1 to 3600."""
        if start.tzinfo is None:
            raise ValueError("--rehearse-from needs a time zone, for example 2026-09-25T17:50+08:00")
        if not 0.1 <= speed <= 3600:
            raise ValueError("--speed is between 0.1 and 3600")
        self._start = start.astimezone(UTC)
        self._speed = speed
        self._monotonic = monotonic
        self._zero = monotonic()
        self.label = f"×{speed:g}"

    def now(self) -> datetime:
        """Aware, UTC, desk time."""
        return self._start + timedelta(seconds=(self._monotonic() - self._zero) * self._speed)

    def seconds_until(self, instant: datetime) -> float:
        """Real seconds until the desk's clock shows the instant."""
        return max((instant - self.now()).total_seconds() / self._speed, 0.0)

    def wall(self, instant: datetime) -> datetime:
        """The real instant at which the desk's clock shows `instant`."""
        return datetime.now(UTC) + timedelta(seconds=(instant - self.now()).total_seconds() / self._speed)

    def real_seconds(self, span: timedelta) -> float:
        """Desk time passes `speed` times faster."""
        return span.total_seconds() / self._speed
