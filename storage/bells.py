"""Wake-ups inside one process. Only the event loop touches them; database threads hand their wakes over to it."""

import asyncio
from collections import defaultdict

from desk.messages import Peer
from usecases.rows import Topic


class LocalBell:
    """`ports.Bell` over an asyncio event."""

    def __init__(self, bells: "Bells", topic: Topic, peer: Peer | None) -> None:
        """Listens from now on."""
        self._bells = bells
        self.topic = topic
        self.peer = peer
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake the one who waits, or the next one who will."""
        self._rung.set()

    async def rings(self, timeout: float) -> bool:
        """Wait at most `timeout` real seconds; whether it rang. Several rings while nobody waited are one."""
        try:
            async with asyncio.timeout(timeout):
                await self._rung.wait()
        except TimeoutError:
            return False
        self._rung.clear()
        return True

    def close(self) -> None:
        """Stop listening; whoever waits goes on at once. Twice is fine."""
        self._bells.drop(self)
        self._rung.set()


class Bells:
    """Who listens to what."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._hung: dict[Topic, set[LocalBell]] = defaultdict(set)

    def listen(self, topic: Topic, peer: Peer | None = None) -> LocalBell:
        """Hang up a bell; with a peer it rings for that peer and for wakes of the topic as a whole."""
        bell = LocalBell(self, topic, peer)
        self._hung[topic].add(bell)
        return bell

    def ring(self, topic: Topic, peer: Peer | None = None) -> None:
        """Ring those who listen to the topic or to this peer of it; without a peer everybody of the topic."""
        for bell in self._hung[topic]:
            if peer is None or bell.peer is None or bell.peer == peer:
                bell.ring()

    def ring_all(self) -> None:
        """Something may have been missed: everybody looks."""
        for topic in Topic:
            self.ring(topic)

    def drop(self, bell: LocalBell) -> None:
        """Take a bell down."""
        self._hung[bell.topic].discard(bell)
