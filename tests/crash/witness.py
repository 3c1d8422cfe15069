"""The witness of a storm: Telegram's double in bad weather and everybody in town, in a process that no kill reaches.

`python -m tests.crash.witness`, one JSON `Setting` on standard input. It prints its address, then works on what it is
asked over HTTP: `POST /storm/report` sends more teachers to their phones, `POST /storm/calm` ends the bad weather, `POST /storm/hush`
the talk, `GET /storm/state` says how far they are, `GET /storm/testimony` what was seen.
"""

import asyncio
import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from tests.crash.crowd import Crowd
from tests.crash.town import Town
from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.server import Call
from tests.kit.botapi.weather import Weather


@dataclass(frozen=True)
class Setting:
    """Who lives in town, the seed of all chance, the storm's clock as in `tests.crash.planted.storm`, how much
    of what is sent hangs.
    """

    schools: int
    teachers: int
    seed: int
    morning: str
    zero: float
    speed: float
    hanging: float = 0.005

    def now(self) -> datetime:
        """What the desk's clock shows."""
        return datetime.fromisoformat(self.morning) + timedelta(
            seconds=(time.monotonic() - self.zero) * self.speed
        )


class Witness:
    """Sees everything. Its double has the desk's clock and no limits of its own: the weather floods often enough."""

    def __init__(self, setting: Setting) -> None:
        self.api = BotApiDouble(rates=False, now=lambda: setting.now().timestamp())
        self.api.updates.keep_callback_seconds *= setting.speed  # a start takes as long as ever
        self._town = Town(setting.schools, setting.teachers)
        self._crowd = Crowd(self.api, self._town, random.Random(setting.seed))
        self._weather = Weather(random.Random(setting.seed + 1), hanging=setting.hanging)
        self.api.extra_routes = [
            web.post("/storm/report", self._report),
            web.post("/storm/calm", self._calm),
            web.post("/storm/hush", self._hush),
            web.get("/storm/state", self._state),
            web.get("/storm/testimony", self._testimony),
        ]

    def wakes(self) -> None:
        """The storm begins."""
        self.api.faults.weather = self._weather
        self.api.updates.batch = self._weather.batch
        self._crowd.wakes()

    async def _report(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self._crowd.report(self._town.staffroom[asked["first"] : asked["last"]], asked["within"])
        return web.json_response({})

    async def _calm(self, _: web.Request) -> web.Response:
        self.api.faults.weather = None
        self.api.updates.batch = None
        return web.json_response({})

    async def _hush(self, _: web.Request) -> web.Response:
        self._crowd.hushes()
        return web.json_response({})

    async def _state(self, _: web.Request) -> web.Response:
        waiting = len(self.api.updates.waiting())
        return web.json_response(
            {**self._crowd.state(), "waiting": waiting, "updates": len(self.api.updates.numbers)}
        )

    async def _testimony(self, _: web.Request) -> web.Response:
        """See `tests.crash.testimony.Testimony`."""
        api, bot = self.api, self.api.token.partition(":")[0]
        unconfirmed = {one.id for one in api.updates.waiting()}
        return web.json_response(
            {
                "said": [f"tg:{bot}:{number}" for number in api.updates.numbers],
                "taken": [
                    f"tg:{bot}:{number}" for number in api.updates.numbers if number not in unconfirmed
                ],
                "reported": self._crowd.reported,
                "shown": [_shown(call) for call in api.calls if _is_shown(call)],
                "violations": [asdict(one) for one in api.violations],
                "refused": sum(not _was_executed(call) for call in api.calls),
                "calls": len(api.calls),
            }
        )


def _was_executed(call: Call) -> bool:
    """Also when nobody heard of it: the answer was dropped or unreadable."""
    return call.status == 200 or not call.description


def _is_shown(call: Call) -> bool:
    return (
        _was_executed(call) and call.method.startswith(("send", "edit")) and call.method != "sendChatAction"
    )


def _shown(call: Call) -> dict[str, Any]:
    text = call.params.get("text") or call.params.get("caption") or ""
    media = json.loads(call.params["media"]) if call.method == "editMessageMedia" else {}
    return {
        "at": call.at,
        "peer": f"tg:{call.params['chat_id']}",
        "text": text or media.get("caption", ""),
        "edits": call.method.startswith("edit"),
        "answered": call.status == 200,
    }


async def serve(setting: Setting) -> None:
    """Until the process ends."""
    witness = Witness(setting)
    async with witness.api:
        witness.wakes()
        print(json.dumps({"url": witness.api.url, "token": witness.api.token}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


if __name__ == "__main__":
    asyncio.run(serve(Setting(**json.loads(sys.stdin.readline()))))
