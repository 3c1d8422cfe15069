"""What became of a message: sent, later, never. A page that reached nobody calls the next person at once."""

from datetime import datetime, timedelta

import structlog

from desk.change import Change
from desk.escalation import undelivered
from desk.messages import Ambiguous, Moved, Outcome, Rejected, RetryAt, Sent, Unreachable, Urgency
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.rows import OutboxRow, Topic

log = structlog.get_logger()

MAX_ATTEMPTS = 8
_LONGEST_PAUSE = timedelta(minutes=5)


def record_deliveries(uow: UnitOfWork, outcomes: tuple[tuple[OutboxRow, Outcome], ...]) -> None:
    """Settle a batch of sent rows in one transaction."""
    for row, outcome in outcomes:
        record_delivery(uow, row, outcome)


def record_delivery(uow: UnitOfWork, row: OutboxRow, outcome: Outcome) -> None:
    """Settle one row by its outcome (reliability.md §2.1: ok / retry-at / permanent / ambiguous)."""
    match outcome:
        case Sent(ref):
            uow.outbox.sent(row, ref, uow.now)
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


def _later(uow: UnitOfWork, row: OutboxRow, at: datetime, reason: str, *, ambiguous: bool = False) -> None:
    if row.attempts + 1 >= MAX_ATTEMPTS:
        _lost(uow, row, f"{reason}; given up after {row.attempts + 1} attempts")
        return
    uow.outbox.again(row, at, reason, ambiguous=ambiguous)


def _lost(uow: UnitOfWork, row: OutboxRow, reason: str) -> None:
    """The row ends here. Another address of the person gets it; without one, a lost page calls the next person."""
    uow.outbox.failed(row, reason, uow.now)
    log.warning("undelivered", action="undelivered", person=row.person, ticket=row.ticket, reason=reason)
    if row.person is None:
        return
    others = [a.peer for a in uow.people.addresses(row.person) if a.reachable and a.peer != row.peer]
    if others:
        uow.outbox.add(
            f"{row.key}@{others[0].channel}", others[0], row.outgoing, row.urgency, row.person, row.ticket
        )
        uow.wake(Topic.OUTBOX)
    elif row.urgency is Urgency.PAGE and row.ticket is not None:
        _call_next(uow, row, reason)


def _call_next(uow: UnitOfWork, row: OutboxRow, reason: str) -> None:
    if row.ticket is None or row.person is None:
        return
    ticket = uow.tickets.get(row.ticket)
    if not ticket.status.is_open or ticket.handler == row.person:
        return
    contract = uow.contracts.pinned(ticket)
    duty = uow.people.duty(ticket.school, uow.now, ticket.fault.facts.device)
    record(uow, undelivered(Change(ticket), row.person, reason, contract, duty, uow.now))
