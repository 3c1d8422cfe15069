"""A post that one process holds at a time: taken, renewed and given up; a second process waits (T37)."""

import asyncio
import secrets
from datetime import timedelta

import structlog

from usecases.ports import Store, UnitOfWork

log = structlog.get_logger()

LIFE = timedelta(seconds=12)
"""So long a process that is gone keeps others out: with `RENEW_SECONDS` take-over comes within 15 s."""
RENEW_SECONDS = 3.0


def hold(uow: UnitOfWork, post: str, who: str, life: timedelta) -> int | None:
    """Take it or keep it; its fence, or None while another holds it."""
    return uow.posts.hold(post, who, uow.now, uow.now + life)


def leave(uow: UnitOfWork, post: str, who: str) -> None:
    """Give it up."""
    uow.posts.leave(post, who, uow.now)


class SolePost:
    """One process's claim to a post. `who` is new with each process: a successor is another holder, and the fence tells them apart."""

    def __init__(self, store: Store, post: str, life: timedelta = LIFE) -> None:
        self._store = store
        self._post = post
        self._life = life
        self._who = secrets.token_hex(8)
        self._fence: int | None = None
        self._stopping = asyncio.Event()

    def held(self) -> tuple[str, int] | None:
        """The post and its fence as last taken. A fence of nobody when it is not ours, so that nothing is recorded under it."""
        return self._post, -1 if self._fence is None else self._fence

    async def mine(self) -> bool:
        """Whether it is ours now; taken if it is free. A store that fails is no reason to go on as if it were."""
        try:
            fence = await self._store.run(hold, self._post, self._who, self._life)
        except Exception:  # logged; whoever asks tries again, and the post runs out by itself
            log.exception("post_failed", action="post_failed", post=self._post)
            fence = None
        if (fence is None) != (self._fence is None):
            log.info("post", action="post_taken" if fence is not None else "post_lost", post=self._post)
        self._fence = fence
        return fence is not None

    async def keep(self) -> None:
        """Renew it until `stop`, then give it up at once."""
        while not self._stopping.is_set():
            if self._fence is not None:
                await self.mine()
            try:
                await asyncio.wait_for(self._stopping.wait(), RENEW_SECONDS)
            except TimeoutError:
                continue
        if self._fence is not None:
            await self._store.run(leave, self._post, self._who)

    def stop(self) -> None:
        """End `keep`."""
        self._stopping.set()
