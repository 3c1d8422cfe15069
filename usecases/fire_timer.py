"""A timer of a ticket is due: decide from the ticket and its pinned contract, record, mark the timer done; all or nothing."""

import structlog

from desk.change import Change
from desk.escalation import fire, is_moot
from desk.ids import TicketId
from desk.timers import Timer
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.who_to_call import duty_for

log = structlog.get_logger()


def fire_timer(uow: UnitOfWork, timer: Timer) -> None:
    """One timer, one transaction: a broken ticket never silences the others. Raises NotFound for a lost ticket."""
    if timer.ticket is None:
        raise ValueError(
            f"timer {timer.key} has no ticket; conversation timers are fired by bot.handlers.patience"
        )
    ticket = uow.tickets.get(timer.ticket)
    contract = uow.contracts.pinned(ticket)
    duty = duty_for(uow, ticket)
    change = fire(Change(ticket), timer, contract, duty, uow.now)
    record(uow, change.owed_at(timer.due))
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


def settle_moot(uow: UnitOfWork, timers: tuple[Timer, ...]) -> tuple[Timer, ...]:
    """Mark together the timers that mean nothing any more; the others come back, to be fired each alone.

    Most timers end like this: they are never cancelled, and their stages are met. Nothing is decided here, so nothing but
    the mark is shared. Raises what a broken ticket raises; then every timer is to be fired alone.
    """
    moot = {timer.key for timer in timers if timer.ticket is not None and _is_moot(uow, timer.ticket, timer)}
    if moot:
        uow.timers.fired_many(moot, uow.now)
        log.info("timers", action="timers_moot", count=len(moot))
    return tuple(timer for timer in timers if timer.key not in moot)


def _is_moot(uow: UnitOfWork, ticket_id: TicketId, timer: Timer) -> bool:
    ticket = uow.tickets.get(ticket_id)
    return is_moot(timer, ticket, uow.contracts.pinned(ticket))
