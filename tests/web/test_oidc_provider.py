"""What the district's own sign-in hands out, and how it can fail: tokens, keys, discovery (RFC 8725, OpenID Connect Core 3.1.3.7)."""

import secrets
from collections.abc import AsyncIterator

import pytest

from tests.web.conftest import MORNING
from tests.web.kit import PushedClock
from tests.web.oidc_kit import BACK, CLIENT, SECRET, ProviderDouble, by_public_key, key, unsigned
from web.oidc_errand import Errand, NotVerified, ProviderDown, TokenRefused
from web.oidc_provider import PAUSE_S, OidcProvider, OidcSettings

AT = int(MORNING.timestamp())
DISCOVERY, KEYS = "/.well-known/openid-configuration", "/keys"


class Seconds:
    """A monotonic clock that only the test moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def double(clock: PushedClock) -> AsyncIterator[ProviderDouble]:
    async with ProviderDouble(clock.now) as double:
        yield double


@pytest.fixture
def provider(double: ProviderDouble, seconds: Seconds) -> OidcProvider:
    return OidcProvider(OidcSettings(double.issuer, CLIENT, SECRET, BACK, timeout_s=60), seconds)


async def who(provider: OidcProvider, double: ProviderDouble) -> str:
    """Who is at the browser, by the provider's word."""
    errand = Errand(secrets.token_urlsafe(32), AT)
    code = double.enter(await provider.door(errand))["code"]
    return await provider.account(code, errand, MORNING)


TOKENS = {
    "aud of another": {"aud": "another"},
    "no aud": {"aud": None},
    "several aud without azp": {"aud": [CLIENT, "another"]},
    "azp of another": {"azp": "another"},
    "iss of another": {"iss": "https://elsewhere.example.org"},
    "no iss": {"iss": None},
    "expired": {"exp": AT - 60},
    "never expires": {"exp": None},
    "expires at infinity": {"exp": float("inf")},
    "from the future": {"iat": AT + 61},
    "from before it was asked for": {"iat": AT - 61},
    "no iat": {"iat": None},
    "not yet": {"nbf": AT + 61},
    "a nonce used before": {"nonce": "x" * 43},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("claims", TOKENS.values(), ids=TOKENS)
async def test_a_token_that_is_not_for_this_errand_names_nobody(provider, double, claims):
    double.claims = claims
    with pytest.raises(TokenRefused):
        await who(provider, double)


async def test_clocks_may_differ_a_little_and_several_may_be_meant(provider, double):
    assert await who(provider, double) == "elm@example.org"
    double.claims = {"iat": AT + 50, "exp": AT - 50, "aud": [CLIENT, "another"], "azp": CLIENT}
    assert await who(provider, double) == "elm@example.org"


FORGERIES = {
    "no algorithm": {"sign": unsigned},
    "a shared secret that is the public key": {"sign": by_public_key},
    "a key of nobody": {"signs_with": ("k9", "RSA", "RS256")},
    "another key under a known name": {"published": [key("k1", "EC")]},
    "a key that is not for signing": {"published": [key("k1", "RSA", "enc"), key("k2", "RSA")]},
    "an algorithm that is not on the list": {"signs_with": ("k1", "RSA", "RS512")},
    "not a token": {"sign": lambda claims: "a.b.c"},
    "a header that is a list": {"sign": lambda claims: "W10.e30.AA"},
    "nothing": {"sign": lambda claims: ""},
}


@pytest.mark.parametrize("wrong", FORGERIES.values(), ids=FORGERIES)
async def test_a_token_that_the_provider_did_not_sign_names_nobody(provider, double, wrong):
    for name, told in wrong.items():
        setattr(double, name, told)
    with pytest.raises(TokenRefused):
        await who(provider, double)


async def test_elliptic_keys_and_secrets_in_the_body_are_taken_too(provider, double):
    double.published, double.signs_with = [key("k1", "RSA"), key("e1", "EC")], ("e1", "EC", "ES256")
    double.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert await who(provider, double) == "elm@example.org"


async def test_a_new_key_is_asked_for_once_a_minute_at_most(provider, double, seconds):
    await who(provider, double)
    double.signs_with = ("k2", "RSA", "RS256")
    for _ in range(3):
        with pytest.raises(TokenRefused):
            await who(provider, double)
    assert double.asked.count(KEYS) == 1, "the keys were fetched within the minute"
    double.published = [key("k1", "RSA"), key("k2", "RSA")]
    seconds.at += 61
    assert await who(provider, double) == "elm@example.org"
    assert double.asked.count(KEYS) == 2
    assert double.asked.count(DISCOVERY) == 1


async def test_a_code_is_good_once_and_only_with_its_verifier(provider, double):
    mine, theirs = (Errand(secrets.token_urlsafe(32), AT) for _ in range(2))
    code = double.enter(await provider.door(mine))["code"]
    for errand in (theirs, mine):
        with pytest.raises(TokenRefused, match="does not take the code"):
            await provider.account(code, errand, MORNING)


@pytest.mark.parametrize(
    "claims",
    [{"email_verified": False}, {"email_verified": None}, {"email": None}, {"email": ["elm@example.org"]}],
    ids=["unverified", "not said", "none", "a list"],
)
async def test_an_address_counts_only_when_it_was_verified(provider, double, claims):
    double.claims = claims
    with pytest.raises(NotVerified):
        await who(provider, double)


async def test_letters_that_only_look_alike_stay_apart(provider, double):
    double.claims = {"email": "\u212aim@example.org"}
    assert await who(provider, double) == "\u212aim@example.org", "the Kelvin sign is not made a k"


@pytest.mark.parametrize("path", [DISCOVERY, "/token", KEYS])
@pytest.mark.parametrize("how", ["fails", "redirects", "babbles", "floods", "hangs"])
async def test_a_provider_in_trouble_is_given_up_in_time(double, seconds, path, how):
    double.broken[path] = how
    limit = 0.2 if how == "hangs" else 60
    provider = OidcProvider(OidcSettings(double.issuer, CLIENT, SECRET, BACK, timeout_s=limit), seconds)
    with pytest.raises(ProviderDown):
        await who(provider, double)


async def test_after_a_failure_nobody_waits_for_the_next_one(provider, double, seconds):
    double.broken[DISCOVERY] = "fails"
    for _ in range(3):
        with pytest.raises(ProviderDown):
            await who(provider, double)
    assert len(double.asked) == 1
    double.broken.clear()
    seconds.at += PAUSE_S + 1
    assert await who(provider, double) == "elm@example.org"


async def test_a_code_that_the_provider_chokes_on_keeps_nobody_else_out(provider, double):
    double.broken["/token"] = "fails"
    with pytest.raises(ProviderDown):
        await who(provider, double)
    double.broken.clear()
    assert await who(provider, double) == "elm@example.org"


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": "https://elsewhere.example.org"},
        {"issuer": None},
        {"token_endpoint": "http://elsewhere.example.org/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": 7},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
async def test_a_discovery_that_is_not_as_it_should_be_is_not_followed(provider, double, told):
    double.discovery = told
    with pytest.raises(ProviderDown):
        await who(provider, double)
    assert double.asked == [DISCOVERY]
