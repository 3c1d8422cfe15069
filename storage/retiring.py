"""Takes away what has been kept long enough: one method for each rule of `desk.retention`, each a bounded piece of work.

What grew for years is worked off in pieces, so that the night's work never holds a report up for long. Pictures and words go by the
day their ticket last moved once it was closed; how far they are done stands in `counters`.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, exists, func, or_, select, update

from desk.ids import TicketId
from desk.people import Person, Role
from desk.retention import KEPT, Keep
from storage.access_tables import access_events, sessions, sign_ins
from storage.codec import decode, encode
from storage.erasing import Erasing
from storage.paging_tables import pages
from storage.redacting import Redaction
from storage.tables import (
    cards,
    code_tries,
    counters,
    events,
    inbox,
    invitations,
    media,
    outbox,
    people,
    prompts,
    service_reports,
    tickets,
    timers,
    webchat_lines,
)
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

PIECE = 200
"""Rows or tickets in one transaction."""
_COPIES = timedelta(days=7)
"""Copies of somebody's data were fetched by then."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_last = func.max(events.c.at)
_CLOSED = (
    select(events.c.ticket, _last.label("last"))
    .select_from(events.join(tickets, tickets.c.id == events.c.ticket))
    .where(tickets.c.is_open.is_(False))
    .group_by(events.c.ticket)
    .having(and_(_last > bindparam("since"), _last <= bindparam("until")))
    .order_by(_last, events.c.ticket)
    .limit(PIECE)
)
_PROGRESS = insert_or_replace(counters)


class Retiring:
    """`privacy_ports.Retiring` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def retire(self, keep: Keep) -> int:
        """One piece of what this rule takes away; how much it was. Less than a piece: there is no more."""
        rules = {
            Keep.CHATS: self._chats,
            Keep.PICTURES: self._pictures,
            Keep.WORDS: self._words,
            Keep.PHONES: self._phones,
            Keep.CODES: self._codes,
            Keep.ACCESS: self._access,
            Keep.ALARMS: self._alarms,
        }
        days = KEPT[keep].days
        return 0 if days is None else rules[keep](self._tx.now - timedelta(days=days))

    def _chats(self, before: datetime) -> int:
        newest = webchat_lines.alias("newest")
        has_newer = exists().where(
            newest.c.peer == webchat_lines.c.peer, newest.c.seq > webchat_lines.c.seq
        )  # the last one stays: by its number the browser goes on
        found = (
            self._some(inbox, inbox.c.handled_at < before),
            self._some(outbox, outbox.c.settled_at < before),
            self._some(webchat_lines, and_(webchat_lines.c.at < before, has_newer)),
            self._some(prompts, prompts.c.created_at < before),
        )
        unshown = ~exists().where(outbox.c.card == cards.c.card, outbox.c.peer == cards.c.peer)
        self._conn.execute(delete(cards).where(unshown))
        self._conn.execute(
            update(pages).where(pages.c.at < before, pages.c.peer.is_not(None)).values(peer=None, reason="")
        )
        return max(found)

    def _pictures(self, before: datetime) -> int:
        """Of tickets, by the ticket; of messages that became none, by the day they were sent."""
        done = self._by_ticket("pictures_until", before, self._picture)
        copies = and_(media.c.created_at < self._tx.now - _COPIES, media.c.body.contains('"name":"my-data-'))
        self._conn.execute(delete(media).where(copies))
        is_paper = exists().where(service_reports.c.paper == media.c.id)  # it goes with its report's words
        loose = select(media.c.id).where(media.c.created_at < before, ~is_paper).limit(PIECE)
        gone = [one for one in list(self._conn.execute(loose).scalars()) if not self._is_open(one)]
        for one in gone:
            self._conn.execute(delete(media).where(media.c.id == one))
        return max(done, len(gone))

    def _picture(self, ticket: TicketId) -> None:
        removed = Redaction(self._tx).redact(ticket, lambda kind, fields, path, value: path == "media")
        for one in removed.media:
            self._conn.execute(delete(media).where(media.c.id == one))

    def _is_open(self, one: str) -> bool:
        """Whether the trail of an open ticket shows it."""
        open_trails = events.join(tickets, and_(tickets.c.id == events.c.ticket, tickets.c.is_open.is_(True)))
        shown = events.c.body.contains(f'"{one}"', autoescape=True)
        found = select(events.c.seq).select_from(open_trails).where(shown).limit(1)
        return self._conn.execute(found).first() is not None

    def _words(self, before: datetime) -> int:
        return self._by_ticket("words_until", before, self._said)

    def _said(self, ticket: TicketId) -> None:
        Erasing(self._tx).words_of(ticket)

    def _phones(self, before: datetime) -> int:
        """Of teachers who have reported, and nothing since."""
        theirs = tickets.c.reporter == people.c.id
        lately = exists().where(
            theirs,
            or_(tickets.c.is_open.is_(True), and_(events.c.ticket == tickets.c.id, events.c.at >= before)),
        )
        found = select(people.c.body).where(
            people.c.role == Role.TEACHER.value, exists().where(theirs), ~lately
        )
        known = [decode(body, Person) for body in self._conn.execute(found).scalars()]
        numbered = [person for person in known if person.phone][:PIECE]
        if numbered:
            self._tx.change_register()
        for person in numbered:
            self._conn.execute(_NO_PHONE, {"of": person.id, "now_reads": encode(replace(person, phone=""))})
        return len(numbered)

    def _codes(self, before: datetime) -> int:
        count = max(
            self._some(invitations, invitations.c.expires_at < before),
            self._some(sign_ins, sign_ins.c.expires_at < before),
            self._some(sessions, sessions.c.ended_at < before),
        )
        for row in self._conn.execute(
            select(code_tries.c.peer, code_tries.c.recent, code_tries.c.locked_until)
        ).all():
            last = max((*decode(row.recent, tuple[datetime, ...]), row.locked_until or _BEGINNING))
            if last < before:
                self._conn.execute(delete(code_tries).where(code_tries.c.peer == row.peer))
        return count

    def _access(self, before: datetime) -> int:
        return self._some(access_events, access_events.c.at < before)

    def _alarms(self, before: datetime) -> int:
        """Of an open ticket they stay: a timer that is set again by its key must not fire again."""
        is_open = exists().where(tickets.c.id == timers.c.ticket, tickets.c.is_open.is_(True))
        return self._some(timers, and_(timers.c.fired_at < before, ~is_open))

    def _some(self, table: Table, which: Any) -> int:
        """Delete a piece of these rows."""
        keys = [column for column in table.columns if column.primary_key]
        found = self._conn.execute(select(*keys).where(which).limit(PIECE)).all()
        for key in found:
            this = [column == value for column, value in zip(keys, key, strict=True)]
            self._conn.execute(delete(table).where(*this))
        return len(found)

    def _by_ticket(self, counter: str, before: datetime, act: Callable[[TicketId], None]) -> int:
        """Go through the tickets that closed since last time and before this day, a piece of them."""
        stands = self._conn.execute(select(counters.c.value).where(counters.c.name == counter)).scalar()
        since = _BEGINNING + (stands or 0) * _MICROSECOND
        found = self._conn.execute(_CLOSED, {"since": since, "until": before}).all()
        for row in found:
            act(TicketId(row.ticket))
        until = _reached([row.last for row in found], before)
        value = (until - _BEGINNING) // _MICROSECOND
        self._conn.execute(_PROGRESS.on(self._conn), {"name": counter, "value": value})
        return len(found)


_NO_PHONE = update(people).where(people.c.id == bindparam("of")).values(body=bindparam("now_reads"))


def _reached(closed: Iterable[datetime], before: datetime) -> datetime:
    """How far a piece got: a whole one may have left out others of its last instant, so they are looked at again."""
    instants = list(closed)
    if len(instants) < PIECE:
        return before
    return instants[-1] if instants[0] == instants[-1] else instants[-1] - _MICROSECOND
