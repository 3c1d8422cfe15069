"""Reads one aiogram Update as what a person did. Pure: downloads nothing, answers nothing, decides nothing.

Only private chats are conversations; what happens in groups is left alone. An edited text is handed over like a new one.
Content that the desk has no use for (a sticker, a place) becomes a bracketed word, so that the person gets an answer.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram import types
from aiogram.enums import ChatMemberStatus, ChatType

from bot.platforms.telegram.settings import CHANNEL
from desk.messages import Incoming, MediaKind, Peer

MARKS = {
    MediaKind.PHOTO: "[照片]",
    MediaKind.FILE: "[文件]",
    MediaKind.VOICE: "[语音]",
    MediaKind.VIDEO: "[视频]",
}
"""What stands for evidence that could not be fetched, as chat programs show it themselves."""

_OTHER = {"sticker": "[贴纸]", "location": "[位置]", "venue": "[位置]", "contact": "[名片]", "dice": "[表情]"}
_GONE = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is still on Telegram's side; `size` in bytes, 0 when unknown."""

    file_id: str
    kind: MediaKind
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing a person did, with what must still be fetched (`attachment`) and acknowledged (`press_id`)."""

    incoming: Incoming
    attachment: Attachment | None = None
    press_id: str | None = None


def read(update: types.Update, bot_id: int, now: datetime) -> Arrival | None:
    """None for what the desk does not listen to. `now` dates a press, which Telegram does not date."""
    key = f"{CHANNEL}:{bot_id}:{update.update_id}"
    message = update.message or update.edited_message
    if message is not None:
        return _message(key, message)
    if update.callback_query is not None:
        return _press(key, update.callback_query, now)
    if update.my_chat_member is not None:
        return _membership(key, update.my_chat_member)
    return None


def _message(key: str, message: types.Message) -> Arrival | None:
    if message.chat.type != ChatType.PRIVATE or message.from_user is None:
        return None
    attachment = _attachment(message)
    text = message.text or message.caption or ("" if attachment else _other(message))
    if not text and attachment is None:
        return None
    start = _start(text)
    incoming = Incoming(
        key=key,
        peer=_peer(message.chat, message.message_thread_id if message.is_topic_message else None),
        sent_at=_utc(message.date),
        sender_name=readable_name(message.from_user.full_name),
        text="" if start is not None else text,
        start=start,
    )
    return Arrival(incoming, attachment)


def _press(key: str, query: types.CallbackQuery, now: datetime) -> Arrival | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE or not query.data:
        return None
    incoming = Incoming(
        key=key,
        peer=_peer(query.message.chat, None),
        sent_at=now,
        sender_name=readable_name(query.from_user.full_name),
        press=query.data,
    )
    return Arrival(incoming, press_id=query.id)


def _membership(key: str, change: types.ChatMemberUpdated) -> Arrival | None:
    if change.chat.type != ChatType.PRIVATE:
        return None
    incoming = Incoming(
        key=key,
        peer=_peer(change.chat, None),
        sent_at=_utc(change.date),
        sender_name=readable_name(change.from_user.full_name),
        reachable=change.new_chat_member.status not in _GONE,
    )
    return Arrival(incoming)


def _peer(chat: types.Chat, thread: int | None) -> Peer:
    return Peer(CHANNEL, str(chat.id), str(thread) if thread else "")


def _start(text: str) -> str | None:
    """The payload of `/start payload`; "" for a bare /start; None for anything else."""
    command, _, payload = text.partition(" ")
    return payload.strip() if command.partition("@")[0] == "/start" else None


def _attachment(message: types.Message) -> Attachment | None:
    readers: tuple[Callable[[types.Message], Attachment | None], ...] = (_photo, _document, _voice, _video)
    return next((found for found in (reader(message) for reader in readers) if found), None)


def _photo(message: types.Message) -> Attachment | None:
    if not message.photo:
        return None
    largest = message.photo[-1]
    return Attachment(largest.file_id, MediaKind.PHOTO, "photo.jpg", "image/jpeg", largest.file_size or 0)


def _document(message: types.Message) -> Attachment | None:
    file = message.document
    if file is None:
        return None
    mime = file.mime_type or "application/octet-stream"
    kind = MediaKind.PHOTO if mime in {"image/jpeg", "image/png", "image/webp"} else MediaKind.FILE
    return Attachment(file.file_id, kind, file.file_name or "file", mime, file.file_size or 0)


def _voice(message: types.Message) -> Attachment | None:
    sound = message.voice or message.audio
    if sound is None:
        return None
    return Attachment(
        sound.file_id, MediaKind.VOICE, "voice.ogg", sound.mime_type or "audio/ogg", sound.file_size or 0
    )


def _video(message: types.Message) -> Attachment | None:
    film = message.video or message.video_note
    if film is None:
        return None
    return Attachment(film.file_id, MediaKind.VIDEO, "video.mp4", "video/mp4", film.file_size or 0)


def _other(message: types.Message) -> str:
    return next((word for kind, word in _OTHER.items() if getattr(message, kind) is not None), "")


def readable_name(name: str) -> str:
    """A name without invisible characters: direction overrides and zero widths can make one name look like another."""
    kept = (c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    return " ".join("".join(kept).split())[:64]


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
