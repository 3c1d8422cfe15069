"""The daily digest (日报): yesterday's figures and what is open, at the hour a supervisor chose; none when there is nothing to say,
where they chose that too.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

import structlog

from desk import events as ev
from desk.contract import Milestone
from desk.holds import HoldReason
from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.refusals import NotAllowed, NotFound
from desk.sla import deadlines
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from desk.workhours import instant_of
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.rows import DigestWish, Topic

log = structlog.get_logger()

_LOOKED_AT = 2000
"""Tickets of the viewer's schools that yesterday is counted from, newest first: more than a district opens in a month."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Yesterday: opened, closed, of those closed with every clock kept. Now: open, waiting for somebody, late, near, on hold for
    parts, call-backs owed.
    """

    opened: int
    closed: int
    kept: int
    open: int
    waiting: int
    late: int
    near: int
    parts: int
    callbacks: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not any((self.opened, self.closed, self.open))


def choose_digest(uow: UnitOfWork, person: Person, wish: DigestWish | None) -> None:
    """From now on at this hour, or not at all. Raises NotAllowed for who is no supervisor."""
    if person.role is not Role.SUPERVISOR:
        raise NotAllowed(person.id)
    uow.digests.keep(person.id, wish)
    if wish is not None:
        _next(uow, person.id, wish)


def figures(uow: UnitOfWork, person: Person) -> Figures:
    """Of the schools of this supervisor."""
    today = uow.now.astimezone(uow.zone).date()
    start, end = _midnight(uow, today - timedelta(days=1)), _midnight(uow, today)
    recent = uow.tickets.recent_in(person.schools, _LOOKED_AT)
    running = uow.tickets.open_in(person.schools)
    closed = [t for t in recent if t.status is Status.CLOSED and _within(t.at(Milestone.CLOSED), start, end)]
    states = [_state(uow, ticket) for ticket in running]
    return Figures(
        opened=sum(_within(ticket.opened_at, start, end) for ticket in recent),
        closed=len(closed),
        kept=sum(not ticket.missed for ticket in closed),
        open=len(running),
        waiting=sum(ticket.status is Status.WAITING for ticket in running),
        late=states.count("late"),
        near=states.count("near"),
        parts=sum(ticket.hold is not None and ticket.hold.reason is HoldReason.PARTS for ticket in running),
        callbacks=sum(_owes_callback(uow, ticket) for ticket in running),
    )


def digest_values(found: Figures) -> dict[str, str]:
    """The figures as the words want them."""
    return {name: str(value) for name, value in asdict(found).items()}


def fire_digest(uow: UnitOfWork, timer: Timer) -> None:
    """The hour has come: send it, where it is still wanted at this hour, and wait for the next day."""
    uow.timers.fired(timer.key, uow.now)
    person = _supervisor(uow, PersonId(timer.duty))
    wish = uow.digests.of(PersonId(timer.duty))
    if person is None or wish is None or _key(PersonId(timer.duty), wish, timer.due) != timer.key:
        return
    _next(uow, person.id, wish)
    found = figures(uow, person)
    silent = wish.quiet and found.is_empty
    if not silent:
        extra = tuple(digest_values(found).items())
        tell(uow, Notice(Kind.DIGEST, timer.key, person.id, urgency=Urgency.NOTE, extra=extra))
    log.info("digest", action="digest", person=person.id, sent=not silent)


def late_first(uow: UnitOfWork, tickets: Iterable[Ticket]) -> list[tuple[Ticket, str]]:
    """Those with a clock that is past or near, the longest past first, each with `late` or `near`."""
    found = [(ticket, _state(uow, ticket)) for ticket in tickets]
    late = [(ticket, state) for ticket, state in found if state]
    return sorted(late, key=lambda pair: (pair[1] != "late", _due(uow, pair[0])))


def _next(uow: UnitOfWork, person: PersonId, wish: DigestWish) -> None:
    today = uow.now.astimezone(uow.zone).date()
    days = (instant_of(today + timedelta(days=ahead), wish.at, uow.zone) for ahead in (0, 1))
    due = next(instant for instant in days if instant > uow.now)
    uow.timers.add((Timer(_key(person, wish, due), TimerKind.DIGEST, due, duty=person),))
    uow.wake(Topic.TIMERS)


def _key(person: PersonId, wish: DigestWish, due: datetime) -> str:
    return f"digest:{person}:{wish.at:%H%M}:{due.isoformat()}"


def _supervisor(uow: UnitOfWork, person: PersonId) -> Person | None:
    """None for somebody who left or has another role now."""
    try:
        found = uow.people.get(person)
    except NotFound:
        return None
    return found if found.role is Role.SUPERVISOR else None


def _state(uow: UnitOfWork, ticket: Ticket) -> str:
    lines = [line for line in deadlines(ticket, uow.contracts.pinned(ticket)) if line.is_open]
    if any(line.due <= uow.now for line in lines):
        return "late"
    return "near" if any(line.near <= uow.now for line in lines) else ""


def _due(uow: UnitOfWork, ticket: Ticket) -> datetime:
    lines = deadlines(ticket, uow.contracts.pinned(ticket))
    return min((line.due for line in lines if line.is_open), default=uow.now)


def _owes_callback(uow: UnitOfWork, ticket: Ticket) -> bool:
    if ticket.status is not Status.REPAIRED:
        return False
    return any(isinstance(event, ev.CallbackDue) for event in uow.tickets.trail(ticket.id))


def _midnight(uow: UnitOfWork, day: date) -> datetime:
    return instant_of(day, time(0), uow.zone)


def _within(at: datetime | None, start: datetime, end: datetime) -> bool:
    return at is not None and start <= at < end
