"""What a browser shows: both sides of a web conversation, numbered per chat without gaps, so that it resumes anywhere."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from desk.messages import Incoming, Outgoing, Peer
from storage.codec import decode, encode
from storage.tables import webchat_lines
from storage.transaction import Transaction
from usecases.rows import Topic, WebchatLine

_L = webchat_lines.c
_LAST = select(func.coalesce(func.max(_L.seq), 0)).where(_L.peer == bindparam("peer"))
_ADD = insert(webchat_lines)
_SINCE = (
    select(_L.seq, _L.at, _L.replaces, _L.body)
    .where(_L.peer == bindparam("peer"), _L.seq > bindparam("after"))
    .order_by(_L.seq)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class _Line:
    outgoing: Outgoing | None = None
    incoming: Incoming | None = None


class WebchatRows:
    """`chat_ports.Webchat` in SQL. Two writers of one chat meet in the key; the later one is run again by the store."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def said(self, peer: Peer, incoming: Incoming, now: datetime) -> int:
        """The person's line; its seq."""
        return self._append(peer, _Line(incoming=incoming), None, now)

    def show(self, peer: Peer, outgoing: Outgoing, replaces: int | None, now: datetime) -> int:
        """The desk's line; its seq."""
        return self._append(peer, _Line(outgoing=outgoing), replaces, now)

    def since(self, peer: Peer, seq: int, limit: int = 500) -> tuple[WebchatLine, ...]:
        """Lines after `seq`, oldest first."""
        rows = self._conn.execute(_SINCE, {"peer": str(peer), "after": seq, "limit": limit}).all()
        lines = ((row, decode(row.body, _Line)) for row in rows)
        return tuple(
            WebchatLine(row.seq, row.at, line.outgoing, line.incoming, row.replaces) for row, line in lines
        )

    def _append(self, peer: Peer, line: _Line, replaces: int | None, now: datetime) -> int:
        seq = int(self._conn.execute(_LAST, {"peer": str(peer)}).scalar_one()) + 1
        row = {"peer": str(peer), "seq": seq, "at": now, "replaces": replaces, "body": encode(line)}
        self._conn.execute(_ADD, row)
        self._tx.wake(Topic.WEBCHAT, peer)
        return seq
