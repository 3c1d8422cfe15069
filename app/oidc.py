"""The settings of the district's own sign-in, and the provider they make."""

import re
from typing import Self

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

from app.web_address import web_address
from web.oidc_errand import Provider, is_safe

BACK = "/oidc/back"
"""Where the provider sends people: what the district enters at it as redirect address, behind its own."""
_CHOSEN = frozenset(
    [
        "name",
        "given_name",
        "family_name",
        "middle_name",
        "nickname",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "address",
    ]
)
"""Claims that people write themselves, or share: they name nobody."""
_OF_THE_TOKEN = frozenset(
    [
        "iss",
        "aud",
        "exp",
        "iat",
        "nbf",
        "nonce",
        "azp",
        "at_hash",
        "c_hash",
        "acr",
        "amr",
        "auth_time",
        "jti",
        "sid",
    ]
)


class OidcOptions(BaseModel):
    """`CHALKLINE_OIDC__…`. Without an issuer there is none. `claim` names a person as the register does, `name` stands on the button."""

    issuer: str = ""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    claim: str = "email"
    name: str = Field(default="", max_length=20)

    @field_validator("issuer")
    @classmethod
    def _is_an_issuer(cls, issuer: str) -> str:
        web_address(issuer, "CHALKLINE_OIDC__CLIENT_SECRET")
        if issuer and (not is_safe(issuer) or "?" in issuer or "#" in issuer):
            raise ValueError("an issuer begins with https:// and has no ? or #; copy it from the provider")
        return issuer

    @field_validator("claim")
    @classmethod
    def _names_a_person(cls, claim: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_.:/-]{1,80}", claim) or claim in _CHOSEN | _OF_THE_TOKEN:
            raise ValueError(
                "the claim must be one that nobody can change themselves, for example email or employee_number"
            )
        return claim

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = (self.issuer, self.client_id, self.client_secret.get_secret_value())
        if any(given) and not all(given):
            raise ValueError(
                "the district's sign-in needs all of CHALKLINE_OIDC__ISSUER, __CLIENT_ID and __CLIENT_SECRET; set the rest, or none"
            )
        return self

    @property
    def is_on(self) -> bool:
        """Whether it is configured."""
        return bool(self.issuer)

    def check_public(self, public_url: str) -> None:
        """The provider sends browsers back to us, so our address must be known and safe. Raises ValueError."""
        if self.is_on and not (public_url and is_safe(public_url)):
            raise ValueError(
                "the district's sign-in sends people back to us: set CHALKLINE_PUBLIC_URL to the desk's https:// address"
            )


def provider_of(options: OidcOptions, public_url: str) -> Provider | None:
    """The provider; None where none is configured."""
    if not options.is_on:
        return None
    from web.oidc_provider import OidcProvider, OidcSettings  # noqa: PLC0415  # aiohttp and cryptography, for who needs them

    return OidcProvider(
        OidcSettings(
            issuer=options.issuer,
            client=options.client_id,
            secret=options.client_secret.get_secret_value(),
            back=f"{public_url.rstrip('/')}{BACK}",
            claim=options.claim,
            name=options.name,
        )
    )
