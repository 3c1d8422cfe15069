"""Drives a double that runs in its own process: the human side and the faults over plain JSON.

`POST /_control/{user,say,start,press,block,unblock,fail,drop,slow,ban}`, `GET /_control/{inbox,calls,violations}`.
"""

import dataclasses
from typing import Any

from aiohttp import web

from tests.kit.botapi.person import Person
from tests.kit.botapi.server import BotApiDouble


class Control:
    """The control routes over one double. It trusts its caller: loopback only."""

    def __init__(self, api: BotApiDouble) -> None:
        self._api = api

    def routes(self) -> list[web.RouteDef]:
        """What `BotApiDouble.extra_routes` takes."""
        return [web.post("/_control/{verb}", self._post), web.get("/_control/{noun}", self._get)]

    async def _post(self, request: web.Request) -> web.Response:
        asked: dict[str, Any] = await request.json()
        done = await self._act(request.match_info["verb"], asked)
        return web.json_response({"ok": True, "result": done})

    async def _act(self, verb: str, asked: dict[str, Any]) -> Any:
        match verb:
            case "fail":
                self._api.fail_next(**asked)
            case "drop":
                self._api.drop_reply_after_executing(**asked)
            case "slow":
                self._api.slow(**asked)
            case "ban":
                self._api.ban(self._person(asked), asked["seconds"])
            case _:
                return await self._person_does(verb, self._person(asked), asked)
        return None

    @staticmethod
    async def _person_does(verb: str, person: Person, asked: dict[str, Any]) -> Any:
        match verb:
            case "user":
                return person.id
            case "say":
                return await person.says(asked["text"])
            case "start":
                return await person.starts(asked.get("payload", ""))
            case "press":
                return await person.presses(asked["message"], asked["label"])
            case "block":
                return person.blocks()
            case "unblock":
                return person.unblocks()
        raise web.HTTPNotFound(text=f"no such verb: {verb}")

    async def _get(self, request: web.Request) -> web.Response:
        match request.match_info["noun"]:
            case "inbox":
                seen = self._person({"user": int(request.query["user"])}).inbox
                return web.json_response([dataclasses.asdict(message) for message in seen])
            case "calls":
                return web.json_response([call.__dict__ for call in self._api.calls])
            case "violations":
                return web.json_response([dataclasses.asdict(one) for one in self._api.violations])
        raise web.HTTPNotFound

    def _person(self, asked: dict[str, Any]) -> Person:
        return self._api.user(int(asked["user"]), asked.get("name", ""))
