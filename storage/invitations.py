"""Invitation codes: one use, an expiry, and a lock for those who guess (ASVS 6.5, reliability.md S06)."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import bindparam, insert, update

from desk.messages import Peer
from desk.refusals import CodeRefused
from storage.code_tries import count_wrong, refuse_locked
from storage.codec import decode, encode
from storage.tables import invitations
from storage.transaction import Transaction
from usecases.rows import Invitation

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's 32: no I, L, O, U to misread
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


class InvitationRows:
    """`chat_ports.Invitations` in SQL. Only hashes are kept, so a copy of the database invites nobody."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def issue(self, invitation: Invitation) -> str:
        """A fresh code such as `7Q2K-0XBM-...`: five groups of four, 100 bits, safe in a deep link."""
        code = "".join(secrets.choice(LETTERS) for _ in range(_LENGTH))
        row = {"code_hash": _hash(code), "expires_at": invitation.expires, "body": encode(invitation)}
        self._conn.execute(_ISSUE, row)
        return "-".join(code[i : i + 4] for i in range(0, _LENGTH, 4))

    def redeem(self, code: str, peer: Peer, now: datetime, tries_of: Peer | None = None) -> Invitation:
        """Use it up. Case, spaces and dashes do not matter. A locked chat is refused even with a right code."""
        guesser = tries_of or peer
        refuse_locked(self._tx, guesser)
        used = {"hash": _hash(plain(code)), "peer": str(peer), "now": now}
        body = self._conn.execute(_USE, used).scalar()
        if body is None:
            count_wrong(self._tx, guesser)
            raise CodeRefused
        return decode(body, Invitation)


def plain(code: str) -> str:
    """A code as it is kept: what people misread, and how they write it, does not matter."""
    return code.upper().translate(_MISREAD)


def _hash(code: str) -> str:
    """Plain SHA-256 is enough for 100 random bits; a slow hash is for words that people choose."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
