"""Who is on duty for a ticket, with what the choice among them rests on (`desk.choice`)."""

from dataclasses import replace
from datetime import timedelta

from desk.choice import Standing
from desk.distances import km_between
from desk.events import Repaired
from desk.ids import PersonId, SchoolId
from desk.lifecycle import allows
from desk.people import Tier
from desk.roster import Duty
from desk.ticket import Ticket
from usecases.ports import UnitOfWork

FAIR_SPAN = timedelta(days=7)
"""Jobs of so long are counted for fairness."""
REMEMBERED = timedelta(days=180)
"""Who repaired a device so long ago still knows it."""
AT_WORK = timedelta(hours=3)
"""Who had a job reported so lately is taken to be at that school."""


def duty_for(uow: UnitOfWork, ticket: Ticket) -> Duty:
    """The duty for the ticket's school and device."""
    duty = uow.people.duty(ticket.school, uow.now, ticket.fault.facts.device)
    quiet = uow.pages.quiet_now()
    rivals = [len(people) > 1 for tier, people in duty.tiers if tier is not Tier.SUPERVISOR]
    if not quiet and not any(rivals):
        return duty  # nobody to choose from: nothing is looked up
    people = {p for tier, ids in duty.tiers if tier is not Tier.SUPERVISOR for p in ids}
    return replace(duty, standings=_standings(uow, ticket, duty, people, quiet))


def _standings(
    uow: UnitOfWork, ticket: Ticket, duty: Duty, people: set[PersonId], quiet: frozenset[PersonId]
) -> tuple[Standing, ...]:
    busy = _busy(uow, ticket, people)
    jobs = uow.workloads.counted(people, uow.now - FAIR_SPAN)
    touched = uow.workloads.repaired(people, ticket.school, _marks(ticket), uow.now - REMEMBERED)
    ways = _ways(uow, ticket.school, people)
    return tuple(
        replace(
            standing,
            is_quiet=standing.person in quiet,
            busy=busy.get(standing.person),
            touched=touched.get(standing.person),
            km=ways.get(standing.person),
            jobs=jobs.get(standing.person, 0),
        )
        for standing in duty.standings
    )


def _busy(uow: UnitOfWork, ticket: Ticket, people: set[PersonId]) -> dict[PersonId, int]:
    """The other job each has in hand; one that waits, for parts or for the teacher's word, keeps nobody busy."""
    found: dict[PersonId, int] = {}
    for job in uow.workloads.in_hand(people):
        if job.id != ticket.id and job.handler and job.hold is None and allows(job, Repaired):
            found.setdefault(job.handler, job.no)
    return found


def _marks(ticket: Ticket) -> tuple[tuple[str, str], ...]:
    """What makes a fault one of the same device: its id, else the room and the kind of device; else nothing fits."""
    fault = ticket.fault
    if fault.device:
        return (("device", fault.device),)
    if fault.room and fault.facts.device:
        return (("room", fault.room), ("device", fault.facts.device))
    return (("device", "-"),)


def _ways(uow: UnitOfWork, school: SchoolId, people: set[PersonId]) -> dict[PersonId, float]:
    """Kilometres from where each had a job lately, where both schools are on the map."""
    here = uow.places.school(school).position
    if here is None:
        return {}
    found = {}
    for person, job in uow.workloads.last_jobs(people, uow.now - AT_WORK).items():
        there = uow.places.school(job.school).position
        if there is not None:
            found[person] = km_between(here, there)
    return found
