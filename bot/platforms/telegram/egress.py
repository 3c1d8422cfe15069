"""Shows our messages in Telegram through python-telegram-bot's ExtBot, and says what became of each.

It never raises for what Telegram answered and tries nothing again by itself, with three exceptions that cannot show a
message twice: a text whose formatting was refused is sent plain, a card that cannot be edited is sent anew (and taken away
where a drawing stood on it that no longer belongs to the words), a picture that is refused goes as a file. The text matters more than its attachment: where a file cannot be had or is refused, the
text is sent with the file's name. A drawing that cannot be shown is left out. Texts are plain; a headline is made bold
with an entity, never with markup.
"""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec
import structlog
from telegram import InputFile, InputMediaPhoto, MessageEntity
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.platforms.telegram.drawn import Drawn
from bot.platforms.telegram.http import BOT_URL, AiohttpRequest
from bot.platforms.telegram.limiter import DeskLimiter, Pace
from bot.platforms.telegram.lowering import MAX_TEXT, Piece, lower
from bot.platforms.telegram.outcomes import Unreadable, outcome_of
from bot.platforms.telegram.settings import CHANNEL, TelegramSettings
from desk.drawings import Drawing
from desk.ids import MediaId
from desk.messages import COPY_MARK, Media, MediaKind, MsgRef, Outcome, Outgoing, Peer, Rejected, Sent
from desk.refusals import Refused
from usecases.rows import OutboxRow

log = structlog.get_logger()

_MOST_UNFINISHED = 1_000

_SEND_TEXT, _SEND_PHOTO, _SEND_DOCUMENT = "send_message_", "send_photo_", "send_document_"
_EDIT_TEXT, _EDIT_CAPTION, _EDIT_MEDIA = "edit_message_text_", "edit_message_caption_", "edit_message_media_"
_DELETE = "delete_message_"
"""Methods for python-telegram-bot's `do_api_request`, which costs a fifth of its own method for each: it makes no `Message` of
an answer of which only the number is wanted. The last underscore keeps it from recommending that method every time.
"""
_HEADLINE = 120
_NOT_MODIFIED = "not modified"
_OTHER_SORT = ("no text in the message", "no caption in the message")
_SEND_ANEW = (
    "message to edit not found",
    "message can't be edited",
    *_OTHER_SORT,
)
_NOT_A_PICTURE = (
    "image_process_failed",
    "photo_invalid_dimensions",
    "too large",
    "too big",
    "photo_ext_invalid",
)
_FILE_REFUSED = ("too large", "too big", "file must be non-empty", "wrong file", "failed to get http url")
_DRAWING_REFUSED = (*_FILE_REFUSED, *_NOT_A_PICTURE, "not enough rights to send photos")


class TelegramEgress:
    """One bot's way out. `read_media` gives the bytes of stored evidence, `drawings` are those that steps name."""

    channel = CHANNEL

    def __init__(
        self,
        settings: TelegramSettings,
        read_media: Callable[[MediaId], Awaitable[bytes]],
        pace: Pace | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        drawings: Mapping[str, Drawing] = MappingProxyType({}),
    ) -> None:
        self._read_media = read_media
        self._drawn = Drawn(drawings)
        self._request = AiohttpRequest(settings.token, settings.api_base, proxy=settings.proxy)
        self._bot: ExtBot[None] = ExtBot(
            token=f"{settings.bot_id}:kept-in-AiohttpRequest",  # so that no repr, log or exception has the real one
            base_url=lambda _: BOT_URL,
            base_file_url=lambda _: BOT_URL,
            request=self._request,
            get_updates_request=self._request,
            rate_limiter=DeskLimiter(pace or Pace(), monotonic),
        )
        self._unfinished: OrderedDict[int, int] = OrderedDict()

    async def send(self, row: OutboxRow) -> Outcome:
        """Show the message. A row of several pieces that was interrupted goes on where it stopped."""
        if not row.peer.space.removeprefix("-").isdecimal() or not (row.peer.thread or "0").isdecimal():
            return Rejected(f"not a Telegram chat: {row.peer}")
        try:
            ref = await self._edited(row) if row.card_ref is not None else None
            return Sent(ref or await self._shown(row))
        except (TelegramError, Unreadable) as problem:
            outcome = outcome_of(problem, row)
            log.info(
                "not sent", action="telegram.send", row=row.id, peer=str(row.peer), outcome=repr(outcome)
            )
            return outcome

    async def close(self) -> None:
        """Close connections."""
        await self._request.shutdown()

    async def _edited(self, row: OutboxRow) -> MsgRef | None:
        """Edit the card in place, its words, buttons and drawing: evidence it has shown is not shown again. None when it must
        be sent anew.
        """
        *first, last = lower(row.outgoing) or (Piece(""),)
        if row.card_ref is None or not last.text or any(piece.text for piece in first):
            return None
        try:
            await self._edit(row.card_ref, last)
        except BadRequest as refused:
            if _says(refused, (_NOT_MODIFIED,)):
                return row.card_ref
            if not _says(refused, _SEND_ANEW):
                raise
            if _says(refused, _OTHER_SORT):
                await self._take_away(row.card_ref)
            return None
        return row.card_ref

    async def _edit(self, ref: MsgRef, piece: Piece) -> None:
        where: dict[str, Any] = {
            "chat_id": int(ref.peer.space),
            "message_id": int(ref.id),
            "reply_markup": _keyboard(piece),
        }
        if piece.picture is None:
            await self._edit_words(piece, where)
            return
        try:
            await self._edit_picture(piece, piece.picture.name, where)
        except Refused as undrawn:
            log.warning(
                "drawing missing", action="telegram.drawing", drawing=piece.picture.name, reason=str(undrawn)
            )
            await self._edit_words(piece, where)

    async def _edit_words(self, piece: Piece, where: dict[str, Any]) -> None:
        """Whether a card with evidence was sent as a text or under it is not remembered; the likelier is tried first."""
        if piece.media is None:
            await self._formatted(_EDIT_TEXT, "text", piece.text, where)
            return
        try:
            await self._call(_EDIT_CAPTION, caption=piece.text, **where)
        except BadRequest as refused:
            if not _says(refused, _OTHER_SORT):
                raise
            await self._formatted(_EDIT_TEXT, "text", piece.text, where)

    async def _edit_picture(self, piece: Piece, name: str, where: dict[str, Any]) -> None:
        """A text becomes a photo with its words under it, a photo another one (Bot API: editMessageMedia)."""
        file = InputFile(await self._drawn.png(name), filename=f"{name}.png", attach=True)
        units = _headline(piece.text)
        bold = [MessageEntity(MessageEntity.BOLD, 0, units)] if units else None
        await self._call(_EDIT_MEDIA, media=InputMediaPhoto(file, piece.text, caption_entities=bold), **where)

    async def _take_away(self, ref: MsgRef) -> None:
        """A photo cannot become a text again; with its old words and buttons it would only be in the way."""
        try:
            await self._bot.do_api_request(
                _DELETE, {"chat_id": int(ref.peer.space), "message_id": int(ref.id)}
            )
        except BadRequest as refused:  # it is too old, or gone
            log.info("card stays", action="telegram.delete", message=ref.id, reason=refused.message)

    async def _shown(self, row: OutboxRow) -> MsgRef:
        pieces = lower(row.outgoing, COPY_MARK if row.ambiguous else "")
        if not pieces:
            raise BadRequest("nothing to show: no text, no media")
        *first, last = pieces
        shown = self._unfinished.pop(row.id, 0)
        for number, piece in enumerate(first):
            if number >= shown:
                await self._show_noted(row, number, piece)
        return MsgRef(row.peer, str(await self._show_noted(row, len(first), last)))

    async def _show_noted(self, row: OutboxRow, number: int, piece: Piece) -> int:
        try:
            return await self._show(row.peer, piece, row.outgoing)
        except (TelegramError, Unreadable):
            self._remember(row.id, number)
            raise

    def _remember(self, row_id: int, shown: int) -> None:
        """How many pieces of a row are on the screen. Lost on a restart: then the first ones are shown again."""
        self._unfinished[row_id] = shown
        if len(self._unfinished) > _MOST_UNFINISHED:
            self._unfinished.popitem(last=False)

    async def _show(self, peer: Peer, piece: Piece, outgoing: Outgoing) -> int:
        common: dict[str, Any] = {
            "chat_id": int(peer.space),
            "message_thread_id": int(peer.thread) if peer.thread else None,
            "disable_notification": outgoing.silent or None,
            "reply_markup": _keyboard(piece),
        }
        if piece.picture is not None:
            return await self._show_picture(piece, piece.picture.name, common)
        if piece.media is None:
            return await self._formatted(_SEND_TEXT, "text", piece.text, common)
        try:
            return await self._show_media(piece, piece.media, common)
        except (Refused, OSError) as lost:
            log.warning(
                "evidence not readable", action="telegram.media", media=piece.media.id, reason=str(lost)
            )
        except BadRequest as refused:
            if not _says(refused, _FILE_REFUSED):
                raise
        return await self._formatted(_SEND_TEXT, "text", _instead(piece), common)

    async def _show_picture(self, piece: Piece, name: str, common: dict[str, Any]) -> int:
        """The words under their drawing; the words alone when it cannot be drawn or is refused."""
        try:
            file = InputFile(await self._drawn.png(name), filename=f"{name}.png", attach=False)
            return await self._formatted(_SEND_PHOTO, "caption", piece.text, {"photo": file, **common})
        except Refused as undrawn:
            log.warning("drawing missing", action="telegram.drawing", drawing=name, reason=str(undrawn))
        except BadRequest as refused:
            if not _says(refused, _DRAWING_REFUSED):
                raise
            log.warning("drawing refused", action="telegram.drawing", drawing=name, reason=refused.message)
        return await self._formatted(_SEND_TEXT, "text", piece.text, common)

    async def _show_media(self, piece: Piece, media: Media, common: dict[str, Any]) -> int:
        content = await self._read_media(media.id)
        file = InputFile(content, filename=media.name or "file", attach=False)
        caption = piece.text or None
        if media.kind is MediaKind.PHOTO:
            try:
                return await self._call(_SEND_PHOTO, photo=file, caption=caption, **common)
            except BadRequest as refused:
                if not _says(refused, _NOT_A_PICTURE):
                    raise
        return await self._call(_SEND_DOCUMENT, document=file, caption=caption, **common)

    async def _formatted(self, method: str, field: str, text: str, common: dict[str, Any]) -> int:
        """Show a text (or caption, as `field` says) with a bold headline; plain if the server refuses the formatting."""
        units = _headline(text)
        if not units:
            return await self._call(method, **{field: text}, **common)
        bold = _json([{"type": "bold", "offset": 0, "length": units}])
        entities = "entities" if field == "text" else "caption_entities"
        try:
            return await self._call(method, **{field: text, entities: bold}, **common)
        except BadRequest as refused:
            if not _says(refused, ("entit",)):
                raise
        return await self._call(method, **{field: text}, **common)

    async def _call(self, method: str, **params: Any) -> int:
        """The number of the message that was shown or edited; without one we do not know what became of it."""
        given = {name: value for name, value in params.items() if value is not None}
        try:
            result = await self._bot.do_api_request(method, given)
        except (TypeError, KeyError, AttributeError, ValueError) as problem:
            raise Unreadable(type(problem).__name__) from problem
        number = result.get("message_id") if isinstance(result, dict) else None
        if not isinstance(number, int):
            raise Unreadable(type(result).__name__)
        return number


def _headline(text: str) -> int:
    """The first line of several is bold; its length in UTF-16 units, 0 when nothing is."""
    first, line_break, _ = text.partition("\n")
    return len(first.encode("utf-16-le")) // 2 if line_break and len(first) <= _HEADLINE else 0


def _keyboard(piece: Piece) -> str | None:
    if not piece.rows:
        return None
    rows = [[{"text": one.label, "callback_data": one.token} for one in row] for row in piece.rows]
    return _json({"inline_keyboard": rows})


def _json(value: object) -> str:
    """As the Bot API wants objects within a request. python-telegram-bot's own objects for buttons and formatting cost a
    third of a send and say the same.
    """
    return msgspec.json.encode(value).decode()


def _instead(piece: Piece) -> str:
    name = piece.media.name if piece.media else ""
    return f"{piece.text}\n📎 {name}".strip()[:MAX_TEXT]


def _says(refused: BadRequest, texts: tuple[str, ...]) -> bool:
    return any(text in refused.message.lower() for text in texts)
