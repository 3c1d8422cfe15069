"""One aiohttp session under python-telegram-bot, in place of its httpx (measured: 453 messages a second with httpx).

It also keeps the token to itself: python-telegram-bot is given the address `BOT_URL`, which has no token in it, so
that neither its debug log nor an exception can show one. It tells apart what decides between "try again" and "try
again, labelled as a copy": a request that never left us (`NotSent`) and one that got no readable answer (`NoAnswer`).
It retries nothing and knows no limits.
"""

import io
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec
from telegram._utils.types import ODVInput  # the documented type of do_request's parameters
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest, RequestData

BOT_URL = "bot://"
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
UPLOAD_SECONDS = 60.0
IDLE_SECONDS = 15.0
"""An idle connection is dropped after this, well before the server would: a request must not be written into one
that is just being closed, for then nobody knows whether it was read."""


class NotSent(NetworkError):
    """The request never reached the server; it is safe to try again."""


class NoAnswer(NetworkError):
    """The request was written, but no answer came that says what became of it."""


class Flooded(RetryAfter):
    """The server asks for a pause (429). Its parent warns on construction about a change of types; this does not."""

    def __init__(self, seconds: float, *, everyone: bool = False) -> None:
        TelegramError.__init__(self, f"Flood control: wait {seconds:g} s")
        self.seconds = seconds
        self.everyone = everyone


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's way to the network. `api_base` is the server, `connections` the most held at once."""

    def __init__(self, token: str, api_base: str, *, connections: int = 64, proxy: str | None = None) -> None:
        self._root = f"{api_base.rstrip('/')}/bot{token}/"
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer unless a call says otherwise."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the session; needs a running event loop, reaches nobody."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def shutdown(self) -> None:
        """Close all connections. May be called twice."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - aiohttp has none; `total` bounds the write
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One exchange. Raises NotSent, NoAnswer, Flooded, or BadRequest for a body that is too large."""
        await self.initialize()
        upload = request_data is not None and request_data.contains_files
        answer = UPLOAD_SECONDS if upload else _seconds(read_timeout, ANSWER_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=2 * answer + CONNECT_SECONDS,  # also bounds a body that is taken too slowly
            connect=_seconds(pool_timeout, CONNECT_SECONDS) + _seconds(connect_timeout, CONNECT_SECONDS),
            sock_connect=_seconds(connect_timeout, CONNECT_SECONDS),
            sock_read=answer,
        )
        target = self._root + url.removeprefix(BOT_URL).lstrip("/")
        status, payload, headers = await self._exchange(method, target, request_data, timeout)
        _raise_for(status, payload, headers)
        return status, payload

    async def _exchange(
        self, method: str, url: str, request_data: RequestData | None, timeout: aiohttp.ClientTimeout
    ) -> tuple[int, bytes, str]:
        if self._session is None:
            raise NotSent("the session is closed")
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=timeout,
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read(), response.headers.get("Retry-After", "")
        # `from None` below: the causes carry the request's address, and the address carries the token.
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as problem:
            raise NotSent(type(problem).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            raise NoAnswer(type(problem).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer. Only `ok: true` with a result, or `ok: false`, is one; anything else is NoAnswer."""
        try:
            answer = msgspec.json.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NoAnswer(f"an answer of {len(payload)} bytes that is not JSON") from None
        if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
            raise NoAnswer("an answer without ok")
        if answer["ok"] and "result" not in answer:
            raise NoAnswer("an answer without a result")
        return {**answer, "result": _essential(answer["result"])} if answer["ok"] else answer


def _essential(result: Any) -> Any:
    """Of a message that was shown only its number is wanted; to read the rest of it costs as much again."""
    if not isinstance(result, dict) or not {"message_id", "chat"} <= result.keys():
        return result
    return {name: result[name] for name in ("message_id", "date", "chat") if name in result}


def _seconds(given: ODVInput[float], default: float) -> float:
    return float(given) if isinstance(given, int | float) else default


def _body(request_data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """JSON, or multipart where there are files. File names stay UTF-8, as the server reads them.

    Values that are objects are JSON texts within it, as the Bot API wants them in every encoding.
    """
    if request_data is None:
        return None, {}
    if not request_data.contains_files:
        return msgspec.json.encode(request_data.json_parameters), {"Content-Type": "application/json"}
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, body, filename=file_name.replace('"', "'"), content_type=mime)
    return form, {}


def _raise_for(status: int, payload: bytes, retry_after: str) -> None:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Flooded(_pause(payload, retry_after))
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        raise BadRequest("Request Entity Too Large")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NoAnswer(f"the server answered {status}")


def _pause(payload: bytes, retry_after: str) -> float:
    """Seconds from the body, else from the header, else a careful 5."""
    try:
        return float(msgspec.json.decode(payload)["parameters"]["retry_after"])
    except (msgspec.DecodeError, KeyError, TypeError, ValueError):
        return float(retry_after) if retry_after.isdigit() else 5.0
