"""A chat got a new id (a group became a supergroup): what is kept under the old peer follows to the new one."""

from collections.abc import Iterator

from sqlalchemy import Delete, Table, Update, bindparam, delete, exists, update

from desk.messages import Peer
from storage.tables import addresses, cards, dialogues, inbox, outbox, prompts
from storage.wires import Wire

_OUTBOX = (
    update(outbox)
    .where(outbox.c.peer == bindparam("old"), outbox.c.settled_at.is_(None))
    .values(peer=bindparam("new"), channel=bindparam("new_channel"))
)
_INBOX = (
    update(inbox)
    .where(inbox.c.peer == bindparam("old"), inbox.c.handled_at.is_(None))
    .values(peer=bindparam("new"))
)
_PROMPTS = update(prompts).where(prompts.c.peer == bindparam("old")).values(peer=bindparam("new"))


def follow(conn: Wire, old: Peer, new: Peer) -> None:
    """Move unsent and unhandled rows, prompts, cards, dialogue and address. Where the new peer has its own, that stays."""
    peers = {"old": str(old), "new": str(new)}
    if old == new:
        return
    conn.execute(_OUTBOX, peers | {"new_channel": new.channel})
    for statement in (_INBOX, _PROMPTS, *_KEYED):
        conn.execute(statement, peers)


def _keyed(table: Table, *rest: str) -> Iterator[Update | Delete]:
    """For a table that has the peer in its key: take over what the new peer lacks, drop what is left."""
    theirs = table.alias("theirs")
    same = [theirs.c[name] == table.c[name] for name in rest]
    has_own = exists().where(theirs.c.peer == bindparam("new"), *same)
    yield update(table).where(table.c.peer == bindparam("old"), ~has_own).values(peer=bindparam("new"))
    yield delete(table).where(table.c.peer == bindparam("old"))


_KEYED = (*_keyed(cards, "card"), *_keyed(dialogues), *_keyed(addresses))
