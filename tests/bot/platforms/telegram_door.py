"""A front door in memory, for the tests of Telegram's ways in."""

import asyncio
from collections.abc import Callable, Sequence

from desk.ids import MediaId
from desk.messages import Incoming, Media, MediaKind


class DoorInMemory:
    """Keeps what it is given; `broken` makes it refuse everything, `held` makes accept wait, `full` leaves no room
    for files.
    """

    def __init__(self) -> None:
        self.commits: list[list[Incoming]] = []
        self.media: dict[str, bytes] = {}
        self.aside: dict[str, str] = {}
        self.broken = False
        self.tries = 0
        self.asked: list[tuple[str, int]] = []
        self.full = False
        self.held: asyncio.Event | None = None
        self._changed = asyncio.Event()

    @property
    def messages(self) -> list[Incoming]:
        """Every message once, by its key, in order."""
        return list({one.key: one for commit in self.commits for one in commit}.values())

    async def accept(self, messages: Sequence[Incoming]) -> None:
        self.tries += 1
        self._changed.set()
        if self.held:
            await self.held.wait()
        if self.broken:
            raise OSError("the disk is full")
        self.commits.append(list(messages))

    async def refuses(self, incoming: Incoming, size: int) -> bool:
        self.asked.append((incoming.key, size))
        return self.full

    async def keep_media(
        self, incoming: Incoming, content: bytes, kind: MediaKind, name: str, mime: str
    ) -> Media:
        media = Media(MediaId(f"m{len(self.media)}"), kind, name, mime, len(content))
        self.media[media.id] = content
        return media

    async def set_aside(self, key: str, raw: str, reason: str) -> None:
        self.aside[key] = raw
        self._changed.set()

    async def until(self, messages: int = 0, tries: int = 0, aside: int = 0, seconds: float = 60.0) -> None:
        """Wait until so many messages were accepted, tried, or set aside."""
        async with asyncio.timeout(seconds):
            while len(self.messages) < messages or self.tries < tries or len(self.aside) < aside:
                self._changed.clear()
                await self._changed.wait()
                await asyncio.sleep(0)


async def eventually(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for something on another connection that rings no bell of ours."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the one place that looks instead of being told
            await asyncio.sleep(0.01)
