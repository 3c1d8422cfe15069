"""After the repair: when the teacher is asked again, when a person calls back (M2), what a low score leads to. Pure."""

from datetime import datetime, timedelta

from desk import aftercare_events as ev
from desk.change import Change, notice
from desk.contract import Contract
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.roster import Duty
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind

LOW = 2
"""A score (1-5) up to this is followed up."""
FOLLOW_UP_WITHIN = timedelta(hours=24)
"""How long somebody has to ring the teacher; our own goal, no contract says."""
SURVEY_APART = timedelta(days=7)
"""A teacher is asked how satisfied they are at most so often."""


def closing_timers(ticket: Ticket, contract: Contract, now: datetime) -> tuple[Timer, ...]:
    """The reminders of a repair that was just reported, and the call-back when they are not answered either."""

    def timer(kind: TimerKind, after: timedelta, step: int) -> Timer:
        key = f"{ticket.id}:{ticket.round}:{kind}:{step}:{ticket.seq}"
        return Timer(key, kind, now + after, ticket.id, None, None, ticket.round, step)

    reminders = contract.closing.remind_after
    asks = (timer(TimerKind.ASK_CONFIRMATION, after, i) for i, after in enumerate(reminders, start=1))
    return (*asks, timer(TimerKind.CALLBACK, contract.closing.callback_after, 0))


def callback_again(ticket: Ticket, contract: Contract, now: datetime, *, reached: bool) -> Timer:
    """When the teacher is rung again: as long after a call as the pack has it after a repair, after one that nobody answered as long as
    its last reminder takes.
    """
    closing = contract.closing
    later = closing.callback_after if reached or not closing.remind_after else closing.remind_after[-1]
    step = ticket.aftercare.calls
    key = f"{ticket.id}:{ticket.round}:{TimerKind.CALLBACK}:{step}:{ticket.seq}"
    return Timer(key, TimerKind.CALLBACK, now + later, ticket.id, None, None, ticket.round, step)


def is_low(score: int | None) -> bool:
    """Whether a score is followed up."""
    return score is not None and score <= LOW


def follow_up_timer(ticket: Ticket, now: datetime) -> Timer:
    """When it is looked whether somebody has rung the teacher about a low score."""
    step = ticket.aftercare.reminded + 1
    key = f"{ticket.id}:{ticket.round}:{TimerKind.FOLLOW_UP}:{step}:{ticket.seq}"
    return Timer(key, TimerKind.FOLLOW_UP, now + FOLLOW_UP_WITHIN, ticket.id, None, None, ticket.round, step)


def remind_follow_up(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """Nobody has rung the teacher: who should is told again, and from the second time on every supervisor but who did the job."""
    person = change.ticket.aftercare.follow_up
    if person is None or timer.step != change.ticket.aftercare.reminded + 1:
        return change
    change = change.happened(ev.FollowUpReminded(at=now, count=timer.step))
    others = duty.of(Tier.SUPERVISOR) if timer.step > 1 else ()
    told = (one for one in dict.fromkeys((person, *others)) if one != change.ticket.handler)
    change = change.timing(follow_up_timer(change.ticket, now))
    return change.telling(*(notice(change, Kind.FOLLOW_UP_AGAIN, one, Urgency.NOTE) for one in told))
