"""Who tries codes that are wrong: counted where it holds although the use case refuses, and locked for a while."""

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, select

from desk.messages import Peer
from desk.refusals import TooManyTries
from storage.codec import decode, encode
from storage.tables import code_tries
from storage.transaction import Transaction
from storage.upsert import insert_or_replace
from storage.wires import Wire

MOST_TRIES = 5
WINDOW = timedelta(minutes=10)
LOCK = timedelta(hours=1)

_TRIES = (
    select(code_tries.c.recent, code_tries.c.locked_until)
    .where(code_tries.c.peer == bindparam("peer"))
    .with_for_update()
)
_COUNT = insert_or_replace(code_tries)


def refuse_locked(tx: Transaction, peer: Peer) -> None:
    """Raise TooManyTries while this chat is locked."""
    row = tx.conn.execute(_TRIES, {"peer": str(peer)}).first()
    if row is not None and row.locked_until is not None and row.locked_until > tx.now:
        raise TooManyTries(str(peer))


def count_wrong(tx: Transaction, peer: Peer, most: int = MOST_TRIES, lock: timedelta = LOCK) -> None:
    """One more wrong try, also when the transaction is rolled back; the `most`th within ten minutes locks."""
    count = partial(_count, peer=peer, now=tx.now, most=most, lock=lock)
    count(tx.conn)
    tx.keep(count)


def _count(conn: Wire, peer: Peer, now: datetime, most: int, lock: timedelta) -> None:
    row = conn.execute(_TRIES, {"peer": str(peer)}).first()
    before = decode(row.recent, tuple[datetime, ...]) if row is not None else ()
    recent = (*(at for at in before if at > now - WINDOW), now)
    locked = now + lock if len(recent) >= most else None
    values = {"peer": str(peer), "recent": encode(() if locked else recent), "locked_until": locked}
    conn.execute(_COUNT.on(conn), values)
