"""The way in of every file: what it is, whether there is room for it, and pictures drawn anew (S10).

Quotas are kept in memory and fill again over the day: a restart forgives everybody, a text is never counted.
"""

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from weakref import WeakValueDictionary

import structlog

from desk.messages import MediaKind, Peer
from desk.refusals import TooManyFiles
from usecases.evidence import Evidence, examine
from web.throttle import Throttle

log = structlog.get_logger()

FILES_A_DAY = 60
BYTES_A_DAY = 200 << 20
"""Of one chat. Telegram brings at most 20 MB a file, a browser 10."""
DESK_BYTES_A_DAY = 10 << 30
LEAST_FREE = 1 << 30
"""So much of the disk is left to messages, tickets and the log of the database."""
_DAY = 86_400
_DESK = "desk"

Redrawn = Callable[[Evidence], Awaitable[Evidence]]


class FileQuota:
    """What may still be kept of a chat and of all."""

    def __init__(
        self, free: Callable[[], int] | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`free`: bytes left where files are kept; None where that cannot be seen (a database on another host)."""
        self._free = free
        self._files = Throttle(FILES_A_DAY / _DAY, FILES_A_DAY, monotonic)
        self._bytes = Throttle(BYTES_A_DAY / _DAY, BYTES_A_DAY, monotonic)
        self._desk = Throttle(DESK_BYTES_A_DAY / _DAY, DESK_BYTES_A_DAY, monotonic)

    def demand(self, peer: Peer, size: int) -> None:
        """Raises TooManyFiles when a file of so many bytes will not be kept."""
        chat = str(peer)
        if self._free is not None and self._free() < LEAST_FREE + size:
            log.error("disk nearly full: files are refused", action="files_refused", scope="disk")
        elif self._desk.left(_DESK) < size:
            log.error("too many files today", action="files_refused", scope="desk")
        elif self._files.left(chat) < 1 or self._bytes.left(chat) < size:
            log.warning("too many files today", action="files_refused", scope="chat", channel=peer.channel)
        else:
            return
        raise TooManyFiles(size)

    def spend(self, peer: Peer, size: int) -> None:
        """One more was taken."""
        self._files.allows(str(peer))
        self._bytes.allows(str(peer), size)
        self._desk.allows(_DESK, size)


class HouseUploads:
    """`evidence.Uploads` for every platform: first bytes, quota, and `redrawn` for what is shown as a picture."""

    def __init__(self, redrawn: Redrawn, quota: FileQuota) -> None:
        self._redrawn = redrawn
        self._quota = quota
        self._chats: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def demand_room(self, peer: Peer, size: int) -> None:
        """Before a file is fetched. Raises TooManyFiles."""
        self._quota.demand(peer, size)

    async def admit(self, peer: Peer, name: str, content: bytes) -> Evidence:
        """Counted before it is drawn: work on a bad picture is spent too. Raises FileUnknown, FileBroken, TooManyFiles."""
        self._quota.demand(peer, len(content))
        found = examine(name, content)
        self._quota.spend(peer, len(content))
        if found.kind is not MediaKind.PHOTO:
            return found
        async with self._chats.setdefault(
            str(peer), asyncio.Lock()
        ):  # a chat's pictures one after another: S12
            return await self._redrawn(found)


def free_beside(database_url: str) -> Callable[[], int] | None:
    """Free bytes on the disk of a SQLite file; None for a database elsewhere."""
    if not database_url.startswith("sqlite:///"):
        return None
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    return lambda: shutil.disk_usage(folder).free
