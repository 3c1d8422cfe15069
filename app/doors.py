"""The durable front door as the platforms see it, tied to the store."""

from collections.abc import Callable, Sequence

from app.flood import ChatBudget
from desk.ids import MediaId
from desk.messages import Incoming, Media, MediaKind
from desk.refusals import Refused
from usecases.evidence import Uploads
from usecases.ports import Store, UnitOfWork
from usecases.refuse_file import refuse_file
from usecases.rows import Topic
from usecases.set_aside_flood import set_aside_flood

Held = tuple[str, int]
"""A post and its fence."""


def _accept(
    uow: UnitOfWork, messages: Sequence[Incoming], surplus: Sequence[Incoming] = (), held: Held | None = None
) -> None:
    if held is not None:
        uow.posts.demand(*held)
    if uow.inbox.accept(messages, uow.now):
        uow.wake(Topic.INBOX)
    if surplus:
        set_aside_flood(uow, surplus)


def _keep(uow: UnitOfWork, content: bytes, kind: MediaKind, name: str, mime: str) -> Media:
    return uow.media.put(content, kind, name, mime, uow.now)


def _set_aside(uow: UnitOfWork, key: str, raw: str, reason: str) -> None:
    uow.inbox.set_aside(key, raw, reason, uow.now)


def _content(uow: UnitOfWork, media: MediaId) -> bytes:
    return uow.media.content(media)


class StoreDoor:
    """What every ingress needs: accept in one commit, keep evidence, set aside what nobody can read. `held` is the post under which
    messages come, and its fence at that moment; `budget` is what one chat may bring; `uploads` looks at their files.
    Without either everything is taken, as from the one person at a terminal.
    """

    def __init__(
        self,
        store: Store,
        held: Callable[[], Held | None] = lambda: None,
        budget: ChatBudget | None = None,
        uploads: Uploads | None = None,
    ) -> None:
        self._store = store
        self._held = held
        self._budget = budget
        self._uploads = uploads

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Durable when this returns, what is beyond a chat's budget too, but unread. Raises StaleWrite when another process holds
        the post by now.
        """
        if self._budget is None:
            await self._store.run(_accept, tuple(messages), (), self._held())
            return
        kept, surplus = self._budget.split(messages)
        await self._store.run(_accept, tuple(kept), tuple(surplus), self._held())
        self._budget.spend(kept)

    async def refuses(self, incoming: Incoming, size: int) -> bool:
        """Whether there is no room for a file of so many bytes; then the person was told."""
        if self._uploads is None:
            return False
        try:
            self._uploads.demand_room(incoming.peer, size)
        except Refused as refusal:
            await self._store.run(refuse_file, incoming, refusal)
            return True
        return False

    async def keep_media(
        self, incoming: Incoming, content: bytes, kind: MediaKind, name: str, mime: str
    ) -> Media:
        """Store evidence as what it is by its first bytes. Raises Refused for what is not kept; the person was told."""
        if self._uploads is not None:
            try:
                found = await self._uploads.admit(incoming.peer, name, content)
            except Refused as refusal:
                await self._store.run(refuse_file, incoming, refusal)
                raise
            content, kind, name, mime = found.content, found.kind, found.name, found.mime
        return await self._store.run(_keep, content, kind, name, mime)

    async def set_aside(self, key: str, raw: str, reason: str) -> None:
        """Keep it for the operator."""
        await self._store.run(_set_aside, key, raw, reason)

    async def read_media(self, media: MediaId) -> bytes:
        """The bytes, for a platform that has to upload them."""
        return await self._store.read(_content, media)
