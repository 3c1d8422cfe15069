"""The neutral message model: what a platform adapter hands in and what it is asked to show.

A platform translates between these values and its own protocol and decides nothing else. Buttons carry only an
opaque token; what a token means is stored on our side (`desk.buttons`, `storage.prompts`), so a press and a typed
"2", "②", "第二个" or the label become the same event (ADR 0005).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.ids import MediaId


@dataclass(frozen=True, slots=True)
class Peer:
    """Where a conversation takes place: `space` is the platform's chat id, `thread` a topic inside it or empty."""

    channel: str
    space: str
    thread: str = ""

    def __str__(self) -> str:
        """`channel:space` or `channel:space:thread`; the form that is stored."""
        return f"{self.channel}:{self.space}" + (f":{self.thread}" if self.thread else "")

    @staticmethod
    def parse(text: str) -> "Peer":
        """The peer that `str()` wrote. Raises ValueError when there is no channel or no space."""
        channel, _, rest = text.partition(":")
        space, _, thread = rest.partition(":")
        if not channel or not space:
            raise ValueError(f"not a peer: {text!r}; expected channel:space[:thread]")
        return Peer(channel, space, thread)


class MediaKind(StrEnum):
    """What sort of evidence a person sent."""

    PHOTO = "photo"
    FILE = "file"
    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Media:
    """Evidence that is already stored in our media table; `size` in bytes."""

    id: MediaId
    kind: MediaKind
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing a person did in a chat, whatever the platform.

    `key` is unique for ever (`tg:<bot>:<update_id>`, `web:<peer>:<client id>`): a repeat of it is dropped.
    Exactly one of `text`, `press`, `start`, `reachable` is meaningful, and `media` may come with a text.
    `sent_at` is when the person did it, as far as the platform knows; it may reach us much later.
    `press` is a button token, `start` a deep-link payload, `reachable` the person's (un)blocking of the bot.
    """

    key: str
    peer: Peer
    sent_at: datetime
    sender_name: str = ""
    text: str = ""
    media: tuple[Media, ...] = ()
    press: str | None = None
    start: str | None = None
    reachable: bool | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: the label people see, and the token that comes back when it is pressed."""

    label: str
    token: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of ours that belongs to the words. A platform shows it in the same message or, where it cannot, not at all.

    `name` is the drawing's (`desk.drawings`), `title` a few words for where nothing can be drawn, `shows` the sentence
    for who cannot see it.
    """

    name: str
    title: str
    shows: str


class Urgency(StrEnum):
    """What may overtake what in the outbox: a page first, then answers to a person who is waiting, then the rest."""

    PAGE = "page"
    REPLY = "reply"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 is sent first."""
        return list(Urgency).index(self)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message for one peer, before any platform has lowered it.

    `text` is plain text (no markup; the first line is the headline). `card` names a live card: a later message with
    the same card edits the earlier one in place where the platform can. `silent` asks for no notification sound.
    `picture` goes with the words, never alone; a message that shows evidence has none.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    media: tuple[Media, ...] = ()
    card: str | None = None
    silent: bool = False
    picture: Picture | None = None


COPY_MARK = "（重发）"
"""Stands before a message that may be there already: its answer was lost, or a process ended while it was sent."""


@dataclass(frozen=True, slots=True)
class MsgRef:
    """A message as the platform knows it, so that it can be edited later."""

    peer: Peer
    id: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Handed to the platform, which gave it this id; `delivered` where it says that the person has it, too."""

    ref: MsgRef
    delivered: bool = False


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Not sent; the platform asks to wait `seconds` (flood limits, a passing network fault). `everyone`: nobody there can be written to
    meanwhile.
    """

    seconds: float
    reason: str
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """This peer cannot be written to any more (blocked, deactivated, never started): another channel is needed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has a new id (group turned supergroup); send there."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform will never accept this message (our fault); it is kept for the operator."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The request left us but no answer came: it may or may not have been shown. Sent again, labelled as a copy."""

    reason: str


Outcome = Sent | RetryAt | Unreachable | Moved | Rejected | Ambiguous
