"""Signed-in browsers: who sits at one, how long, which there are, and their end (S13, ADR 0025)."""

from collections.abc import Iterable
from dataclasses import dataclass

from desk import access
from desk.access import AT_THE_MACHINE, COARSE, AccessAct, AccessEvent, Lives, Over, Session
from desk.ids import PersonId, SessionId
from desk.messages import Peer
from desk.people import Person, Role
from desk.refusals import NotFound
from usecases.ports import UnitOfWork
from usecases.rows import Topic


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who sits at a browser's chat; `over`: their session is over; `stale`: something of it is to be written (`settle_session`)."""

    person: Person | None
    session: Session | None = None
    over: Over | None = None
    stale: bool = False


def sitting_at(uow: UnitOfWork, peer: Peer) -> Sitting:
    """A teacher's own chat is no session: it ends with the browser's cookie, as before. Reads only."""
    person, session = uow.people.at(peer), uow.sessions.at(peer)
    if session is None:
        return Sitting(person, stale=person is not None and person.role is not Role.TEACHER)
    over = access.over(session, person, uow.now)
    if over is not None:
        return Sitting(None, session, over, stale=session.is_open)
    return Sitting(person, session, stale=uow.now - session.seen >= COARSE)


def settle_session(uow: UnitOfWork, peer: Peer, browser: str, lives: Lives) -> None:
    """Write what a request changed: the session of who was bound in the chat itself begins, one that has run out ends, any other
    was seen now.
    """
    found = sitting_at(uow, peer)
    if not found.stale:
        return
    if found.session is None and found.person is not None:
        fresh = SessionId(uow.fresh_id()[:12])
        uow.sessions.save(access.begin(fresh, found.person, peer, browser, uow.now, lives))
        uow.access.note(
            AccessEvent(AccessAct.SIGNED_IN, uow.now, found.person.id, found.person.id, note="chat")
        )
    elif found.session is not None and found.over is not None:
        _end(uow, found.session, found.over, found.session.person)
    elif found.session is not None:
        uow.sessions.save(access.seen(found.session, browser, uow.now, lives))


def sessions_of(uow: UnitOfWork, person: PersonId) -> tuple[Session, ...]:
    """Where somebody is signed in, last seen first; what has run out is left out."""
    return _alive(uow, uow.sessions.of(person))


def all_sessions(uow: UnitOfWork) -> tuple[tuple[Person, Session], ...]:
    """Everybody's, by person, for the operator."""
    return tuple((uow.people.get(one.person), one) for one in _alive(uow, uow.sessions.all()))


def sign_out(uow: UnitOfWork, peer: Peer) -> None:
    """This browser's own session ends. Nothing where there is none."""
    session = uow.sessions.at(peer)
    if session is not None and session.is_open:
        _end(uow, session, Over.SIGNED_OUT, session.person)


def end_session(uow: UnitOfWork, person: PersonId, session: SessionId) -> Session:
    """End one of one's own. Raises NotFound for one that is not, or is over already."""
    found = uow.sessions.get(session)
    if found.person != person or not found.is_open:
        raise NotFound(session)
    _end(uow, found, Over.ENDED, person)
    return found


def end_others(uow: UnitOfWork, person: PersonId, keep: Peer | None) -> int:
    """End all of one's own but the one at this chat; how many. Browsers that were bound and never seen since are let go too."""
    others = [one for one in uow.sessions.of(person) if one.peer != keep]
    for one in others:
        _end(uow, one, Over.ENDED, person)
    unlisted = [peer for peer in uow.sessions.unlisted(person) if peer != keep]
    for peer in unlisted:
        uow.sessions.unbind(peer)
    return len(others) + len(unlisted)


def end_by_operator(uow: UnitOfWork, session: SessionId, account: str = AT_THE_MACHINE) -> Session:
    """Whoever runs the desk ends one; `account` is who that is at the machine. Raises NotFound."""
    found = uow.sessions.get(session)
    if not found.is_open:
        raise NotFound(session)
    _end(uow, found, Over.ENDED, account)
    return found


def end_all_by_operator(uow: UnitOfWork, person: PersonId, account: str = AT_THE_MACHINE) -> int:
    """All of a person's; how many. Raises NotFound."""
    uow.people.get(person)
    found = uow.sessions.of(person)
    for one in found:
        _end(uow, one, Over.ENDED, account)
    return len(found)


def end_run_out(uow: UnitOfWork, most: int) -> int:
    """The night's work: what nobody used for too long is over, so that nothing is sent there; how many."""
    found = uow.sessions.run_out(most)
    for one in found:
        why = access.over(one, uow.people.at(one.peer), uow.now) or Over.IDLE
        _end(uow, one, why, one.person)
    return len(found)


def _end(uow: UnitOfWork, session: Session, why: Over, by: str) -> None:
    """Over; open pages of it notice."""
    uow.sessions.save(access.end(session, why, uow.now))
    uow.access.note(AccessEvent(AccessAct.SESSION_ENDED, uow.now, by, session.person, note=why.value))
    uow.wake(Topic.WEBCHAT, session.peer)
    uow.wake(Topic.BOARD)


def _alive(uow: UnitOfWork, sessions: Iterable[Session]) -> tuple[Session, ...]:
    return tuple(one for one in sessions if access.over(one, uow.people.at(one.peer), uow.now) is None)
