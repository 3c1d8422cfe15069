"""The links that open this desk's chat: on stickers and in invitations."""

from urllib.parse import quote

from app.actions import Stopped
from app.settings import Settings
from bot.handlers.screens import SIGN_IN
from desk.language import Text
from usecases.stickers import StickerKind

_PATHS = {StickerKind.DEVICE: "r", StickerKind.ROOM: "p"}
_PAYLOADS = {StickerKind.DEVICE: "d", StickerKind.ROOM: "r"}


def web_link(settings: Settings, kind: StickerKind, code: str) -> str:
    """`https://…/r/<device code>`, `https://…/p/<room id>`: as short as can be, for a coarse QR code. Raises Stopped."""
    if not settings.public_url:
        raise Stopped(
            "Set CHALKLINE_PUBLIC_URL to the address that telephones reach, or say --via telegram: a sticker is for years."
        )
    return f"{settings.public_url.rstrip('/')}/{_PATHS[kind]}/{quote(code)}"


def telegram_link(settings: Settings, kind: StickerKind, code: str) -> str:
    """`https://t.me/<bot>?start=…`. Raises Stopped without a bot's name."""
    return _start(settings, f"{_PAYLOADS[kind]}_{code}")


def invitation_link(settings: Settings, code: str) -> str:
    """Into the bot where there is one, else the start page, where the code is typed; nothing when neither is set."""
    return _start(settings, f"b_{code}") if settings.telegram.bot_name else settings.public_url


def invitation_words(settings: Settings) -> Text:
    """What to do with a code."""
    if settings.telegram.bot_name:
        return Text("点开链接，或把邀请码发给机器人", "open the link, or send the code to the bot")
    return Text("打开链接，在首页输入邀请码", "open the link and type the code on the start page")


def sign_in_link(settings: Settings) -> str:
    """Into the bot, which answers with the link into the screens; empty without its name."""
    return _start(settings, SIGN_IN) if settings.telegram.bot_name else ""


def _start(settings: Settings, payload: str) -> str:
    if not settings.telegram.bot_name:
        raise Stopped(
            "Set CHALKLINE_TELEGRAM__BOT_NAME to the bot's name (without @), so that links can open it."
        )
    return f"https://t.me/{settings.telegram.bot_name}?start={payload}"
