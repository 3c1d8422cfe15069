"""After the repair: when the teacher is asked again, and when a person calls back (M2). Pure."""

from datetime import datetime, timedelta

from desk.contract import Contract
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind


def closing_timers(ticket: Ticket, contract: Contract, now: datetime) -> tuple[Timer, ...]:
    """The reminders of a repair that was just reported, and the call-back when they are not answered either."""

    def timer(kind: TimerKind, after: timedelta, step: int) -> Timer:
        key = f"{ticket.id}:{ticket.round}:{kind}:{step}:{ticket.seq}"
        return Timer(key, kind, now + after, ticket.id, None, None, ticket.round, step)

    reminders = contract.closing.remind_after
    asks = (timer(TimerKind.ASK_CONFIRMATION, after, i) for i, after in enumerate(reminders, start=1))
    return (*asks, timer(TimerKind.CALLBACK, contract.closing.callback_after, 0))
