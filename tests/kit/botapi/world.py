"""What the server remembers: the bot, its chats, messages, files and button presses. No HTTP, no limits of rate."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.kit.botapi.errors import ApiError, bad_request, forbidden

CALLBACK_ANSWER_SECONDS = 60.0
"""How long a press may be answered. The real server does not publish its figure; clients give up after about this."""

DELETE_SECONDS = 48 * 3600.0


@dataclass
class Chat:
    """A private chat (its id is the person's) or a group. `barred` is the 403 text the bot gets, if any."""

    id: int
    type: str
    name: str
    username: str | None = None
    barred: str | None = None
    migrated_to: int | None = None

    @property
    def shown(self) -> dict[str, Any]:
        """The Chat object as the Bot API shows it."""
        title = {"first_name": self.name} if self.type == "private" else {"title": self.name}
        return {
            "id": self.id,
            "type": self.type,
            **title,
            **({"username": self.username} if self.username else {}),
        }


@dataclass
class Kept:
    """A message as it stands now, after edits. `body` is the Message object."""

    body: dict[str, Any]
    by_bot: bool
    edits: int = 0
    reactions: list[str] = field(default_factory=list)


@dataclass
class StoredFile:
    """Bytes the server holds; `path` is what getFile answers."""

    id: str
    unique_id: str
    path: str
    content: bytes
    name: str
    mime: str
    claimed_size: int | None = None

    @property
    def size(self) -> int:
        """Size in bytes; a test may claim a size so as not to make 21 MB of them."""
        return self.claimed_size if self.claimed_size is not None else len(self.content)


@dataclass
class Press:
    """One button press that waits for answerCallbackQuery."""

    id: str
    person_id: int
    at: float
    answers: list[dict[str, Any]] = field(default_factory=list)


class World:
    """The server's memory. `now` gives Unix seconds and may be pushed by a test."""

    def __init__(self, token: str, now: Callable[[], float]) -> None:
        self.now = now
        self.bot: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Chalkline",
            "username": "chalkline_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.messages: dict[tuple[int, int], Kept] = {}
        self._of_chat: dict[int, list[Kept]] = {}
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[str, list[dict[str, Any]]] = {}
        self.actions: list[tuple[int, str]] = []
        self._last_id = 0
        self._changed = asyncio.Event()

    @property
    def bot_user(self) -> dict[str, Any]:
        """The bot as the sender of a message."""
        return {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}

    def next_id(self) -> int:
        """The next message, file or press number."""
        self._last_id += 1
        return self._last_id

    def chat(self, chat_id: int | str) -> Chat:
        """The chat a call names; 400 if there is none, or if it has become a supergroup."""
        chat = self.chats.get(int(chat_id)) if str(chat_id).lstrip("-").isdigit() else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def open_chat(self, chat_id: int | str) -> Chat:
        """The chat a call writes to; 403 if the bot may not."""
        chat = self.chat(chat_id)
        if chat.barred is not None:
            raise forbidden(chat.barred)
        return chat

    def keep(self, chat: Chat, sender: dict[str, Any], content: dict[str, Any]) -> Kept:
        """Store a new message and wake whoever waits for one."""
        body = {
            "message_id": self.next_id(),
            "from": sender,
            "chat": chat.shown,
            "date": int(self.now()),
            **content,
        }
        kept = Kept(body, by_bot=sender["is_bot"])
        self.messages[chat.id, body["message_id"]] = kept
        if kept.by_bot:
            self._of_chat.setdefault(chat.id, []).append(kept)
        self.wake()
        return kept

    def own_message(self, params: dict[str, Any], verb: str) -> Kept:
        """The bot's own message that a call wants to edit."""
        if "chat_id" not in params or "message_id" not in params:
            raise bad_request("message identifier is not specified")
        chat = self.open_chat(params["chat_id"])
        kept = self.messages.get((chat.id, params["message_id"]))
        if kept is None:
            raise bad_request(f"message to {verb} not found")
        if not kept.by_bot:
            raise bad_request("message can't be edited")
        return kept

    def store_file(self, content: bytes, name: str, mime: str, folder: str) -> StoredFile:
        """Give bytes a file_id, a file_unique_id and a path."""
        number = self.next_id()
        suffix = name.rpartition(".")[2] or "bin"
        stored = StoredFile(
            f"BQACAgUAAxk{number:08d}",
            f"AgAD{number:08d}",
            f"{folder}/file_{number}.{suffix}",
            content,
            name,
            mime,
        )
        self.files[stored.id] = stored
        return stored

    def said_by_bot(self, chat_id: int) -> Iterator[Kept]:
        """The bot's messages in a chat that still stand, oldest first."""
        return (
            kept
            for kept in self._of_chat.get(chat_id, ())
            if (chat_id, kept.body["message_id"]) in self.messages
        )

    def wake(self) -> None:
        """Wake everyone in `changed`."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self, seconds: float) -> None:
        """Wait for the next change; TimeoutError after `seconds`."""
        await asyncio.wait_for(self._changed.wait(), seconds)
