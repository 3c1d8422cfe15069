"""The durable front door as the platforms see it, tied to the store."""

from collections.abc import Callable, Sequence

from desk.ids import MediaId
from desk.messages import Incoming, Media, MediaKind
from usecases.ports import Store, UnitOfWork
from usecases.rows import Topic

Held = tuple[str, int]
"""A post and its fence."""


def _accept(uow: UnitOfWork, messages: Sequence[Incoming], held: Held | None = None) -> None:
    if held is not None:
        uow.posts.demand(*held)
    if uow.inbox.accept(messages, uow.now):
        uow.wake(Topic.INBOX)


def _keep(uow: UnitOfWork, content: bytes, kind: MediaKind, name: str, mime: str) -> Media:
    return uow.media.put(content, kind, name, mime, uow.now)


def _set_aside(uow: UnitOfWork, key: str, raw: str, reason: str) -> None:
    uow.inbox.set_aside(key, raw, reason, uow.now)


def _content(uow: UnitOfWork, media: MediaId) -> bytes:
    return uow.media.content(media)


class StoreDoor:
    """What every ingress needs: accept in one commit, keep evidence, set aside what nobody can read. `held` is the post under which
    messages come, and its fence at that moment.
    """

    def __init__(self, store: Store, held: Callable[[], Held | None] = lambda: None) -> None:
        self._store = store
        self._held = held

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Durable when this returns. Raises StaleWrite when another process holds the post by now."""
        await self._store.run(_accept, tuple(messages), self._held())

    async def keep_media(self, content: bytes, kind: MediaKind, name: str, mime: str) -> Media:
        """Store evidence."""
        return await self._store.run(_keep, content, kind, name, mime)

    async def set_aside(self, key: str, raw: str, reason: str) -> None:
        """Keep it for the operator."""
        await self._store.run(_set_aside, key, raw, reason)

    async def read_media(self, media: MediaId) -> bytes:
        """The bytes, for a platform that has to upload them."""
        return await self._store.read(_content, media)
