"""A person says when they do not want to be rung for what can wait."""

import structlog

from desk.people import Person, Role
from desk.quiet import QuietHours
from desk.refusals import NotAllowed
from usecases.ports import UnitOfWork

log = structlog.get_logger()


def set_quiet_hours(uow: UnitOfWork, person: Person, hours: QuietHours | None) -> None:
    """From now on these, every day; None ends them. Pages that wait for the end of earlier ones keep their time. Raises
    NotAllowed for teachers, who are paged for nothing.
    """
    if person.role is Role.TEACHER:
        raise NotAllowed(person.id)
    uow.pages.set_quiet_hours(person.id, hours)
    log.info("quiet hours", action="quiet_hours_set", person=person.id, on=hours is not None)
