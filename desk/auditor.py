"""The independent auditor: what the clock owes a ticket by now, worked out from its events and its pack alone. Pure.

Timers are rows; a row can be lost by a bad migration, a restored backup, a hand in the database, or a use case that forgot to
set it (reliability.md T03-T06). So what should be waiting, or should have fired, is derived here once more, without looking
at those rows, and only then compared with them. Nothing is claimed before its instant.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk import events as ev
from desk import voice_events as vev
from desk.aftercare import in_calling_hours
from desk.change import Change
from desk.contract import Contract, Milestone, StageName
from desk.escalation import fire
from desk.ids import TicketId
from desk.roster import Duty
from desk.sla import ageing_timers, deadline, hold_timer, stage_timers
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind

LATE_AFTER = timedelta(seconds=30)
"""How long after its instant a waiting timer is late: fifteen times what the desk promises (p99 two seconds)."""

Trail = Callable[[], Sequence[ev.Event]]
"""The ticket's events, read only where the ticket itself does not tell."""


class Lapse(StrEnum):
    """What is wrong with something that was owed."""

    MISSING = "missing"
    LATE = "late"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A timer row that has not fired. `free_at` is when it may be taken: its instant, or the end of a lease."""

    key: str
    ticket: TicketId
    kind: TimerKind
    due: datetime
    free_at: datetime


@dataclass(frozen=True, slots=True)
class Rows:
    """The timer rows of one ticket: those that wait, by key, and the keys of those that are marked done."""

    waiting: Mapping[str, Waiting]
    done: Collection[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """When it is looked, from when on a waiting timer is late, and who would be called."""

    now: datetime
    duty: Callable[[], Duty]
    late_after: timedelta = LATE_AFTER


@dataclass(frozen=True, slots=True)
class Finding:
    """Something owed that did not come, and why: no timer waits for it (`missing`), its timer waits past its instant (`late`),
    or its timer is marked done and the ticket shows nothing of it (`lost`). `timer` is what makes it good.
    """

    lapse: Lapse
    timer: Timer
    no: int

    @property
    def key(self) -> str:
        """The same for whoever finds it: it is noted, repaired and told once."""
        return f"{self.lapse}:{self.timer.key}"


def owed(ticket: Ticket, contract: Contract, trail: Trail) -> tuple[Timer, ...]:
    """Every timer that a ticket must have now: waiting, or due and without effect so far. What its round, status or events have
    made meaningless is left out.
    """
    if not ticket.status.is_open or ticket.is_dormant:
        return ()
    clocks = (timer for timer in stage_timers(ticket, contract) if not _is_told(timer, ticket))
    told = _from_trail(ticket, contract, trail) if _needs_trail(ticket) else ()
    return (*clocks, *ageing_timers(ticket, contract), *hold_timer(ticket), *told)


def _is_told(timer: Timer, ticket: Ticket) -> bool:
    """Whether the miss is noted, or somebody was reminded since the threshold. Asked of the ticket, not of `escalation.is_moot`, which
    computes every clock for each timer again.
    """
    if timer.kind is TimerKind.STAGE_PAST:
        return timer.stage in ticket.missed
    return any(stage is timer.stage and timer.due <= at for stage, at in ticket.reminded)


def findings(
    ticket: Ticket,
    contract: Contract,
    claims: Sequence[Timer],
    rows: Rows,
    seen: Seen,
) -> tuple[Finding, ...]:
    """What is `owed` (`claims`) against the rows there are.

    What decides nothing although it is due (a second reminder, a rise that came otherwise) is no finding.
    """
    found = (_finding(timer, ticket, rows, seen) for timer in claims)
    return tuple(one for one in found if one is not None and _matters(one.timer, ticket, contract, seen))


def _finding(timer: Timer, ticket: Ticket, rows: Rows, seen: Seen) -> Finding | None:
    row = rows.waiting.get(timer.key) or _stand_in(timer, rows.waiting.values())
    if row is not None:
        late = seen.now - row.due > seen.late_after
        return Finding(Lapse.LATE, replace(timer, key=row.key, due=row.due), ticket.no) if late else None
    if timer.key not in rows.done:
        return Finding(Lapse.MISSING, timer, ticket.no)
    if (
        timer.due > seen.now or timer.kind is TimerKind.AGEING_NEAR
    ):  # its warning leaves no trace in the ticket
        return None
    return Finding(Lapse.LOST, timer, ticket.no)


def _stand_in(timer: Timer, waiting: Collection[Waiting]) -> Waiting | None:
    """A row of a chain has a key that only its own moment knew; any of the kind that comes no later stands for it."""
    if timer.kind not in _CHAINS:
        return None
    rows = (row for row in waiting if row.kind is timer.kind and row.due <= timer.due)
    return min(rows, key=lambda row: row.due, default=None)


def _matters(timer: Timer, ticket: Ticket, contract: Contract, seen: Seen) -> bool:
    """Whether it is still to come, or would decide something if it fired now: tried on the ticket as it is, kept nowhere. What it would
    say of other clocks that are near by now is their timers' to say.
    """
    if timer.due > seen.now:
        return True
    change = fire(Change(ticket), timer, contract, seen.duty(), seen.now)
    if not change.events:
        return bool(change.notices)
    return not all(
        isinstance(event, ev.DeadlineNeared | ev.DeadlineMissed) and event.stage is not timer.stage
        for event in change.events
    )


_CHAINS = frozenset({TimerKind.CLIMB, TimerKind.REPEAT, TimerKind.ASK_CONFIRMATION, TimerKind.CALLBACK})
"""Timers that are set from what happened, not from a clock of the contract."""


def _needs_trail(ticket: Ticket) -> bool:
    """Whether a chain may be running: somebody is waited for after a miss, a reassignment or a call list, or a repair is to be
    confirmed. A young ticket whose first engineer was just called has none yet.
    """
    if ticket.status is not Status.WAITING:
        return ticket.status is Status.REPAIRED or bool(ticket.missed)
    taken = ticket.at(Milestone.ACKNOWLEDGED) is not None
    return bool(ticket.missed or ticket.watchers) or taken or len(ticket.paged) > 1


def _from_trail(ticket: Ticket, contract: Contract, trail: Trail) -> tuple[Timer, ...]:
    this_round = _this_round(trail())
    if ticket.status is Status.REPAIRED:
        return _closing(ticket, contract, this_round)
    return (*_climbs(ticket, contract, this_round), *_lists(ticket, contract, this_round))


def _this_round(trail: Sequence[ev.Event]) -> Sequence[ev.Event]:
    begins = max((i for i, event in enumerate(trail) if isinstance(event, ev.FixDenied)), default=0)
    return trail[begins:]


def _climbs(ticket: Ticket, contract: Contract, events: Sequence[ev.Event]) -> tuple[Timer, ...]:
    """The next rung, `climb_every` after the last one, while a missed clock runs or nobody takes a job given to somebody."""
    if ticket.rung >= len(contract.ladder.rungs) - 1:
        return ()
    since: dict[StageName, datetime] = {}
    for event in events:
        match event:
            case ev.DeadlineMissed():
                since[event.stage] = event.at
            case ev.Reassigned():
                since[StageName.RESPONSE] = event.at
            case ev.Acknowledged() | ev.TakenOver():
                since.pop(StageName.RESPONSE, None)
            case vev.JoinedCommonFault() | vev.LeftCommonFault():
                since.clear()  # while it followed another its chains ran out, and were begun anew or not, by whoever split it
            case _:
                pass
    started = ((stage, at) for stage, at in since.items() if _is_unmet(ticket, contract, stage))
    return tuple(_climb(ticket, contract, stage, at) for stage, at in started)


def _is_unmet(ticket: Ticket, contract: Contract, stage: StageName) -> bool:
    if stage is StageName.RESPONSE:
        return ticket.status is Status.WAITING
    line = deadline(ticket, contract, stage)
    return line is not None and line.is_open


def _climb(ticket: Ticket, contract: Contract, stage: StageName, since: datetime) -> Timer:
    due = max(since, ticket.climbed_at or since) + contract.ladder.climb_every
    return _audited(ticket, TimerKind.CLIMB, due, stage, ticket.rung)


def _lists(ticket: Ticket, contract: Contract, events: Sequence[ev.Event]) -> tuple[Timer, ...]:
    """The call list again, `repeat_every` after the last one, while nobody has the job and no supervisor has phoned."""
    sent: list[datetime] = []
    broken = False
    for event in events:
        if isinstance(event, ev.CallListSent):
            sent, broken = [*sent, event.at], False
        elif isinstance(event, _END_LISTS):
            broken = True
    if not sent or broken or ticket.phoned or ticket.status is not Status.WAITING:
        return ()
    return (_audited(ticket, TimerKind.REPEAT, sent[-1] + contract.ladder.repeat_every, None, len(sent)),)


_END_LISTS = (ev.Acknowledged, ev.TakenOver, vev.JoinedCommonFault)


def _closing(ticket: Ticket, contract: Contract, events: Sequence[ev.Event]) -> tuple[Timer, ...]:
    """The reminders of a repair that nobody has confirmed, and the first call-back."""
    repairs = [event for event in events if isinstance(event, ev.Repaired | vev.CommonFaultRepaired)]
    if not repairs or ticket.is_calling or ticket.aftercare.calls:
        return ()
    since, closing = repairs[-1].entered or repairs[-1].at, contract.closing
    asks = tuple(
        _audited(ticket, TimerKind.ASK_CONFIRMATION, since + after, None, step)
        for step, after in enumerate(closing.remind_after, start=1)
        if step > ticket.reminders
    )
    due = in_calling_hours(contract, since + closing.callback_after)
    return (*asks, _audited(ticket, TimerKind.CALLBACK, due, None, 0))


def _audited(ticket: Ticket, kind: TimerKind, due: datetime, stage: StageName | None, step: int) -> Timer:
    key = f"{ticket.id}:{ticket.round}:audited:{kind}:{stage or ''}:{step}:{due.isoformat()}"
    return Timer(key, kind, due, ticket.id, None, stage, ticket.round, step)
