"""A rehearsal: what the desk would do for an imagined fault if nobody ever answered. The same decisions, no desk needed.

Because every decision is a pure function, a rehearsal is a loop over the timers they set: nothing is sent, stored or
waited for, and what it shows is what would happen, on the real contract and the real roster.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.change import Change
from desk.contract import Contract
from desk.escalation import fire, page
from desk.events import Acknowledged, Event, Paged, TicketOpened
from desk.ids import PersonId
from desk.notices import Notice
from desk.roster import Duty
from desk.sla import ageing_timers, stage_timers
from desk.status import Status
from desk.ticket import Ticket
from desk.timers import Timer

DutyAt = Callable[[datetime], Duty]

ANSWERS_AFTER = timedelta(minutes=2)
"""So long after a call somebody who answers has accepted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens at one instant: events, and who is told what. `ticket` is the ticket after it."""

    at: datetime
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    ticket: Ticket


def rehearse(
    opening: TicketOpened,
    contract: Contract,
    duty: DutyAt,
    until: datetime,
    answers: frozenset[PersonId] = frozenset(),
) -> tuple[Moment, ...]:
    """Every moment at which something would happen, from the report up to `until`, with nobody answering but those of `answers`,
    who accept `ANSWERS_AFTER` they were called and then do nothing more.

    The grade of the opening pages at once, whatever self-help would take: the worst case for those who are called.
    """
    change = Change.opening(opening)
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    change = page(change, contract, duty(opening.at), opening.at)
    moments = [Moment(opening.at, change.events, change.notices, change.ticket)]
    queue = _Queue(change.timers)
    while True:
        answer = _answer(moments, answers)
        timer = queue.next_until(min(until, answer.at) if answer else until)
        if timer is not None:
            moment, timers = _fired(moments[-1], timer, contract, duty)
            queue.add(timers)
            moments += [moment] if moment.events or moment.notices else []
        elif answer is not None and answer.at <= until:
            moments.append(answer)
        else:
            return tuple(moments)


def _fired(last: Moment, timer: Timer, contract: Contract, duty: DutyAt) -> tuple[Moment, tuple[Timer, ...]]:
    """What a timer leads to. One that was set for an instant that has passed fires at once."""
    now = max(timer.due, last.at)
    after = fire(Change(last.ticket), timer, contract, duty(now), now)
    return Moment(now, after.events, after.notices, after.ticket), after.timers


def _answer(moments: list[Moment], answers: frozenset[PersonId]) -> Moment | None:
    """The first who answers accepts the job; None while nobody of them was called, and once somebody has it."""
    last = moments[-1].ticket
    if last.status is not Status.WAITING:
        return None
    called = ((moment.at, event) for moment in moments for event in moment.events if isinstance(event, Paged))
    for at, event in called:
        for person in event.people:
            if person in answers:
                then = max(at + ANSWERS_AFTER, moments[-1].at)
                change = Change(last).happened(Acknowledged(at=then, by=person))
                return Moment(then, change.events, change.notices, change.ticket)
    return None


class _Queue:
    """Timers by due instant; a key is looked at once, as in the stored table."""

    def __init__(self, timers: Iterable[Timer]) -> None:
        self._known: set[str] = set()
        self._heap: list[tuple[datetime, int, Timer]] = []
        self.add(timers)

    def add(self, timers: Iterable[Timer]) -> None:
        """Those whose key is new."""
        for timer in timers:
            if timer.key not in self._known:
                self._known.add(timer.key)
                heapq.heappush(self._heap, (timer.due, len(self._known), timer))

    def next_until(self, until: datetime) -> Timer | None:
        """The first due timer, or None when the next one lies beyond `until`."""
        if not self._heap or self._heap[0][0] > until:
            return None
        return heapq.heappop(self._heap)[2]
