"""The district's own sign-in is configured whole or not at all, and by a claim that names somebody."""

import pytest
from pydantic import ValidationError

from app.links import sign_in_link
from app.oidc import provider_of
from app.settings import Settings
from bot.handlers.screens import SIGN_IN

WHOLE = {
    "OIDC__ISSUER": "https://id.example.org/realms/qinghe",
    "OIDC__CLIENT_ID": "chalkline",
    "OIDC__CLIENT_SECRET": "not-to-be-shown",
    "PUBLIC_URL": "https://repair.example.org/",
}


def given(env: pytest.MonkeyPatch, **values: str) -> Settings:
    for name in (
        "OIDC__ISSUER",
        "OIDC__CLIENT_ID",
        "OIDC__CLIENT_SECRET",
        "OIDC__CLAIM",
        "OIDC__NAME",
        "PUBLIC_URL",
    ):
        env.delenv(f"CHALKLINE_{name}", raising=False)
    for name, value in values.items():
        env.setenv(f"CHALKLINE_{name}", value)
    return Settings()


def test_without_settings_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert provider_of(given(monkeypatch).oidc, "") is None


def test_a_whole_one_is_taken_and_keeps_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch, **WHOLE, OIDC__NAME="青禾统一登录")
    provider = provider_of(settings.oidc, settings.public_url)
    assert provider is not None
    assert (provider.name, provider.secret) == ("青禾统一登录", "not-to-be-shown")
    assert settings.oidc.claim == "email"
    assert "not-to-be-shown" not in repr(settings) + repr(provider.__dict__)


@pytest.mark.parametrize("missing", ["OIDC__ISSUER", "OIDC__CLIENT_ID", "OIDC__CLIENT_SECRET", "PUBLIC_URL"])
def test_a_half_filled_one_is_refused_with_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    with pytest.raises(ValidationError) as problem:
        given(monkeypatch, **{name: value for name, value in WHOLE.items() if name != missing})
    assert "CHALKLINE_PUBLIC_URL" in str(problem.value) or "CHALKLINE_OIDC__ISSUER, __CLIENT_ID and" in str(
        problem.value
    )
    assert "not-to-be-shown" not in str(problem.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OIDC__ISSUER", "http://id.example.org", "begins with https://"),
        ("OIDC__ISSUER", "https://id.example.org/?realm=1", "has no ? or #"),
        ("OIDC__ISSUER", "id.example.org", "must begin with http"),
        ("OIDC__ISSUER", "https://me:secret@id.example.org", "must not hold a password"),
        ("OIDC__CLAIM", "nickname", "nobody can change themselves"),
        ("OIDC__CLAIM", "nonce", "nobody can change themselves"),
        ("OIDC__CLAIM", "e mail", "nobody can change themselves"),
        ("OIDC__NAME", "x" * 21, "at most 20"),
        ("PUBLIC_URL", "http://repair.example.org", "the desk's https:// address"),
    ],
)
def test_what_cannot_be_trusted_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    with pytest.raises(ValidationError, match=said.replace("?", r"\?")):
        given(monkeypatch, **(WHOLE | {name: value}))


def test_this_machine_may_be_both_for_a_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"OIDC__ISSUER": "http://127.0.0.1:9000", "PUBLIC_URL": "http://localhost:8080"}
    assert given(monkeypatch, **(WHOLE | here)).oidc.is_on


def test_the_link_into_the_bot_is_what_the_bot_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sign_in_link(given(monkeypatch)) == ""
    named = given(monkeypatch, TELEGRAM__BOT_NAME="qinghe_desk_bot")
    assert sign_in_link(named) == f"https://t.me/qinghe_desk_bot?start={SIGN_IN}"
