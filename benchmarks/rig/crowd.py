"""`python -m rig.crowd`: the Bot API double and the people who write to it, in one process of their own.

Reads one phase per line from standard input, `{"seconds": 5, "rate": 0}`, and answers one JSON line with its figures.
Rate 0 is a closed loop: everybody writes again as soon as they are answered. Any other rate is an open loop: so many
messages a second by a Poisson process, whoever is free, timed from the instant they were due, not from when somebody
was free to write them. A message is answered when everything its line of the script expects was accepted by the server.
"""

import argparse
import asyncio
import gc
import json
import random
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

from rig.district import staff_chats, teachers
from rig.scripts import Line, echoed, scripts_for
from tests.kit.botapi.person import Person
from tests.kit.botapi.server import BotApiDouble, Call

PATIENCE = 20.0
"""Seconds after which an unanswered message fails the benchmark."""

START_SECONDS = 90.0
"""What a bot may take to start, on a machine that is busy."""


@dataclass(eq=False)
class Talker:
    """One person of the crowd in the middle of a conversation. `due` is when the present message should have gone."""

    person: Person
    lines: Iterator[Line]
    says: str = ""
    awaited: list[str] = field(default_factory=list)
    due: float = 0.0
    heard: list[str] = field(default_factory=list)

    async def speak(self, due: float) -> None:
        """Say the next line."""
        line = next(self.lines)
        self.says, self.awaited, self.due, self.heard = line.says, list(line.hears), due, []
        await self.person.says(line.says)

    def hear(self, text: str) -> bool:
        """Take one message of the bot in; whether it completes the answer."""
        self.heard.append(text)
        found = next((part for part in self.awaited if part in text), None)
        if found is None:
            return False
        self.awaited.remove(found)
        return not self.awaited


class Crowd:
    """Everybody, and what their phases measured."""

    def __init__(self, api: BotApiDouble, chats: int, *, echo: bool) -> None:
        self._api = api
        self._talkers: dict[int, Talker] = {}
        for chat in staff_chats(chats):
            api.user(chat)
        for one in teachers(chats):
            scripts = scripts_for(one.contract)
            scripts = echoed(scripts) if echo else scripts
            turned = one.chat % len(scripts)
            lines = cycle([line for script in (*scripts[turned:], *scripts[:turned]) for line in script])
            self._talkers[one.chat] = Talker(api.user(one.chat, f"老师{one.chat}"), lines)
        self._idle = deque(self._talkers.values())
        self._answered: list[tuple[float, float]] = []
        self._calls = 0
        self._late: deque[float] = deque()
        self._closed = False
        self._answered_once = asyncio.Event()
        self._first = float("inf")
        self._chance = random.Random(7)

    async def phase(self, seconds: float, rate: float) -> dict[str, float]:
        """One phase and its figures: messages and calls a second, latencies in milliseconds."""
        start = time.time()
        self._closed = rate == 0
        talking = asyncio.create_task(
            self._closed_loop() if rate == 0 else self._open_loop(start, seconds, rate)
        )
        if rate == 0:
            start = await self._first_answer()
        self._answered, self._calls = [], 0
        await asyncio.sleep(start + seconds - time.time())
        end, calls, self._closed = time.time(), self._calls, False
        await talking
        await self._finish()
        within = [took for at, took in self._answered if at <= end]
        took = sorted(took for _, took in self._answered) if rate else sorted(within)
        return {
            "per_second": len(within) / (end - start),
            "calls_per_second": calls / (end - start),
            "p50": 1000 * took[len(took) // 2],
            "p99": 1000 * took[int(len(took) * 0.99)],
        }

    async def _first_answer(self) -> float:
        """The instant of the phase's first whole answer: a bot that is still starting is not measured."""
        self._answered_once.clear()
        await asyncio.wait_for(self._answered_once.wait(), START_SECONDS)
        return time.time()

    async def listen(self) -> None:
        """Read the double's journal as it grows."""
        while True:
            try:
                await self._api.world.changed(1.0)
            except TimeoutError:
                self._check_patience()
            calls, self._api.calls[:] = list(self._api.calls), []
            for call in calls:
                await self._take(call)

    async def _take(self, call: Call) -> None:
        if call.method == "getUpdates":
            return
        self._calls += 1
        if call.status != 200 and "not modified" not in call.description:
            raise RuntimeError(f"{call.method} was answered {call.status}: {call.description}")
        talker = self._talkers.get(int(call.params.get("chat_id", 0)))
        if call.method != "sendMessage" or talker is None or not talker.awaited:
            return
        if talker.hear(call.params["text"]):
            self._answered.append((call.at, call.at - talker.due))
            self._answered_once.set()
            self._first = min(self._first, call.at)
            await self._next(talker)

    async def _next(self, talker: Talker) -> None:
        if self._closed:
            await talker.speak(time.time())
        elif self._late:
            await talker.speak(self._late.popleft())
        else:
            self._idle.append(talker)

    async def _closed_loop(self) -> None:
        while self._idle:
            await self._idle.popleft().speak(time.time())

    async def _open_loop(self, start: float, seconds: float, rate: float) -> None:
        due = start
        while (due := due + self._chance.expovariate(rate)) < start + seconds:
            await asyncio.sleep(max(0.0, due - time.time()))
            if self._idle:
                await self._idle.popleft().speak(due)
            else:
                self._late.append(due)

    async def _finish(self) -> None:
        """Until everybody is answered."""
        while len(self._idle) < len(self._talkers):
            self._check_patience()
            await asyncio.sleep(0.02)

    def _check_patience(self) -> None:
        now = time.time()
        for talker in self._talkers.values():
            if talker.awaited and now - max(talker.due, self._first) > PATIENCE:
                raise RuntimeError(
                    f"{talker.person.id} said {talker.says!r}, waits for {talker.awaited}, heard {talker.heard}"
                )


async def serve(chats: int, *, echo: bool) -> None:
    """Phases from standard input until it ends."""
    async with BotApiDouble(rates=False) as api:
        crowd = Crowd(api, chats, echo=echo)
        print(json.dumps({"url": api.url, "token": api.token}), flush=True)
        listening = asyncio.create_task(crowd.listen())
        while line := await asyncio.to_thread(sys.stdin.readline):
            phase = asyncio.create_task(crowd.phase(**json.loads(line)))
            await asyncio.wait({phase, listening}, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
            if api.violations:
                raise RuntimeError(f"the Bot API schema was broken: {api.violations[0]}")
            print(json.dumps(phase.result()), flush=True)
        listening.cancel()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, required=True)
    parser.add_argument("--echo", action="store_true", help="the bot under test says everything back")
    options = parser.parse_args()
    gc.disable()  # the double remembers every message: collecting that would be measured as the bot's latency
    asyncio.run(serve(options.chats, echo=options.echo))


if __name__ == "__main__":
    main()
