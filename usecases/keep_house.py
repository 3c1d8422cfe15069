"""The night's work on what is kept: trails are sealed, and what has been kept long enough goes (desk/retention.py, PIPL 19)."""

from datetime import time, timedelta

import structlog

from desk.calendars import DAY
from desk.retention import KEPT, Keep
from desk.timers import Timer, TimerKind
from desk.workhours import instant_of
from usecases.ports import UnitOfWork
from usecases.rows import Topic
from usecases.sessions import end_run_out

log = structlog.get_logger()

AT = time(3, 30)
"""By the district's clock: nobody teaches."""
PIECE = 200
"""Tickets sealed, rows taken away in one transaction; the next piece a second later, so that a report gets in between."""


def watch_house(uow: UnitOfWork) -> None:
    """The next night's timer. A known one is left alone."""
    day = uow.now.astimezone(uow.zone).date()
    at = instant_of(day, AT, uow.zone)
    if at <= uow.now:
        at = instant_of(day + DAY, AT, uow.zone)
    uow.timers.add([Timer(f"housekeeping:{at.date()}:1", TimerKind.HOUSEKEEPING, at, step=1)])
    uow.wake(Topic.TIMERS)


def fire_house(uow: UnitOfWork, timer: Timer) -> None:
    """One piece of everything; another one where a piece was full. The counts are logged."""
    waiting = uow.seals.unsealed(PIECE)
    sealed = sum(uow.seals.seal(ticket) for ticket in waiting)
    counts = {keep.value: uow.retiring.retire(keep) for keep in Keep if KEPT[keep].days is not None}
    counts["sessions"] = end_run_out(uow, PIECE)
    uow.timers.fired(timer.key, uow.now)
    log.info("housekeeping", action="housekeeping", piece=timer.step, sealed=sealed, **counts)
    if len(waiting) < PIECE and max(counts.values()) < PIECE:
        watch_house(uow)
        return
    step, head = timer.step + 1, timer.key.rpartition(":")[0]
    at = uow.now + timedelta(seconds=1)
    uow.timers.add([Timer(f"{head}:{step}", TimerKind.HOUSEKEEPING, at, step=step)])
    uow.wake(Topic.TIMERS)
