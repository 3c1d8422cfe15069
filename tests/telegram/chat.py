"""A person's Telegram screen in a long test: they notice a message whenever it comes, in whatever order."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.kit.botapi.person import Person, Seen

PATIENCE = 30.0
"""Seconds until a message is missed: far more than it takes, because other work may share the machine."""


@dataclass
class Chat:
    """What one person does and sees, looking at the screen every `glance` seconds. A message is heard once."""

    person: Person
    glance: float = 0.02
    _heard: set[int] = field(default_factory=set)
    pressed: list[tuple[int, str]] = field(default_factory=list)
    """What was pressed, each with the newest message on the screen at the time."""

    async def says(self, text: str) -> None:
        """Type."""
        await self.person.says(text)

    async def opens(self, payload: str) -> None:
        """Follow a deep link."""
        await self.person.starts(payload)

    async def presses(self, message: Seen, label: str) -> str:
        """Press a button of a message as it stands now; the press's id."""
        newest = max(message.id, *(one.id for one in self.person.inbox))
        self.pressed.append((newest, label))
        return await self.person.presses(message, label)

    async def hears(self, *words: str, within: float = PATIENCE) -> Seen:
        """The first unheard message that holds all these words."""
        found = await self._seen(words, within, lambda message: message.id not in self._heard)
        self._heard.add(found.id)
        return found

    async def sees(self, message: Seen, *words: str, within: float = PATIENCE) -> Seen:
        """The same message once an edit has given it these words."""
        return await self._seen(words, within, lambda one: one.id == message.id)

    async def sees_changed(self, message: Seen, within: float = PATIENCE) -> Seen:
        """The same message after one more edit."""
        return await self._seen((), within, lambda one: one.id == message.id and one.edits > message.edits)

    async def _seen(self, words: tuple[str, ...], within: float, fits: Callable[[Seen], bool]) -> Seen:
        deadline = time.monotonic() + within
        while True:
            for message in self.person.inbox:
                if fits(message) and all(word in message.text for word in words):
                    return message
            if time.monotonic() > deadline:
                shown = "\n---\n".join(message.text for message in self.person.inbox) or "(nothing)"
                raise AssertionError(f"{self.person.chat.name} never saw {words}; the screen shows\n{shown}")
            await asyncio.sleep(self.glance)  # the desk is another process
