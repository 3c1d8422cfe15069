"""How much one chat may bring in at once, so that a flood of one person stays that person's (S12).

Only what is handed to the front door is counted; the web chat has a bucket of its own that refuses at once. Kept in memory: a
restart forgives everybody.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence

from desk.messages import Incoming
from web.throttle import Throttle

CHAT_AT_ONCE = 300
"""More than anybody types while a desk is down for a day, and a second or two of its work."""
CHAT_PER_SECOND = 2.0


class ChatBudget:
    """A token bucket per chat. What failed to be stored has cost nothing, as it comes again."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._pace = Throttle(CHAT_PER_SECOND, CHAT_AT_ONCE, monotonic)

    def split(self, messages: Sequence[Incoming]) -> tuple[list[Incoming], list[Incoming]]:
        """Those that may be read, and those beyond their chat's budget; each in its order."""
        seen: Counter[str] = Counter()
        kept: list[Incoming] = []
        surplus: list[Incoming] = []
        for message in messages:
            peer = str(message.peer)
            seen[peer] += 1
            (kept if seen[peer] <= self._pace.left(peer) else surplus).append(message)
        return kept, surplus

    def spend(self, messages: Sequence[Incoming]) -> None:
        """These were stored."""
        for peer, count in Counter(str(message.peer) for message in messages).items():
            self._pace.allows(peer, count)
