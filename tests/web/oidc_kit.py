"""A small provider of sign-ins, for tests: discovery, keys, and the exchange of codes, each of which can be made to fail."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET, BACK = "desk-1", "s3cret+of the/desk", "http://desk.test/oidc/back"


@lru_cache
def key(kid: str, kind: str, use: str = "sig") -> RSAKey | ECKey:
    """Made once for all tests: an RSA key takes a tenth of a second."""
    if kind == "EC":
        return ECKey.generate_key("P-256", {"kid": kid, "use": use})
    return RSAKey.generate_key(2048, {"kid": kid, "use": use})


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def by_hand(header: dict[str, Any], claims: dict[str, Any], signed: Callable[[bytes], bytes]) -> str:
    """A token that no library would make."""
    head = ".".join(text(json.dumps(part).encode()) for part in (header, claims))
    return f"{head}.{text(signed(head.encode()))}"


def unsigned(claims: dict[str, Any]) -> str:
    return by_hand({"alg": "none", "kid": "k1"}, claims, lambda head: b"")


def by_public_key(claims: dict[str, Any]) -> str:
    """HS256 with the RSA key that everybody can fetch as its secret (RFC 8725, 2.1)."""
    public = key("k1", "RSA").as_pem(private=False)
    return by_hand({"alg": "HS256", "kid": "k1"}, claims, lambda head: hmac.digest(public, head, "sha256"))


@dataclass
class ProviderDouble:
    """`claims` go over the usual ones of a token (None takes one away), `broken` says what a path answers instead."""

    now: Callable[[], datetime]
    claims: dict[str, Any] = field(default_factory=dict)
    broken: dict[str, web.Response | str] = field(default_factory=dict)
    discovery: dict[str, Any] = field(default_factory=dict)
    published: list[RSAKey | ECKey] = field(default_factory=lambda: [key("k1", "RSA")])
    sign: Callable[[dict[str, Any]], str] | None = None
    signs_with: tuple[str, str, str] = ("k1", "RSA", "RS256")
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    hangs: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._discover)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        self._runner = web.AppRunner(app, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.issuer = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.hangs.set()
        await self._runner.cleanup()

    def enter(self, door: str) -> dict[str, str]:
        """Somebody proves who they are at the door: what the browser brings back."""
        asked = {name: told[0] for name, told in parse_qs(urlsplit(door).query).items()}
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, BACK)
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    async def _discover(self, request: web.Request) -> web.StreamResponse:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=1",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return await self._answer(request, told | self.discovery)

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, {"keys": [one.as_dict(private=False) for one in self.published]})

    async def _token(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        if "client_secret_basic" in self.discovery.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        ):
            told = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
            assert told == f"{CLIENT}:s3cret%2Bof+the%2Fdesk"
        else:
            assert (form["client_id"], form["client_secret"]) == (CLIENT, SECRET)
        asked = self.codes.pop(str(form["code"]), None)
        proof = text(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        if asked is None or asked["code_challenge"] != proof or form["redirect_uri"] != BACK:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return await self._answer(request, {"access_token": "unused", "id_token": self._signed(asked)})

    def _signed(self, asked: dict[str, str]) -> str:
        at = int(self.now().timestamp())
        usual = {"iss": self.issuer, "aud": CLIENT, "sub": "17", "iat": at, "exp": at + 300}
        usual |= {"nonce": asked["nonce"], "email": "Elm@Example.org", "email_verified": True}
        claims = {name: told for name, told in (usual | self.claims).items() if told is not None}
        if self.sign is not None:
            return self.sign(claims)
        kid, kind, alg = self.signs_with
        return jwt.encode({"alg": alg, "kid": kid}, claims, key(kid, kind), algorithms=[alg])

    async def _answer(self, request: web.Request, told: dict[str, Any]) -> web.StreamResponse:
        self.asked.append(request.path)
        broken = self.broken.get(request.path)
        if broken == "hangs":
            with suppress(ConnectionError):
                await self.hangs.wait()
        if broken == "redirects":
            raise web.HTTPFound("/keys")
        if broken == "fails":
            return web.Response(status=500, text="<html>stack trace</html>")
        if broken == "babbles":
            return web.Response(text="<html>welcome</html>", content_type="text/html")
        if broken == "floods":
            return web.json_response(told | {"more": "x" * 300_000})
        return web.json_response(told)
