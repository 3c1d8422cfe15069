"""ID tokens: whose signature, for whom, how old (OpenID Connect Core 3.1.3.7). The only place that knows joserfc."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey
from joserfc.jws import JWSRegistry

from web.oidc_errand import Errand, TokenRefused

ALGORITHMS = ("RS256", "ES256")
"""Nothing that a public key could forge (HS256), and no `none`."""
LEEWAY_S = 60
"""Seconds by which the provider's clock may differ from ours."""
_WRONG = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a token or key that somebody made by hand can end in."""


class UnknownKey(Exception):
    """The token names a key that is not among those we know: the provider may have a new one."""


def keys_of(told: Mapping[str, Any]) -> KeySet:
    """The public signing keys of a JWKS; others (encryption, shared secrets, kinds we do not know) are passed by. Raises ValueError without any."""
    listed = told.get("keys")
    found: list[Key] = [
        key for one in (listed if isinstance(listed, list) else []) if (key := _key(one)) is not None
    ]
    if not found:
        raise ValueError("no signing key among the provider's keys")
    return KeySet(found)


def claims_of(
    token: str, keys: KeySet, issuer: str, client: str, errand: Errand, now: datetime
) -> dict[str, Any]:
    """What the token says, once everything about it is right. Raises UnknownKey, or TokenRefused with the reason."""
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        claims = jwt.decode(token, keys, registry=registry, algorithms=ALGORITHMS).claims
        _required(issuer, client, errand, now).validate(claims)
    except InvalidKeyIdError as problem:
        raise UnknownKey from problem
    except _WRONG as problem:
        raise TokenRefused(type(problem).__name__, getattr(problem, "claim", "")) from problem
    _check_party(claims, client)
    if claims["iat"] < errand.begun - LEEWAY_S:
        raise TokenRefused("issued before it was asked for")
    return claims


def _required(issuer: str, client: str, errand: Errand, now: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": errand.nonce},
    )


def _check_party(claims: Mapping[str, Any], client: str) -> None:
    """A token for several names the one it was made for."""
    audience = claims["aud"]
    several = isinstance(audience, list) and len(audience) > 1
    if ("azp" in claims or several) and claims.get("azp") != client:
        raise TokenRefused("made for another client")


def _key(told: object) -> Key | None:
    if not isinstance(told, dict) or told.get("kty") not in ("RSA", "EC") or told.get("use", "sig") != "sig":
        return None
    public = {
        name: value for name, value in told.items() if name not in ("d", "p", "q", "dp", "dq", "qi", "oth")
    }
    try:
        return RSAKey.import_key(public) if told["kty"] == "RSA" else ECKey.import_key(public)
    except _WRONG:
        return None  # one key that is no key must not close the door that the others open
