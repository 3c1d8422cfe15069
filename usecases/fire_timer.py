"""A timer of a ticket is due: decide from the ticket and its pinned contract, record, mark the timer done; all or nothing."""

import structlog

from desk.change import Change
from desk.escalation import fire
from desk.timers import Timer
from usecases.ports import UnitOfWork
from usecases.recording import record

log = structlog.get_logger()


def fire_timer(uow: UnitOfWork, timer: Timer) -> None:
    """One timer, one transaction: a broken ticket never silences the others. Raises NotFound for a lost ticket."""
    if timer.ticket is None:
        raise ValueError(
            f"timer {timer.key} has no ticket; conversation timers are fired by bot.handlers.patience"
        )
    ticket = uow.tickets.get(timer.ticket)
    contract = uow.contracts.pinned(ticket.contract, ticket.contract_version)
    duty = uow.people.duty(ticket.school, uow.now)
    change = fire(Change(ticket), timer, contract, duty, uow.now)
    record(uow, change)
    uow.timers.fired(timer.key, uow.now)
    late = (uow.now - timer.due).total_seconds()
    log.info(
        "timer",
        action="timer_fired",
        kind=timer.kind,
        ticket=ticket.no,
        decided=len(change.events),
        late=late,
    )
