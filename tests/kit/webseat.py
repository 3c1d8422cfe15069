"""A web chat seat over HTTP, for tests without a browser: it posts what the page posts and reads the page's stream."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

PATIENCE = 30.0
_TICK = 0.1


@dataclass
class WebSeat:
    """One seat of a running desk (`teacher`, `engineer`, `me`, …). It keeps its cookies and nothing else."""

    url: str
    seat: str = "me"
    _cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    async def opens(self) -> None:
        """Load the page; the first visit of the own seat gets its secret here."""
        async with self._client() as client:
            answer = await client.get(f"/chat/{self.seat}")
            answer.raise_for_status()
            self._cookies.update(answer.cookies)

    async def says(self, text: str, again: str = "") -> str:
        """Type a message; the id the page made for it (`again`: send that one once more). Returns when it is accepted."""
        return await self._posts("messages", again, text=text)

    async def presses(self, line: dict[str, Any], label: str) -> str:
        """Press a button of a line that was heard."""
        token: str = next(choice["token"] for choice in line["choices"] if choice["label"] == label)
        return await self._posts("presses", "", token=token)

    async def history(self) -> list[dict[str, Any]]:
        """Every line of the chat, as a page that is opened now gets them."""
        lines: list[dict[str, Any]] = []
        async with self._client() as client, client.stream("GET", f"/chat/{self.seat}/stream") as stream:
            stream.raise_for_status()
            async for line in stream.aiter_lines():
                if line == "event: caught-up":
                    break
                if line.startswith("data: "):
                    lines.append(json.loads(line.removeprefix("data: ")))
        return lines

    async def hears(self, *words: str, within: float = PATIENCE) -> dict[str, Any]:
        """The newest line of the desk that holds all these words, once there is one."""
        deadline = time.monotonic() + within
        while True:
            lines = await self.history()
            fitting = [one for one in lines if not one["mine"] and all(word in one["text"] for word in words)]
            if fitting:
                return fitting[-1]
            if time.monotonic() > deadline:
                shown = "\n---\n".join(line["text"] for line in lines) or "(nothing)"
                raise AssertionError(f"{self.seat} never heard {words}; the page shows\n{shown}")
            await asyncio.sleep(_TICK)  # the desk is another process

    async def _posts(self, kind: str, again: str, **body: str) -> str:
        made = again or secrets.token_hex(8)
        async with self._client() as client:
            answer = await client.post(f"/chat/{self.seat}/{kind}", json={"id": made, **body})
            assert answer.status_code == 202, answer.text
        return made

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, cookies=self._cookies, timeout=20, trust_env=False)
