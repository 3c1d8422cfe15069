"""What Telegram's way in needs from the house. `app/` ties it to the durable inbox and the media table."""

from collections.abc import Sequence
from typing import Protocol

from desk.messages import Incoming, Media, MediaKind


class FrontDoor(Protocol):
    """The durable side of ingress. Nothing is confirmed to Telegram before these have returned."""

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Make all of them durable in one commit; known keys are dropped. Raising means: none was accepted."""

    async def refuses(self, incoming: Incoming, size: int) -> bool:
        """Whether there is no room for a file of so many bytes (0: unknown) of this chat; then the person was told."""

    async def keep_media(
        self, incoming: Incoming, content: bytes, kind: MediaKind, name: str, mime: str
    ) -> Media:
        """Store evidence that came with this message. Raises Refused for what is not kept; the person was told."""

    async def set_aside(self, key: str, raw: str, reason: str) -> None:
        """Keep an update that nobody could read, as JSON text, for the operator. Idempotent by key."""
