"""When a chat was last heard of, for screens. Reads only."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, select

from desk.messages import Peer
from storage.plans import padded
from storage.tables import inbox
from storage.transaction import Transaction

_LOOKED_AT = 20_000
"""So many of the newest messages are looked through: by their ids, as nothing else of an old message is in an index."""
_NEWEST = select(func.max(inbox.c.id))
_HEARD = (
    select(inbox.c.peer, func.max(inbox.c.accepted_at))
    .where(inbox.c.id > bindparam("after"), inbox.c.peer.in_(bindparam("peers", expanding=True)))
    .group_by(inbox.c.peer)
)


class PresenceRows:
    """`surroundings.Presence` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def last_heard(self, peers: Collection[Peer]) -> dict[Peer, datetime]:
        """Those not heard of among the newest messages of the desk are missing."""
        if not peers:
            return {}
        after = int(self._conn.execute(_NEWEST).scalar() or 0) - _LOOKED_AT
        wanted = padded(sorted(map(str, peers)))
        rows = self._conn.execute(_HEARD, {"after": after, "peers": wanted}).all()
        return {Peer.parse(peer): at for peer, at in rows}
