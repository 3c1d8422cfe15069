"""Pages that do not ring at once: for the end of quiet hours, or to be told together in a storm (ADR 0020).

A job of the contract's most urgent grade, or with danger to people, always rings at once, and so does one that a person
hands to somebody by name.
"""

from dataclasses import replace
from datetime import datetime

import structlog

from desk.brief import Brief
from desk.buttons import Option, Press, Verb
from desk.choice import Chosen, Ground
from desk.escalation import most_urgent
from desk.ids import PersonId, TicketId
from desk.messages import Peer, Urgency
from desk.notices import Kind, Notice
from desk.paging import Page, PageEnd, waits
from desk.people import Person, Role
from desk.timers import Timer, TimerKind
from usecases.note_pages import page_of
from usecases.ports import UnitOfWork
from usecases.rows import Topic

log = structlog.get_logger()

SHOWN = 8
"""So many jobs one message lists; the others are under 工单."""
_MAY_WAIT = (Kind.JOB, Kind.REMIND)


def held_back(
    uow: UnitOfWork, notice: Notice, about: Brief | None, person: Person | None, peer: Peer
) -> bool:
    """Whether this page does not ring now. Then it is noted, and a timer rings later."""
    if about is None or person is None or not _may_wait(notice, about, person):
        return False
    page = page_of(notice, about.ticket, person.id, peer, uow.now)
    if quiet_until(uow, about, person.id, notice.chosen) is not None:
        _put_off(uow, page, person.id)
        return True
    if notice.kind is Kind.JOB and _storms(uow, person.id):
        _bundle(uow, page)
        return True
    return False


def quiet_until(uow: UnitOfWork, about: Brief, person: PersonId, chosen: Chosen | None) -> datetime | None:
    """When the person may be rung for this job; None for now."""
    named = chosen is not None and chosen.ground is Ground.NAMED
    if named or most_urgent(about.ticket, about.contract) or person not in uow.pages.quiet_now():
        return None
    hours = uow.pages.quiet_hours(person)
    return hours.over(uow.now, uow.zone) if hours else None


def storm_notice(uow: UnitOfWork, person: Person, card: str, pages: tuple[Page, ...], key: str) -> Notice:
    """One message for several jobs: a line for each as it stands now, a button for each that waits."""
    contract = uow.contracts.pinned
    tickets = [uow.tickets.get(page.ticket) for page in pages]
    tickets.sort(key=lambda ticket: (ticket.verdict.rank, ticket.no))
    shown = tickets[:SHOWN]
    lines = "\n".join(
        "|".join(
            (
                str(ticket.no),
                contract(ticket).grade(ticket.verdict.grade).label.of(person.lang),
                ticket.fault.facts.device or "",
                ticket.fault.facts.symptom or "",
                ticket.status,
                " ".join(ticket.fault.place.split()),
            )
        )
        for ticket in shown
    )
    options = tuple(
        Option(Press(Verb.ACCEPT, ticket.id), f"✓ #{ticket.no}") for ticket in shown if waits(ticket)
    )
    waiting = sum(waits(ticket) for ticket in tickets)
    extra = (("lines", lines), ("total", str(waiting)), ("more", str(len(tickets) - len(shown))))
    return Notice(Kind.STORM, key, person.id, pages[0].peer, None, Urgency.NOTE, options, extra, card=card)


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


def _bundle(uow: UnitOfWork, page: Page) -> None:
    """The first page that is held back sets the timer for all that follow until then."""
    waiting = uow.pages.held_back(page.person)
    uow.pages.note(replace(page, end=PageEnd.BUNDLED, card=None))
    if not waiting:
        due = uow.now + uow.paging.storm_wait
        _set(uow, Timer(f"storm:{page.key}", TimerKind.PAGE_STORM, due, duty=page.person))
    log.info("page bundled", action="page_bundled", person=page.person, ticket=page.ticket)


def _set(uow: UnitOfWork, timer: Timer) -> None:
    uow.timers.add([timer])
    uow.wake(Topic.TIMERS)


def job_again(ticket: TicketId, page: Page, key: str) -> Notice:
    """The page of a job itself, once more."""
    return Notice(
        Kind.JOB, key, page.person, None, ticket, Urgency.PAGE, card=f"job:{ticket}", chosen=page.why
    )
