"""Signed-in browsers of staff."""

from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select

from desk.access import Over, Session
from desk.ids import PersonId, SessionId
from desk.messages import Peer
from desk.people import Role
from desk.refusals import NotFound
from storage.access_tables import sessions
from storage.tables import addresses
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_S, _A = sessions.c, addresses.c
_AT = select(sessions).where(_S.peer == bindparam("seat"))
_GET = select(sessions).where(_S.id == bindparam("which"))
_OPEN = select(sessions).where(_S.ended_at.is_(None))
_OF = _OPEN.where(_S.person == bindparam("whose")).order_by(_S.seen_at.desc(), _S.id)
_ALL = _OPEN.order_by(_S.person, _S.seen_at.desc(), _S.id)
_RUN_OUT = _OPEN.where(or_(_S.idle_until <= bindparam("now"), _S.good_until <= bindparam("now"))).limit(
    bindparam("most")
)
_SAVE = insert_or_replace(sessions)
_FORGET = delete(sessions).where(_S.peer == bindparam("seat"))
_UNBIND = delete(addresses).where(_A.peer == bindparam("seat"))
_UNLISTED = (
    select(_A.peer)
    .select_from(addresses.outerjoin(sessions, _S.peer == _A.peer))
    .where(_A.person == bindparam("whose"), _A.peer.startswith("web:"), func.coalesce(_S.id, "") == "")
)


class SessionRows:
    """`access_ports.Sessions` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def at(self, peer: Peer) -> Session | None:
        """None for a chat that is no session."""
        row = self._conn.execute(_AT, {"seat": str(peer)}).first()
        return None if row is None else _session(row)

    def of(self, person: PersonId) -> tuple[Session, ...]:
        """Last seen first."""
        return tuple(map(_session, self._conn.execute(_OF, {"whose": person}).all()))

    def all(self) -> tuple[Session, ...]:
        """By person."""
        return tuple(map(_session, self._conn.execute(_ALL, {}).all()))

    def get(self, session: SessionId) -> Session:
        """Raises NotFound."""
        row = self._conn.execute(_GET, {"which": session}).first()
        if row is None:
            raise NotFound(session)
        return _session(row)

    def save(self, session: Session) -> None:
        """Insert or replace; the address of one that is over goes."""
        row = {
            "peer": str(session.peer),
            "id": session.id,
            "person": session.person,
            "role": session.role.value,
            "browser": session.browser,
            "began_at": session.began,
            "seen_at": session.seen,
            "idle_until": session.idle_until,
            "good_until": session.good_until,
            "ended_at": session.ended,
            "why": session.why.value if session.why else None,
        }
        self._conn.execute(_SAVE.on(self._conn), row)
        if not session.is_open:
            self.unbind(session.peer)

    def forget(self, peer: Peer) -> None:
        """Nothing when there is none."""
        self._conn.execute(_FORGET, {"seat": str(peer)})

    def unlisted(self, person: PersonId) -> tuple[Peer, ...]:
        """Bound by a code that was typed in the chat itself, or by an earlier version."""
        found = self._conn.execute(_UNLISTED, {"whose": person}).scalars()
        return tuple(Peer.parse(one) for one in found)

    def unbind(self, peer: Peer) -> None:
        """The address goes, whosever it was."""
        self._tx.change_register()
        self._conn.execute(_UNBIND, {"seat": str(peer)})

    def run_out(self, most: int) -> tuple[Session, ...]:
        """In no order."""
        return tuple(map(_session, self._conn.execute(_RUN_OUT, {"now": self._tx.now, "most": most}).all()))


def _session(row: Row[Any]) -> Session:
    return Session(
        id=SessionId(row.id),
        person=PersonId(row.person),
        role=Role(row.role),
        peer=Peer.parse(row.peer),
        browser=row.browser,
        began=row.began_at,
        seen=row.seen_at,
        idle_until=row.idle_until,
        good_until=row.good_until,
        ended=row.ended_at,
        why=Over(row.why) if row.why else None,
    )
