"""The rows that cross between use cases, storage and the edges: values, no behaviour."""

from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from desk.buttons import Option, Press
from desk.ids import PersonId, SchoolId, TicketId
from desk.messages import Incoming, MsgRef, Outgoing, Peer, Picture, Urgency
from desk.people import Role, Tier

SUSPECT = 3
"""With so many processes that ended with it in hand a message is taken alone (ADR 0029)."""


class Topic(StrEnum):
    """What a commit may wake: a worker, or (with a peer) an open web chat. HOOKS are the outbox's rows for other programs."""

    INBOX = "inbox"
    OUTBOX = "outbox"
    HOOKS = "hooks"
    TIMERS = "timers"
    WEBCHAT = "webchat"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One message on its way. `card_ref` is the message to edit when this row is a newer state of a live card."""

    id: int
    key: str
    peer: Peer
    outgoing: Outgoing
    urgency: Urgency
    person: PersonId | None
    ticket: TicketId | None
    attempts: int
    created: datetime
    card_ref: MsgRef | None = None
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """Buttons as they were shown. `labels` and `presses` run in parallel."""

    token: str
    peer: Peer
    person: PersonId | None
    presses: tuple[Press, ...]
    labels: tuple[str, ...]
    created: datetime


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One accepted message on its way through the desk. Against it speak `failures`, tries that ended in an error of its own, and
    `deaths`, processes that ended or stood still with it in hand; `tries` counts all before this one.
    """

    id: int
    incoming: Incoming
    tries: int
    failures: int = 0
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A message that is kept and not handled. `peer` is empty for one that no adapter could read."""

    id: int
    key: str
    peer: str
    accepted_at: datetime
    set_aside_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an invitation code gives. The code itself is stored only as a hash. One that `waits` wants a second person's word."""

    role: Role
    schools: tuple[SchoolId, ...]
    tier: Tier | None
    expires: datetime
    name: str = ""
    person: PersonId | None = None
    made_by: str = "desk"
    waits: bool = False
    approved_by: str = ""

    @property
    def is_good(self) -> bool:
        """Whether nobody has to agree to it any more."""
        return not self.waits or bool(self.approved_by)


@dataclass(frozen=True, slots=True)
class DigestWish:
    """When somebody wants the daily digest, by the district's clock; `quiet`: nothing at all when there is nothing to say."""

    at: time
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class WebchatLine:
    """One line of a web conversation. `seq` grows; `replaces` is the seq of the line a card edit supersedes."""

    seq: int
    at: datetime
    outgoing: Outgoing | None
    incoming: Incoming | None
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """A rendered notice: text for one phone screen, labelled options, and the drawing that goes with them."""

    text: str
    options: tuple[Option, ...] = field(default=())
    picture: Picture | None = None
