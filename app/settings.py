"""Settings, from the environment (`CHALKLINE_…`, nested with `__`), from files of a folder of secrets that are named like the
variables, and from the command line. Secrets never show in a repr.
"""

import logging
import os
import re
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NestedSecretsSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from app.hook_options import HookOptions
from app.meters import MetricsOptions
from app.oidc import OidcOptions
from app.outside import HeartbeatOptions
from app.paging import GatewayOptions, PagingOptions
from app.watching import CanaryOptions, OperatorOptions
from app.web_address import web_address
from bot.platforms.telegram.settings import LEAST_SECRET
from desk.access import Lives

HOME = Path(__file__).resolve().parent.parent
"""Where contracts/, calendars/, playbooks/ and demo/ lie: the checkout, or the image's /srv/chalkline."""
SHIPPED_REPORTS = HOME / "reports"


class TelegramOptions(BaseModel):
    """`CHALKLINE_TELEGRAM__…`. Without a token Telegram is off. `webhook_url` switches from polling to a webhook.

    `bot_name` is needed for links that open the bot: on stickers and in invitations.
    """

    token: SecretStr = SecretStr("")
    api_base: str = "https://api.telegram.org"
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    webhook_host: str = "127.0.0.1"
    webhook_port: int = 8443
    proxy: str = ""
    bot_name: str = ""

    @field_validator("bot_name")
    @classmethod
    def _looks_like_a_name(cls, name: str) -> str:
        name = name.strip().removeprefix("https://t.me/").removeprefix("@")
        if name and not re.fullmatch(r"[A-Za-z0-9_]{5,32}", name):
            raise ValueError("a bot's name is 5 to 32 letters, digits and _; copy it from @BotFather")
        return name

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr) -> SecretStr:
        number, _, secret = token.get_secret_value().partition(":")
        if token.get_secret_value() and not (number.isdecimal() and secret):
            raise ValueError("a Telegram token looks like 123456:ABC…; copy it from @BotFather once more")
        return token

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> Self:
        if self.webhook_url and len(self.webhook_secret.get_secret_value()) < LEAST_SECRET:
            raise ValueError(f"a webhook needs a webhook_secret of at least {LEAST_SECRET} characters")
        return self

    @property
    def is_on(self) -> bool:
        """Whether a token is set."""
        return bool(self.token.get_secret_value())


class NluBackend(StrEnum):
    """Who reads beside our own reader, which is always there."""

    EMBEDDED = "embedded"
    RASA = "rasa"
    OPENAI = "openai"


class NluOptions(BaseModel):
    """`CHALKLINE_NLU__…`. `url` is the root of the server: of Rasa, or of a chat API up to `/chat/completions`.

    `key` is the secret either may ask for, `model` the chat model's name, `timeout` the seconds a message waits.
    """

    backend: NluBackend = NluBackend.EMBEDDED
    url: str = ""
    key: SecretStr = SecretStr("")
    model: str = ""
    timeout: float = Field(default=1.5, gt=0, le=30)

    @field_validator("url")
    @classmethod
    def _is_a_web_address(cls, url: str) -> str:
        return web_address(url, "CHALKLINE_NLU__KEY")

    @field_validator("key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr) -> SecretStr:
        if any(not "!" <= char <= "~" for char in key.get_secret_value()):
            raise ValueError("a key is letters, digits and signs without blanks; copy it once more")
        return key

    @model_validator(mode="after")
    def _has_what_its_backend_needs(self) -> Self:
        if self.backend is not NluBackend.EMBEDDED and not self.url:
            raise ValueError(f"the {self.backend} back end needs an address; set CHALKLINE_NLU__URL")
        if self.backend is NluBackend.OPENAI and not self.model:
            raise ValueError("the openai back end needs the name of a model; set CHALKLINE_NLU__MODEL")
        return self


class SessionOptions(BaseModel):
    """`CHALKLINE_SESSIONS__…`: after how many days staff have to sign in again, when they did not come (`idle`) and at all (`whole`)."""

    idle_days: int = Field(default=14, ge=1, le=90)
    whole_days: int = Field(default=90, ge=1, le=366)

    @property
    def lives(self) -> Lives:
        """As the desk takes them."""
        return Lives(timedelta(days=self.idle_days), timedelta(days=self.whole_days))


class Settings(BaseSettings):
    """Everything an operator can set. `database_url` empty means SQLite in `data_dir`."""

    model_config = SettingsConfigDict(
        env_prefix="CHALKLINE_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        hide_input_in_errors=True,  # a mistyped token is still half a token
    )

    database_url: str = Field(default="", repr=False)  # holds a password
    secrets_dir: Path | None = None
    data_dir: Path = HOME / "var"
    contracts_dir: Path = HOME / "contracts"
    calendars_dir: Path = HOME / "calendars"
    playbooks_dir: Path = HOME / "playbooks"
    incidents_dir: Path = HOME / "incidents"
    reports_dir: Path = SHIPPED_REPORTS
    demo_file: Path = HOME / "demo" / "district.yaml"
    zone: str = "Asia/Shanghai"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=1, le=65535)
    public_url: str = ""
    hotline: str = ""
    log_level: str = "INFO"
    telegram: TelegramOptions = TelegramOptions()
    nlu: NluOptions = NluOptions()
    paging: PagingOptions = PagingOptions()
    gateway: GatewayOptions = GatewayOptions()
    operator: OperatorOptions = OperatorOptions()
    heartbeat: HeartbeatOptions = HeartbeatOptions()
    canary: CanaryOptions = CanaryOptions()
    metrics: MetricsOptions = MetricsOptions()
    sessions: SessionOptions = SessionOptions()
    hooks: HookOptions = HookOptions()
    oidc: OidcOptions = OidcOptions()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003  # pydantic-settings passes all five by name
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # files named .env are the shell's matter
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line goes before the environment, and that before the folder of secrets."""
        folder = os.environ.get("CHALKLINE_SECRETS_DIR", "")
        there = folder if folder and Path(folder).is_dir() else None  # if not, `_holds_settings` says so
        files = NestedSecretsSettingsSource(file_secret_settings, secrets_dir=there)
        return init_settings, env_settings, files

    @field_validator("secrets_dir")
    @classmethod
    def _holds_settings(cls, folder: Path | None) -> Path | None:
        """A file that nobody would read is a slip of the pen, and its secret would be missed later."""
        if folder is None:
            return None
        if not folder.is_dir():
            raise ValueError(f"{folder} is no folder; name the one that holds the secrets, a file for each")
        known = {f"chalkline_{name}" for name in _names(cls)}
        named = (file.name for file in folder.iterdir() if file.name.lower().startswith("chalkline_"))
        if unknown := sorted(name for name in named if name.lower() not in known):
            raise ValueError(f"{', '.join(unknown)} in {folder}: no setting has this name (README, Settings)")
        return folder

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError) as problem:
            raise ValueError(f"{zone!r} is no IANA time zone; set for example Asia/Shanghai") from problem
        return zone

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in logging.getLevelNamesMapping():
            raise ValueError(f"{level!r} is no log level; set DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @model_validator(mode="after")
    def _can_be_come_back_to(self) -> Self:
        self.oidc.check_public(self.public_url)
        return self

    @property
    def url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data_dir / 'chalkline.sqlite3'}"

    @property
    def site(self) -> str:
        """The address of the web pages, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def zone_info(self) -> ZoneInfo:
        """The district's time zone."""
        return ZoneInfo(self.zone)


def _names(options: type[BaseModel]) -> Iterator[str]:
    """What its settings are called, nested ones with `__`."""
    for name, field in options.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (f"{name}__{inner}" for inner in _names(kind))
        else:
            yield name


LEAST_KNOWN = 8
"""What is shorter is no secret, and masking it would blacken every line."""


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every secret that is set, the database's password as it is written and as it is meant; the longest first."""
    try:
        password = urlsplit(settings.database_url).password or ""
    except ValueError:  # an address that nobody can read; storage says so
        password = settings.database_url
    found = {password, unquote(password), *_secrets_in(settings)}
    return tuple(sorted((one for one in found if len(one) >= LEAST_KNOWN), key=len, reverse=True))


def _secrets_in(options: BaseModel) -> Iterator[str]:
    for _, value in options:
        if isinstance(value, SecretStr):
            yield value.get_secret_value()
        elif isinstance(value, BaseModel):
            yield from _secrets_in(value)
