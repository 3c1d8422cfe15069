"""Posts the heartbeat. Its address is a secret: whoever has it can keep the alarm silent."""

import asyncio
import urllib.request
from email.message import Message
from http.client import HTTPException
from typing import IO
from urllib.error import URLError

from pydantic import BaseModel, Field, SecretStr, field_validator

from app.web_address import web_address
from scheduler.outside import Post


class HeartbeatOptions(BaseModel):
    """`CHALKLINE_HEARTBEAT__…`. Without an address nobody outside hears of us. `timeout` is in seconds."""

    url: SecretStr = SecretStr("")
    timeout: float = Field(default=10, gt=0, le=50)

    @field_validator("url")
    @classmethod
    def _is_a_web_address(cls, url: SecretStr) -> SecretStr:
        web_address(url.get_secret_value(), "the path of the address, as the watcher gives it")
        return url


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an error: a sign of life that went elsewhere keeps nobody's alarm silent."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follows none."""


def poster(options: HeartbeatOptions) -> Post | None:
    """How the sign of life is given; None without an address."""
    url = options.url.get_secret_value()
    if not url:
        return None

    async def post() -> None:
        await asyncio.to_thread(_post, url, options.timeout)

    return post


def _post(url: str, timeout_s: float) -> None:
    """Any 2xx counts. Raises OSError; an HTTP error is one."""
    request = urllib.request.Request(url, b"", method="POST")  # noqa: S310  # http(s) only, checked by the settings
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=timeout_s) as answer:
            answer.read(1024)
    except HTTPException as problem:
        raise URLError("the watcher's answer is no HTTP") from problem
