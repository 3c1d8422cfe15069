"""A circuit breaker: a server that failed is left alone for a while, then tried with one question.

    closed ──failed──▶ open ──pause over, one trial──▶ half open ──answered──▶ closed
                        ▲                                  └──failed──▶ open, for twice as long

A trial whose outcome nobody reports is over after `trial_s`, so that a lost one cannot hold the breaker for ever.
Pure: seconds of a monotonic clock come in as `now`; it asks nobody, waits for nobody, knows no threads.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Circuit(StrEnum):
    """Whether questions go through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(frozen=True, slots=True)
class Breaker:
    """The state between questions. `failures_allowed` in a row open it; pauses are seconds and double up to `longest_s`."""

    failures_allowed: int = 3
    pause_s: float = 5.0
    longest_s: float = 60.0
    trial_s: float = 10.0
    circuit: Circuit = Circuit.CLOSED
    failures: int = 0
    trials_failed: int = 0
    until: float = 0.0

    def asking(self, now: float) -> "Breaker | None":
        """The state while one more question is asked, or None when it must not be."""
        if self.circuit is Circuit.CLOSED:
            return self
        if now < self.until:
            return None
        return replace(self, circuit=Circuit.HALF_OPEN, until=now + self.trial_s)

    def answered(self) -> "Breaker":
        """After an answer, however late: everything is forgiven."""
        return replace(self, circuit=Circuit.CLOSED, failures=0, trials_failed=0, until=0.0)

    def failed(self, now: float) -> "Breaker":
        """After no answer, or none of use. A question asked before it opened changes nothing once it is open."""
        if self.circuit is Circuit.OPEN:
            return self
        if self.circuit is Circuit.HALF_OPEN:
            return self._opened(now, self.trials_failed + 1)
        if self.failures + 1 < self.failures_allowed:
            return replace(self, failures=self.failures + 1)
        return self._opened(now, 0)

    def _opened(self, now: float, trials_failed: int) -> "Breaker":
        pause = min(self.longest_s, self.pause_s * 2.0 ** min(trials_failed, 16))
        return replace(self, circuit=Circuit.OPEN, failures=0, trials_failed=trials_failed, until=now + pause)
