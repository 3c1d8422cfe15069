"""The Protocols of who is let in at the screens: links and codes, sessions, the trail of access."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.access import AccessAct, AccessEvent, Session
from desk.ids import PersonId, SessionId
from desk.messages import Peer
from desk.people import Person


@dataclass(frozen=True, slots=True)
class Asked:
    """What opens the screens once, until then: `token` for the link (128 bits), `code` to be typed (40 bits, few tries)."""

    token: str
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whose link or code it was, and the chat that had asked for it."""

    person: PersonId
    peer: Peer


class SignIns(Protocol):
    """One-use links and codes for people who are known. Only hashes are kept."""

    def issue(self, person: PersonId, peer: Peer, until: datetime) -> Asked:
        """A fresh pair; an earlier one of this person opens nothing any more."""

    def by_token(self, token: str) -> Admitted:
        """Use up the pair. Raises CodeRefused for a wrong, used or expired one alike."""

    def by_code(self, code: str, seat: Peer) -> Admitted:
        """Use up the pair. Raises CodeRefused, or TooManyTries after 5 wrong ones of this seat or 100 of all, in 10 minutes.

        A wrong try is counted although the caller refuses.
        """

    def known_as(self, account: str) -> tuple[Person, ...]:
        """Staff with this account in the register, or with this id and no account; nobody who was erased."""


class Sessions(Protocol):
    """Signed-in browsers of staff."""

    def at(self, peer: Peer) -> Session | None:
        """The session of this chat, open or over; None for a chat that is no session."""

    def of(self, person: PersonId) -> tuple[Session, ...]:
        """Those of a person that nobody has ended, last seen first."""

    def all(self) -> tuple[Session, ...]:
        """Everybody's that nobody has ended, by person."""

    def get(self, session: SessionId) -> Session:
        """Raises NotFound."""

    def save(self, session: Session) -> None:
        """Insert or replace. One that is over takes its chat from the person: nothing is sent there any more."""

    def forget(self, peer: Peer) -> None:
        """Somebody else, or somebody with another role, sits there from now on: the next request begins a session."""

    def unlisted(self, person: PersonId) -> tuple[Peer, ...]:
        """Web chats of the person that have no session yet."""

    def unbind(self, peer: Peer) -> None:
        """Nobody sits there any more."""

    def run_out(self, most: int) -> tuple[Session, ...]:
        """Sessions nobody ended whose time is over by now, for the night's work."""


class Access(Protocol):
    """The trail of access."""

    def note(self, event: AccessEvent) -> None:
        """Add a line."""

    def trail(
        self, most: int, person: PersonId | None = None, acts: Collection[AccessAct] = ()
    ) -> tuple[AccessEvent, ...]:
        """Newest first; only what a person did or what is about them, only these acts (empty = all)."""
