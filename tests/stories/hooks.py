"""A program that is told, for the stories about webhooks: it checks what it gets and answers as it is told to."""

import json
from collections.abc import Mapping
from typing import Any

from app.hook_options import HookOptions
from app.outgoing import hook_settings
from bot.platforms.hooks.egress import HookEgress
from bot.platforms.hooks.post import Answer
from bot.platforms.signing import signature
from desk.hooks import Hook
from scheduler.drain import Drain
from tests.kit.world import World
from usecases.manage_hooks import MakeHook, make_hook
from usecases.rows import OutboxRow, Topic
from usecases.tell_hooks import Letter, letter

KEY = "the-key-of-this-desk-of-32-characters"
URL = "https://helpdesk.example/hook"


class Program:
    """One program with one hook. `answers` are given in turn, then 200; `got` is what it believed."""

    def __init__(self, world: World, secret: str = "") -> None:
        self.answers: list[Answer | Exception] = []
        self.got: list[dict[str, Any]] = []
        self.asked = 0
        self.secret = secret
        self._world = world

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Take a post, if its signature is right."""
        assert url == URL
        self.asked += 1
        assert headers["X-Chalkline-Signature"] == signature(
            self.secret, headers["X-Chalkline-Timestamp"], body
        )
        told = json.loads(body)
        assert headers["Idempotency-Key"] == told["id"]
        answer = self.answers.pop(0) if self.answers else Answer(200)
        if isinstance(answer, Exception):
            raise answer
        if answer.status == 200:
            self.got.append(told)
        return answer

    async def listens(self) -> list[dict[str, Any]]:
        """Everything that may go now, goes; what is new of it."""
        before = len(self.got)
        world = self._world

        async def letter_of(row: OutboxRow) -> Letter | None:
            return await world.store.run(letter, row)

        settings = hook_settings(HookOptions(key=KEY), "https://desk.example")  # type: ignore[arg-type]  # pydantic makes it a secret
        egress = HookEgress(settings, letter_of, world.clock.now, self.post)
        await Drain(world.store, world.clock, (egress,), topic=Topic.HOOKS).quiet()
        await egress.close()
        return self.got[before:]


async def a_program(world: World, **wishes: Any) -> tuple[Program, Hook]:
    """A program that hears of everything unless it wishes less."""
    hook, secret = await world.store.run(make_hook, MakeHook("helpdesk", URL, **wishes), KEY)
    return Program(world, secret), hook


def names(told: list[dict[str, Any]]) -> list[str]:
    """What the posts are about, in their order."""
    return [str(one["event"]) for one in told]
