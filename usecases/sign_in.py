"""Sign-in without passwords of ours: a link and a code, asked for in a chat that is the person's already, open one browser once; or the
district's own sign-in says who it is (ADR 0025).
"""

from dataclasses import dataclass

from desk.access import SIGN_IN_LIFE, AccessAct, AccessEvent, Lives, Over, begin, end
from desk.buttons import Option, Press, Verb
from desk.ids import SessionId
from desk.messages import Peer, Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.refusals import CodeRefused, CodeWaits, NotAllowed
from usecases.access_ports import Admitted, Asked
from usecases.accounts import redeem
from usecases.admit import has_come, others_who_came
from usecases.ports import UnitOfWork
from usecases.recording import tell


@dataclass(frozen=True, slots=True)
class Browser:
    """Who is at the door. `peer` is the chat of its fresh secret, `before` that of the secret it came with, `words` what it calls
    itself.
    """

    peer: Peer
    words: str = ""
    before: Peer | None = None
    lives: Lives = Lives()

    @property
    def guesser(self) -> Peer:
        """Whose wrong tries are counted."""
        return self.before or self.peer


def ask_sign_in(uow: UnitOfWork, person: Person, peer: Peer) -> Asked:
    """A link and a code for a member of staff, good once, for ten minutes; earlier ones end. Raises NotAllowed for a teacher."""
    if person.role is Role.TEACHER:
        raise NotAllowed(AccessAct.SIGNED_IN)
    return uow.sign_ins.issue(person.id, peer, uow.now + SIGN_IN_LIFE)


def sign_in_by_link(uow: UnitOfWork, token: str, browser: Browser) -> Person:
    """The browser is that person's from now on. Raises CodeRefused for a wrong, used or expired link alike."""
    return _admit(uow, uow.sign_ins.by_token(token), browser, "link")


def sign_in_by_code(uow: UnitOfWork, code: str, browser: Browser) -> Person:
    """Likewise. Raises CodeRefused, or TooManyTries."""
    return _admit(uow, uow.sign_ins.by_code(code, browser.guesser), browser, "code")


def sign_in_by_invitation(uow: UnitOfWork, code: str, browser: Browser) -> Person:
    """Become what the invitation says, at this browser. Raises CodeRefused or TooManyTries."""
    person = redeem(uow, browser.peer, code, "", tries_of=browser.guesser)
    if person.role is not Role.TEACHER:
        _begin(uow, person, browser, "invitation")
    key = f"redeemed:{browser.peer}"
    extra = (("role", person.role.value), ("name", person.name))
    tell(uow, Notice(Kind.REDEEMED, key, None, browser.peer, urgency=Urgency.REPLY, extra=extra))
    return person


def sign_in_by_account(uow: UnitOfWork, account: str, browser: Browser) -> Person:
    """The district's own sign-in has said who is at the browser. Raises CodeRefused for an account that is nobody's of staff or of
    several, CodeWaits for a supervisor who never came: the first time a second person agrees (`usecases.admit`).
    """
    found = uow.sign_ins.known_as(account) if account else ()
    if len(found) != 1:
        raise CodeRefused
    (person,) = found
    if person.role is Role.SUPERVISOR and not has_come(uow, person.id) and others_who_came(uow, person.id):
        raise CodeWaits
    chats = (one.peer for one in uow.people.addresses(person.id) if one.reachable)
    _open(uow, person, next((chat for chat in chats if chat != browser.before), None), browser, "account")
    return person


def _admit(uow: UnitOfWork, admitted: Admitted, browser: Browser, way: str) -> Person:
    person = uow.people.get(admitted.person)
    if person.role is Role.TEACHER:
        raise CodeRefused  # they were staff when they asked
    _open(uow, person, admitted.peer, browser, way)
    return person


def _open(uow: UnitOfWork, person: Person, chat: Peer | None, browser: Browser, way: str) -> None:
    """The browser is theirs, and `chat` is told so."""
    uow.people.bind(person.id, browser.peer, last=True)
    session = _begin(uow, person, browser, way)
    button = Option(Press(Verb.SESSION_END, None, session))
    extra = (("browser", browser.words),)
    if chat is not None:
        tell(uow, Notice(Kind.SIGNED_IN, f"signed-in:{session}", None, chat, options=(button,), extra=extra))


def _begin(uow: UnitOfWork, person: Person, browser: Browser, way: str) -> SessionId:
    """The session; one that this browser had is over, whosever it was."""
    before = uow.sessions.at(browser.before) if browser.before else None
    if before is not None and before.is_open:
        uow.sessions.save(end(before, Over.SIGNED_OUT, uow.now))
    session = begin(
        SessionId(uow.fresh_id()[:12]), person, browser.peer, browser.words, uow.now, browser.lives
    )
    uow.sessions.save(session)
    uow.access.note(AccessEvent(AccessAct.SIGNED_IN, uow.now, person.id, person.id, note=way))
    return session.id
