"""Posts in SQL. A row is taken by one statement, so that of two processes that reach for it one gets it."""

from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from storage.transaction import LeaseLost, Transaction
from storage.upsert import insert_new
from storage.watch_tables import posts

_P = posts.c
_NEW = insert_new(posts)
_RENEW = (
    update(posts)
    .where(_P.name == bindparam("post"), _P.holder == bindparam("who"), _P.held_until > bindparam("now"))
    .values(held_until=bindparam("until"))
    .returning(_P.fence)
)
_TAKE = (
    update(posts)
    .where(
        _P.name == bindparam("post"), or_(_P.held_until <= bindparam("now"), _P.holder == bindparam("who"))
    )
    .values(holder=bindparam("who"), fence=_P.fence + 1, held_until=bindparam("until"))
    .returning(_P.fence)
)
_LEAVE = (
    update(posts)
    .where(_P.name == bindparam("post"), _P.holder == bindparam("who"))
    .values(held_until=bindparam("now"))
)
_FENCE = select(_P.fence).where(_P.name == bindparam("post")).with_for_update(read=True)


class PostRows:
    """`watch_ports.Posts` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def hold(self, post: str, who: str, now: datetime, until: datetime) -> int | None:
        """The fence, when the post is this process's until then; None while another holds it."""
        values = {"post": post, "who": who, "now": now, "until": until}
        held = self._conn.execute(_RENEW, values).first()
        if held is None:
            row = {"name": post, "holder": who, "fence": 0, "held_until": now}
            self._conn.execute(_NEW.on(self._conn), row)
            held = self._conn.execute(_TAKE, values).first()
        return None if held is None else int(held.fence)

    def leave(self, post: str, who: str, now: datetime) -> None:
        """Somebody else may take it at once."""
        self._conn.execute(_LEAVE, {"post": post, "who": who, "now": now})

    def demand(self, post: str, fence: int) -> None:
        """Raises LeaseLost when the post has been taken by another since."""
        row = self._conn.execute(_FENCE, {"post": post}).first()
        if row is None or row.fence != fence:
            raise LeaseLost(post)
