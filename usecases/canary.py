"""The canary: a report by nobody that goes through the whole desk every few minutes, and whose arrival the heartbeat outside needs.

In by the inbox, read as any report, through a timer, out by the outbox. It has a channel of its own, which no platform brings
and no person has: it opens no ticket, uses no number, and no list or figure can meet it; nothing about a real report
depends on what is known of it (T11). Who answers “accepted” and pages nobody is found by what did not arrive (T12).
"""

from datetime import datetime, timedelta

import structlog

from desk.messages import Incoming, Outgoing, Peer, Urgency
from desk.notices import Kind
from desk.reading import Intent, Reading
from desk.timers import Timer, TimerKind
from usecases.operator import Operator, tell_operator
from usecases.ports import UnitOfWork
from usecases.rows import InboxRow, OutboxRow, Topic

log = structlog.get_logger()

CANARY = "canary"
"""Its channel, and its name among those that give signs of life."""
NEST = Peer(CANARY, "desk")
REPORT = "三年级2班大屏黑屏了，马上上课"
LATE_AFTER = timedelta(minutes=8)
"""So long, in real time, no canary may have arrived. They fly every three minutes."""
_REST = timedelta(seconds=1)


def begin_watching(uow: UnitOfWork) -> None:
    """A desk that starts is given time for its first one: nobody was there to let one fly."""
    uow.health.beat(CANARY, uow.now)


def let_fly(uow: UnitOfWork, every: timedelta) -> None:
    """Put one into the inbox; of several schedulers one does."""
    number = int(uow.now.timestamp() // every.total_seconds())
    if uow.inbox.accept([Incoming(f"{CANARY}:{number}", NEST, uow.now, text=REPORT)], uow.now):
        uow.wake(Topic.INBOX)


def is_canary(row: InboxRow) -> bool:
    """Whether this message is one, and nobody's."""
    return row.incoming.peer == NEST


def hear_canary(uow: UnitOfWork, row: InboxRow, reading: Reading) -> None:
    """It was read: on to the clock. One that was not understood as a report flies no further."""
    if reading.intent is Intent.REPORT_FAULT:
        sent = row.incoming.sent_at.isoformat()
        uow.timers.add([Timer(row.incoming.key, TimerKind.CANARY, uow.now + _REST, duty=sent)])
        uow.wake(Topic.TIMERS)
    else:
        log.error("canary", action="canary_misread", intent=reading.intent)
    uow.inbox.done(row, uow.now)


def fire_canary(uow: UnitOfWork, timer: Timer) -> None:
    """The clock saw it: out with it, as urgently as a page."""
    uow.outbox.add(timer.key, NEST, Outgoing(timer.duty), Urgency.PAGE)
    uow.wake(Topic.OUTBOX)
    uow.timers.fired(timer.key, uow.now)


def welcome(uow: UnitOfWork, row: OutboxRow) -> None:
    """It is through. What counts is when it began: one that was held up for an hour says nothing about now."""
    sent = datetime.fromisoformat(row.outgoing.text)
    uow.health.beat(CANARY, max(sent, uow.health.beats().get(CANARY, sent)))


def warn_of_late_canary(uow: UnitOfWork, operator: Operator | None, patience: timedelta) -> bool:
    """Whether none has come for so long; the operator hears of each silence once."""
    last = uow.health.beats().get(CANARY)
    if last is None or uow.now - last <= patience:
        return False
    minutes = round((uow.now - last).total_seconds() / 60)
    log.error("canary", action="canary_late", minutes=minutes)
    if operator is not None:
        extra = {"minutes": str(minutes), "since": last.isoformat()}
        tell_operator(uow, operator, Kind.OPERATOR_CANARY, f"canary-late:{last.isoformat()}", extra)
    return True
