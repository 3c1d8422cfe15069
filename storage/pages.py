"""Pages and what became of each, and people's quiet hours."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, case, delete, func, not_, or_, select, update

from desk.choice import Chosen
from desk.ids import PersonId, TicketId
from desk.messages import Peer
from desk.paging import TOLD_TOGETHER, Page, PageEnd, Way
from desk.quiet import QuietHours
from storage.codec import decode, encode, storable
from storage.paging_tables import pages, quiet_hours
from storage.transaction import Transaction
from storage.upsert import insert_new, insert_or_replace

_P = pages.c
_NEW = insert_new(pages)
_OF_TICKET = select(pages).where(_P.ticket == bindparam("of")).order_by(_P.at, _P.step, _P.key)
_OF_CALL = _OF_TICKET.where(_P.call == bindparam("ladder"))
_ONE = select(pages).where(_P.key == bindparam("row"))
_TOGETHER = or_(*(_P.fate == end.value for end in sorted(TOLD_TOGETHER)))
_NOT_FAILED = or_(_P.fate.is_(None), _TOGETHER)
_ALONE = or_(_P.fate.is_(None), not_(_TOGETHER))
_SHOWN_OR_WAITS = or_(_P.sent_at.is_not(None), and_(_P.fate.is_(None), _P.over_at.is_(None)))
_CALLED = (
    select(_P.person, func.max(case((and_(_ALONE, _SHOWN_OR_WAITS), 1), else_=0)).label("reached"))
    .where(_P.ticket == bindparam("of"))
    .group_by(_P.person)
)
_GROUNDS = (
    select(_P.person, _P.why)
    .where(_P.ticket == bindparam("of"), _P.why.is_not(None))
    .order_by(_P.at, _P.step, _P.key)
)
_SAME_CARD = and_(
    _P.card == bindparam("shown"), _P.peer == bindparam("where"), _NOT_FAILED, _P.over_at.is_(None)
)
_SENT = (
    update(pages)
    .where(or_(_P.key == bindparam("row"), _SAME_CARD), _P.sent_at.is_(None))
    .values(sent_at=bindparam("now"), delivered_at=bindparam("delivered"))
    .returning(_P.over_at)
)
_FAILED = (
    update(pages)
    .where(_P.key == bindparam("row"), _P.fate.is_(None))
    .values(fate=PageEnd.FAILED.value, reason=bindparam("because"))
)
_SEEN = (
    update(pages)
    .where(_P.person == bindparam("who"), _P.seen_at.is_(None), _P.sent_at <= bindparam("then"))
    .values(seen_at=bindparam("then"))
)
_WITHDRAW = (
    update(pages).where(_P.ticket == bindparam("of"), _P.over_at.is_(None)).values(over_at=bindparam("now"))
)
_WITHDRAW_FROM = _WITHDRAW.where(_P.person == bindparam("whom"))
_SINCE = (
    select(func.count())
    .select_from(pages)
    .where(
        _P.person == bindparam("who"),
        _P.at > bindparam("since"),
        _P.step == 0,
        _P.kind == bindparam("what"),
    )
)
_RANG = (
    select(func.count())
    .select_from(pages)
    .where(_P.person == bindparam("who"), _P.at > bindparam("since"), _P.fate.is_(None))
)
_UNTOLD = and_(
    _P.person == bindparam("who"), _TOGETHER, _P.card.is_(None), _P.sent_at.is_(None), _P.over_at.is_(None)
)
_HELD_BACK = select(pages).where(_UNTOLD).order_by(_P.at, _P.key)
_ANY_HELD_BACK = select(_P.key).where(_UNTOLD).limit(1)
_PUT_ON_CARD = (
    update(pages).where(_P.key.in_(bindparam("keys", expanding=True))).values(card=bindparam("shown"))
)
_ON_CARD = select(pages).where(_P.card == bindparam("shown")).order_by(_P.at, _P.key)
_ALL_QUIET = select(quiet_hours.c.person, quiet_hours.c.body)
_SET_QUIET = insert_or_replace(quiet_hours)
_END_QUIET = delete(quiet_hours).where(quiet_hours.c.person == bindparam("who"))


class PageRows:
    """`paging_ports.Pages` in SQL."""

    def __init__(self, tx: Transaction, zone: ZoneInfo) -> None:
        """Works inside `tx`; quiet hours are wall-clock times of `zone`, and read from the shelf."""
        self._tx = tx
        self._zone = zone
        self._conn = tx.conn

    def note(self, page: Page) -> None:
        """A known key is left alone."""
        self._conn.execute(_NEW.on(self._conn), _row(page))

    def of(self, ticket: TicketId) -> tuple[Page, ...]:
        """Every page of the ticket, oldest first."""
        return tuple(_page(row) for row in self._conn.execute(_OF_TICKET, {"of": ticket}).all())

    def get(self, key: str) -> Page | None:
        """One page; None for a message that is none."""
        row = self._conn.execute(_ONE, {"row": key}).first()
        return None if row is None else _page(row)

    def of_call(self, ticket: TicketId, call: str) -> tuple[Page, ...]:
        """The pages of one ladder, oldest first."""
        rows = self._conn.execute(_OF_CALL, {"of": ticket, "ladder": call}).all()
        return tuple(map(_page, rows))

    def called(self, ticket: TicketId) -> dict[PersonId, bool]:
        """Who was called for the ticket, and whether they were shown a page or will be."""
        rows = self._conn.execute(_CALLED, {"of": ticket}).all()
        return {PersonId(row.person): bool(row.reached) for row in rows}

    def grounds(self, ticket: TicketId) -> dict[PersonId, Chosen]:
        """Why each of them was called, the last time."""
        newest = {row.person: row.why for row in self._conn.execute(_GROUNDS, {"of": ticket}).all()}
        return {PersonId(person): decode(why, Chosen) for person, why in newest.items()}

    def sent(self, key: str, card: str | None, peer: Peer, now: datetime, *, delivered: bool = False) -> bool:
        """Shown; whether it had been withdrawn before. An unsent page of the same live card is shown with it."""
        values = {"row": key, "shown": card, "where": str(peer), "now": now}
        ends = self._conn.execute(_SENT, values | {"delivered": now if delivered else None}).all()
        return any(row.over_at is not None for row in ends)

    def failed(self, key: str, reason: str) -> None:
        """It reached nobody."""
        self._conn.execute(_FAILED, {"row": key, "because": storable(reason)})

    def seen(self, person: PersonId, then: datetime) -> None:
        """The person was at the chat at `then`: what was shown to them until then is answered."""
        self._conn.execute(_SEEN, {"who": person, "then": then})

    def withdraw(self, ticket: TicketId, person: PersonId | None = None) -> None:
        """Every ladder of the ticket (or of one person on it) is over."""
        if person is None:
            self._conn.execute(_WITHDRAW, {"of": ticket, "now": self._tx.now})
        else:
            self._conn.execute(_WITHDRAW_FROM, {"of": ticket, "now": self._tx.now, "whom": person})

    def count_since(self, person: PersonId, kind: str, since: datetime) -> int:
        """How many pages of a kind this person was promised after `since`, repeats not counted."""
        values = {"who": person, "what": kind, "since": since}
        return int(self._conn.execute(_SINCE, values).scalar() or 0)

    def rang_since(self, person: PersonId, since: datetime) -> int:
        """How many pages went out to this person after `since`, each alone."""
        return int(self._conn.execute(_RANG, {"who": person, "since": since}).scalar() or 0)

    def held_back(self, person: PersonId) -> tuple[Page, ...]:
        """What waits to be told in one message."""
        return tuple(_page(row) for row in self._conn.execute(_HELD_BACK, {"who": person}).all())

    def holds_back(self, person: PersonId) -> bool:
        """Whether anything waits so; quicker than to read all of it."""
        return self._conn.execute(_ANY_HELD_BACK, {"who": person}).scalar() is not None

    def put_on_card(self, keys: Collection[str], card: str) -> None:
        """These are told in one message, which is this live card."""
        if keys:
            self._conn.execute(_PUT_ON_CARD, {"keys": sorted(keys), "shown": card})

    def on_card(self, card: str) -> tuple[Page, ...]:
        """What one message told."""
        return tuple(_page(row) for row in self._conn.execute(_ON_CARD, {"shown": card}).all())

    def quiet_now(self) -> frozenset[PersonId]:
        """Who is in their quiet hours."""
        now, zone = self._tx.now, self._zone
        return frozenset(person for person, hours in self._all_quiet().items() if hours.holds(now, zone))

    def quiet_hours(self, person: PersonId) -> QuietHours | None:
        """When the person does not want to be rung."""
        return self._all_quiet().get(person)

    def set_quiet_hours(self, person: PersonId, hours: QuietHours | None) -> None:
        """From now on these, or none."""
        self._tx.change_register()
        if hours is None:
            self._conn.execute(_END_QUIET, {"who": person})
        else:
            self._conn.execute(_SET_QUIET.on(self._conn), {"person": person, "body": encode(hours)})

    def _all_quiet(self) -> dict[PersonId, QuietHours]:
        return self._tx.recall("quiet_hours", self._read_quiet)

    def _read_quiet(self) -> dict[PersonId, QuietHours]:
        rows = self._conn.execute(_ALL_QUIET).all()
        return {PersonId(row.person): decode(row.body, QuietHours) for row in rows}


def _row(page: Page) -> dict[str, object]:
    return {
        "key": page.key,
        "ticket": page.ticket,
        "person": page.person,
        "call": page.call,
        "step": page.step,
        "round": page.round,
        "kind": page.kind,
        "way": page.way.value,
        "peer": str(page.peer) if page.peer else None,
        "card": page.card,
        "at": page.at,
        "sent_at": page.sent,
        "delivered_at": page.delivered,
        "seen_at": page.seen,
        "over_at": page.over,
        "fate": page.end.value if page.end else None,
        "reason": page.reason,
        "why": encode(page.why) if page.why else None,
    }


def _page(row: Any) -> Page:
    return Page(
        key=row.key,
        ticket=TicketId(row.ticket),
        person=PersonId(row.person),
        call=row.call,
        at=row.at,
        kind=row.kind,
        step=row.step,
        way=Way(row.way),
        peer=Peer.parse(row.peer) if row.peer else None,
        card=row.card,
        round=row.round,
        sent=row.sent_at,
        delivered=row.delivered_at,
        seen=row.seen_at,
        over=row.over_at,
        end=PageEnd(row.fate) if row.fate else None,
        reason=row.reason,
        why=decode(row.why, Chosen) if row.why else None,
    )
