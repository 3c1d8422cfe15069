"""The double in its own process, driven from outside as a kill storm does."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.kit.botapi.server import TOKEN

ROOT = Path(__file__).parents[2]


class Outside:
    """A driver that has only the address."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.session = session

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/{path}", json=body) as answer:
            return (await answer.json())["result"]

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/{path}") as answer:
            return await answer.json()


@pytest.fixture
async def outside(tmp_path: Path) -> AsyncIterator[Outside]:
    command = [
        sys.executable,
        "-m",
        "tests.kit.botapi",
        "--port",
        "0",
        "--journal",
        str(tmp_path / "calls.jsonl"),
    ]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    first = (await asyncio.wait_for(process.stdout.readline(), 20)).decode()
    async with aiohttp.ClientSession() as session:
        yield Outside(first.split()[4].rstrip(","), session)
    process.terminate()
    await process.wait()


async def test_a_double_in_its_own_process_is_driven_over_json(outside: Outside, tmp_path: Path) -> None:
    await outside.post("_control/say", user=1001, name="王老师", text="302黑屏")
    (update,) = await outside.post(f"bot{TOKEN}/getUpdates")
    assert update["message"]["from"]["first_name"] == "王老师"
    keyboard = {"inline_keyboard": [[{"text": "好", "callback_data": "t:0"}]]}
    sent = await outside.post(f"bot{TOKEN}/sendMessage", chat_id=1001, text="已登记", reply_markup=keyboard)
    (seen,) = await outside.get("_control/inbox?user=1001")
    assert (seen["text"], seen["buttons"]) == ("已登记", [["好"]])
    await outside.post("_control/press", user=1001, message=sent["message_id"], label="好")
    pressed = await outside.post(f"bot{TOKEN}/getUpdates", offset=update["update_id"] + 1)
    assert pressed[0]["callback_query"]["data"] == "t:0"
    assert await outside.get("_control/violations") == []
    methods = [call["method"] for call in await outside.get("_control/calls")]
    assert methods == ["getUpdates", "sendMessage", "getUpdates"]
    assert len((tmp_path / "calls.jsonl").read_text("utf-8").splitlines()) == 3
