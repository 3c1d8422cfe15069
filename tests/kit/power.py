"""A power cut for SQLite: a virtual file system that notes what is written and what is synced, and disks as they may be afterwards.

The bundled library exports SQLite's interface, so the default file system is wrapped from Python (ctypes) and everything
runs as ever, with our own settings and threads. Afterwards a disk can be made for any moment: what was synced by then is
there, of what was not each sector of 512 bytes is or is not, by chance. The shared-memory index is memory and gone. Taken
for granted: a sync that returned has reached the disk, a sector is whole, a file that was synced once keeps its name.
"""

import ctypes
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pysqlite3 import _sqlite3

SECTOR = 512
NAME = b"chalkline-power"

_P, _I, _L = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_I, _P, _P, _P, _I, _P)
_WRITE = ctypes.CFUNCTYPE(_I, _P, _P, _I, _L)
_TRUNCATE = ctypes.CFUNCTYPE(_I, _P, _L)
_SYNC = ctypes.CFUNCTYPE(_I, _P, _I)


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`; what comes after the first calls is copied as it is."""

    _fields_ = (
        ("version", _I),
        ("file_size", _I),
        ("longest_path", _I),
        ("next", _P),
        ("name", ctypes.c_char_p),
        ("own", _P),
        ("open", _P),
        ("others", _P * 15),
    )


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods` of version 3."""

    _fields_ = (
        ("version", _I),
        ("close", _P),
        ("read", _P),
        ("write", _P),
        ("truncate", _P),
        ("sync", _P),
        ("others", _P * 13),
    )


@dataclass(frozen=True)
class Write:
    """Bytes on their way to the disk."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True)
class Cut:
    """A file made shorter."""

    file: str
    size: int


@dataclass(frozen=True)
class Sync:
    """Everything of a file is on the disk."""

    file: str


@dataclass(frozen=True)
class Acknowledged:
    """Somebody was told that this is safe."""

    number: int


Entry = Write | Cut | Sync | Acknowledged


@dataclass
class Diary:
    """What happened to the files of a folder, in order, and how they were before."""

    folder: Path
    before: dict[str, bytes]
    entries: list[Entry] = field(default_factory=list)

    def acknowledged(self, moment: int) -> list[int]:
        """What was promised before this moment."""
        return [entry.number for entry in self.entries[:moment] if isinstance(entry, Acknowledged)]

    def disk(self, moment: int, chance: random.Random) -> dict[str, bytes]:
        """The files after a power cut right before the entry of this number."""
        durable = {name: bytearray(content) for name, content in self.before.items()}
        waiting: dict[str, list[Write | Cut]] = {}
        for entry in self.entries[:moment]:
            if isinstance(entry, Sync):
                for one in waiting.pop(entry.file, ()):
                    _apply(durable.setdefault(entry.file, bytearray()), one)
            elif not isinstance(entry, Acknowledged):
                waiting.setdefault(entry.file, []).append(entry)
        parts = [part for unsynced in waiting.values() for one in unsynced for part in _sectors(one)]
        for part in parts:
            if chance.random() < 0.5:
                _apply(durable.setdefault(part.file, bytearray()), part)
        return {name: bytes(content) for name, content in durable.items()}


def _apply(content: bytearray, change: Write | Cut) -> None:
    if isinstance(change, Cut):
        del content[change.size :]
        return
    content.extend(b"\0" * (change.offset - len(content)))
    content[change.offset : change.offset + len(change.content)] = change.content


def _sectors(change: Write | Cut) -> Iterator[Write | Cut]:
    """A write in pieces that reach the disk whole or not at all."""
    if isinstance(change, Cut):
        yield change
        return
    at, end = change.offset, change.offset + len(change.content)
    while at < end:
        stop = min(end, (at // SECTOR + 1) * SECTOR)
        yield Write(change.file, at, change.content[at - change.offset : stop - change.offset])
        at = stop


@contextmanager
def watched(folder: Path) -> Iterator[Diary]:
    """Note what SQLite does to the files of this folder, on every connection of this process that is opened meanwhile."""
    diary = Diary(
        folder, {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}
    )
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    real = library.sqlite3_vfs_find(None)
    wrapped = _Vfs.from_buffer_copy(real.contents)
    wrapped.name = NAME
    held: list[object] = []
    open_really = _OPEN(real.contents.open)

    def opened(_vfs: int, path: int | None, file: int, flags: int, out: int | None) -> int:
        code = open_really(ctypes.addressof(real.contents), path, file, flags, out)
        name = Path(ctypes.string_at(path).decode()) if path else Path()
        if code == 0 and name.parent == folder:
            methods = ctypes.cast(file, ctypes.POINTER(ctypes.POINTER(_Methods)))
            noted = _noting(diary, name.name, methods[0].contents, held)
            methods[0] = ctypes.pointer(noted)
        return int(code)

    callback = _OPEN(opened)
    held.append(callback)
    wrapped.open = ctypes.cast(callback, _P)
    library.sqlite3_vfs_register(ctypes.byref(wrapped), 1)
    try:
        yield diary
    finally:
        library.sqlite3_vfs_register(real, 1)
        library.sqlite3_vfs_unregister(ctypes.byref(wrapped))


def _noting(diary: Diary, name: str, real: _Methods, held: list[object]) -> _Methods:
    """The methods of one file, with those noted that change it. A note stands before the deed, a sync's after it."""
    noted = _Methods.from_buffer_copy(real)
    write, truncate, sync = _WRITE(real.write), _TRUNCATE(real.truncate), _SYNC(real.sync)

    def writes(file: int, content: int, amount: int, offset: int) -> int:
        diary.entries.append(Write(name, offset, ctypes.string_at(content, amount)))
        return int(write(file, content, amount, offset))

    def truncates(file: int, size: int) -> int:
        diary.entries.append(Cut(name, size))
        return int(truncate(file, size))

    def syncs(file: int, flags: int) -> int:
        code = int(sync(file, flags))
        if code == 0:
            diary.entries.append(Sync(name))
        return code

    calls = _WRITE(writes), _TRUNCATE(truncates), _SYNC(syncs)
    held.extend((noted, *calls))
    noted.write, noted.truncate, noted.sync = (ctypes.cast(call, _P) for call in calls)
    return noted
