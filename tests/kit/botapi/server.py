"""The HTTP server: reads a call, checks it, applies faults, carries it out, keeps a journal."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from tests.kit.botapi.check import Upload, check_call
from tests.kit.botapi.errors import ApiError, SchemaViolation, bad_request
from tests.kit.botapi.faults import Failure, Faults
from tests.kit.botapi.methods import Methods, Params
from tests.kit.botapi.person import Group, Person
from tests.kit.botapi.rates import Rates
from tests.kit.botapi.schema import Schema, load
from tests.kit.botapi.updates import UpdateQueue
from tests.kit.botapi.webhook import Target, WebhookSender
from tests.kit.botapi.world import Chat, World

TOKEN = "700000001:CANARY-not-a-real-token-000000000000"
MAX_BODY = 60 << 20


@dataclass(frozen=True)
class Violation:
    """A call that broke the official schema, or asked for what this double does not simulate."""

    method: str
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Call:
    """One journal line: what was asked and how it ended. Uploads are shown as their size. `status` 0: no answer."""

    at: float
    method: str
    params: Mapping[str, Any]
    status: int
    description: str = ""


class BotApiDouble:
    """The Bot API server in this process: `async with BotApiDouble() as api`, then `api.url`.

    `rates` False switches flood limits off (for benchmarks). `conflict_delay` is how long a 409 is held back (the
    real server: 3 s). `webhook_pause` is the first pause before a webhook is tried again. `now` may be pushed.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        rates: bool = True,
        conflict_delay: float = 0.0,
        webhook_pause: float = 1.0,
        webhook_patience: float = 60.0,
        journal: Path | None = None,
        now: Callable[[], float] = time.time,  # noqa: TID251 - the double plays another machine, with its own clock
        port: int = 0,
    ) -> None:
        self.token = token
        self.schema: Schema = load()
        self.world = World(token, now)
        self.updates = UpdateQueue(now, conflict_delay)
        self.rates = Rates(time.monotonic, enforced=rates)
        self.faults = Faults()
        self.webhook = WebhookSender(self.updates, webhook_pause, webhook_patience)
        self.violations: list[Violation] = []
        self.calls: list[Call] = []
        self.logged_out = False
        self.extra_routes: list[web.RouteDef] = []
        self._methods = Methods(self.world, self.rates)
        self._journal = journal
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self._serve)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self._serve_file)
        app.router.add_routes(self.extra_routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.webhook.stop()
        self.updates.interrupt()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Base address, without the token: `http://127.0.0.1:port`."""
        return f"http://127.0.0.1:{self._port}"

    # -- people and chats

    def user(self, person_id: int, name: str = "", *, met: bool = True) -> Person:
        """A person with a private chat. Without `met` the bot may not write first, as in real life."""
        barred = None if met else "bot can't initiate conversation with a user"
        chat = self.world.chats.setdefault(
            person_id, Chat(person_id, "private", name or f"用户{person_id}", barred=barred)
        )
        return Person(self.world, self.updates, chat)

    def group(self, group_id: int, title: str) -> Group:
        """A group chat with the bot in it. `group_id` is negative."""
        return Group(self.world, self.world.chats.setdefault(group_id, Chat(group_id, "group", title)))

    def block(self, person: Person) -> None:
        """The person blocks the bot: 403 from now on, and a my_chat_member update."""
        person.blocks()

    def deactivate(self, person: Person) -> None:
        """The person's account is deleted: 403, and no update."""
        person.chat.barred = "user is deactivated"

    def ban(self, chat: Person | Group | None, seconds: float) -> None:
        """Answer 429 to one chat, or with None to all, for so long."""
        self.rates.ban(chat.chat.id if chat else None, seconds)

    # -- faults

    def fail_next(
        self,
        method: str,
        status: int,
        description: str = "",
        *,
        times: int = 1,
        after: int = 0,
        body: bytes | None = None,
        **parameters: int,
    ) -> None:
        """Refuse the next calls of a method ("*": any) without executing them. `body` replaces the JSON answer."""
        refused = ApiError(status, description or f"status {status}", **parameters)
        headers = (("Retry-After", str(parameters["retry_after"])),) if "retry_after" in parameters else ()
        raw = body if body is not None else json.dumps(refused.body()).encode()
        self.faults.add(method, Failure(status, raw, headers), times, after)

    def garble_reply_after_executing(self, method: str, body: bytes, status: int = 200) -> None:
        """Execute the next call, but answer these bytes."""
        self.faults.add(method, Failure(status, body, executes=True))

    def drop_reply_after_executing(self, method: str, times: int = 1) -> None:
        """Execute the next call, then close the connection without an answer."""
        self.faults.add(method, Failure(0, executes=True), times)

    def drop_before_executing(self, method: str, times: int = 1) -> None:
        """Close the connection on the next call without executing it."""
        self.faults.add(method, Failure(0), times)

    def slow(self, method: str, seconds: float) -> None:
        """Wait so long before executing each call of a method; 0 ends it."""
        self.faults.delays[method.lower()] = seconds

    def called(self, method: str) -> list[Call]:
        """The journal of one method."""
        return [call for call in self.calls if call.method == method]

    # -- HTTP

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        asked = self.schema.method(request.match_info["method"])
        if request.match_info["token"] != self.token:
            return _answer(ApiError(401, "Unauthorized"))
        if asked is None:
            return _answer(ApiError(404, "Not Found: method not found"))
        method, fields = asked
        raw, uploads = await _read(request)
        hangs, failure = self.faults.strikes(method)
        await asyncio.sleep(hangs)
        if failure is not None and not failure.executes:
            self._note(method, raw, failure.status, "refused on purpose")
            return _failed(request, failure)
        try:
            result = await self._execute(method, check_call(self.schema, fields, raw, uploads))
        except ApiError as refused:
            self._refused(method, raw, refused)
            return _answer(refused)
        self._note(method, raw, failure.status if failure else 200)
        return (
            _failed(request, failure)
            if failure
            else web.Response(
                body=json.dumps({"ok": True, "result": result}).encode(), content_type="application/json"
            )
        )

    async def _execute(self, method: str, params: Params) -> Any:
        if self.logged_out:
            raise ApiError(401, "Unauthorized: logged out")
        simulated = self._methods.table.get(method)
        if simulated is not None:
            return simulated(params)
        match method:
            case "getUpdates":
                return await self._get_updates(params)
            case "setWebhook":
                return await self._set_webhook(params)
            case "deleteWebhook":
                return await self._delete_webhook(params)
            case "getWebhookInfo":
                return self.webhook.about(list(self.updates.allowed))
            case "close" | "logOut":
                self.logged_out = method == "logOut"
                return True
        raise SchemaViolation((f"{method} is not simulated by this double",))

    async def _get_updates(self, params: Params) -> Any:
        if self.webhook.target:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if "allowed_updates" in params:
            self.updates.allowed = params["allowed_updates"]
        return await self.updates.poll(
            params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0)
        )

    async def _set_webhook(self, params: Params) -> Any:
        secret = params.get("secret_token", "")
        if secret and (len(secret) > 256 or not secret.replace("_", "a").replace("-", "a").isalnum()):
            raise bad_request("secret token contains unallowed characters")
        if not params["url"]:
            return await self._delete_webhook(params)
        if not params["url"].startswith(("https://", "http://127.0.0.1:")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if "allowed_updates" in params:
            self.updates.allowed = params["allowed_updates"]
        if params.get("drop_pending_updates"):
            self.updates.clear()
        self.updates.interrupt()
        await self.webhook.start(Target(params["url"], secret, params.get("max_connections", 40)))
        return True

    async def _delete_webhook(self, params: Params) -> Any:
        if params.get("drop_pending_updates"):
            self.updates.clear()
        await self.webhook.stop()
        return True

    async def _serve_file(self, request: web.Request) -> web.StreamResponse:
        failure = self.faults.take("file")
        if request.match_info["token"] != self.token or (failure and failure.status):
            return web.Response(status=failure.status if failure else 401)
        if failure:
            return _failed(request, failure)
        for stored in self.world.files.values():
            if stored.path == request.match_info["path"]:
                return web.Response(body=stored.content)
        return web.Response(status=404)

    def _refused(self, method: str, raw: Mapping[str, Any], refused: ApiError) -> None:
        if isinstance(refused, SchemaViolation):
            self.violations.append(Violation(method, refused.problems))
        self._note(method, raw, refused.code, refused.description)

    def _note(self, method: str, raw: Mapping[str, Any], status: int, description: str = "") -> None:
        call = Call(self.world.now(), method, dict(raw), status, description)
        self.calls.append(call)
        if self._journal is not None:
            with self._journal.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(call.__dict__, ensure_ascii=False, default=str) + "\n")


def _answer(refused: ApiError) -> web.Response:
    headers = (
        {"Retry-After": str(refused.parameters["retry_after"])} if "retry_after" in refused.parameters else {}
    )
    return web.json_response(refused.body(), status=refused.code, headers=headers)


def _failed(request: web.Request, failure: Failure) -> web.Response:
    if failure.status == 0 and request.transport is not None:
        request.transport.abort()
    return web.Response(
        status=failure.status or 500,
        body=failure.body,
        headers=dict(failure.headers),
        content_type="application/json",
    )


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Parameters from the query string and the body, in any of the encodings the Bot API takes."""
    raw: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        raw |= await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name:
                content = bytes(await part.read(decode=True))
                if part.filename:
                    mime = part.headers.get("Content-Type", "application/octet-stream")
                    uploads[part.name] = Upload(part.filename, content, mime)
                else:
                    raw[part.name] = content.decode()
    elif request.can_read_body:
        raw |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return raw, uploads
