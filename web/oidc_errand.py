"""An errand to the district's own sign-in: what binds its answer to the browser that asked, and the ways it can fail.

The browser keeps a random seed in a cookie, signed and good for ten minutes; `state`, `nonce` and the PKCE verifier are made of
it, each by its own word, so that none tells another (RFC 7636, OpenID Connect Core 15.5.2). Nothing is kept on our side but
which errands ended here: so any web process can end an errand, and a restart between the two halves loses none.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from desk.refusals import Refused

LIFE = timedelta(minutes=10)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_COOKIE = re.compile(r"([0-9]{1,12})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})")


class ErrandOver(Refused):
    """The answer fits no errand of this browser: too late, used, or somebody else's. Begin again on the start page."""


class ProviderDown(Refused):
    """The district's sign-in did not answer, or not as agreed. Sign in by your chat, or try again later."""


class TokenRefused(Refused):
    """What the district's sign-in handed out is not acceptable; the reason is for the log, without any of it."""


class NotVerified(Refused):
    """The district's sign-in does not vouch for the account: it is missing or was never verified there."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One. `begun` is in whole seconds since 1970."""

    seed: str
    begun: int

    @property
    def state(self) -> str:
        """Comes back with the browser."""
        return self._made("state")

    @property
    def nonce(self) -> str:
        """Comes back in the token."""
        return self._made("nonce")

    @property
    def verifier(self) -> str:
        """Shown to the provider alone, when the code is exchanged."""
        return self._made("verifier")

    @property
    def challenge(self) -> str:
        """Of the verifier, by S256."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    def _made(self, word: str) -> str:
        return _text(hmac.digest(self.seed.encode(), f"chalkline-{word}".encode(), "sha256"))


class Errands:
    """Begins and ends them. `secret` signs; all web processes share it."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.digest(secret.encode(), b"chalkline-errand", "sha256")
        self._ended: dict[str, int] = {}

    def begin(self, now: datetime) -> tuple[Errand, str]:
        """A fresh one, and the cookie that its browser keeps."""
        errand = Errand(secrets.token_urlsafe(32), int(now.timestamp()))
        return errand, f"{errand.begun}.{errand.seed}.{self._seal(errand)}"

    def end(self, cookie: str, state: str, now: datetime) -> Errand:
        """The errand of this browser, once. Raises ErrandOver."""
        parts = _COOKIE.fullmatch(cookie)
        if parts is None:
            raise ErrandOver("no errand")
        errand, at = Errand(parts[2], int(parts[1])), int(now.timestamp())
        sealed = hmac.compare_digest(self._seal(errand), parts[3])
        if not sealed or not hmac.compare_digest(errand.state.encode(), state.encode("utf-8", "replace")):
            raise ErrandOver("of another browser")
        if not 0 <= at - errand.begun < LIFE.total_seconds():
            raise ErrandOver("too late")
        self._ended = {one: began for one, began in self._ended.items() if at - began < LIFE.total_seconds()}
        if errand.seed in self._ended:
            raise ErrandOver("used")
        self._ended[errand.seed] = errand.begun
        return errand

    def _seal(self, errand: Errand) -> str:
        return _text(hmac.digest(self._key, f"{errand.begun}.{errand.seed}".encode(), "sha256"))


class Provider(Protocol):
    """The district's own sign-in. `name` is what people call it, empty for none; `secret` is what we share with it."""

    @property
    def name(self) -> str:
        """As the button says it."""
        ...

    @property
    def secret(self) -> str:
        """Signs errands."""
        ...

    async def door(self, errand: Errand) -> str:
        """The address where the browser says who it is. Raises ProviderDown."""
        ...

    async def account(self, code: str, errand: Errand, now: datetime) -> str:
        """Who came back with this code: the account as the register has it. Raises ProviderDown, TokenRefused, NotVerified."""
        ...


def is_safe(address: str, issuer: str = "") -> bool:
    """Whether an address is https, or plain http on this machine where the issuer is here too (`issuer` empty: it is the issuer)."""
    parts = urlsplit(address)
    here = parts.hostname in _LOOPBACK and (not issuer or urlsplit(issuer).hostname in _LOOPBACK)
    return (
        bool(parts.hostname)
        and parts.username is None
        and (parts.scheme == "https" or (parts.scheme == "http" and here))
    )


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
