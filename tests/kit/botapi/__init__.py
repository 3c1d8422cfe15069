"""A strict double of the Telegram Bot API server, checked against the official parameter schema.

It knows nothing of Chalkline. Start with `async with BotApiDouble() as api`, give it people
(`api.user(1001, "王老师")`) and point both libraries at `api.url`.
"""

from tests.kit.botapi.person import Person, Seen
from tests.kit.botapi.server import BotApiDouble

__all__ = ["BotApiDouble", "Person", "Seen"]
