"""A person of a story at their chat: says and presses things, and hears what the desk says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from desk.messages import Incoming, MediaKind, Outgoing, Peer

if TYPE_CHECKING:
    from tests.kit.world import World


@dataclass
class Seat:
    """`unread` are messages that the story has not expected yet; `cards` the present state of live cards."""

    world: World
    peer: Peer
    unread: list[Outgoing] = field(default_factory=list)
    seen: list[Outgoing] = field(default_factory=list)
    cards: dict[str, Outgoing] = field(default_factory=dict)

    async def says(self, text: str) -> None:
        """Type a message and let the desk settle."""
        await self.world.deliver(
            Incoming(self.world.fresh_key(), self.peer, self.world.clock.now(), text=text)
        )

    async def starts(self, payload: str = "") -> None:
        """Open the bot by a deep link."""
        await self.world.deliver(
            Incoming(self.world.fresh_key(), self.peer, self.world.clock.now(), start=payload)
        )

    async def sends_photo(self, text: str = "") -> None:
        """Send a photo, with or without words."""
        media = await self.world.store_photo(MediaKind.PHOTO)
        now = self.world.clock.now()
        await self.world.deliver(Incoming(self.world.fresh_key(), self.peer, now, text=text, media=(media,)))

    async def presses(self, label: str, *, on: Outgoing | None = None, ago: timedelta = timedelta()) -> None:
        """Press the newest button with this label (or one of a given message), as an old card still shows it; `ago` so long
        before it reached the desk.
        """
        token = self._token(label, on)
        await self.world.deliver(
            Incoming(self.world.fresh_key(), self.peer, self.world.clock.now() - ago, press=token)
        )

    def hears(self, *parts: str) -> Outgoing:
        """Expect the next unread message that contains all parts; it counts as read."""
        for index, message in enumerate(self.unread):
            if all(part in message.text for part in parts):
                return self.unread.pop(index)
        heard = "\n---\n".join(message.text for message in self.unread) or "(nothing)"
        raise AssertionError(f"{self.peer.space} never heard {parts}; unread:\n{heard}")

    def hears_nothing(self) -> None:
        """Expect that nothing is unread."""
        assert not self.unread, f"{self.peer.space} heard, unexpected:\n" + "\n---\n".join(
            m.text for m in self.unread
        )

    def card(self, name: str = "") -> Outgoing:
        """The present state of the only live card of a job, or of the named card."""
        if name:
            return self.cards[name]
        jobs = {
            known: card for known, card in self.cards.items() if not known.startswith(("step:", "alarm:"))
        }
        assert len(jobs) == 1, f"{self.peer.space} has cards {sorted(jobs)}"
        return next(iter(jobs.values()))

    def receive(self, message: Outgoing, *, edits: bool) -> None:
        """Called by the platform double."""
        if message.card:
            self.cards[message.card] = message
        self.seen.append(message)
        if not edits:
            self.unread.append(message)

    def _token(self, label: str, on: Outgoing | None) -> str:
        messages = [on] if on else list(reversed(self.seen))
        for message in messages:
            for choice in message.choices:
                if choice.label == label:
                    return choice.token
        shown = sorted({choice.label for message in self.seen for choice in message.choices})
        raise AssertionError(f"{self.peer.space} sees no button {label!r}; there were {shown}")
