"""Calendars that will run out are spoken of long before a deadline meets a year nobody knows: log and supervisors, once a day."""

from collections.abc import Iterator
from datetime import date

import structlog

from desk.calendars import Shortage, WorkCalendar, warnings
from desk.contract import Contract
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Role
from desk.places import School
from desk.terms import Counting
from desk.workhours import day_of
from usecases.ports import UnitOfWork
from usecases.recording import tell

log = structlog.get_logger()


def warn_calendars(uow: UnitOfWork) -> None:
    """Look at every calendar that a clock counts by. A notice has its day in its key, so that asking again repeats nothing."""
    for calendar, schools in _in_use(uow):
        today = day_of(calendar, uow.now)
        for shortage in warnings(calendar, today):
            log.warning(
                "calendar",
                action="calendar_ends",
                calendar=calendar.id,
                version=calendar.version,
                lack=shortage.lack.value,
                since=str(shortage.since),
                days_left=shortage.days_left,
                urgent=shortage.urgent,
            )
            for notice in _notices(uow, calendar, shortage, schools, today):
                tell(uow, notice)


def _in_use(uow: UnitOfWork) -> Iterator[tuple[WorkCalendar, list[School]]]:
    """Calendars of contracts that count working time somewhere, with the schools that go by them."""
    found: dict[str, tuple[WorkCalendar, list[School]]] = {}
    for school in uow.places.schools():
        contract = uow.contracts.current(school.contract, school.calendar)
        if not _counts_working_time(contract):
            continue
        if contract.calendar is None:
            log.error("calendar", action="calendar_missing", contract=contract.id, school=school.id)
            continue
        found.setdefault(contract.calendar.id, (contract.calendar, []))[1].append(school)
    yield from found.values()


def _counts_working_time(contract: Contract) -> bool:
    return any(hours.counting is Counting.WORKING_TIME for hours in contract.terms.hours)


def _notices(
    uow: UnitOfWork, calendar: WorkCalendar, shortage: Shortage, schools: list[School], today: date
) -> Iterator[Notice]:
    people = {person.id for school in schools for person in uow.people.covering(school.id, Role.SUPERVISOR)}
    extra = {
        "calendar": calendar.id,
        "zh": calendar.name.zh,
        "en": calendar.name.en,
        "lack": shortage.lack.value,
        "since": str(shortage.since),
        "days": str(max(shortage.days_left, 0)),
    }
    for person in sorted(people):
        key = f"calendar:{calendar.id}:{shortage.lack}:{today}:{person}"
        yield Notice(Kind.CALENDAR_ENDS, key, person, None, None, Urgency.NOTE, extra=tuple(extra.items()))
