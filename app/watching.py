"""The settings of those who watch the desk: who is told, and what is asked from outside."""

from typing import Self

from pydantic import BaseModel, Field, model_validator

from desk.ids import PersonId
from desk.messages import Peer
from usecases.operator import Operator

CHANNELS = ("tg", "web")


class OperatorOptions(BaseModel):
    """`CHALKLINE_OPERATOR__…`: who keeps the desk running. Either `person`, an id of the register, or a `channel` with an `address` on it.

    Nothing set: what the operator would be told stands in the log only.
    """

    person: str = ""
    channel: str = ""
    address: str = ""

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.person and (self.channel or self.address):
            raise ValueError("name the operator once: either __PERSON, or __CHANNEL with __ADDRESS")
        if bool(self.channel) != bool(self.address):
            raise ValueError("an address needs its channel, and a channel an address; set both or neither")
        if self.channel and self.channel not in CHANNELS:
            raise ValueError(
                f"{self.channel!r} is no channel for the operator; set one of {', '.join(CHANNELS)}"
            )
        return self


class CanaryOptions(BaseModel):
    """`CHALKLINE_CANARY__SECONDS`: how often one flies. It cannot be switched off: a watcher that can be is off one day (T05)."""

    seconds: int = Field(default=180, ge=30, le=240)


def operator_of(options: OperatorOptions) -> Operator | None:
    """Whom the desk tells; None when nobody is named."""
    if options.person:
        return Operator(person=PersonId(options.person))
    return Operator(peer=Peer(options.channel, options.address)) if options.channel else None
