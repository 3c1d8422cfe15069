"""The settings of paging and of the telephone gateway, and the rules they make."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

from app.web_address import web_address
from desk.paging import PagingRules, PersonalRung, Way

LEAST_KEY = 16
"""Characters that the gateway's key must have."""
NONE = "none"
"""What is written for a ladder without rungs, or a time that never comes."""
_SPAN = re.compile(r"(?=\d)(?:(\d{1,3})h)?(?:(\d{1,4})min)?(?:(\d{1,5})s)?")
_WAYS = ", ".join(Way)


class GatewayOptions(BaseModel):
    """`CHALKLINE_GATEWAY__…`. Without an address nobody is telephoned. `timeout` is in seconds."""

    url: str = ""
    key: SecretStr = SecretStr("")
    timeout: float = Field(default=10, gt=0, le=60)

    @field_validator("url")
    @classmethod
    def _is_a_web_address(cls, url: str) -> str:
        return web_address(url, "CHALKLINE_GATEWAY__KEY")

    @model_validator(mode="after")
    def _has_a_key(self) -> Self:
        if self.url and len(self.key.get_secret_value()) < LEAST_KEY:
            raise ValueError(
                f"a gateway needs a key of at least {LEAST_KEY} characters; set CHALKLINE_GATEWAY__KEY"
            )
        return self

    @property
    def is_on(self) -> bool:
        """Whether somebody can be telephoned."""
        return bool(self.url)


class PagingOptions(BaseModel):
    """`CHALKLINE_PAGING__…`. `ladder` is a list of `<time> <way>`, each time counted from the page; a `second` may name its
    channel (`5min second:web`). After the last rung the chat rings every `again_every`. More than `storm_most` pages to one
    person within `storm_within` are bundled; 0 bundles none.
    """

    ladder: str = "3min chat, 5min second, 7min phone, 9min group"
    again_every: str = "15min"
    storm_most: int = Field(default=3, ge=0, le=100)
    storm_within: str = "3min"

    @field_validator("ladder")
    @classmethod
    def _can_be_climbed(cls, ladder: str) -> str:
        rungs = rungs_of(ladder)
        if any(later.after <= sooner.after for sooner, later in pairwise(rungs)):
            raise ValueError(
                "the rungs of the ladder are not in order of time; let each be later than the last"
            )
        return ladder

    @field_validator("again_every", "storm_within")
    @classmethod
    def _is_a_time(cls, words: str) -> str:
        if words != NONE:
            span_of(words)
        return words


def rules_of(paging: PagingOptions, gateway: GatewayOptions) -> PagingRules:
    """What the desk pages by."""
    again = None if paging.again_every == NONE else span_of(paging.again_every)
    never = paging.storm_within == NONE
    return PagingRules(
        ladder=rungs_of(paging.ladder),
        again_every=again,
        storm_most=0 if never else paging.storm_most,
        storm_within=timedelta(minutes=3) if never else span_of(paging.storm_within),
        has_gateway=gateway.is_on,
    )


def rungs_of(ladder: str) -> tuple[PersonalRung, ...]:
    """`3min chat, 5min second:web` as rungs; `none` has none. Raises ValueError."""
    if ladder.strip() == NONE:
        return ()
    return tuple(_rung(words.strip()) for words in ladder.split(","))


def span_of(words: str) -> timedelta:
    """`3min`, `90s`, `1h30min`. Raises ValueError for anything else, and for nothing."""
    found = _SPAN.fullmatch(words.strip())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if not span:
        raise ValueError(f"{words!r} is no length of time; write for example 3min, 90s or 1h30min")
    return span


def _rung(words: str) -> PersonalRung:
    after, _, how = words.partition(" ")
    way, _, channel = how.strip().partition(":")
    if way not in list(Way):
        raise ValueError(
            f"{words!r} is no rung of a ladder; write a time and one of {_WAYS}, as in 3min chat"
        )
    if channel and way != Way.SECOND:
        raise ValueError(
            f"{words!r} names a channel, which only a second address has; write for example 5min second:web"
        )
    return PersonalRung(span_of(after), Way(way), channel)
