"""Evidence: the bytes beside their name and type, in the same transaction as the message that brought them."""

import secrets
from datetime import datetime

from sqlalchemy import bindparam, insert, select

from desk.ids import MediaId
from desk.messages import Media, MediaKind
from desk.refusals import NotFound
from storage.codec import decode, encode
from storage.tables import media as table
from storage.transaction import Transaction

_PUT = insert(table)
_GET = select(table.c.body).where(table.c.id == bindparam("media"))
_CONTENT = select(table.c.content).where(table.c.id == bindparam("media"))


class MediaRows:
    """`chat_ports.MediaStore` in SQL. Whether the bytes are what they claim is checked by whoever takes them in."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def put(self, content: bytes, kind: MediaKind, name: str, mime: str, now: datetime) -> Media:
        """The id is 22 unguessable characters; the size is counted here."""
        media = Media(MediaId(secrets.token_urlsafe(16)), kind, name, mime, len(content))
        row = {"id": media.id, "created_at": now, "body": encode(media), "content": content}
        self._conn.execute(_PUT, row)
        return media

    def get(self, media: MediaId) -> Media:
        """Raises NotFound."""
        body = self._conn.execute(_GET, {"media": media}).scalar()
        if body is None:
            raise NotFound(media)
        return decode(body, Media)

    def content(self, media: MediaId) -> bytes:
        """Raises NotFound."""
        content = self._conn.execute(_CONTENT, {"media": media}).scalar()
        if content is None:
            raise NotFound(media)
        return bytes(content)
