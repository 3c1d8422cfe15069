"""What the Telegram platform is told at start-up."""

from dataclasses import dataclass, field

CHANNEL = "tg"
"""The channel of every Telegram peer: `tg:<chat_id>`."""

DEFAULT_API = "https://api.telegram.org"

LEAST_SECRET = 16
"""Characters that a webhook's secret must have."""


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Where Telegram may reach us: `url` is the public address, `host`, `port` and `path` what we listen on."""

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8443
    path: str = "/telegram"


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """Token and server. `webhook` None means long polling; `proxy` is an http proxy for both directions."""

    token: str = field(repr=False)
    api_base: str = DEFAULT_API
    webhook: WebhookSettings | None = None
    proxy: str | None = None

    @property
    def bot_id(self) -> int:
        """The bot's user id: the public half of the token. Raises ValueError when the token has no such half."""
        head, _, secret = self.token.partition(":")
        if not head.isdigit() or not secret:
            raise ValueError("a Telegram token looks like 123456:ABC…; this one does not")
        return int(head)
