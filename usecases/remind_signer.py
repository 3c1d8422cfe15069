"""Who did a job is reminded once to sign its service report: the next working morning, when nobody has signed by then."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from desk.buttons import Option, Press, Verb
from desk.calendars import CalendarUnknown
from desk.change import Change, notice
from desk.contract import Contract
from desk.messages import Urgency
from desk.notices import Kind
from desk.signing import SigningState, signing
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from desk.workhours import day_of, next_workday
from usecases.ports import UnitOfWork
from usecases.recording import record

AT = time(8)
"""By the clock of the people there."""


def sign_reminder(ticket: Ticket, contract: Contract, now: datetime) -> tuple[Timer, ...]:
    """The timer for a ticket that closes now; none where nobody has done the job."""
    if ticket.handler is None:
        return ()
    due = _morning(contract, now)
    key = f"{ticket.id}:{ticket.round}:sign_first"
    return (Timer(key, TimerKind.SIGN_FIRST, due, ticket.id, None, None, ticket.round),)


def fire_sign_first(uow: UnitOfWork, timer: Timer) -> None:
    """Told with the button that shows the report; nothing where it is signed, or open again, or has no handler any more."""
    if timer.ticket is None:
        raise ValueError(f"timer {timer.key} has no ticket; it was not made by usecases.remind_signer")
    ticket = uow.tickets.get(timer.ticket)
    stands = signing(uow.tickets.trail(ticket.id))
    unsigned = stands.state in (SigningState.UNSIGNED, SigningState.CHANGED)
    closed = ticket.status is Status.CLOSED and timer.round == ticket.round
    if closed and unsigned and ticket.handler is not None:
        told = notice(Change(ticket), Kind.REPORT_SIGN_FIRST, ticket.handler, Urgency.NOTE)
        button = (Option(Press(Verb.REPORT, ticket.id)),)
        record(uow, Change(ticket).telling(replace(told, options=button)))
    uow.timers.fired(timer.key, uow.now)


def _morning(contract: Contract, now: datetime) -> datetime:
    """Of the next workday of the contract's calendar; of tomorrow where there is none or it does not know the year."""
    day = now.astimezone(contract.zone).date() + timedelta(days=1)
    if contract.calendar is not None:
        with suppress(CalendarUnknown):  # then tomorrow: usecases.warn_calendars speaks of the missing year
            day = next_workday(contract.calendar, day_of(contract.calendar, now))
    return datetime.combine(day, AT, contract.zone).astimezone(UTC)
