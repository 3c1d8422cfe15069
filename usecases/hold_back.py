"""Pages that do not ring at once: for the end of quiet hours, to be told together in a storm (ADR 0020), or because the desk was down
when they came due (ADR 0027).

A job of the contract's most urgent grade, or with danger to people, always rings at once, and so does one that a person
hands to somebody by name; but of what came due in an outage only the first of them do.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from desk.brief import Brief
from desk.choice import Chosen, Ground
from desk.escalation import most_urgent
from desk.ids import PersonId, TicketId
from desk.messages import Peer, Urgency
from desk.notices import GATHERED, Kind, Notice
from desk.paging import Page, PageEnd
from desk.people import Person, Role
from desk.timers import Timer, TimerKind
from usecases.note_pages import page_of
from usecases.ports import UnitOfWork
from usecases.rows import Topic

log = structlog.get_logger()

_MAY_WAIT = (Kind.JOB, Kind.REMIND)
_NEWS = frozenset(GATHERED) - {Kind.JOB, Kind.PAGED_AGAIN}
"""Alarms, which are told together in storms. A repeat is not: in a storm one ladder goes on for all."""
_ALONE = 1
"""So many of what came due in an outage ring for themselves, as ever: most outages have no more."""
_URGENT_ALONE = 2
"""So many with the most urgent jobs that nobody has seen; the next one is in the message about all, seconds later, at its top."""


def held_back(
    uow: UnitOfWork, notice: Notice, about: Brief | None, person: Person | None, peer: Peer
) -> bool:
    """Whether this page does not ring now. Then it is noted, and a timer rings later."""
    if about is None or person is None:
        return False
    page, may_wait = page_of(notice, about.ticket, person.id, peer, uow.now), _may_wait(notice, about, person)
    if may_wait and quiet_until(uow, about, person.id, notice.chosen) is not None:
        _put_off(uow, page, person.id)
        return True
    if uow.paging.is_overdue(notice.due, uow.now):
        return gathered(uow, page, about, person, notice.urgency)
    if (may_wait and notice.kind is Kind.JOB and _storms(uow, person.id)) or _joins(uow, notice, person):
        _bundle(uow, page, PageEnd.BUNDLED, uow.paging.storm_wait)
        return True
    return False


def gathered(
    uow: UnitOfWork, page: Page, about: Brief, person: Person, urgency: Urgency = Urgency.PAGE
) -> bool:
    """Whether something that came due while the desk was down is a line of the message about all of it, and does not ring itself."""
    if person.role is Role.TEACHER or Kind(page.kind) not in GATHERED:
        return False
    rang = uow.pages.rang_since(person.id, uow.now - uow.paging.storm_within)
    first = Kind(page.kind) is Kind.JOB and most_urgent(about.ticket, about.contract)
    if urgency is Urgency.PAGE and rang < (_URGENT_ALONE if first else _ALONE):
        return False
    _bundle(uow, page, PageEnd.OVERDUE, uow.paging.overdue_wait)
    return True


def quiet_until(uow: UnitOfWork, about: Brief, person: PersonId, chosen: Chosen | None) -> datetime | None:
    """When the person may be rung for this job; None for now."""
    named = chosen is not None and chosen.ground is Ground.NAMED
    if named or most_urgent(about.ticket, about.contract) or person not in uow.pages.quiet_now():
        return None
    hours = uow.pages.quiet_hours(person)
    return hours.over(uow.now, uow.zone) if hours else None


def _may_wait(notice: Notice, about: Brief, person: Person) -> bool:
    """A page to an engineer about a job nobody has, which is not most urgent and not given by name."""
    named = notice.chosen is not None and notice.chosen.ground is Ground.NAMED
    offered = notice.urgency is Urgency.PAGE and notice.kind in _MAY_WAIT and not named
    theirs = person.role is Role.ENGINEER and person.id != about.ticket.handler
    return offered and theirs and not most_urgent(about.ticket, about.contract)


def _put_off(uow: UnitOfWork, page: Page, person: PersonId) -> None:
    """Rung when the quiet hours are over, if the job still waits. A reminder is not: the page itself is."""
    uow.pages.note(replace(page, end=PageEnd.PUT_OFF))
    hours = uow.pages.quiet_hours(person)
    if Kind(page.kind) is Kind.JOB and hours is not None:
        due = hours.over(uow.now, uow.zone)
        _set(
            uow,
            Timer(
                f"{page.key}:again:0", TimerKind.PAGE_AGAIN, due, page.ticket, round=page.round, page=page.key
            ),
        )
    log.info("page put off", action="page_put_off", person=person, ticket=page.ticket)


def _storms(uow: UnitOfWork, person: PersonId) -> bool:
    rules = uow.paging
    if rules.storm_most == 0:
        return False
    lately = uow.pages.count_since(person, Kind.JOB.value, uow.now - rules.storm_within)
    return lately >= rules.storm_most


def _joins(uow: UnitOfWork, notice: Notice, person: Person) -> bool:
    """Whether an alarm is told with others: so many pages rang there lately, or such a message is on its way already."""
    rules = uow.paging
    alarm = notice.urgency is Urgency.PAGE and notice.kind in _NEWS and person.role is not Role.TEACHER
    if not alarm or rules.storm_most == 0:
        return False
    lately = uow.pages.rang_since(person.id, uow.now - rules.storm_within)
    return lately >= rules.storm_most or uow.pages.holds_back(person.id)


def _bundle(uow: UnitOfWork, page: Page, end: PageEnd, wait: timedelta) -> None:
    """The first page that is held back sets the timer for all that follow until then."""
    waiting = uow.pages.holds_back(page.person)
    uow.pages.note(replace(page, end=end, card=None))
    if not waiting:
        _set(uow, Timer(f"storm:{page.key}", TimerKind.PAGE_STORM, uow.now + wait, duty=page.person))
    log.info("page bundled", action=f"page_{end}", person=page.person, ticket=page.ticket)


def _set(uow: UnitOfWork, timer: Timer) -> None:
    uow.timers.add([timer])
    uow.wake(Topic.TIMERS)


def job_again(ticket: TicketId, page: Page, key: str) -> Notice:
    """The page of a job itself, once more."""
    return Notice(
        Kind.JOB, key, page.person, None, ticket, Urgency.PAGE, card=f"job:{ticket}", chosen=page.why
    )
