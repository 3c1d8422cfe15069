"""The reader of this process: made once, at first need, for whoever reads here (the chat, the API, the command line)."""

from collections.abc import Callable
from threading import Lock

from desk.reading import Reading, ReadingContext

Read = Callable[[str, ReadingContext], Reading]
MakeReader = Callable[[], tuple[Read, Callable[[], None]]]


class SharedReader:
    """Thread-safe. A process that never reads never loads the dictionaries."""

    def __init__(self, make: MakeReader) -> None:
        self._make = make
        self._lock = Lock()
        self._made: tuple[Read, Callable[[], None]] | None = None

    def ready(self) -> Read:
        """The reader itself; the first call makes it, which takes as long as its dictionaries."""
        with self._lock:
            self._made = self._made or self._make()
            return self._made[0]

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says."""
        return self.ready()(text, context)

    def close(self) -> None:
        """Let go of what the reader holds open. It may be made again."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made[1]()
