"""The one clock. Nothing outside this file asks what time it is; everybody else is told."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _of_this_machine() -> datetime:
    return datetime.now(UTC)


class WallClock:
    """Real time: this machine's, until the database says what time it is (`follow`). From then on it is the database's, which all hosts
    share, counted on by the monotonic clock: setting this machine's clock changes nothing.
    """

    label = ""

    def __init__(
        self,
        machine: Callable[[], datetime] = _of_this_machine,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`machine` is what this host takes the time to be."""
        self._machine = machine
        self._monotonic = monotonic
        self._known: tuple[datetime, float] | None = None

    def follow(self, instant: datetime, at: float, within: float) -> None:
        """It was `instant` at the monotonic second `at`, give or take `within` seconds; so little a difference changes nothing."""
        if self._known is None or abs((self._counted(*self._known, at) - instant).total_seconds()) > within:
            self._known = instant, at

    def now(self) -> datetime:
        """Aware, UTC."""
        known = self._known  # other threads set it
        return self._machine() if known is None else self._counted(*known, self._monotonic())

    def seconds_until(self, instant: datetime) -> float:
        """Real seconds to wait; 0 when the instant is past."""
        return max((instant - self.now()).total_seconds(), 0.0)

    def wall(self, instant: datetime) -> datetime:
        """The instant that this machine's clock shows then: alarms are set by it."""
        return instant if self._known is None else self._machine() + (instant - self.now())

    def real_seconds(self, span: timedelta) -> float:
        """A span is what it is."""
        return span.total_seconds()

    @staticmethod
    def _counted(instant: datetime, at: float, now: float) -> datetime:
        return instant + timedelta(seconds=now - at)


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
