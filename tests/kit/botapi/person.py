"""The human side: what a person types, presses and sees in the chat with the bot."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.kit.botapi.entities import detected
from tests.kit.botapi.methods import document, photo_sizes, voice
from tests.kit.botapi.updates import UpdateQueue
from tests.kit.botapi.world import Chat, Kept, Press, World

WAIT_SECONDS = 5.0
BLOCKED = "bot was blocked by the user"


@dataclass(frozen=True)
class Seen:
    """A bot message as it stands on the person's screen."""

    id: int
    text: str
    buttons: tuple[tuple[str, ...], ...]
    entities: tuple[tuple[str, int, int], ...]
    photo: bool
    document: str | None
    edits: int
    reply_to: int | None

    @property
    def labels(self) -> tuple[str, ...]:
        """All button labels, row after row."""
        return tuple(label for row in self.buttons for label in row)


def seen(kept: Kept) -> Seen:
    """What a client would draw."""
    body = kept.body
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    entities = body.get("entities", body.get("caption_entities", []))
    return Seen(
        id=body["message_id"],
        text=body.get("text", body.get("caption", "")),
        buttons=tuple(tuple(button["text"] for button in row) for row in rows),
        entities=tuple((entity["type"], entity["offset"], entity["length"]) for entity in entities),
        photo="photo" in body,
        document=body.get("document", {}).get("file_name"),
        edits=kept.edits,
        reply_to=body.get("reply_to_message", {}).get("message_id"),
    )


@dataclass
class Group:
    """A group chat; people speak in it with `person.says(text, group)`."""

    world: World
    chat: Chat

    def upgrade(self, new_id: int) -> "Group":
        """Turn into a supergroup: the old id answers 400 with migrate_to_chat_id from now on."""
        self.chat.migrated_to = new_id
        return Group(
            self.world, self.world.chats.setdefault(new_id, Chat(new_id, "supergroup", self.chat.name))
        )

    def kick_bot(self) -> None:
        """The bot is removed: 403."""
        self.chat.barred = "bot was kicked from the group chat"

    @property
    def inbox(self) -> list[Seen]:
        """The bot's messages in the group."""
        return [seen(kept) for kept in self.world.said_by_bot(self.chat.id)]


@dataclass
class Person:
    """One human with a private chat. Nothing here waits for the bot but `next_message` and `answer_to`."""

    world: World
    updates: UpdateQueue
    chat: Chat
    _read_up_to: int = field(default=0)

    @property
    def id(self) -> int:
        """The user id, which is the private chat's id too."""
        return self.chat.id

    @property
    def shown(self) -> dict[str, Any]:
        """The User object."""
        user = {"id": self.chat.id, "is_bot": False, "first_name": self.chat.name, "language_code": "zh-hans"}
        return user | ({"username": self.chat.username} if self.chat.username else {})

    async def says(self, text: str, group: Group | None = None) -> int:
        """Type a text; gives its message_id. Writing to a bot that was blocked unblocks it."""
        entities = detected(text)
        return self._speak({"text": text, **({"entities": entities} if entities else {})}, group)

    async def starts(self, payload: str = "") -> int:
        """Open the bot by a deep link (or by its Start button)."""
        return await self.says(f"/start {payload}".strip())

    async def sends_photo(self, content: bytes, caption: str = "", claimed_size: int | None = None) -> int:
        """Send a photo; `claimed_size` stands for bytes that nobody wants to make."""
        stored = self.world.store_file(content, "photo.jpg", "image/jpeg", "photos")
        stored.claimed_size = claimed_size
        return self._speak({"photo": photo_sizes(stored), **({"caption": caption} if caption else {})})

    async def sends_document(
        self, content: bytes, name: str, mime: str, caption: str = "", claimed_size: int | None = None
    ) -> int:
        """Send a file."""
        stored = self.world.store_file(content, name, mime, "documents")
        stored.claimed_size = claimed_size
        return self._speak({"document": document(stored), **({"caption": caption} if caption else {})})

    async def sends_voice(self, content: bytes, seconds: int = 3) -> int:
        """Send a voice note."""
        return self._speak(
            {"voice": voice(self.world.store_file(content, "v.ogg", "audio/ogg", "voice"), seconds)}
        )

    async def sends(self, **content: Any) -> int:
        """Send any other kind of message content (sticker, location, contact, …) as the Bot API shows it."""
        return self._speak(content)

    async def edits(self, message_id: int, text: str) -> None:
        """Change an own text."""
        kept = self.world.messages[self.chat.id, message_id]
        kept.body = {**kept.body, "text": text, "edit_date": int(self.world.now())}
        self.updates.put("edited_message", kept.body, self.id)

    async def presses(self, message: Seen | int, label: str, group: Group | None = None) -> str:
        """Press a button by its label as it stands now; gives the callback query's id."""
        chat = group.chat if group else self.chat
        kept = self.world.messages[chat.id, message if isinstance(message, int) else message.id]
        rows = kept.body.get("reply_markup", {}).get("inline_keyboard", [])
        tokens = [button["callback_data"] for row in rows for button in row if button["text"] == label]
        assert tokens, f"no button {label!r}; there are {seen(kept).labels}"
        return self.presses_token(kept, tokens[0])

    def presses_token(self, kept: Kept, token: str) -> str:
        """Press with any callback_data, as a tampered client could."""
        press = Press(str(4_000_000_000 + self.world.next_id()), self.id, self.world.now())
        self.world.presses[press.id] = press
        self.updates.put(
            "callback_query",
            {
                "id": press.id,
                "from": self.shown,
                "message": kept.body,
                "chat_instance": f"-{self.chat.id}",
                "data": token,
            },
            self.id,
        )
        return press.id

    def blocks(self) -> None:
        """Block the bot."""
        self.chat.barred = BLOCKED
        self._membership("member", "kicked")

    def unblocks(self) -> None:
        """Unblock the bot."""
        self.chat.barred = None
        self._membership("kicked", "member")

    @property
    def inbox(self) -> list[Seen]:
        """The bot's messages that stand in the private chat, after edits, oldest first."""
        return [seen(kept) for kept in self.world.said_by_bot(self.chat.id)]

    async def next_message(self, seconds: float = WAIT_SECONDS) -> Seen:
        """The next bot message not yet taken by this method. Raises AssertionError when none comes."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            fresh = [message for message in self.inbox if message.id > self._read_up_to]
            if fresh:
                self._read_up_to = fresh[0].id
                return fresh[0]
            await self._change_before(deadline, "no message came")

    async def sees_edit(self, message: Seen, seconds: float = WAIT_SECONDS) -> Seen:
        """The message after its next edit. Raises AssertionError when none comes."""
        deadline = asyncio.get_running_loop().time() + seconds
        while True:
            now = next(one for one in self.inbox if one.id == message.id)
            if now.edits > message.edits:
                return now
            await self._change_before(deadline, "no edit came")

    def toasts(self, press_id: str) -> list[str]:
        """What answerCallbackQuery said to a press; an empty text only stops the spinner."""
        return [answer.get("text", "") for answer in self.world.presses[press_id].answers]

    async def _change_before(self, deadline: float, complaint: str) -> None:
        left = deadline - asyncio.get_running_loop().time()
        try:
            await self.world.changed(max(0.0, left))
        except TimeoutError:
            raise AssertionError(
                f"{complaint}; the screen shows {[one.text for one in self.inbox]}"
            ) from None

    def _speak(self, content: dict[str, Any], group: Group | None = None) -> int:
        if group is None and self.chat.barred == BLOCKED:
            self.unblocks()
        if group is None:
            self.chat.barred = None
        kept = self.world.keep(group.chat if group else self.chat, self.shown, content)
        self.updates.put("message", kept.body, self.id)
        return int(kept.body["message_id"])

    def _membership(self, before: str, after: str) -> None:
        def member(status: str) -> dict[str, Any]:
            return {
                "user": self.world.bot_user,
                "status": status,
                **({"until_date": 0} if status == "kicked" else {}),
            }

        self.updates.put(
            "my_chat_member",
            {
                "chat": self.chat.shown,
                "from": self.shown,
                "date": int(self.world.now()),
                "old_chat_member": member(before),
                "new_chat_member": member(after),
            },
            self.id,
        )
