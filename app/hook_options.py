"""The settings of webhooks out."""

from pydantic import BaseModel, Field, SecretStr, field_validator

LEAST_KEY = 32
"""Characters that the desk's key must have."""


class HookOptions(BaseModel):
    """`CHALKLINE_HOOKS__…`. `key` is the desk's own secret, of which each hook's is made: without it nothing is posted. `trusted` are
    hosts, with commas between, that may be private; `http` allows plain HTTP; `timeout` is in seconds.
    """

    key: SecretStr = SecretStr("")
    trusted: str = ""
    http: bool = False
    timeout: float = Field(default=10, gt=0, le=15)

    @field_validator("key")
    @classmethod
    def _is_long(cls, key: SecretStr) -> SecretStr:
        if 0 < len(key.get_secret_value()) < LEAST_KEY:
            raise ValueError(
                f"the key of the hooks needs at least {LEAST_KEY} characters: `openssl rand -hex 32`"
            )
        return key

    @field_validator("trusted")
    @classmethod
    def _names_hosts(cls, trusted: str) -> str:
        odd = [host for host in hosts_of(trusted) if "/" in host or " " in host or "@" in host]
        if odd:
            raise ValueError(
                f"{odd[0]!r} is no host; write names or addresses without https://, as in glpi.internal,10.0.0.7"
            )
        return trusted


def hosts_of(trusted: str) -> frozenset[str]:
    """The hosts, as they are compared."""
    return frozenset(host.strip().casefold().rstrip(".") for host in trusted.split(",") if host.strip())
