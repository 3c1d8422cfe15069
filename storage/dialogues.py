"""Where each conversation stands, as JSON. `bot.dialogue` owns what it means."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select

from desk.messages import Peer
from storage.codec import decode_builtins, encode
from storage.plans import padded
from storage.tables import dialogues
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_LOAD = select(dialogues.c.body).where(dialogues.c.peer == bindparam("peer"))
_LOAD_EACH = select(dialogues.c.peer, dialogues.c.body).where(
    dialogues.c.peer.in_(bindparam("peers", expanding=True))
)
_SAVE = insert_or_replace(dialogues)


class DialogueRows:
    """`chat_ports.Dialogues` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def load(self, peer: Peer) -> Mapping[str, object] | None:
        """None for a new conversation. Tuples come back as lists, instants as ISO text: builtins only."""
        body = self._tx.ask(_LOAD, {"peer": str(peer)}).scalar()
        return None if body is None else decode_builtins(body)

    def foresee(self, peer: Peer) -> None:
        """It will be loaded."""
        self._tx.foresee(_LOAD, {"peer": str(peer)})

    def load_each(self, peers: Collection[Peer]) -> Mapping[Peer, Mapping[str, object]]:
        """`load` for several conversations at once; new ones are missing."""
        if not peers:
            return {}
        rows = self._conn.execute(_LOAD_EACH, {"peers": padded([str(peer) for peer in peers])}).all()
        return {Peer.parse(row.peer): decode_builtins(row.body) for row in rows}

    def save(self, peer: Peer, state: Mapping[str, object]) -> None:
        """Insert or replace."""
        self._tx.forget_foreseen(_LOAD)
        self._conn.execute(_SAVE.on(self._conn), {"peer": str(peer), "body": encode(state)})
