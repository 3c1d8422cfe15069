"""The next rung of a person's ladder: the page comes again to the same person, in their chat or by another way."""

from dataclasses import replace

import structlog

from desk.brief import Brief
from desk.messages import Peer, Urgency
from desk.notices import Kind, Notice
from desk.paging import (
    GATEWAY,
    LeftOut,
    Page,
    PageEnd,
    PersonalRung,
    Way,
    address_for,
    still_rings,
)
from desk.people import Person, masked
from desk.ticket import Ticket
from desk.timers import Timer
from usecases.briefing import brief
from usecases.hold_back import gathered, job_again, quiet_until
from usecases.note_pages import await_answer, page_of
from usecases.ports import UnitOfWork
from usecases.recording import tell

log = structlog.get_logger()

_KINDS = {
    Way.CHAT: Kind.PAGED_AGAIN,
    Way.SECOND: Kind.PAGED_AGAIN,
    Way.PHONE: Kind.PAGED_BY_PHONE,
    Way.GROUP: Kind.PAGED_IN_GROUP,
}
_MISSING = {
    Way.CHAT: LeftOut.NO_ADDRESS,
    Way.SECOND: LeftOut.NO_SECOND,
    Way.GROUP: LeftOut.NO_GROUP,
}


def fire_again(uow: UnitOfWork, timer: Timer) -> None:
    """Ring, while the job waits and the person has not answered, and set the timer of the rung after it."""
    if timer.ticket is None:
        raise ValueError(f"timer {timer.key} has no ticket; ladders are begun by usecases.note_pages")
    ticket = uow.tickets.get(timer.ticket)
    call = uow.pages.of_call(ticket.id, timer.page) if timer.page else ()
    if still_rings(ticket, call):
        _go_on(uow, ticket, next(page for page in call if page.step == 0), timer)
    uow.timers.fired(timer.key, uow.now)


def _go_on(uow: UnitOfWork, ticket: Ticket, first: Page, timer: Timer) -> None:
    """The page itself, after quiet hours (step 0); else the next rung, or later where quiet hours have begun."""
    if timer.step == 0:
        tell(uow, replace(job_again(ticket.id, first, f"{first.call}:late"), due=timer.due))
        return
    rung, about = uow.paging.rung(timer.step), brief(uow, ticket)
    quiet = quiet_until(uow, about, first.person, first.why)
    if quiet is not None:
        uow.timers.add([replace(timer, key=f"{timer.key}:{quiet.isoformat()}", due=quiet)])
    elif rung is not None and not _gathered(uow, about, first, timer):
        _ring(uow, ticket, first, rung, timer.step)
        await_answer(uow, first, timer.step + 1)


def _gathered(uow: UnitOfWork, about: Brief, first: Page, timer: Timer) -> bool:
    """A rung that came due while the desk was down, by whatever way: one ladder goes on for all that are told together."""
    if not uow.paging.is_overdue(timer.due, uow.now):
        return False
    key, kind = f"{first.call}:{timer.step}:{PageEnd.OVERDUE}", Kind.PAGED_AGAIN.value
    page = replace(first, key=key, at=uow.now, kind=kind, step=timer.step, sent=None, delivered=None)
    return gathered(uow, page, about, uow.people.get(first.person))


def _ring(uow: UnitOfWork, ticket: Ticket, first: Page, rung: PersonalRung, step: int) -> None:
    person = uow.people.get(first.person)
    found = _where(uow, ticket, person, rung)
    kind = _KINDS[rung.way]
    key = f"{first.call}:{step}:{rung.way}"
    peer = found if isinstance(found, Peer) else None
    card = None if rung.way is Way.PHONE else f"again:{ticket.id}:{person.id}:{step}"
    extra = (("count", str(step + 1)), ("who", person.name), ("phone", masked(person.phone)))
    to = None if rung.way is Way.GROUP else person.id
    notice = Notice(kind, key, to, peer, ticket.id, Urgency.PAGE, extra=extra, card=card)
    page = replace(
        page_of(notice, ticket, person.id, peer, uow.now), call=first.call, step=step, way=rung.way
    )
    if isinstance(found, LeftOut):
        uow.pages.note(replace(page, end=PageEnd.LEFT_OUT, reason=found.value))
        log.info(
            "rung left out",
            action="page_left_out",
            person=person.id,
            ticket=ticket.no,
            way=rung.way,
            why=found,
        )
        return
    uow.pages.note(page)
    tell(uow, notice)
    log.info("page", action="page_again", person=person.id, ticket=ticket.no, way=rung.way, step=step)


def _where(uow: UnitOfWork, ticket: Ticket, person: Person, rung: PersonalRung) -> Peer | LeftOut:
    """The peer of this rung, or why there is none."""
    if rung.way is Way.PHONE:
        if not uow.paging.has_gateway:
            return LeftOut.NO_GATEWAY
        return Peer(GATEWAY, person.id) if person.phone else LeftOut.NO_NUMBER
    if rung.way is Way.GROUP:
        return _group(uow, ticket, person) or _MISSING[rung.way]
    return address_for(rung, uow.people.addresses(person.id)) or _MISSING[rung.way]


def _group(uow: UnitOfWork, ticket: Ticket, person: Person) -> Peer | None:
    """The group chat of the first of the person's teams that answers here and has one."""
    roster = uow.rosters.roster()
    device = ticket.fault.facts.device
    teams = [team for team in roster.teams if team.group and team.covers(ticket.school, device)]
    mine = [team for team in teams if person.id in roster.members(team.id)]
    theirs = mine or [team for team in teams if team.tier is person.tier]
    return Peer.parse(theirs[0].group) if theirs else None
