"""The whole demo desk in a process of its own, with Telegram's double in this one."""

import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.kit.botapi import BotApiDouble
from tests.kit.processes import PATIENCE, Running, answers, free_port, running, told, until
from tests.telegram.chat import Chat


@dataclass
class TelegramDesk:
    """A running desk and everybody's Telegram."""

    api: BotApiDouble
    process: Running
    settings: Mapping[str, str]
    folder: Path
    url: str
    _chats: dict[int, Chat] = field(default_factory=dict)

    def chat(self, number: int, name: str = "") -> Chat:
        """A person's chat with the bot."""
        return self._chats.setdefault(number, Chat(self.api.user(number, name)))

    async def invitation(self, *whom: str) -> str:
        """The deep link payload that `chalkline invite …` makes."""
        printed = await told(self.folder, self.settings, "invite", *whom)
        return f"b_{printed.splitlines()[0]}"

    async def staff(self, number: int, person: str) -> Chat:
        """Somebody of the register, at this Telegram account from now on."""
        chat = self.chat(number, person)
        await chat.opens(await self.invitation("--person", person))
        await chat.hears("您的身份已确认")
        return chat


def telegram(api: BotApiDouble, **more: str) -> dict[str, str]:
    """The settings that point a desk at the double."""
    return {"CHALKLINE_TELEGRAM__TOKEN": api.token, "CHALKLINE_TELEGRAM__API_BASE": api.url, **more}


@asynccontextmanager
async def demo_desk(
    api: BotApiDouble, folder: Path, *, cold: bool = False, **more: str
) -> AsyncIterator[TelegramDesk]:
    """`chalkline run --demo` on a free port with its memory in `folder`; started `cold`, as people do, where that matters. At the
    end its log must show no error.
    """
    port, log = free_port(), folder / "desk.log"
    settings = telegram(api, CHALKLINE_DATA_DIR=str(folder), **more)
    with running(log, settings, "run", "--demo", "--port", str(port), cold=cold) as process:
        await until(lambda: answers(port) or not process.alive, PATIENCE, "the desk was not ready", process)
        assert process.alive, process.printed()
        yield TelegramDesk(api, process, settings, folder, f"http://127.0.0.1:{port}")
        if process.process.returncode != -signal.SIGKILL:  # unless the test has killed it
            await process.stops(signal.SIGTERM, PATIENCE)
    assert complaints(log) == []


def complaints(log: Path) -> list[str]:
    """Log lines that nobody may ever see: errors and tracebacks (Inv13)."""
    lines = log.read_text("utf-8").splitlines()
    return [line for line in lines if '"level": "error"' in line or "Traceback" in line]
