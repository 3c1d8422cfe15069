"""The district's own sign-in, spoken to over HTTPS: its discovery document, its keys, and the exchange of a code (OpenID Connect).

Every address comes from the configured issuer's own document, none from a browser or a token. Redirects are not followed, answers are
short and have a time limit; after a failure nobody waits for the next ones for a while.
"""

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp
import structlog

from desk.people import account_of
from web.oidc_errand import Errand, NotVerified, ProviderDown, TokenRefused, is_safe
from web.oidc_tokens import UnknownKey, claims_of, keys_of

log = structlog.get_logger()

MOST_BYTES = 256 * 1024
"""The longest answer that is read."""
KEEP_S = 3600.0
"""Seconds for which discovery and keys are taken as they were."""
AGAIN_S = 60.0
"""Seconds between two looks for a new key."""
PAUSE_S = 10.0
"""Seconds after a failure in which the provider is left alone."""
VOUCHED = ("email", "phone_number")
"""Claims that count only with their `_verified` beside them: else people write in what they like."""
_LONGEST = 254


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """Where the provider is and who we are to it. `back` is our address for its answers, `claim` what names a person."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    back: str
    claim: str = "email"
    name: str = ""
    timeout_s: float = 5.0


@dataclass(frozen=True, slots=True)
class _Doors:
    """What discovery told: addresses, and how the provider wants our secret."""

    authorization: str
    token: str
    keys: str
    in_body: bool


class OidcProvider:
    """`oidc_errand.Provider`."""

    def __init__(self, settings: OidcSettings, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = asyncio.Lock()
        self._quiet_until = monotonic()

    @property
    def name(self) -> str:
        """As the button says it."""
        return self._settings.name

    @property
    def secret(self) -> str:
        """Signs errands."""
        return self._settings.secret

    async def door(self, errand: Errand) -> str:
        """The address of its page, with all that binds the answer. Raises ProviderDown."""
        asked = {
            "response_type": "code",
            "client_id": self._settings.client,
            "redirect_uri": self._settings.back,
            "scope": _scope(self._settings.claim),
            "state": errand.state,
            "nonce": errand.nonce,
            "code_challenge": errand.challenge,
            "code_challenge_method": "S256",
        }
        address = (await self._doors()).authorization
        return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"

    async def account(self, code: str, errand: Errand, now: datetime) -> str:
        """By the claim that names people. Raises ProviderDown, TokenRefused, NotVerified."""
        doors = await self._doors()
        token = await self._exchanged(doors, code, errand)
        try:
            claims = await self._claims(doors, token, errand, now, KEEP_S)
        except UnknownKey:
            claims = await self._claims_by_fresh_keys(doors, token, errand, now)
        return _account(claims, self._settings.claim)

    async def _claims(
        self, doors: _Doors, token: str, errand: Errand, now: datetime, keep_s: float
    ) -> dict[str, Any]:
        """By the keys as they were at most `keep_s` seconds ago. Raises UnknownKey."""
        told = await self._told(doors.keys, keep_s)
        try:
            keys = keys_of(told)
        except ValueError as problem:
            raise self._down("keys", "no signing key") from problem
        return claims_of(token, keys, self._settings.issuer, self._settings.client, errand, now)

    async def _claims_by_fresh_keys(
        self, doors: _Doors, token: str, errand: Errand, now: datetime
    ) -> dict[str, Any]:
        """The provider may sign with a new key; it is asked at most once a minute."""
        try:
            return await self._claims(doors, token, errand, now, AGAIN_S)
        except UnknownKey as problem:
            raise TokenRefused("signed by an unknown key") from problem

    async def _doors(self) -> _Doors:
        issuer = self._settings.issuer
        told = await self._told(f"{issuer.rstrip('/')}/.well-known/openid-configuration", KEEP_S)
        if told.get("issuer") != issuer:
            raise self._down(
                "discovery", "it calls itself another issuer; set CHALKLINE_OIDC__ISSUER as it does"
            )
        ways = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        in_body = isinstance(ways, list) and "client_secret_basic" not in ways
        return _Doors(
            self._address(told, "authorization_endpoint"),
            self._address(told, "token_endpoint"),
            self._address(told, "jwks_uri"),
            in_body,
        )

    def _address(self, told: Mapping[str, Any], name: str) -> str:
        address = told.get(name)
        if not isinstance(address, str) or not is_safe(address, self._settings.issuer):
            raise self._down("discovery", f"{name} is no https address")
        return address

    async def _exchanged(self, doors: _Doors, code: str, errand: Errand) -> str:
        """The ID token for the code. Raises TokenRefused where the provider does not take the code, ProviderDown."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.back,
            "code_verifier": errand.verifier,
        }
        client, secret = self._settings.client, self._settings.secret
        if doors.in_body:
            status, told = await self._ask(
                "POST", doors.token, form | {"client_id": client, "client_secret": secret}
            )
        else:
            pair = f"{quote_plus(client)}:{quote_plus(secret)}".encode()  # RFC 6749, 2.3.1
            status, told = await self._ask("POST", doors.token, form, f"Basic {b64encode(pair).decode()}")
        if status == 400 and told.get("error") in ("invalid_grant", "invalid_request"):
            raise TokenRefused("the provider does not take the code")
        if status != 200:  # said by whoever brings a code, so nobody else has to wait for it
            raise ProviderDown(f"token: HTTP {status} {str(told.get('error', ''))[:40]!r}")
        token = told.get("id_token")
        if not isinstance(token, str):
            raise TokenRefused("no id_token")
        return token

    async def _told(self, address: str, keep_s: float) -> dict[str, Any]:
        """A document of the provider, as it was at most `keep_s` seconds ago. One at a time is fetched."""
        async with self._lock:
            at, told = self._kept.get(address, (0.0, None))
            now = self._monotonic()
            if told is not None and now - at < keep_s:
                return told
            status, told = await self._ask("GET", address)
            if status != 200:
                raise self._down(urlsplit(address).path, f"HTTP {status}")
            self._kept[address] = self._monotonic(), told
            return told

    async def _ask(
        self,
        method: str,
        address: str,
        form: Mapping[str, str] | None = None,
        shown: str = "",
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON object (empty where an error has none). `shown` is who we are. Raises ProviderDown."""
        if self._monotonic() < self._quiet_until:
            raise ProviderDown("left alone after a failure")
        path = urlsplit(address).path
        try:
            status, body = await self._fetched(method, address, form, shown)
            told = json.loads(body) if status == 200 or body[:1] == b"{" else {}
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as problem:
            raise self._down(path, type(problem).__name__) from problem
        if not isinstance(told, dict):
            raise self._down(path, "no JSON object")
        return status, told

    async def _fetched(
        self, method: str, address: str, form: Mapping[str, str] | None, shown: str
    ) -> tuple[int, bytes]:
        limit = aiohttp.ClientTimeout(total=self._settings.timeout_s)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        headers |= {"Authorization": shown} if shown else {}
        async with (
            aiohttp.ClientSession(timeout=limit, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(method, address, data=form, headers=headers, allow_redirects=False) as answer,
        ):
            body = b""
            async for piece in answer.content.iter_chunked(MOST_BYTES):
                body += piece
                if len(body) > MOST_BYTES:
                    raise ValueError("too long")
            return answer.status, body

    def _down(self, where: str, reason: str) -> ProviderDown:
        """Logged without code, token or secret. For a while nobody asks again, and then everything anew."""
        self._quiet_until = self._monotonic() + PAUSE_S
        self._kept.clear()
        log.warning("the provider of sign-ins failed", action="oidc_down", where=where, reason=reason)
        return ProviderDown(reason)


def _scope(claim: str) -> str:
    """Nothing but what the claim needs."""
    return {"email": "openid email", "phone_number": "openid phone", "sub": "openid"}.get(
        claim, "openid profile"
    )


def _account(claims: Mapping[str, Any], claim: str) -> str:
    value = claims.get(claim)
    vouched = claim not in VOUCHED or claims.get(f"{claim}_verified") in (True, "true")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value or len(value) > _LONGEST or not vouched:
        raise NotVerified(claim)
    return account_of(value)
