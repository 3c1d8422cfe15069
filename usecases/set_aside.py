"""A message that could not be handled: tried again, or set aside so that its chat and everybody else's go on (T38, ADR 0029).

Set aside is not lost: the person is told to say it another way, the operator is told that there is something, and `chalkline messages
again` puts it back into its place.
"""

from datetime import timedelta

import structlog

from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.refusals import SetAside
from usecases.canary import is_canary
from usecases.operator import Operator, tell_operator
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.rows import AsideRow, InboxRow

log = structlog.get_logger()

MAX_FAILURES = 5
MAX_DEATHS = 10
LONGEST_PAUSE = timedelta(minutes=1)


def try_again(
    uow: UnitOfWork, row: InboxRow, reason: str, operator: Operator | None, *, blamed: bool
) -> None:
    """A try failed: again after a growing pause, or aside when it was the fifth by the message's own doing."""
    if blamed and row.failures + 1 >= MAX_FAILURES:
        set_aside(uow, row, reason, operator)
        return
    before = row.failures if blamed else row.tries
    pause = min(timedelta(seconds=2 ** min(before, 10)), LONGEST_PAUSE)
    uow.inbox.again(row, uow.now + pause, reason, blamed=blamed)


def without_killers(
    uow: UnitOfWork, rows: tuple[InboxRow, ...], operator: Operator | None
) -> tuple[InboxRow, ...]:
    """The leased messages without those that processes ended with ten times, which are set aside unread."""
    for row in rows:
        if row.deaths >= MAX_DEATHS:
            set_aside(uow, row, f"{row.deaths} processes ended with it in hand", operator)
    return tuple(row for row in rows if row.deaths < MAX_DEATHS)


def set_aside(uow: UnitOfWork, row: InboxRow, reason: str, operator: Operator | None) -> None:
    """It will not be tried any more by itself. Who sent it hears so, and the operator, of all of an hour once: where the reader is broken
    there are hundreds. Nobody hears of a canary, whose absence is told anyway, nor of what is in other hands by now.
    """
    message = row.incoming
    if not uow.inbox.quarantine(row, reason, uow.now):
        return
    log.error("quarantined", action="quarantined", key=message.key, reason=reason)
    if is_canary(row):
        return
    key, why = f"aside:{message.key}:{row.tries}", (("why", SetAside.__name__),)
    tell(uow, Notice(Kind.REFUSED, key, None, message.peer, None, Urgency.REPLY, extra=why))
    if operator is not None:
        extra = {"id": str(row.id), "channel": message.peer.channel, "at": message.sent_at.isoformat()}
        tell_operator(uow, operator, Kind.OPERATOR_ASIDE, f"aside-operator:{uow.now:%Y%m%d%H}", extra)


def messages_aside(uow: UnitOfWork) -> tuple[AsideRow, ...]:
    """For the operator: everything set aside that is still kept, oldest first."""
    return uow.inbox.aside()


def replay(uow: UnitOfWork, which: int) -> bool:
    """The operator says that its cause is mended: it is handled as if nothing had been. False when there is nothing to replay."""
    replayed = uow.inbox.replay(which, uow.now)
    if replayed:
        log.info("replayed", action="replayed", message=which)
    return replayed
