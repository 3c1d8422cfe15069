"""Promised messages. Rules of the road, all of them in the statements below:

- a peer has at most one row in flight, whoever leased it;
- within a peer rows go in the order of their promise, except that pages overtake the rest (`lane` 0 before 1);
- a row waiting for its next try holds back what stands behind it in its own lane and, for a page, the other lane too;
- a live card that looks the same in its newer state is left as it is, unless the new state is a page, which must ring;
- among peers the graver urgency goes first, then the older promise; what stands before an answer in its chat has the answer's
  urgency from then on, or a teacher who waits would wait behind a note that everybody's answers overtake;
- a lease that ran out means that the worker died while sending: the row comes back, marked ambiguous.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, insert, or_, select, tuple_, union_all, update

from desk.hooks import HOOK
from desk.ids import PersonId, TicketId
from desk.messages import MsgRef, Outgoing, Peer, Urgency
from storage.codec import decode, encode, storable
from storage.outbox_moves import follow
from storage.tables import cards, outbox
from storage.transaction import Queue, Transaction
from storage.upsert import insert_new, insert_or_replace
from usecases.rows import OutboxRow, Topic

_R = outbox.c
_WAITING = _R.settled_at.is_(None)
_earlier = outbox.alias("earlier")
_flying = outbox.alias("flying")
_URGENCIES = list(Urgency)

_ADD = insert_new(outbox)
_KNOWN = select(_R.id).where(_R.key == bindparam("key"))
_NEWEST_OF_CARD = (
    select(_R.id, _R.key, _R.urgency, _R.body, _R.fate, _R.leased_until)
    .where(
        _R.card == bindparam("card"),
        _R.peer == bindparam("peer"),
        or_(_R.fate.is_(None), _R.fate != "replaced"),
    )
    .order_by(_R.id.desc())
    .limit(1)
    .with_for_update()
)
_REPLACE = update(outbox).where(_R.id == bindparam("row"))
_TOMBSTONE = insert(outbox)

_STANDS_BEFORE = exists().where(
    _earlier.c.peer == _R.peer,
    _earlier.c.settled_at.is_(None),
    tuple_(_earlier.c.lane, _earlier.c.id) < tuple_(_R.lane, _R.id),
)
_PEER_IS_BUSY = exists().where(_flying.c.peer == _R.peer, _flying.c.leased_until > bindparam("now"))
_COLUMNS = (
    _R.id, _R.key, _R.peer, _R.urgency, _R.person, _R.ticket, _R.attempts, _R.created_at, _R.ambiguous,
    _R.leased_until, _R.body, cards.c.message,
)  # fmt: skip
_READY = (
    select(*_COLUMNS)
    .outerjoin(cards, and_(cards.c.card == _R.card, cards.c.peer == _R.peer))
    .where(
        _WAITING,
        _R.channel.in_(bindparam("channels", expanding=True)),
        _R.ready_at <= bindparam("now"),
        ~_STANDS_BEFORE,
        ~_PEER_IS_BUSY,
    )
    .order_by(_R.urgency, _R.id)
    .limit(bindparam("limit"))
    .with_for_update(of=outbox, skip_locked=True)
)
_LEASE = (
    update(outbox)
    .where(_R.id == bindparam("row"))
    .values(
        ready_at=bindparam("until"),
        leased_until=bindparam("until"),
        attempts=_R.attempts + 1,
        holder=bindparam("process"),
        ambiguous=or_(_R.ambiguous, _R.leased_until.is_not(None)),
    )
)
_IN_FLIGHT = select(_R.ready_at).where(
    _R.leased_until > bindparam("now"), _R.channel.in_(bindparam("channels", expanding=True))
)
_FREE_HEADS = select(_R.ready_at).where(
    _WAITING, _R.channel.in_(bindparam("channels", expanding=True)), ~_STANDS_BEFORE, ~_PEER_IS_BUSY
)
_either = union_all(_IN_FLIGHT, _FREE_HEADS).subquery()
_NEXT = select(func.min(_either.c.ready_at))

_SENT = (
    update(outbox)
    .where(_R.id == bindparam("row"), or_(_WAITING, _R.fate == "cancelled"))
    .values(settled_at=bindparam("now"), fate="sent", leased_until=None)
)
_HURRY = (
    update(outbox)
    .where(
        _WAITING,
        _R.peer == bindparam("to"),
        _R.urgency > bindparam("rank"),
        or_(_R.leased_until.is_(None), _R.leased_until <= bindparam("now")),  # on the wire nothing is hurried
    )
    .values(urgency=bindparam("rank"))
)
_OURS = and_(_R.id == bindparam("row"), _R.attempts == bindparam("lease"))
_AGAIN = (
    update(outbox)
    .where(_OURS, _WAITING)
    .values(
        ready_at=bindparam("at"),
        leased_until=None,
        reason=bindparam("why"),
        ambiguous=or_(_R.ambiguous, bindparam("unsure")),
    )
)
_FAILED = (
    update(outbox)
    .where(_OURS, _WAITING)
    .values(settled_at=bindparam("now"), fate="failed", reason=bindparam("why"), leased_until=None)
)
_LAND = update(outbox).where(_OURS, _R.fate == "cancelled").values(leased_until=None)
_IS_PAGE = _R.urgency + 0 == Urgency.PAGE.rank
"""With the sum no index serves it: SQLite would go through every page that waits instead of through the ticket's rows."""
_CANCEL = (
    update(outbox)
    .where(_WAITING, _R.ticket == bindparam("of"), _IS_PAGE)
    .values(settled_at=bindparam("now"), fate="cancelled")
)
_CANCEL_TO = _CANCEL.where(_R.person == bindparam("to"))
_REMEMBER_CARD = insert_or_replace(cards)


class OutboxRows:
    """`ports.Outbox` in SQL. `attempts` counts the leases before this one; it also proves that a lease is ours."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn
        self._carded: set[tuple[str, Peer]] = set()

    def add(
        self,
        key: str,
        peer: Peer,
        outgoing: Outgoing,
        urgency: Urgency,
        person: PersonId | None = None,
        ticket: TicketId | None = None,
    ) -> None:
        """Promise a message, or give the unsent row of the same live card its newer state. A known key is a no-op."""
        newest = self._newest(outgoing.card, peer, ticket) if outgoing.card else None
        if newest is not None and urgency is not Urgency.PAGE and _shows(newest, outgoing):
            return
        row = self._row(key, peer, outgoing, urgency) | {"person": person, "ticket": ticket}
        if newest is None or not self._replaced(newest, row):
            self._conn.execute(_ADD.on(self._conn), row)
        if urgency is Urgency.REPLY:
            self._conn.execute(_HURRY, {"to": str(peer), "rank": urgency.rank, "now": self._tx.now})
        self._tx.wake(_topic(peer))

    def foresee(self, cards: Sequence[tuple[str, Peer]], ticket: TicketId) -> None:
        """Their next states will be added."""
        if ticket in self._tx.opened:
            return
        for card, peer in cards:
            if (card, peer) not in self._carded:
                self._tx.foresee(_NEWEST_OF_CARD, {"card": card, "peer": str(peer)})
        self._conn.hurry()

    def lease(
        self, now: datetime, until: datetime, channels: tuple[str, ...], limit: int
    ) -> tuple[OutboxRow, ...]:
        """The first sendable row of each peer, graver urgency first."""
        self._tx.lease_alone(Queue.OUTBOX)
        rows = self._conn.execute(_READY, {"now": now, "channels": channels, "limit": limit}).all()
        if rows:
            self._conn.execute(
                _LEASE, [{"row": row.id, "until": until, "process": self._tx.process} for row in rows]
            )
        return tuple(_leased(row) for row in rows)

    def sent(self, row: OutboxRow, ref: MsgRef, now: datetime) -> None:
        """Delivered, even when the row was withdrawn or leased by another meanwhile: what was shown was shown."""
        self._conn.execute(_SENT, {"row": row.id, "now": now})
        if row.outgoing.card is not None and ref != row.card_ref:
            card = {"card": row.outgoing.card, "peer": str(ref.peer), "message": ref.id}
            self._conn.execute(_REMEMBER_CARD.on(self._conn), card)
        self._tx.wake(_topic(row.peer))

    def again(self, row: OutboxRow, at: datetime, reason: str, *, ambiguous: bool = False) -> None:
        """Not before `at`. Does nothing when the row is in other hands, was sent or was withdrawn."""
        values = {
            "row": row.id,
            "lease": row.attempts + 1,
            "at": at,
            "why": storable(reason),
            "unsure": ambiguous,
        }
        self._conn.execute(_AGAIN, values)
        self._land(row)

    def failed(self, row: OutboxRow, reason: str, now: datetime) -> None:
        """Given up. Does nothing when the row is in other hands, was sent or was withdrawn."""
        values = {"row": row.id, "lease": row.attempts + 1, "now": now, "why": storable(reason)}
        self._conn.execute(_FAILED, values)
        self._land(row)

    def moved(self, old: Peer, new: Peer) -> None:
        """What waits and what is remembered for `old` belongs to `new`; where `new` has its own, that stays."""
        self._tx.change_register()  # an address may move along
        follow(self._conn, old, new)
        self._tx.wake(Topic.OUTBOX)

    def cancel_pages(self, ticket: TicketId, to: PersonId | None = None) -> None:
        """Withdraw unsent pages, those in flight included: they may still be shown, but are not tried again."""
        self._tx.forget_foreseen(_NEWEST_OF_CARD)
        values = {"of": ticket, "now": self._tx.now}
        if to is None:
            self._conn.execute(_CANCEL, values)
        else:
            self._conn.execute(_CANCEL_TO, values | {"to": to})
        self._tx.wake(Topic.OUTBOX)

    def next_due(self, channels: tuple[str, ...]) -> datetime | None:
        """When a peer's first row may go; for a peer with a row in flight, when that lease ends."""
        due: datetime | None = self._conn.execute(_NEXT, {"channels": channels, "now": self._tx.now}).scalar()
        return due

    def _row(self, key: str, peer: Peer, outgoing: Outgoing, urgency: Urgency) -> dict[str, object]:
        return {
            "key": key,
            "peer": str(peer),
            "channel": peer.channel,
            "urgency": urgency.rank,
            "lane": _lane(urgency.rank),
            "card": outgoing.card,
            "created_at": self._tx.now,
            "ready_at": self._tx.now,
            "attempts": 0,
            "ambiguous": False,
            "reason": "",
            "body": encode(outgoing),
        }

    def _newest(self, card: str, peer: Peer, ticket: TicketId | None) -> Any:
        """The card's newest row. A ticket opened in this transaction has no card of an earlier one."""
        is_first = ticket in self._tx.opened and (card, peer) not in self._carded
        self._carded.add((card, peer))
        if is_first:
            return None
        return self._tx.ask(_NEWEST_OF_CARD, {"card": card, "peer": str(peer)}).first()

    def _replaced(self, newest: Any, row: dict[str, object]) -> bool:
        """Whether the key is known, or the card's unsent row took the new state over. Its own key stays known."""
        in_flight = newest.leased_until is not None and newest.leased_until > self._tx.now
        if newest.fate is not None or in_flight:
            return False
        if self._conn.execute(_KNOWN, {"key": row["key"]}).first() is not None:
            return True
        urgency = min(newest.urgency, row["urgency"])
        newer = {name: row[name] for name in ("key", "body", "person", "ticket")}
        newer |= {"urgency": urgency, "lane": _lane(urgency)}
        self._conn.execute(_REPLACE, {"row": newest.id, **newer})
        self._conn.execute(
            _TOMBSTONE,
            row | {"key": newest.key, "body": "null", "settled_at": self._tx.now, "fate": "replaced"},
        )
        return True

    def _land(self, row: OutboxRow) -> None:
        """A row withdrawn in flight frees its peer when its outcome is known."""
        self._conn.execute(_LAND, {"row": row.id, "lease": row.attempts + 1})
        self._tx.wake(_topic(row.peer))


def _topic(peer: Peer) -> Topic:
    """Whom a row for this peer wakes: other programs have a drain of their own, so that a slow one holds up nobody's page."""
    return Topic.HOOKS if peer.channel == HOOK else Topic.OUTBOX


def _shows(newest: Any, outgoing: Outgoing) -> bool:
    """Whether the card's newest state, shown or about to be, looks like this."""
    return newest.fate in (None, "sent") and _look(decode(newest.body, Outgoing)) == _look(outgoing)


def _look(card: Outgoing) -> tuple[object, ...]:
    """What the person sees of it. A fresh token under the same label does what the old one does."""
    return card.text, tuple(choice.label for choice in card.choices), card.media, card.picture


def _lane(rank: int) -> int:
    return 0 if rank == Urgency.PAGE.rank else 1


def _leased(row: Any) -> OutboxRow:
    """A page is never an edit: it must ring. It goes out as a new message, which then is the card."""
    peer = Peer.parse(row.peer)
    urgency = _URGENCIES[row.urgency]
    edits = row.message is not None and urgency is not Urgency.PAGE
    return OutboxRow(
        id=row.id,
        key=row.key,
        peer=peer,
        outgoing=decode(row.body, Outgoing),
        urgency=urgency,
        person=row.person,
        ticket=row.ticket,
        attempts=row.attempts,
        created=row.created_at,
        card_ref=MsgRef(peer, row.message) if edits else None,
        ambiguous=row.ambiguous or row.leased_until is not None,
    )
