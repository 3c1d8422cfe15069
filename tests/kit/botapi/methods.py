"""What each message method does once the schema has been checked. Anything not listed here is not simulated."""

from collections.abc import Callable
from typing import Any

from tests.kit.botapi.check import Upload
from tests.kit.botapi.errors import ApiError, SchemaViolation, bad_request
from tests.kit.botapi.images import refusal_of, size_of
from tests.kit.botapi.markup import caption_of, keyboard_of, text_of
from tests.kit.botapi.rates import Rates
from tests.kit.botapi.world import CALLBACK_ANSWER_SECONDS, DELETE_SECONDS, Chat, Kept, StoredFile, World

MAX_PHOTO_BYTES = 10 << 20
MAX_UPLOAD_BYTES = 50 << 20
MAX_DOWNLOAD_BYTES = 20 << 20
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
_TOO_LARGE = "Request Entity Too Large"

Params = dict[str, Any]


class Methods:
    """The message methods over one world. Every method takes typed parameters and returns the `result`."""

    def __init__(self, world: World, rates: Rates) -> None:
        self._world = world
        self._rates = rates
        self.table: dict[str, Callable[[Params], Any]] = {
            "getMe": lambda _: world.bot,
            "getChat": self.get_chat,
            "getFile": self.get_file,
            "sendMessage": self.send_message,
            "sendPhoto": self.send_photo,
            "sendDocument": self.send_document,
            "sendVoice": self.send_voice,
            "editMessageText": self.edit_text,
            "editMessageCaption": self.edit_caption,
            "editMessageMedia": self.edit_media,
            "editMessageReplyMarkup": self.edit_markup,
            "deleteMessage": self.delete,
            "setMessageReaction": self.react,
            "sendChatAction": self.act,
            "answerCallbackQuery": self.answer,
            "setMyCommands": self.set_commands,
            "getMyCommands": self.get_commands,
            "deleteMyCommands": self.delete_commands,
        }

    def get_chat(self, params: Params) -> Any:
        return {
            **self._world.chat(params["chat_id"]).shown,
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }

    def get_file(self, params: Params) -> Any:
        stored = self._world.files.get(params["file_id"])
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if stored.size > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            "file_id": stored.id,
            "file_unique_id": stored.unique_id,
            "file_size": stored.size,
            "file_path": stored.path,
        }

    def send_message(self, params: Params) -> Any:
        text, entities = text_of(params)
        return self._send(params, {"text": text, **({"entities": entities} if entities else {})})

    def send_photo(self, params: Params) -> Any:
        stored = self._file(params["photo"], "photos", MAX_PHOTO_BYTES, "photo.jpg")
        refusal = refusal_of(stored.content)
        if refusal:
            raise bad_request(refusal)
        return self._send(params, {"photo": photo_sizes(stored), **self._caption(params)})

    def send_document(self, params: Params) -> Any:
        stored = self._file(params["document"], "documents", MAX_UPLOAD_BYTES, "file")
        return self._send(params, {"document": document(stored), **self._caption(params)})

    def send_voice(self, params: Params) -> Any:
        stored = self._file(params["voice"], "voice", MAX_UPLOAD_BYTES, "voice.ogg")
        return self._send(
            params, {"voice": voice(stored, params.get("duration", 1)), **self._caption(params)}
        )

    def edit_text(self, params: Params) -> Any:
        text, entities = text_of(params)
        kept = self._world.own_message(params, "edit")
        if "text" not in kept.body:
            raise bad_request("there is no text in the message to edit")
        return self._edit(kept, params, {"text": text, "entities": entities})

    def edit_caption(self, params: Params) -> Any:
        kept = self._world.own_message(params, "edit")
        if not {"photo", "document", "voice"} & set(kept.body):
            raise bad_request("there is no caption in the message to edit")
        text, entities = caption_of(params)
        return self._edit(kept, params, {"caption": text, "caption_entities": entities})

    def edit_media(self, params: Params) -> Any:
        """A text or a photo becomes a photo. Other media are not simulated."""
        media = params["media"]
        if media["type"] != "photo":
            raise SchemaViolation((f"an InputMedia of type {media['type']} is not simulated by this double",))
        kept = self._world.own_message(params, "edit")
        stored = self._file(media["media"], "photos", MAX_PHOTO_BYTES, "photo.jpg")
        refusal = refusal_of(stored.content)
        if refusal:
            raise bad_request(refusal)
        bare: Params = {
            name: [] for name in ("text", "entities", "document", "voice", "caption", "caption_entities")
        }
        return self._edit(kept, params, {**bare, "photo": photo_sizes(stored), **self._caption(media)})

    def edit_markup(self, params: Params) -> Any:
        return self._edit(self._world.own_message(params, "edit"), params, {})

    def delete(self, params: Params) -> Any:
        chat = self._world.open_chat(params["chat_id"])
        kept = self._world.messages.get((chat.id, params["message_id"]))
        if kept is None:
            raise bad_request("message to delete not found")
        if self._world.now() - kept.body["date"] > DELETE_SECONDS:
            raise bad_request("message can't be deleted for everyone")
        del self._world.messages[chat.id, params["message_id"]]
        return True

    def react(self, params: Params) -> Any:
        chat = self._world.open_chat(params["chat_id"])
        kept = self._world.messages.get((chat.id, params["message_id"]))
        if kept is None:
            raise bad_request("message to react not found")
        reactions = params.get("reaction", [])
        if len(reactions) > 1:
            raise bad_request("REACTIONS_TOO_MANY")
        kept.reactions = [reaction.get("emoji", reaction["type"]) for reaction in reactions]
        return True

    def act(self, params: Params) -> Any:
        chat = self._world.open_chat(params["chat_id"])
        if params["action"] not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._world.actions.append((chat.id, params["action"]))
        return True

    def answer(self, params: Params) -> Any:
        press = self._world.presses.get(params["callback_query_id"])
        if press is None or self._world.now() - press.at > CALLBACK_ANSWER_SECONDS:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > 200:
            raise bad_request("MESSAGE_TOO_LONG")
        press.answers.append(params)
        return True

    def set_commands(self, params: Params) -> Any:
        if len(params["commands"]) > 100:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in params["commands"]:
            name = command["command"].removeprefix("/")
            if not name.isascii() or not name.replace("_", "a").isalnum() or name != name.lower():
                raise bad_request("BOT_COMMAND_INVALID")
        self._world.commands[_command_key(params)] = params["commands"]
        return True

    def get_commands(self, params: Params) -> Any:
        return self._world.commands.get(_command_key(params), [])

    def delete_commands(self, params: Params) -> Any:
        self._world.commands.pop(_command_key(params), None)
        return True

    def _send(self, params: Params, content: dict[str, Any]) -> Any:
        keyboard = keyboard_of(params)
        chat = self._world.open_chat(params["chat_id"])
        reply = self._replied(chat, params.get("reply_parameters"))
        self._rates.take(chat.id)
        extra = {"reply_to_message": reply} if reply else {}
        if keyboard:
            extra["reply_markup"] = keyboard
        return self._world.keep(chat, self._world.bot_user, {**content, **extra}).body

    def _replied(self, chat: Chat, reply: dict[str, Any] | None) -> dict[str, Any] | None:
        if not reply:
            return None
        kept = self._world.messages.get((chat.id, reply.get("message_id", 0)))
        if kept is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return {key: value for key, value in kept.body.items() if key != "reply_to_message"} if kept else None

    def _edit(self, kept: Kept, params: Params, content: dict[str, Any]) -> Any:
        keyboard = keyboard_of(params)
        after = {**kept.body, **content}
        after.pop("reply_markup", None)
        if keyboard:
            after["reply_markup"] = keyboard
        after = {key: value for key, value in after.items() if value != [] or key == "photo"}
        if after == kept.body:
            raise bad_request(_NOT_MODIFIED)
        self._rates.take(kept.body["chat"]["id"])
        after["edit_date"] = int(self._world.now())
        kept.body, kept.edits = after, kept.edits + 1
        self._world.wake()
        return kept.body

    @staticmethod
    def _caption(params: Params) -> dict[str, Any]:
        text, entities = caption_of(params)
        return {**({"caption": text} if text else {}), **({"caption_entities": entities} if entities else {})}

    def _file(self, given: Upload | str, folder: str, most: int, name: str) -> StoredFile:
        if isinstance(given, str):
            stored = self._world.files.get(given)
            if stored is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return stored
        if len(given.content) > most:
            raise bad_request("file is too big") if most < MAX_UPLOAD_BYTES else ApiError(413, _TOO_LARGE)
        if not given.content:
            raise bad_request("file must be non-empty")
        return self._world.store_file(given.content, given.name or name, given.mime, folder)


def _command_key(params: Params) -> str:
    scope = params.get("scope") or {"type": "default"}
    return f"{scope['type']}:{scope.get('chat_id', '')}:{params.get('language_code', '')}"


def photo_sizes(stored: StoredFile) -> list[dict[str, Any]]:
    """The two PhotoSize objects of a photo, smallest first; only the last one can be downloaded whole."""
    width, height = size_of(stored.content)
    large = {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "width": width,
        "height": height,
        "file_size": stored.size,
    }
    return [
        {
            **large,
            "file_id": f"{stored.id}s",
            "file_unique_id": f"{stored.unique_id}s",
            "width": 90,
            "height": 67,
        },
        large,
    ]


def document(stored: StoredFile) -> dict[str, Any]:
    """The Document object."""
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_name": stored.name,
        "mime_type": stored.mime,
        "file_size": stored.size,
    }


def voice(stored: StoredFile, seconds: int) -> dict[str, Any]:
    """The Voice object."""
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "duration": seconds,
        "mime_type": stored.mime,
        "file_size": stored.size,
    }


_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
