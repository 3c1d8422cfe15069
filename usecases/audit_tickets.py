"""The auditor's round: compare what tickets are owed with what waits and what fired, make good what is missing, tell the operator.

It shares nothing with the ticker but the rows: a repair is a timer row under its own key, taken by the same lease and fired
by the same use case, so that it never fires twice, whoever comes first.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import structlog

from desk.auditor import LATE_AFTER, Finding, Lapse, Rows, Seen, Waiting, findings, owed
from desk.ids import TicketId
from desk.notices import Kind
from desk.ticket import Ticket
from desk.timers import Timer
from usecases.operator import Operator, tell_operator
from usecases.ports import UnitOfWork
from usecases.who_to_call import duty_for

log = structlog.get_logger()

AUDITOR = "auditor"
"""Its name among the heartbeats."""
LEASE = timedelta(seconds=60)
_SHOWN = 5
_TOLD_FOR = timedelta(days=1)


def open_tickets(uow: UnitOfWork) -> tuple[TicketId, ...]:
    """Whom there is to audit: closed tickets are owed nothing by the clock of their contract."""
    return uow.watch.open_tickets()


def audit(
    uow: UnitOfWork, ids: Sequence[TicketId], late_after: timedelta = LATE_AFTER
) -> tuple[Finding, ...]:
    """What is wrong with these tickets. Reads only, one snapshot."""
    return tuple(_audited(uow, uow.watch.tickets(ids), late_after))


def mend(uow: UnitOfWork, finding: Finding, late_after: timedelta = LATE_AFTER) -> Timer | None:
    """Look once more, and if it is still so, note it and make it good: the timer to fire now, taken for the caller, or None when there is
    nothing to fire (it is to come, somebody else has it, or it came right by itself). That something was late is noted in any
    case: the ticker may have caught up since it was seen, and yet it stood still.
    """
    still = finding in _audited(uow, (uow.tickets.get(_ticket_of(finding)),), late_after)
    if not still and finding.lapse is not Lapse.LATE:
        return None
    fresh = uow.watch.note(finding)
    if fresh:
        log.error(
            "audit",
            action="audit_found",
            lapse=finding.lapse,
            ticket=finding.no,
            kind=finding.timer.kind,
            stage=finding.timer.stage,
            due=finding.timer.due.isoformat(),
        )
    if finding.lapse is Lapse.MISSING:
        uow.timers.add([finding.timer])
    if finding.lapse is Lapse.LOST and fresh:  # a second time would change as little as the first
        uow.watch.reopen(finding.timer.key)
    return uow.watch.take(finding.timer.key, uow.now + LEASE)


def end_audit(uow: UnitOfWork, operator: Operator | None) -> int:
    """The round is over: its sign of life, and one message about what was found and not told yet; how many that were."""
    uow.health.beat(AUDITOR, uow.now)
    found = uow.watch.untold(uow.now - _TOLD_FOR)
    if not found or operator is None:
        return len(found)
    lines = "\n".join(
        f"{one.lapse}|{one.no}|{one.timer.kind}|{one.timer.stage or ''}|{one.timer.due.isoformat()}"
        for one in found[:_SHOWN]
    )
    extra = {"lines": lines, "total": str(len(found)), "more": str(max(len(found) - _SHOWN, 0))}
    tell_operator(uow, operator, Kind.OPERATOR_FOUND, f"audit:{found[0].key}", extra)
    uow.watch.told(found)
    return len(found)


def _audited(uow: UnitOfWork, tickets: Sequence[Ticket], late_after: timedelta) -> Iterator[Finding]:
    waiting: dict[TicketId, dict[str, Waiting]] = {ticket.id: {} for ticket in tickets}
    for row in uow.watch.waiting(list(waiting)):
        waiting[row.ticket][row.key] = row
    contracts = {ticket.id: uow.contracts.pinned(ticket) for ticket in tickets}
    claims = {t.id: owed(t, contracts[t.id], lambda t=t: uow.tickets.trail(t.id)) for t in tickets}  # type: ignore[misc]  # bound early on purpose
    asked = {
        timer.key for ticket, timers in claims.items() for timer in timers if timer.key not in waiting[ticket]
    }
    done = uow.watch.done(asked)
    for ticket in tickets:
        rows = Rows(waiting[ticket.id], done)
        seen = Seen(uow.now, lambda ticket=ticket: duty_for(uow, ticket), late_after)  # type: ignore[misc]  # as above
        yield from findings(ticket, contracts[ticket.id], claims[ticket.id], rows, seen)


def _ticket_of(finding: Finding) -> TicketId:
    if finding.timer.ticket is None:
        raise ValueError(f"{finding.key}: the auditor finds timers of tickets only")
    return finding.timer.ticket
