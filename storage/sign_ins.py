"""Links and codes that were asked for in a chat: one use, ten minutes, hashes only (S06)."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlalchemy.sql.elements import ColumnElement

from desk.access import CODE_LENGTH
from desk.ids import PersonId
from desk.messages import Peer
from desk.people import Person, Role
from desk.personal import ERASED
from desk.refusals import CodeRefused
from storage.access_tables import sign_ins
from storage.code_tries import count_wrong, refuse_locked
from storage.codec import decode
from storage.invitations import LETTERS, plain
from storage.tables import people
from storage.transaction import Transaction
from usecases.access_ports import Admitted, Asked

MOST_OF_ALL = 100
"""Wrong codes of all browsers together in ten minutes: a browser that throws its cookie away is a new one each time, and forty
bits are not many. With twenty codes waiting, a hundred tries find one in five hundred million times.
"""
_PAUSE = timedelta(minutes=10)
_EVERYBODY = Peer("web", "*")

_S = sign_ins.c
_ISSUE = insert(sign_ins)
_END_EARLIER = delete(sign_ins).where(_S.person == bindparam("whose"), _S.used_at.is_(None))


def _use(which: ColumnElement[bool]) -> ReturningUpdate[tuple[str, str]]:
    return (
        update(sign_ins)
        .where(which, _S.used_at.is_(None), _S.expires_at > bindparam("now"))
        .values(used_at=bindparam("now"))
        .returning(_S.person, _S.peer)
    )


_STAFF = select(people.c.body).where(people.c.role != Role.TEACHER.value)
_BY_TOKEN = _use(_S.link_hash == bindparam("hash"))
_BY_CODE = _use(_S.code_hash == bindparam("hash"))


class SignInRows:
    """`access_ports.SignIns` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def issue(self, person: PersonId, peer: Peer, until: datetime) -> Asked:
        """`token` is 22 characters of a URL, `code` two groups of four."""
        self._conn.execute(_END_EARLIER, {"whose": person})
        token = secrets.token_urlsafe(16)
        code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
        row = {"link_hash": _of_token(token), "code_hash": _of_code(code), "used_at": None}
        self._conn.execute(_ISSUE, row | {"person": person, "peer": str(peer), "expires_at": until})
        return Asked(token, f"{code[:4]}-{code[4:]}", until)

    def by_token(self, token: str) -> Admitted:
        """Not counted: nobody guesses 128 bits."""
        return self._used(_BY_TOKEN, _of_token(token))

    def by_code(self, code: str, seat: Peer) -> Admitted:
        """Case, spaces and dashes do not matter."""
        for who in (seat, _EVERYBODY):
            refuse_locked(self._tx, who)
        try:
            return self._used(_BY_CODE, _of_code(plain(code)))
        except CodeRefused:
            count_wrong(self._tx, seat)
            count_wrong(self._tx, _EVERYBODY, MOST_OF_ALL, _PAUSE)
            raise

    def known_as(self, account: str) -> tuple[Person, ...]:
        """Reads all staff: some hundred rows, once for a sign-in."""
        staff = (decode(body, Person) for body in self._conn.execute(_STAFF).scalars())
        return tuple(one for one in staff if (one.account or one.id) == account and one.name != ERASED)

    def _used(self, statement: ReturningUpdate[tuple[str, str]], hashed: str) -> Admitted:
        row = self._conn.execute(statement, {"hash": hashed, "now": self._tx.now}).first()
        if row is None:
            raise CodeRefused
        return Admitted(PersonId(row.person), Peer.parse(row.peer))


def _of_token(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _of_code(code: str) -> str:
    """Slow (about 10 ms), because forty bits are searched in seconds otherwise by who has a copy of the table."""
    return hashlib.scrypt(code.encode("utf-8", "replace"), salt=b"chalkline-sign-in", n=2**12, r=8, p=1).hex()
