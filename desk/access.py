"""Who is let in at the screens, and for how long: signed-in browsers, and the trail of access (ASVS 7, S06, S13, ADR 0025)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.ids import PersonId, SessionId
from desk.messages import Peer
from desk.people import Person, Role

SIGN_IN_LIFE = timedelta(minutes=10)
"""How long a link or code that was asked for in a chat is good."""
CODE_LENGTH = 8
"""Letters and digits of a sign-in code; an invitation has twenty."""
COARSE = timedelta(minutes=5)
"""When a browser was last seen is written this often at most."""
AT_THE_MACHINE = "desk"
"""Who did it, where it was whoever runs the desk, at its command line; with the machine's account behind a colon where it is known."""


class Over(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    ENDED = "ended"
    IDLE = "idle"
    OLD = "old"
    CHANGED = "changed"


class AccessAct(StrEnum):
    """What stands in the trail of access."""

    SIGNED_IN = "signed_in"
    SESSION_ENDED = "session_ended"
    INVITED = "invited"
    APPROVED = "approved"
    DECLINED = "declined"
    ADMITTED = "admitted"


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """One line of that trail. `by` did it (a person, or `desk`); `person` is whom it is about, `ticket` a number. `note` is ours."""

    act: AccessAct
    at: datetime
    by: str
    person: PersonId | None = None
    ticket: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lives:
    """How long a session lives unused, and at all."""

    idle: timedelta = timedelta(days=14)
    whole: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser of a member of staff. `peer` is its chat, `browser` what it calls itself, in short words."""

    id: SessionId
    person: PersonId
    role: Role
    peer: Peer
    browser: str
    began: datetime
    seen: datetime
    idle_until: datetime
    good_until: datetime
    ended: datetime | None = None
    why: Over | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody and nothing has ended it; it may have run out since (`over`)."""
        return self.ended is None


def begin(
    session: SessionId, person: Person, peer: Peer, browser: str, now: datetime, lives: Lives
) -> Session:
    """A session from now on."""
    until = now + lives.whole
    return Session(
        session, person.id, person.role, peer, browser, now, now, min(now + lives.idle, until), until
    )


def over(session: Session, person: Person | None, now: datetime) -> Over | None:
    """Why this session opens nothing any more; None while it does. `person` is who sits at its chat now."""
    if session.why is not None:
        return session.why
    if person is None or person.id != session.person or person.role is not session.role:
        return Over.CHANGED
    if now >= session.good_until:
        return Over.OLD
    return Over.IDLE if now >= session.idle_until else None


def seen(session: Session, browser: str, now: datetime, lives: Lives) -> Session:
    """The session once it was used; never good for longer than in the beginning."""
    until = min(now + lives.idle, session.good_until)
    return replace(session, browser=browser or session.browser, seen=now, idle_until=until)


def end(session: Session, why: Over, now: datetime) -> Session:
    """The session, over."""
    return replace(session, ended=now, why=why)


def is_sign_in_code(text: str) -> bool:
    """Whether this has the length of a sign-in code, however it is grouped."""
    return len(text) - text.count(" ") - text.count("-") == CODE_LENGTH
