"""From raw updates to durable messages: the part that long polling and the webhook share.

Order of things: read, fetch attachments, make durable, only then acknowledge presses. What has no attachment is made
durable first, so that nobody waits for somebody else's photo; a chat's own order is kept, and its files are fetched one
after another, so that a chat with many takes one of the four ways and leaves the others theirs (S12). An update that cannot be read
is set aside and passed over. A file that cannot be fetched costs the file, never the message.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError, TelegramAPIError
from aiogram.methods import AnswerCallbackQuery, GetFile, SetMyCommands
from aiogram.types import BotCommand, Update
from aiohttp import ClientError
from pydantic import ValidationError

from bot.platforms.telegram.door import FrontDoor
from bot.platforms.telegram.reading import MARKS, Arrival, Attachment, read
from bot.platforms.telegram.settings import CHANNEL, TelegramSettings
from desk.messages import Incoming, Media
from desk.refusals import Refused, TooManyFiles

log = structlog.get_logger()

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MAX_FILE_BYTES = 20 << 20
FETCH_SECONDS = 20.0
_FETCHES = 4
_FETCH_TRIES = 2


Menu = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Commands to offer: for each language code ("" is everybody else) pairs of command and description."""


class FileTooBig(Exception):
    """Telegram gives bots files of up to 20 MB."""


class Intake:
    """Takes updates of one bot. `now` is the desk's clock, for what Telegram does not date."""

    def __init__(self, settings: TelegramSettings, door: FrontDoor, now: Callable[[], datetime]) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(settings.api_base), proxy=settings.proxy)
        self.bot = Bot(settings.token, session=session)
        self.bot_id = settings.bot_id
        self._door = door
        self._now = now
        self._answers: set[asyncio.Task[None]] = set()
        self._fetching = asyncio.Semaphore(_FETCHES)

    async def take(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Make everything in these updates durable. Raising means that some may not be: bring all of them again."""
        arrivals = [arrival for raw in updates if (arrival := await self._read(raw)) is not None]
        waiting = {arrival.incoming.peer for arrival in arrivals if arrival.attachment}
        at_once = [arrival for arrival in arrivals if arrival.incoming.peer not in waiting]
        await self._accept(at_once, [arrival.incoming for arrival in at_once])
        chats = ([one for one in arrivals if one.incoming.peer == peer] for peer in waiting)
        stored = await asyncio.gather(*(self._take_chat(chat) for chat in chats), return_exceptions=True)
        for problem in stored:
            if problem is not None:
                raise problem

    async def publish(self, menu: Menu) -> None:
        """Offer the commands in private chats; a failure only costs the menu."""
        for language, commands in menu:
            listed = [
                BotCommand(command=command, description=description) for command, description in commands
            ]
            try:
                await self.bot(
                    SetMyCommands(commands=listed, language_code=language or None), request_timeout=10
                )
            except AiogramError as problem:
                log.warning("menu not published", action="telegram.menu", reason=str(problem))

    async def close(self) -> None:
        """Stop acknowledging, close connections."""
        for task in self._answers:
            task.cancel()
        await asyncio.gather(*self._answers, return_exceptions=True)
        await self.bot.session.close()

    async def _take_chat(self, arrivals: Sequence[Arrival]) -> None:
        """One chat with files: they are fetched in their order, then all of it is made durable."""
        await self._accept(arrivals, [await self._complete(arrival) for arrival in arrivals])

    async def _accept(self, arrivals: Sequence[Arrival], messages: Sequence[Incoming]) -> None:
        if not messages:
            return
        await self._door.accept(messages)
        for arrival in arrivals:
            if arrival.press_id is not None:
                self._acknowledge(arrival.press_id)

    async def _read(self, raw: Mapping[str, Any]) -> Arrival | None:
        try:
            update = Update.model_validate(raw, context={"bot": self.bot})
        except ValidationError as problem:
            key = f"{CHANNEL}:{self.bot_id}:{raw.get('update_id')}"
            reason = f"{problem.error_count()} fields of {problem.title} cannot be read"
            log.error("unreadable update set aside", action="telegram.poison", key=key, reason=reason)
            await self._door.set_aside(key, json.dumps(raw, ensure_ascii=False), reason)
            return None
        return read(update, self.bot_id, self._now())

    def _acknowledge(self, press_id: str) -> None:
        """Stop the button's spinner, beside the work: a press counts whether or not Telegram still wants to know."""
        task = asyncio.create_task(self._answer(press_id))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _answer(self, press_id: str) -> None:
        try:
            await self.bot(AnswerCallbackQuery(callback_query_id=press_id), request_timeout=10)
        except AiogramError as problem:  # "query is too old": the press is durable already
            log.info("press not acknowledged", action="telegram.ack", reason=type(problem).__name__)

    async def _complete(self, arrival: Arrival) -> Incoming:
        """The message with its attachment stored; or, if that cannot be had, with a mark in its place."""
        attachment, incoming = arrival.attachment, arrival.incoming
        if attachment is None:
            return incoming
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                media = await self._fetched(incoming, attachment)
        except (TelegramAPIError, ClientError, TimeoutError, OSError, FileTooBig, Refused) as problem:
            log.warning(
                "attachment lost", action="telegram.media", key=incoming.key, reason=type(problem).__name__
            )
            return replace(incoming, text=f"{incoming.text}\n{MARKS[attachment.kind]}".strip())
        return replace(incoming, media=(media,))

    async def _fetched(self, incoming: Incoming, attachment: Attachment) -> Media:
        if attachment.size > MAX_FILE_BYTES:
            raise FileTooBig
        if await self._door.refuses(incoming, attachment.size):
            raise TooManyFiles
        async with self._fetching:
            content = await self._downloaded(attachment.file_id)
        return await self._door.keep_media(
            incoming, content, attachment.kind, attachment.name, attachment.mime
        )

    async def _downloaded(self, file_id: str) -> bytes:
        """The bytes of a file, tried twice."""
        for attempt in range(1, _FETCH_TRIES + 1):
            try:
                file = await self.bot(GetFile(file_id=file_id), request_timeout=10)
                content = await self.bot.download_file(file.file_path or "")
                return content.read() if content else b""
            except (ClientError, TimeoutError, OSError):
                if attempt == _FETCH_TRIES:
                    raise
        raise TimeoutError
