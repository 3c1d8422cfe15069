"""A rehearsal: what the desk would do for an imagined fault if nobody ever answered. The same decisions, no desk needed.

Because every decision is a pure function, a rehearsal is a loop over the timers they set: nothing is sent, stored or
waited for, and what it shows is what would happen, on the real contract and the real roster.
"""

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from desk.change import Change
from desk.contract import Contract
from desk.escalation import fire, page
from desk.events import Event, TicketOpened
from desk.notices import Notice
from desk.roster import Duty
from desk.sla import ageing_timers, stage_timers
from desk.ticket import Ticket
from desk.timers import Timer

DutyAt = Callable[[datetime], Duty]


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens at one instant: events, and who is told what. `ticket` is the ticket after it."""

    at: datetime
    events: tuple[Event, ...]
    notices: tuple[Notice, ...]
    ticket: Ticket


def rehearse(opening: TicketOpened, contract: Contract, duty: DutyAt, until: datetime) -> tuple[Moment, ...]:
    """Every moment at which something would happen, from the report up to `until`, with nobody ever answering.

    The grade of the opening pages at once, whatever self-help would take: the worst case for those who are called.
    """
    change = Change.opening(opening)
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    change = page(change, contract, duty(opening.at), opening.at)
    moments = [Moment(opening.at, change.events, change.notices, change.ticket)]
    queue = _Queue(change.timers)
    while (timer := queue.next_until(until)) is not None:
        now = max(
            timer.due, moments[-1].at
        )  # a timer may be set for an instant that has passed: it fires at once
        after = fire(Change(change.ticket), timer, contract, duty(now), now)
        queue.add(after.timers)
        if after.events or after.notices:
            moments.append(Moment(now, after.events, after.notices, after.ticket))
        change = after
    return tuple(moments)


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
