"""How well the desk is: which loop gives no sign of life, and which queue is behind. What `/readyz`, `chalkline health`, the metrics
and the heartbeat outside all ask.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from usecases.audit_tickets import AUDITOR
from usecases.canary import CANARY, LATE_AFTER
from usecases.ports import UnitOfWork
from usecases.rows import Topic
from usecases.watch_ports import Backlog

POLLER = "poller"
"""Whoever asks Telegram for updates: beats with every answer. Its silence may be the network's, so it is no reason to restart."""
_SILENT_AFTER = timedelta(seconds=60)
_PATIENCE = MappingProxyType(
    {AUDITOR: timedelta(minutes=3), POLLER: timedelta(seconds=90), CANARY: LATE_AFTER}
)
"""The auditor comes once a minute, a poll takes up to 35 seconds; a canary flies every three minutes; the others beat every ten."""
_BEHIND_AFTER: Mapping[Topic, timedelta] = MappingProxyType(
    {
        Topic.INBOX: timedelta(seconds=30),
        Topic.TIMERS: timedelta(seconds=30),
        Topic.OUTBOX: timedelta(seconds=60),
    }
)
"""How old what may be done now may get; the desk promises 2 seconds for timers and 10 for pages."""


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """The last sign of life of every loop, and what waits in the three queues, at one instant."""

    at: datetime
    beats: Mapping[str, datetime]
    backlog: Mapping[Topic, Backlog]


@dataclass(frozen=True, slots=True)
class Late:
    """A loop that is silent or a queue that is behind, by how many real seconds."""

    what: str
    seconds: float


def wellbeing(uow: UnitOfWork) -> Wellbeing:
    """As it stands now. Three small reads."""
    return Wellbeing(uow.now, dict(uow.health.beats()), uow.watch.backlog(uow.now))


def patience_with(loop: str) -> timedelta:
    """How long a loop may give no sign of life, in real time."""
    return _PATIENCE.get(loop, _SILENT_AFTER)


def late(state: Wellbeing, real_seconds: Callable[[timedelta], float]) -> tuple[Late, ...]:
    """Loops that are silent, then queues that are behind; none when the desk is well. `real_seconds` is the clock's."""
    silent = ((loop, state.at - at, patience_with(loop)) for loop, at in sorted(state.beats.items()))
    behind = (
        (topic.value, state.at - backlog.oldest, _BEHIND_AFTER[topic])
        for topic, backlog in state.backlog.items()
        if backlog.oldest is not None
    )
    ages = ((what, real_seconds(age), patience) for what, age, patience in (*silent, *behind))
    return tuple(Late(what, round(age, 1)) for what, age, patience in ages if age > patience.total_seconds())
