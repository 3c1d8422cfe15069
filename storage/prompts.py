"""Server-side buttons. What a press carries is `<token>:<index>`; what it means is kept here."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from desk.buttons import Option, Press
from desk.ids import PersonId
from desk.messages import Peer
from desk.refusals import NotFound
from storage.codec import decode, encode
from storage.tables import prompts
from storage.transaction import Transaction
from usecases.rows import Prompt

_COLUMNS = (prompts.c.token, prompts.c.peer, prompts.c.person, prompts.c.created_at, prompts.c.body)
_ADD = insert(prompts).inline()
_GET = select(*_COLUMNS).where(prompts.c.token == bindparam("token"))
_LATEST = (
    select(*_COLUMNS, prompts.c.answered_at)
    .where(prompts.c.peer == bindparam("peer"))
    .order_by(prompts.c.id.desc())
    .limit(1)
)
_ANSWERED = (
    update(prompts)
    .where(prompts.c.token == bindparam("of"), prompts.c.answered_at.is_(None))
    .values(answered_at=bindparam("now"))
)

_TOKEN_BYTES = 12  # 96 bits, 16 characters


@dataclass(frozen=True, slots=True)
class _Shown:
    presses: tuple[Press, ...]
    labels: tuple[str, ...]


class PromptRows:
    """`chat_ports.Prompts` in SQL. An old button keeps its meaning for ever; the use case refuses it where it must."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def create(self, peer: Peer, person: PersonId | None, options: Sequence[Option], now: datetime) -> str:
        """The new token: 16 characters of `A-Za-z0-9_-`."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        shown = _Shown(tuple(o.press for o in options), tuple(o.label for o in options))
        row = {"token": token, "peer": str(peer), "person": person, "created_at": now, "body": encode(shown)}
        self._tx.forget_foreseen(_LATEST)
        self._conn.execute(_ADD, row)
        return token

    def get(self, token: str) -> Prompt:
        """Raises NotFound."""
        row = self._conn.execute(_GET, {"token": token}).first()
        if row is None:
            raise NotFound(token)
        return _prompt(row)

    def latest(self, peer: Peer) -> Prompt | None:
        """The newest of the chat; None when that one has had its answer."""
        row = self._tx.ask(_LATEST, {"peer": str(peer)}).first()
        return None if row is None or row.answered_at is not None else _prompt(row)

    def foresee(self, peer: Peer) -> None:
        """The newest will be asked for."""
        self._tx.foresee(_LATEST, {"peer": str(peer)})

    def answered(self, token: str, now: datetime) -> None:
        """The first answer counts; a later one changes nothing."""
        self._tx.forget_foreseen(_LATEST)
        self._conn.execute(_ANSWERED, {"of": token, "now": now})


def _prompt(row: Any) -> Prompt:
    shown = decode(row.body, _Shown)
    return Prompt(row.token, Peer.parse(row.peer), row.person, shown.presses, shown.labels, row.created_at)
