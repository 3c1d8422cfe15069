"""Webhooks out: who is told, their logs; what was sent stands in the outbox. Their secrets are kept nowhere (`desk.hooks.secret_of`)."""

from sqlalchemy import bindparam, insert, select, update

from desk.hooks import LANES, Hook, HookNote
from storage.api_tables import hook_notes, hooks
from storage.codec import decode, encode
from storage.plans import padded
from storage.tables import outbox
from storage.transaction import Transaction
from storage.upsert import insert_or_replace
from usecases.hook_ports import Posted

_H, _N, _O = hooks.c, hook_notes.c, outbox.c
_ALL = select(_H.body).order_by(_H.made_at, _H.id)
_SAVE = insert_or_replace(hooks)
_FAILED = (
    update(hooks).where(_H.id == bindparam("which")).values(failures=_H.failures + 1).returning(_H.failures)
)
_WELL = update(hooks).where(_H.id == bindparam("which"), _H.failures > 0).values(failures=0)
_NOTE = insert(hook_notes)
_LOG = select(_N.body).where(_N.hook == bindparam("which")).order_by(_N.id.desc()).limit(bindparam("most"))
_POSTS = (
    select(_O.key, _O.body, _O.created_at, _O.settled_at, _O.fate, _O.attempts, _O.reason)
    .where(_O.peer.in_(bindparam("peers", expanding=True)))
    .order_by(_O.id.desc())
    .limit(bindparam("most"))
)


class HookRows:
    """`hook_ports.Hooks` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def good(self) -> tuple[Hook, ...]:
        """Kept with the register: a turn in a desk without hooks asks the database nothing for them."""
        return self._tx.recall("hooks", lambda: tuple(hook for hook in self.all() if hook.is_good))

    def all(self) -> tuple[Hook, ...]:
        """Oldest first."""
        return tuple(decode(body, Hook) for body in self._conn.execute(_ALL).scalars())

    def save(self, hook: Hook) -> None:
        """Every process hears of it with its next transaction."""
        self._tx.change_register()
        row = {"id": hook.id, "made_at": hook.made_at, "failures": 0, "body": encode(hook)}
        self._conn.execute(_SAVE.on(self._conn), row)

    def failed(self, hook: str) -> int:
        """Counted in the row itself: two that fail at once are two."""
        return int(self._conn.execute(_FAILED, {"which": hook}).scalar() or 0)

    def went_well(self, hook: str) -> None:
        """Writes only after a failure."""
        self._conn.execute(_WELL, {"which": hook})

    def note(self, line: HookNote) -> None:
        """Add a line."""
        row = {"hook": line.hook, "act": line.act.value, "at": line.at, "body": encode(line)}
        self._conn.execute(_NOTE, row)

    def log(self, hook: str, most: int) -> tuple[HookNote, ...]:
        """Newest first."""
        bodies = self._conn.execute(_LOG, {"which": hook, "most": most}).scalars()
        return tuple(decode(body, HookNote) for body in bodies)

    def posts(self, hook: Hook, most: int) -> tuple[Posted, ...]:
        """Newest first."""
        peers = padded([str(hook.peer(lane)) for lane in range(LANES)])
        rows = self._conn.execute(_POSTS, {"peers": peers, "most": most}).all()
        return tuple(
            Posted(
                row.key, row.body, row.created_at, row.settled_at, row.fate or "", row.attempts, row.reason
            )
            for row in rows
        )
