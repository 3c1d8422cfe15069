"""Invitation codes: one use, an expiry, and a lock for those who guess (ASVS 6.5, reliability.md S06)."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from desk.messages import Peer
from desk.refusals import CodeRefused, CodeWaits, NotFound
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

_STILL = (_I.used_at.is_(None), _I.expires_at > bindparam("now"))
_LOOK = select(_I.body).where(_I.code_hash == bindparam("hash"), *_STILL)
_ID = 12
"""Hexadecimal characters of the hash: 48 bits, enough to tell a few dozen codes apart."""
_ABOUT = _I.code_hash.like(bindparam("begins"))
_FIND = select(_I.body).where(_ABOUT, *_STILL)
_OPEN = select(_I.code_hash, _I.body).where(*_STILL).order_by(_I.expires_at)
_KEEP = update(invitations).where(_ABOUT).values(body=bindparam("now_reads"))
_WITHDRAW = update(invitations).where(_ABOUT).values(expires_at=bindparam("now"))


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

    def id_of(self, code: str) -> str:
        """The beginning of its hash."""
        return _hash(plain(code))[:_ID]

    def find(self, which: str) -> Invitation:
        """Raises NotFound."""
        body = (
            self._conn.execute(_FIND, _about(which) | {"now": self._tx.now}).scalar()
            if _is_id(which)
            else None
        )
        if body is None:
            raise NotFound(which)
        return decode(body, Invitation)

    def keep(self, which: str, invitation: Invitation) -> None:
        """Nothing when it is not there."""
        self._conn.execute(_KEEP, _about(which) | {"now_reads": encode(invitation)})

    def withdraw(self, which: str) -> None:
        """Expired, now."""
        self._conn.execute(_WITHDRAW, _about(which) | {"now": self._tx.now})

    def waiting(self) -> tuple[tuple[str, Invitation], ...]:
        """The next to expire first."""
        rows = self._conn.execute(_OPEN, {"now": self._tx.now}).all()
        found = ((row.code_hash[:_ID], decode(row.body, Invitation)) for row in rows)
        return tuple((which, one) for which, one in found if not one.is_good)

    def redeem(self, code: str, peer: Peer, now: datetime, tries_of: Peer | None = None) -> Invitation:
        """Use it up. Case, spaces and dashes do not matter. A locked chat is refused even with a right code."""
        guesser = tries_of or peer
        refuse_locked(self._tx, guesser)
        held = self._conn.execute(_LOOK, {"hash": _hash(plain(code)), "now": now}).scalar()
        if held is not None and not decode(held, Invitation).is_good:
            raise CodeWaits
        used = {"hash": _hash(plain(code)), "peer": str(peer), "now": now}
        body = self._conn.execute(_USE, used).scalar()
        if body is None:
            count_wrong(self._tx, guesser)
            raise CodeRefused
        return decode(body, Invitation)


def _is_id(text: str) -> bool:
    return len(text) == _ID and all(char in "0123456789abcdef" for char in text)


def _about(which: str) -> dict[str, object]:
    return {"begins": f"{which}%"}


def plain(code: str) -> str:
    """A code as it is kept: what people misread, and how they write it, does not matter."""
    return code.upper().translate(_MISREAD)


def _hash(code: str) -> str:
    """Plain SHA-256 is enough for 100 random bits; a slow hash is for words that people choose."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()
