"""Watching a ticket (关注): which events are milestones to a supervisor who follows it, and who is told of them."""

from desk import events as ev
from desk.change import Change, notice
from desk.messages import Urgency
from desk.notices import Kind, Notice

MILESTONES: tuple[type[ev.Event], ...] = (
    ev.Acknowledged,
    ev.TakenOver,
    ev.Reassigned,
    ev.Departed,
    ev.Arrived,
    ev.Diagnosed,
    ev.Held,
    ev.Resumed,
    ev.TeachingRestored,
    ev.WorkedAround,
    ev.Regraded,
    ev.DeadlineMissed,
    ev.Repaired,
    ev.FixConfirmed,
    ev.FixDenied,
    ev.Cancelled,
    ev.CallbackDue,
)
"""What a follower hears of; several at once are one message, about the last."""


def news(change: Change) -> tuple[Notice, ...]:
    """One message to each follower who neither did it nor is told of it anyway."""
    steps = [event for event in change.events if isinstance(event, MILESTONES)]
    if not steps:
        return ()
    told = {one.to for one in change.notices} | {steps[-1].by}
    people = (person for person in change.ticket.conduct.followers if person not in told)
    what = type(steps[-1]).__name__
    return tuple(notice(change, Kind.WATCH_NEWS, person, Urgency.NOTE, what=what) for person in people)
