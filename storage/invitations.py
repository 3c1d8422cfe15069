"""Invitation codes: one use, an expiry, and a lock for those who guess (ASVS 6.5, reliability.md S06)."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import bindparam, insert, select, update

from desk.messages import Peer
from desk.refusals import CodeRefused, TooManyTries
from storage.codec import decode, encode
from storage.tables import code_tries, invitations
from storage.transaction import Transaction
from storage.upsert import insert_or_replace
from storage.wires import Wire
from usecases.rows import Invitation

MOST_TRIES = 5
WINDOW = timedelta(minutes=10)
LOCK = timedelta(hours=1)

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: no I, L, O, U to misread
_LENGTH = 20  # 100 bits
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})

_I = invitations.c
_ISSUE = insert(invitations)
_USE = (
    update(invitations)
    .where(_I.code_hash == bindparam("hash"), _I.used_at.is_(None), _I.expires_at > bindparam("now"))
    .values(used_at=bindparam("now"), used_by=bindparam("peer"))
    .returning(_I.body)
)
_TRIES = (
    select(code_tries.c.recent, code_tries.c.locked_until)
    .where(code_tries.c.peer == bindparam("peer"))
    .with_for_update()
)
_COUNT = insert_or_replace(code_tries)


class InvitationRows:
    """`chat_ports.Invitations` in SQL. Only hashes are kept, so a copy of the database invites nobody."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def issue(self, invitation: Invitation) -> str:
        """A fresh code such as `7Q2K-0XBM-...`: five groups of four, 100 bits, safe in a deep link."""
        code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        row = {"code_hash": _hash(code), "expires_at": invitation.expires, "body": encode(invitation)}
        self._conn.execute(_ISSUE, row)
        return "-".join(code[i : i + 4] for i in range(0, _LENGTH, 4))

    def redeem(self, code: str, peer: Peer, now: datetime) -> Invitation:
        """Use it up. Case, spaces and dashes do not matter. A locked chat is refused even with a right code."""
        row = self._conn.execute(_TRIES, {"peer": str(peer)}).first()
        if row is not None and row.locked_until is not None and row.locked_until > now:
            raise TooManyTries(str(peer))
        used = {"hash": _hash(_plain(code)), "peer": str(peer), "now": now}
        body = self._conn.execute(_USE, used).scalar()
        if body is None:
            count = partial(_count_wrong, peer=peer, now=now)
            count(self._conn)
            self._tx.keep(count)
            raise CodeRefused
        return decode(body, Invitation)


def _count_wrong(conn: Wire, peer: Peer, now: datetime) -> None:
    row = conn.execute(_TRIES, {"peer": str(peer)}).first()
    before = decode(row.recent, tuple[datetime, ...]) if row is not None else ()
    recent = (*(at for at in before if at > now - WINDOW), now)
    locked = now + LOCK if len(recent) >= MOST_TRIES else None
    values = {"peer": str(peer), "recent": encode(() if locked else recent), "locked_until": locked}
    conn.execute(_COUNT.on(conn), values)


def _plain(code: str) -> str:
    return code.upper().translate(_MISREAD)


def _hash(code: str) -> str:
    """Plain SHA-256 is enough for 100 random bits; a slow hash is for words that people choose."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
