"""Writes down what becomes of pages: promised, shown, answered, failed, withdrawn (ADR 0020). Promises no message itself."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import structlog

from desk import events as ev
from desk.brief import Brief
from desk.change import Change
from desk.choice import Chosen
from desk.ids import PersonId, TicketId
from desk.messages import Incoming, MsgRef, Peer, Urgency
from desk.notices import ALARMS, Kind, Notice
from desk.paging import TOLD_TOGETHER, LeftOut, Page, PageEnd
from desk.people import Person, Role
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow, Topic

log = structlog.get_logger()

ENDS_CALLS = (ev.Acknowledged, ev.TakenOver, ev.Reassigned, ev.FixConfirmed, ev.FixDenied, ev.Cancelled)
"""After these nobody who was called for the job is rung any more."""
_REPEATS = (Kind.PAGED_AGAIN, Kind.PAGED_IN_GROUP)
"""Pages that come again, with a card of their own besides the job's."""


def note_page(
    uow: UnitOfWork, notice: Notice, about: Brief | None, person: Person | None, peer: Peer | None
) -> None:
    """A page to staff about a ticket is on its way (or has no address). A page of a job begins the person's ladder."""
    is_page = notice.urgency is Urgency.PAGE and about is not None
    if not is_page or about is None or person is None or person.role is Role.TEACHER:
        return
    page = page_of(notice, about.ticket, person.id, peer, uow.now)
    if peer is None:
        page = replace(page, end=PageEnd.LEFT_OUT, reason=LeftOut.NO_ADDRESS.value)
    uow.pages.note(page)
    if notice.kind is Kind.JOB:
        await_answer(uow, page, 1)


def page_of(notice: Notice, ticket: Ticket, person: PersonId, peer: Peer | None, now: datetime) -> Page:
    """The page that this notice is, as the first of its ladder."""
    return Page(
        notice.key,
        ticket.id,
        person,
        notice.key,
        now,
        notice.kind.value,
        peer=peer,
        card=notice.card,
        round=ticket.round,
        why=notice.chosen,
    )


def why_extra(uow: UnitOfWork, chosen: Chosen) -> dict[str, str]:
    """What one line about the choice is filled with."""
    than = chosen.behind[0] if chosen.behind else None
    return {
        "why": chosen.ground.value,
        "why_mine": chosen.mine,
        "why_than": uow.people.get(than.person).name if than else "",
        "why_theirs": than.theirs if than else "",
    }


def await_answer(uow: UnitOfWork, first: Page, step: int) -> None:
    """Set the timer of the next rung, where there is one."""
    rung = uow.paging.rung(step)
    if rung is None:
        return
    key = f"{first.call}:again:{step}"
    before = uow.paging.rung(step - 1) if step > 1 else None
    gap = rung.after - before.after if before else rung.after
    due = max(first.at + rung.after, uow.now + gap) if step > 1 else first.at + rung.after
    timer = Timer(
        key, TimerKind.PAGE_AGAIN, due, first.ticket, None, None, first.round, step, page=first.call
    )
    uow.timers.add([timer])
    uow.wake(Topic.TIMERS)


def withdraw(uow: UnitOfWork, ticket: TicketId, person: PersonId | None = None) -> None:
    """Unsent pages of the ticket (or of one person on it) are not sent, and no ladder of theirs goes on."""
    uow.outbox.cancel_pages(ticket, person)
    uow.pages.withdraw(ticket, person)


def end_calls(uow: UnitOfWork, change: Change) -> tuple[Page, ...]:
    """The pages of the ticket, withdrawn in the same transaction, when somebody took the job or it is over; none while calls go on."""
    if not any(isinstance(event, ENDS_CALLS) for event in change.events):
        return ()
    withdraw(uow, change.ticket.id)
    return uow.pages.of(change.ticket.id)


def concerned(uow: UnitOfWork, change: Change, crew: Iterable[PersonId]) -> tuple[PersonId, ...]:
    """To whom of these a live card of the job may be shown: not to somebody who was called and no page of theirs ever went out, nor to
    who was told of it among others only: that message is their card of it, until they take the job.
    """
    ticket, people = change.ticket, tuple(dict.fromkeys(crew))
    if isinstance(change.events[0], ev.TicketOpened) or not (ticket.paged or ticket.watchers):
        return people  # no page was promised before
    called = uow.pages.called(ticket.id)
    return tuple(one for one in people if called.get(one, True) or one == ticket.handler)


def outdated(change: Change, pages: tuple[Page, ...], now: datetime) -> tuple[Notice, ...]:
    """New states of the repeats, reminders and escalations that were shown, once the calls are over: who took it. An alarm that
    was over before keeps what it says; of several on one card the newest counts.
    """
    key = f"{change.ticket.id}:{change.ticket.seq}:over"
    shown = [page for page in pages if page.sent is not None and page.round == change.ticket.round]
    stale = [page for page in shown if Kind(page.kind) in _REPEATS or _just_over(page, now)]
    newest = {(page.card, page.person, page.peer): page for page in stale}
    return tuple(restated(page, f"{key}:{page.key}") for page in newest.values())


def _just_over(page: Page, now: datetime) -> bool:
    alone = page.end not in TOLD_TOGETHER  # a card about other jobs too is told anew as a whole
    return Kind(page.kind) in ALARMS and alone and page.card is not None and page.over == now


def restated(page: Page, key: str) -> Notice:
    """The card of a page as it is now."""
    kind = Kind(page.kind)
    to = None if kind is Kind.PAGED_IN_GROUP else page.person
    extra: tuple[tuple[str, str], ...] = (("count", str(page.step + 1)), ("who", ""), ("phone", ""))
    if kind in ALARMS:
        kind, extra = Kind.ALARM_OVER, (("what", kind.value),)
    return Notice(kind, key, to, page.peer, page.ticket, extra=extra, card=page.card)


def shown_late(uow: UnitOfWork, row: OutboxRow, ref: MsgRef, *, delivered: bool) -> Notice | None:
    """A page was shown. When it had been withdrawn on its way, its card must say how things stand by now."""
    card = row.outgoing.card
    late = uow.pages.sent(row.key, card, ref.peer, uow.now, delivered=delivered)
    if not late or card is None or row.ticket is None:
        return None
    page = uow.pages.get(row.key)
    return restated(page, f"{row.key}:late") if page else None


def present(uow: UnitOfWork, incoming: Incoming, person: Person | None) -> None:
    """Somebody is at a chat: it can be written to, and what was shown to them there counts as seen."""
    uow.people.mark(incoming.peer, reachable=True)
    if person is not None and person.role is not Role.TEACHER:
        uow.pages.seen(person.id, min(incoming.sent_at, uow.now))
