"""After the repair: when the teacher is asked again, when a person calls back (M2), what a low score leads to. Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from desk import aftercare_events as ev
from desk.calendars import CalendarUnknown, WorkCalendar
from desk.change import Change, notice
from desk.contract import Contract
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.roster import Duty
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from desk.workhours import day_of, instant_of, is_workday

_FURTHEST = 90
"""Days ahead that are searched for call-back hours: more than any holidays."""


def closing_timers(ticket: Ticket, contract: Contract, now: datetime) -> tuple[Timer, ...]:
    """The reminders of a repair that was just reported, and the call-back when they are not answered either."""

    def timer(kind: TimerKind, after: timedelta, step: int) -> Timer:
        key = f"{ticket.id}:{ticket.round}:{kind}:{step}:{ticket.seq}"
        return Timer(key, kind, now + after, ticket.id, None, None, ticket.round, step)

    reminders = contract.closing.remind_after
    asks = (timer(TimerKind.ASK_CONFIRMATION, after, i) for i, after in enumerate(reminders, start=1))
    callback = timer(TimerKind.CALLBACK, contract.closing.callback_after, 0)
    return (*asks, replace(callback, due=in_calling_hours(contract, callback.due)))


def callback_again(ticket: Ticket, contract: Contract, now: datetime, *, reached: bool) -> Timer:
    """When the teacher is rung again: as long after a call as the pack has it after a repair, after one that nobody answered as long as
    its last reminder takes.
    """
    closing = contract.closing
    later = closing.callback_after if reached or not closing.remind_after else closing.remind_after[-1]
    step = ticket.aftercare.calls
    key = f"{ticket.id}:{ticket.round}:{TimerKind.CALLBACK}:{step}:{ticket.seq}"
    due = in_calling_hours(contract, now + later)
    return Timer(key, TimerKind.CALLBACK, due, ticket.id, None, None, ticket.round, step)


def in_calling_hours(contract: Contract, due: datetime) -> datetime:
    """The instant itself, or the next one at which the pack's `callback_hours` (000 §5.16.2) let a teacher be rung: on a workday of the
    calendar, or on any day where it does not know the year. Without such hours or without a calendar, the instant itself.
    """
    calendar = contract.calendar
    if calendar is None or not contract.terms.windows:
        return due
    windows = sorted(contract.terms.windows, key=lambda window: window.opens)
    today = day_of(calendar, due)
    for day in (today + timedelta(days=ahead) for ahead in range(_FURTHEST)):
        for window in windows if _may_ring_on(calendar, day) else ():
            if due < instant_of(day, window.closes, calendar.tz):
                return max(due, instant_of(day, window.opens, calendar.tz))
    return due


def _may_ring_on(calendar: WorkCalendar, day: date) -> bool:
    try:
        return is_workday(calendar, day)
    except CalendarUnknown:
        return True


def follow_up_timer(ticket: Ticket, contract: Contract, now: datetime) -> Timer:
    """When it is looked whether somebody has rung the teacher about a low score."""
    step = ticket.aftercare.reminded + 1
    key = f"{ticket.id}:{ticket.round}:{TimerKind.FOLLOW_UP}:{step}:{ticket.seq}"
    due = now + contract.satisfaction.follow_up_within
    return Timer(key, TimerKind.FOLLOW_UP, due, ticket.id, None, None, ticket.round, step)


def remind_follow_up(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """Nobody has rung the teacher: who should is told again, and from the second time on every supervisor but who did the job."""
    person = change.ticket.aftercare.follow_up
    if person is None or timer.step != change.ticket.aftercare.reminded + 1:
        return change
    change = change.happened(ev.FollowUpReminded(at=now, count=timer.step))
    others = duty.of(Tier.SUPERVISOR) if timer.step > 1 else ()
    told = (one for one in dict.fromkeys((person, *others)) if one != change.ticket.handler)
    change = change.timing(follow_up_timer(change.ticket, contract, now))
    return change.telling(*(notice(change, Kind.FOLLOW_UP_AGAIN, one, Urgency.NOTE) for one in told))
