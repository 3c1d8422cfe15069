"""A token bucket per sender: what comes faster is refused, nothing is queued."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Throttle:
    """`rate` messages a second on average, `burst` at once. Forgets senders whose bucket is full again."""

    def __init__(
        self, rate: float, burst: int, monotonic: Callable[[], float] = time.monotonic, keep: int = 10_000
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._monotonic = monotonic
        self._keep = keep
        self._buckets: dict[str, _Bucket] = {}

    def allows(self, sender: str, messages: int = 1) -> bool:
        """Take a token for every message; False, and none taken, when there are not enough."""
        now = self._monotonic()
        if len(self._buckets) > self._keep:
            self._forget(now)
        bucket = self._buckets.setdefault(sender, _Bucket(self._burst, now))
        bucket.tokens = self._level(bucket, now)
        bucket.at = now
        if bucket.tokens < messages:
            return False
        bucket.tokens -= messages
        return True

    def knows(self, sender: str) -> bool:
        """Whether this sender came before, as far as is remembered."""
        return sender in self._buckets

    def left(self, sender: str) -> int:
        """How many messages would be allowed now. Takes none."""
        bucket = self._buckets.get(sender)
        return int(self._level(bucket, self._monotonic())) if bucket else self._burst

    def _level(self, bucket: _Bucket, now: float) -> float:
        return min(self._burst, bucket.tokens + (now - bucket.at) * self._rate)

    def _forget(self, now: float) -> None:
        idle = [sender for sender, bucket in self._buckets.items() if self._level(bucket, now) >= self._burst]
        for sender in idle:
            del self._buckets[sender]
