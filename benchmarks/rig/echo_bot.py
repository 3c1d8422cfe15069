"""`python -m rig.echo_bot URL TOKEN`: a bare aiogram bot that says everything back. No storage, no reading, no outbox."""

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def echo(message: Message) -> None:
    """Say it back."""
    await message.answer(message.text or "")


async def serve(url: str, token: str) -> None:
    """Long polling, as aiogram does it."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2]))
