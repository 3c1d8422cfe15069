"""Flood limits: 30 messages a second in all, one a second to a chat with a short burst, 20 a minute to a group.

The real figures are unofficial and move; these are the documented ones. A refused call is not counted.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.kit.botapi.errors import too_many


@dataclass
class Bucket:
    """A token bucket: `rate` tokens a second, at most `burst` saved up."""

    rate: float
    burst: float
    tokens: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until a token is there; 0 when one can be taken."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.tokens >= 1 else (1 - self.tokens) / self.rate


@dataclass
class Rates:
    """Counts what was let through. `monotonic` gives seconds; `enforced` False turns limits off, never bans."""

    monotonic: Callable[[], float]
    enforced: bool = True
    chat_burst: float = 5
    _all: Bucket | None = None
    _chats: dict[int, Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    _bans: dict[int | None, float] = field(default_factory=dict)
    refused: int = 0

    def ban(self, chat_id: int | None, seconds: float) -> None:
        """Answer 429 to this chat (None: to everything) for so long."""
        self._bans[chat_id] = self.monotonic() + seconds

    def take(self, chat_id: int) -> None:
        """Let one message through, or raise 429."""
        now = self.monotonic()
        wait = max(self._ban_left(chat_id, now), self._limit_left(chat_id, now) if self.enforced else 0.0)
        if wait > 0:
            self.refused += 1
            raise too_many(math.ceil(wait))
        if self.enforced:
            self._count(chat_id, now)

    def _ban_left(self, chat_id: int, now: float) -> float:
        return max(self._bans.get(key, now) - now for key in (chat_id, None))

    def _limit_left(self, chat_id: int, now: float) -> float:
        wait = max(self._everything(now).wait(now), self._chat(chat_id, now).wait(now))
        if chat_id >= 0:
            return wait
        sent = self._groups.setdefault(chat_id, deque())
        while sent and now - sent[0] >= 60:
            sent.popleft()
        return max(wait, 60 - (now - sent[0])) if len(sent) >= 20 else wait

    def _count(self, chat_id: int, now: float) -> None:
        self._everything(now).tokens -= 1
        self._chat(chat_id, now).tokens -= 1
        if chat_id < 0:
            self._groups.setdefault(chat_id, deque()).append(now)

    def _everything(self, now: float) -> Bucket:
        if self._all is None:
            self._all = Bucket(30, 30, 30, now)
        return self._all

    def _chat(self, chat_id: int, now: float) -> Bucket:
        return self._chats.setdefault(chat_id, Bucket(1, self.chat_burst, self.chat_burst, now))
