"""The heartbeat outside: a watcher elsewhere hears of us every minute, and raises the alarm when it does not (dead-man's switch).

What watches the desk from inside falls silent together with it, and nobody hears a silence (reliability.md T05: an auditor that
was off for weeks). So it is turned round: the desk says “well” to somebody else while every loop is fresh, no queue is behind and the
auditor comes round; anything else, a crash included, is silence there.
"""

from collections.abc import Awaitable, Callable

import structlog

from usecases.ports import Clock, Store
from usecases.wellbeing import late, wellbeing

log = structlog.get_logger()

EVERY_SECONDS = 60

Post = Callable[[], Awaitable[None]]
"""One sign of life to the watcher. Raises OSError when it was not taken."""


class OutsideHeartbeat:
    """Posts while all is well. A post that fails is logged and changes nothing else: the next one comes in a minute."""

    def __init__(self, store: Store, clock: Clock, post: Post) -> None:
        self._store = store
        self._clock = clock
        self._post = post

    async def beat(self) -> bool:
        """Look, and post if all is well; whether it was taken."""
        state = await self._store.read(wellbeing)
        behind = {one.what: one.seconds for one in late(state, self._clock.real_seconds)}
        if behind or not state.beats:
            log.warning("heartbeat", action="heartbeat_withheld", late=behind)
            return False
        try:
            await self._post()
        except OSError as problem:
            log.warning("heartbeat", action="heartbeat_failed", reason=type(problem).__name__)
            return False
        return True
