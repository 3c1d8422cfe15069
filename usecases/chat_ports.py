"""The Protocols of what a conversation keeps: its messages coming in, buttons, dialogues, invitations, evidence, web chat lines."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from desk.buttons import Option
from desk.ids import MediaId, PersonId
from desk.messages import Incoming, Media, MediaKind, Outgoing, Peer
from usecases.rows import AsideRow, InboxRow, Invitation, Prompt, WebchatLine


class Inbox(Protocol):
    """The durable front door: a message is confirmed to its platform only after it is in here."""

    def accept(self, messages: Sequence[Incoming], now: datetime) -> int:
        """Insert those whose key is new; how many were."""

    def lease(
        self, now: datetime, until: datetime, limit: int, *, suspects: bool = True
    ) -> tuple[InboxRow, ...]:
        """Take the oldest unhandled message of each chat that nobody works on; at most one per chat. Those with `SUSPECT` deaths or more
        are taken one by one, when there is nothing else to take, and only if `suspects` are wanted.
        """

    def done(self, row: InboxRow, now: datetime) -> None:
        """Handled; in the same transaction as what it led to."""

    def again(self, row: InboxRow, at: datetime, reason: str, *, blamed: bool = True) -> None:
        """Handling failed, by the message's own doing if it is `blamed`; try once more not before `at`. Other chats are not held up."""

    def quarantine(self, row: InboxRow, reason: str, now: datetime) -> bool:
        """A poison message: set aside for the operator, so that the chat goes on. False when it is in other hands by now."""

    def aside(self) -> tuple[AsideRow, ...]:
        """Everything set aside that is still kept, oldest first."""

    def replay(self, which: int, now: datetime) -> bool:
        """It waits again in its old place, with nothing against it. False for one that is not aside or cannot be read."""

    def set_aside(self, key: str, raw: str, reason: str, now: datetime) -> None:
        """An update that no adapter could read, as it came, for the operator. Idempotent by key; never leased."""

    def pass_over(self, message: Incoming, reason: str, now: datetime) -> None:
        """A message that will not be read: kept with its chat, never leased. Idempotent by key."""


class Prompts(Protocol):
    """Server-side buttons: a press carries only `<token>:<index>`."""

    def create(self, peer: Peer, person: PersonId | None, options: Sequence[Option], now: datetime) -> str:
        """Store the options under a fresh unguessable token (at most 20 ASCII characters) and return it."""

    def get(self, token: str) -> Prompt:
        """Raises NotFound for an unknown token."""

    def latest(self, peer: Peer) -> Prompt | None:
        """The newest prompt of a chat: the one a typed "2" means. None when it has had its answer."""

    def foresee(self, peer: Peer) -> None:
        """`latest` will be asked for: what is asked together costs one round trip."""

    def answered(self, token: str, now: datetime) -> None:
        """This prompt has had its answer; its buttons go on working, typed answers do not reach it any more."""


class Dialogues(Protocol):
    """Where each conversation stands, as builtins; `bot.dialogue` owns the types."""

    def load(self, peer: Peer) -> Mapping[str, object] | None:
        """None for a new conversation."""

    def foresee(self, peer: Peer) -> None:
        """`load` will be asked for: what is asked together costs one round trip."""

    def load_each(self, peers: Collection[Peer]) -> Mapping[Peer, Mapping[str, object]]:
        """`load` for several conversations at once; new ones are missing."""

    def save(self, peer: Peer, state: Mapping[str, object]) -> None:
        """Insert or replace."""


class Invitations(Protocol):
    """One-use codes with an expiry; wrong tries are counted per chat."""

    def issue(self, invitation: Invitation) -> str:
        """A fresh code of at least 80 bits, shown once."""

    def id_of(self, code: str) -> str:
        """What the code is called where it must not be said: 12 characters that open nothing."""

    def find(self, which: str) -> Invitation:
        """By that id. Raises NotFound for one that is used, expired or was never there."""

    def keep(self, which: str, invitation: Invitation) -> None:
        """Replace what it gives."""

    def withdraw(self, which: str) -> None:
        """It is good no longer."""

    def waiting(self) -> tuple[tuple[str, Invitation], ...]:
        """Those that wait for a second person, by id, the next to expire first."""

    def redeem(self, code: str, peer: Peer, now: datetime, tries_of: Peer | None = None) -> Invitation:
        """Use it up. Raises CodeRefused (wrong, used or expired alike) or TooManyTries (5 in 10 minutes; 1 h lock);
        CodeWaits, and it is not used up, while a second person has not agreed.

        `tries_of` is who guesses, where that is not the chat that is bound. A wrong try is counted even though the transaction's caller refuses: the count is what is recorded.
        """


class MediaStore(Protocol):
    """Evidence: bytes with a name and a type."""

    def put(self, content: bytes, kind: MediaKind, name: str, mime: str, now: datetime) -> Media:
        """Store it; the id is unguessable."""

    def get(self, media: MediaId) -> Media:
        """Raises NotFound."""

    def content(self, media: MediaId) -> bytes:
        """Raises NotFound."""


class Webchat(Protocol):
    """What a browser shows: both sides of a web conversation, resumable from any seq."""

    def said(self, peer: Peer, incoming: Incoming, now: datetime) -> int:
        """The person's own line; its seq."""

    def show(self, peer: Peer, outgoing: Outgoing, replaces: int | None, now: datetime) -> int:
        """The desk's line; its seq."""

    def since(self, peer: Peer, seq: int, limit: int = 500) -> tuple[WebchatLine, ...]:
        """Lines after `seq`, oldest first."""
