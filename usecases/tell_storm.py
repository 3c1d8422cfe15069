"""Pages that came too thick for one person are told in one message: a list, and a button for each job that still waits."""

from dataclasses import replace

import structlog

from desk.ids import PersonId
from desk.messages import Urgency
from desk.paging import waits
from desk.timers import Timer
from usecases.hold_back import storm_notice
from usecases.note_pages import await_answer
from usecases.ports import UnitOfWork
from usecases.recording import tell

log = structlog.get_logger()


def fire_storm(uow: UnitOfWork, timer: Timer) -> None:
    """Tell what was held back, as far as it waits still. The gravest of them begins a ladder, for all."""
    person = uow.people.get(PersonId(timer.duty))
    held = tuple(page for page in uow.pages.held_back(person.id) if waits(uow.tickets.get(page.ticket)))
    if held:
        uow.pages.put_on_card([page.key for page in held], timer.key)
        notice = storm_notice(uow, person, timer.key, held, f"{timer.key}:told")
        tell(uow, replace(notice, urgency=Urgency.PAGE))
        gravest = min(held, key=lambda page: uow.tickets.get(page.ticket).verdict.rank)
        await_answer(uow, replace(gravest, at=uow.now), 1)
    uow.timers.fired(timer.key, uow.now)
    log.info("storm", action="storm_told", person=person.id, jobs=len(held))
