"""After a stop: how long it was, what came due meanwhile, and what is sent now. One line for the log and one page for the operator."""

from datetime import datetime, timedelta

import structlog

from desk.notices import Kind
from usecases.operator import Operator, tell_operator
from usecases.ports import UnitOfWork
from usecases.rows import Topic

log = structlog.get_logger()

SCHEDULER = "scheduler"
"""Whose silence is the desk's: it fires the timers and sends everything."""
WORTH_TELLING = timedelta(minutes=1)


def report_restart(
    uow: UnitOfWork, operator: Operator | None, worth_telling: timedelta = WORTH_TELLING
) -> bool:
    """Called by a scheduler that starts, before its first sign of life: whether the desk had been down for so long. Another scheduler
    that went on meanwhile kept it up; a desk that never ran was not down.
    """
    since = uow.health.beats().get(SCHEDULER)
    return since is not None and report_standstill(uow, operator, since, worth_telling)


def report_standstill(
    uow: UnitOfWork, operator: Operator | None, since: datetime, worth_telling: timedelta = WORTH_TELLING
) -> bool:
    """The desk, or this process of it, stood still since then. The same standstill is told once, whoever comes back first."""
    span = uow.now - since
    if span <= worth_telling:
        return False
    backlog = uow.watch.backlog(uow.now)
    due, unsent = backlog[Topic.TIMERS].waiting, backlog[Topic.OUTBOX].waiting
    minutes = max(round(span.total_seconds() / 60), 1)
    log.warning("restart", action="stood_still", minutes=minutes, due=due, unsent=unsent)
    if operator is not None:
        extra = {
            "minutes": str(minutes),
            "since": since.isoformat(),
            "due": str(due),
            "unsent": str(unsent),
        }
        tell_operator(uow, operator, Kind.OPERATOR_RESTARTED, f"restart:{since.isoformat()}", extra)
    return True
