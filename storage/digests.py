"""Who wants the daily digest, and at which hour."""

from sqlalchemy import bindparam, delete, select

from desk.ids import PersonId
from storage.codec import decode, encode
from storage.tables import digests as table
from storage.transaction import Transaction
from storage.upsert import insert_or_replace
from usecases.rows import DigestWish

_OF = select(table.c.body).where(table.c.person == bindparam("whom"))
_DROP = delete(table).where(table.c.person == bindparam("whom"))
_KEEP = insert_or_replace(table)


class DigestRows:
    """`surroundings.Digests` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def of(self, person: PersonId) -> DigestWish | None:
        """None for who wants none."""
        body = self._conn.execute(_OF, {"whom": person}).scalar()
        return None if body is None else decode(body, DigestWish)

    def keep(self, person: PersonId, wish: DigestWish | None) -> None:
        """From now on this, or none."""
        if wish is None:
            self._conn.execute(_DROP, {"whom": person})
        else:
            self._conn.execute(_KEEP.on(self._conn), {"person": person, "body": encode(wish)})
