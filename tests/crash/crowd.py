"""Everybody in town during a storm, each with a will of their own. All chance comes from the seed that is printed."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.crash.town import Teacher, Town
from tests.kit.botapi import BotApiDouble
from tests.telegram.chat import Chat

_GLANCE = 0.3
_PATIENCE = 600.0


@dataclass
class Crowd:
    """About a third of the jobs are taken, every fifth of those by two taps; a third of the teachers answer a step."""

    api: BotApiDouble
    town: Town
    chance: random.Random
    reported: list[int] = field(default_factory=list)
    _teachers: list[asyncio.Task[None]] = field(default_factory=list)
    _engineers: list[asyncio.Task[None]] = field(default_factory=list)

    def wakes(self) -> None:
        """The staff have their chats; the engineers look at their phones from now on."""
        for account in (*self.town.crew, *self.town.watchers):
            self.api.user(account)
        self._engineers = [asyncio.create_task(self._works(account)) for account in self.town.crew]

    def report(self, teachers: Sequence[Teacher], within: float) -> None:
        """These teachers report within so many seconds."""
        for teacher in teachers:
            wait = self.chance.uniform(0, within)
            self._teachers.append(asyncio.create_task(self._reports(teacher, wait)))

    def hushes(self) -> None:
        """Nobody looks at a phone any more: what was said until now is all there is."""
        for evening in self._engineers:
            evening.cancel()
        self._engineers = []

    def state(self) -> dict[str, Any]:
        """How far they are. An engineer whose evening has ended by itself is a fault of the test."""
        ended = [task for task in (*self._engineers, *self._teachers) if task.done() and task.exception()]
        return {
            "begun": len(self._teachers),
            "answered": sum(task.done() for task in self._teachers),
            "troubles": [repr(task.exception()) for task in ended][:5],
        }

    async def _reports(self, teacher: Teacher, after: float) -> None:
        """One report, however long the answers take; sometimes the first step is answered."""
        await asyncio.sleep(after)
        chat = self._chat(teacher.account)
        await chat.says(teacher.words)
        self.reported.append(teacher.account)
        if teacher.stranger:
            await chat.hears("您在哪所学校", within=_PATIENCE)
            await chat.says(teacher.school)
        await chat.hears("工单", "黑屏", within=_PATIENCE)
        if self.chance.random() < 0.3:
            await chat.hears("吗？", within=_PATIENCE)
            await chat.says("还是不行")

    async def _works(self, account: int) -> None:
        chat, seen = self._chat(account), set[int]()
        while True:
            for page in chat.person.inbox:
                if "接单" in page.labels and page.id not in seen:
                    for _ in range(self.chance.choice((0, 0, 0, 0, 1, 1, 1, 2))):
                        await chat.presses(page, "接单")
                seen.add(page.id)
            await asyncio.sleep(_GLANCE)

    def _chat(self, account: int) -> Chat:
        return Chat(self.api.user(account, f"用户{account}"), _GLANCE)
