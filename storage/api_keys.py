"""Keys of other programs: only their hashes are kept, so a copy of the database opens nothing."""

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from desk.api_keys import ApiKey, KeyEvent
from desk.refusals import NotFound
from storage.api_tables import api_key_events, api_keys
from storage.codec import decode, encode
from storage.transaction import Transaction

_K, _E = api_keys.c, api_key_events.c
_ADD = insert(api_keys)
_BY_HASH = select(_K.body, _K.used_at).where(_K.key_hash == bindparam("hash"))
_ALL = select(_K.body, _K.used_at).order_by(_K.made_at, _K.id)
_SAVE = update(api_keys).where(_K.id == bindparam("which")).values(body=bindparam("now_reads"))
_USED = update(api_keys).where(_K.id == bindparam("which")).values(used_at=bindparam("at"))
_NOTE = insert(api_key_events)
_LOG = select(_E.body).where(_E.key == bindparam("which")).order_by(_E.id.desc()).limit(bindparam("most"))


class ApiKeyRows:
    """`api_ports.ApiKeys` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def add(self, key: ApiKey, secret: str) -> None:
        """A new row; plain SHA-256 is enough for 128 random bits."""
        row = {"id": key.id, "key_hash": _hash(secret), "name": key.name, "made_at": key.made_at}
        self._conn.execute(_ADD, row | {"used_at": key.used_at, "body": encode(key)})

    def opened_by(self, secret: str) -> ApiKey:
        """Raises NotFound."""
        row = self._conn.execute(_BY_HASH, {"hash": _hash(secret)}).first()
        if row is None:
            raise NotFound("api key")
        return replace(decode(row.body, ApiKey), used_at=row.used_at)

    def all(self) -> tuple[ApiKey, ...]:
        """Oldest first."""
        rows = self._conn.execute(_ALL).all()
        return tuple(replace(decode(row.body, ApiKey), used_at=row.used_at) for row in rows)

    def save(self, key: ApiKey) -> None:
        """Replace what is kept of it; the last use stays."""
        self._conn.execute(_SAVE, {"which": key.id, "now_reads": encode(key)})

    def used(self, key: str, at: datetime) -> None:
        """Its last use."""
        self._conn.execute(_USED, {"which": key, "at": at})

    def note(self, event: KeyEvent) -> None:
        """Add a line."""
        row = {"key": event.key, "act": event.act.value, "at": event.at, "body": encode(event)}
        self._conn.execute(_NOTE, row)

    def log(self, key: str, most: int) -> tuple[KeyEvent, ...]:
        """Newest first."""
        bodies = self._conn.execute(_LOG, {"which": key, "most": most}).scalars()
        return tuple(decode(body, KeyEvent) for body in bodies)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
