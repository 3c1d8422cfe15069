"""What became of a message: sent, later, never. A page that reached nobody calls the next person at once."""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from desk.buttons import Option
from desk.change import Change
from desk.escalation import undelivered
from desk.hooks import HOOK
from desk.ids import PersonId, TicketId
from desk.messages import (
    Ambiguous,
    Choice,
    Moved,
    MsgRef,
    Outcome,
    Peer,
    Rejected,
    RetryAt,
    Sent,
    Unreachable,
    Urgency,
)
from desk.paging import GATEWAY
from usecases.note_pages import shown_late
from usecases.ports import UnitOfWork
from usecases.recording import record, tell
from usecases.rows import OutboxRow, Topic
from usecases.tell_hooks import hook_heard, hook_lost
from usecases.who_to_call import duty_for

log = structlog.get_logger()

MAX_ATTEMPTS = 8
KEPT = timedelta(hours=24)
"""So long a message is tried, however often: an outage of the platform costs time, never a message (T13)."""

TOO_LONG = timedelta(seconds=30)
"""A page that a platform takes no sooner is handed on at once (T35)."""

_LONGEST_PAUSE = timedelta(minutes=5)
_EARLY = 5  # tries; our own pauses grow beyond half a minute later


def record_deliveries(uow: UnitOfWork, outcomes: tuple[tuple[OutboxRow, Outcome], ...]) -> None:
    """Settle a batch of sent rows in one transaction."""
    for row, outcome in outcomes:
        record_delivery(uow, row, outcome)


def record_delivery(uow: UnitOfWork, row: OutboxRow, outcome: Outcome) -> None:
    """Settle one row by its outcome (reliability.md §2.1: ok / retry-at / permanent / ambiguous)."""
    match outcome:
        case Sent(ref, delivered):
            _sent(uow, row, ref, delivered=delivered)
        case RetryAt(seconds, reason):
            _later(uow, row, uow.now + timedelta(seconds=seconds), reason)
        case Ambiguous(reason):
            _later(uow, row, uow.now + backoff(row.attempts), reason, ambiguous=True)
        case Moved(peer):
            uow.outbox.moved(row.peer, peer)
            uow.outbox.again(row, uow.now, f"moved to {peer.channel}")
        case Unreachable(reason):
            uow.people.mark(row.peer, reachable=False)
            _lost(uow, row, reason)
        case Rejected(reason):
            _lost(uow, row, reason)


def backoff(attempts: int) -> timedelta:
    """1 s, 2 s, 4 s … 5 min."""
    return min(timedelta(seconds=2 ** min(attempts, 12)), _LONGEST_PAUSE)


def _sent(uow: UnitOfWork, row: OutboxRow, ref: MsgRef, *, delivered: bool) -> None:
    uow.outbox.sent(row, ref, uow.now)
    if row.peer.channel == HOOK:
        hook_heard(uow, row)
    if row.urgency is Urgency.PAGE and (row.ticket is not None or row.outgoing.card is not None):
        late = shown_late(uow, row, ref, delivered=delivered)
        if late is not None:
            tell(uow, late)


def _later(uow: UnitOfWork, row: OutboxRow, at: datetime, reason: str, *, ambiguous: bool = False) -> None:
    """Once more, for a day: an outage of the platform ends, and nobody else says what was to be said (T13). After
    `MAX_ATTEMPTS`, or at once when the platform asks to wait long (T35), a page is handed on besides. The telephone does not ring
    again after them.
    """
    tries = row.attempts + 1
    stale = row.peer.channel == GATEWAY or uow.now - row.created >= KEPT
    if tries >= MAX_ATTEMPTS and stale:
        _lost(uow, row, f"{reason}; given up after {tries} attempts")
        return
    uow.outbox.again(row, at, reason, ambiguous=ambiguous)
    banned = not ambiguous and tries <= _EARLY and at - uow.now > TOO_LONG
    if banned or tries == MAX_ATTEMPTS:
        log.warning("late", action="not_delivered_yet", person=row.person, ticket=row.ticket, reason=reason)
        _hand_over(uow, row, reason)


def _lost(uow: UnitOfWork, row: OutboxRow, reason: str) -> None:
    """The row ends here, and is handed over."""
    uow.outbox.failed(row, reason, uow.now)
    if row.peer.channel == HOOK:
        hook_lost(uow, row, reason)
        return
    uow.pages.failed(row.key, reason)
    log.warning("undelivered", action="undelivered", person=row.person, ticket=row.ticket, reason=reason)
    _hand_over(uow, row, reason)


def _hand_over(uow: UnitOfWork, row: OutboxRow, reason: str) -> None:
    """Another address of the person gets it; without one, a page calls the next person."""
    if row.person is None or row.peer.channel == GATEWAY:  # the telephone is one rung of the person's ladder
        return
    others = [a.peer for a in uow.people.addresses(row.person) if a.reachable and a.peer != row.peer]
    if others:
        _elsewhere(uow, row, row.person, others[0])
    elif row.urgency is Urgency.PAGE and row.ticket is not None:
        _call_next(uow, row.ticket, row.person, reason)
    elif row.urgency is Urgency.PAGE and row.outgoing.card is not None:
        for page in uow.pages.on_card(row.outgoing.card):  # several jobs in one message: each calls its next
            _call_next(uow, page.ticket, row.person, reason)


def _elsewhere(uow: UnitOfWork, row: OutboxRow, person: PersonId, peer: Peer) -> None:
    """The same message at another address of the person, at once; with buttons of its own, as buttons belong to one chat."""
    key = f"{row.key}@{peer.channel}"
    outgoing = row.outgoing
    if outgoing.choices:
        prompt = uow.prompts.get(outgoing.choices[0].token.partition(":")[0])
        options = tuple(map(Option, prompt.presses, prompt.labels))
        token = uow.prompts.create(peer, person, options, uow.now)
        choices = tuple(Choice(label, f"{token}:{i}") for i, label in enumerate(prompt.labels))
        outgoing = replace(outgoing, choices=choices)
    uow.outbox.add(key, peer, outgoing, row.urgency, person, row.ticket)
    uow.wake(Topic.OUTBOX)
    page = None if row.ticket is None else uow.pages.get(row.key)
    if page is not None:
        uow.pages.note(replace(page, key=key, at=uow.now, peer=peer, end=None, reason=""))


def _call_next(uow: UnitOfWork, about: TicketId, person: PersonId, reason: str) -> None:
    ticket = uow.tickets.get(about)
    if not ticket.status.is_open or ticket.handler == person:
        return
    contract = uow.contracts.pinned(ticket)
    duty = duty_for(uow, ticket)
    record(uow, undelivered(Change(ticket), person, reason, contract, duty, uow.now))
