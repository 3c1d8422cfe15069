"""删除我的数据: somebody wants to be forgotten (PIPL 47). Open tickets run on first; then everything goes but facts about an id."""

from datetime import timedelta

import structlog

from desk.ids import PersonId
from desk.people import Person, Role
from desk.privacy import PrivacyAct, PrivacyEvent
from desk.refusals import NotAllowed
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from usecases.ports import UnitOfWork
from usecases.privacy_ports import Gone
from usecases.rows import Topic

log = structlog.get_logger()

SECOND_THOUGHTS = timedelta(minutes=10)
"""Between the button and the end: time to change one's mind, and for the last answer to go out."""
_LOOK_AGAIN = timedelta(hours=1)
_PENDING = (PrivacyAct.ERASURE_ASKED, PrivacyAct.ERASURE_WAITS)
_OF_ERASURE = (*_PENDING, PrivacyAct.ERASURE_KEPT, PrivacyAct.ERASED)


class StillAtWork(Exception):
    """Who has jobs in hand or stands on the roster cannot be erased: hand the jobs over and take them off the roster first."""


def ask_erasure(uow: UnitOfWork, person: Person) -> tuple[Ticket, ...]:
    """It will be done in ten minutes, or once these open tickets are closed. Raises NotAllowed for staff: their records are the
    contract's evidence, and the operator erases them (`chalkline people erase`).
    """
    if person.role is not Role.TEACHER:
        raise NotAllowed(PrivacyAct.ERASURE_ASKED)
    waiting = uow.tickets.open_of(person.id)
    if not is_pending(uow, person.id):
        _note(uow, PrivacyAct.ERASURE_ASKED, person.id, person.id)
    _look(uow, person.id, SECOND_THOUGHTS)
    return waiting


def keep_after_all(uow: UnitOfWork, person: Person) -> bool:
    """They have changed their mind; whether anything was pending."""
    if not is_pending(uow, person.id):
        return False
    _note(uow, PrivacyAct.ERASURE_KEPT, person.id, person.id)
    return True


def is_pending(uow: UnitOfWork, person: PersonId) -> bool:
    """Whether their erasure was asked for and has neither happened nor been taken back."""
    acts = [event.act for event in uow.privacy.trail(person) if event.act in _OF_ERASURE]
    return bool(acts) and acts[-1] in _PENDING


def fire_erasure(uow: UnitOfWork, timer: Timer) -> None:
    """Erase, unless it was taken back; while a ticket of theirs is open, look again in an hour (P6)."""
    uow.timers.fired(timer.key, uow.now)
    person = PersonId(timer.duty)
    if not is_pending(uow, person):
        return
    waiting = uow.tickets.open_of(person)
    if waiting:
        last = next(event for event in reversed(uow.privacy.trail(person)) if event.act in _OF_ERASURE)
        if last.act is not PrivacyAct.ERASURE_WAITS:
            nos = ",".join(str(ticket.no) for ticket in waiting)
            _note(uow, PrivacyAct.ERASURE_WAITS, person, None, nos)
        _look(uow, person, _LOOK_AGAIN)
        return
    _erase(uow, uow.people.get(person), person)


def erase_by_operator(uow: UnitOfWork, person: PersonId) -> Gone | tuple[Ticket, ...]:
    """Erase now; or, while the person has open tickets, later, and which these are. Raises NotFound, StillAtWork."""
    known = uow.people.get(person)
    if known.role is Role.TEACHER and (waiting := uow.tickets.open_of(person)):
        if not is_pending(uow, person):
            _note(uow, PrivacyAct.ERASURE_ASKED, person, "desk")
        _look(uow, person, _LOOK_AGAIN)
        return waiting
    roster = uow.rosters.roster()
    on_roster = any(person in turn for rotation in roster.rotations for turn in rotation.turns)
    if known.role is not Role.TEACHER and (on_roster or uow.tickets.jobs_of(person)):
        raise StillAtWork(person)
    return _erase(uow, known, "desk")


def _erase(uow: UnitOfWork, person: Person, by: str) -> Gone:
    gone = uow.erasing.erase(person)
    note = f"events {gone.events}, rows {gone.rows}, pictures {gone.pictures}, swept {gone.swept}"
    _note(uow, PrivacyAct.ERASED, person.id, by, note)
    log.info("privacy", action="erased", person=person.id, events=gone.events, rows=gone.rows)
    return gone


def _note(uow: UnitOfWork, act: PrivacyAct, person: PersonId, by: str | None, note: str = "") -> None:
    uow.privacy.note(PrivacyEvent(act, uow.now, person, by, note))


def _look(uow: UnitOfWork, person: PersonId, after: timedelta) -> None:
    at = uow.now + after
    uow.timers.add([Timer(f"erasure:{person}:{at.isoformat()}", TimerKind.ERASURE, at, duty=person)])
    uow.wake(Topic.TIMERS)
