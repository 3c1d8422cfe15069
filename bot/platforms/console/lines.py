"""Lines of a terminal in and out. Choices are shown numbered; a typed number is recognised by the router like anywhere else."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Protocol, TextIO

from desk.messages import Incoming, MsgRef, Outcome, Outgoing, Peer, Sent
from usecases.rows import OutboxRow

CHANNEL = "console"


class Door(Protocol):
    """The durable front door, as far as the console needs it."""

    async def accept(self, messages: Sequence[Incoming]) -> None:
        """Make them durable."""


def lowered(outgoing: Outgoing) -> str:
    """The message as a terminal shows it: text, the names of what it cannot draw, numbered choices."""
    choices = "".join(f"\n  {i}. {choice.label}" for i, choice in enumerate(outgoing.choices, start=1))
    media = "".join(f"\n  [{item.name}]" for item in outgoing.media)
    picture = f"\n  [{outgoing.picture.title}]" if outgoing.picture else ""
    return f"{outgoing.text}{picture}{media}{choices}"


class ConsoleIngress:
    """`ports.Ingress` over a stream of lines (standard input). `run_id` keeps the keys of two runs apart."""

    def __init__(
        self, door: Door, peer: Peer, run_id: str, now: Callable[[], datetime], stream: TextIO = sys.stdin
    ) -> None:
        self._door = door
        self._peer = peer
        self._run_id = run_id
        self._now = now
        self._stream = stream
        self._stopping = False

    async def run(self) -> None:
        """Until the stream ends or `stop`."""
        number = 0
        async for line in self._lines():
            number += 1
            key = f"console:{self._run_id}:{number}"
            await self._door.accept((Incoming(key, self._peer, self._now(), text=line),))

    async def stop(self) -> None:
        """No more lines. A read that waits on the terminal ends with the process."""
        self._stopping = True

    async def _lines(self) -> AsyncIterator[str]:
        while not self._stopping:
            line = await asyncio.to_thread(self._stream.readline)
            if not line:
                return
            if line.strip():
                yield line.strip()


class ConsoleEgress:
    """`ports.Egress` to a stream. A terminal cannot edit: a newer card state is printed anew, marked ↻."""

    channel = CHANNEL

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream

    async def send(self, row: OutboxRow) -> Outcome:
        """Print it. The reference is the row's id."""
        mark = "↻ " if row.card_ref else ""
        self._stream.write(f"\n{mark}{lowered(row.outgoing)}\n> ")
        self._stream.flush()
        return Sent(MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """The stream is the caller's."""
