"""What a contract would do to the people of the register: `desk.rehearsal` on the stored roster. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from desk import events as ev
from desk.buttons import Verb
from desk.calendars import CalendarId, WorkCalendar
from desk.contract import Contract
from desk.example_facts import example_facts
from desk.grading import FaultFacts, judge
from desk.ids import GradeId, PersonId, SchoolId, TicketId
from desk.people import Person
from desk.permissions import require_role
from desk.places import School
from desk.refusals import NotFound
from desk.rehearsal import DutyAt, Moment, rehearse
from usecases.ports import UnitOfWork

REPORTER = PersonId("rehearsal")
IN_CHAT = timedelta(hours=24)
"""How far a rehearsal in chat looks."""


@dataclass(frozen=True, slots=True)
class RehearsalOrder:
    """A fault with these facts at this instant, looked at until that one, with nobody answering but `answers`. No school: the
    contract's first.

    `calendars` are those that the school's working time may be counted by; without the one it goes by, all hours count.
    """

    contract: Contract
    facts: FaultFacts
    at: datetime
    until: datetime
    school: SchoolId | None = None
    calendars: Mapping[CalendarId, WorkCalendar] = field(default_factory=dict)
    answers: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The moments, where they take place, and the people they name."""

    school: School
    moments: tuple[Moment, ...]
    people: Mapping[PersonId, Person]
    unreachable: tuple[PersonId, ...]


def rehearse_contract(uow: UnitOfWork, order: RehearsalOrder) -> Rehearsed | None:
    """On the stored roster; None where no school has been entered yet. Raises NotFound as `school_for`."""
    schools = uow.places.schools()
    if not schools:
        return None
    school = school_for(order, schools)
    done = perform(order, school, lambda at: uow.people.duty(school.id, at))
    named = {person for moment in done for person in named_in(moment)}
    unable = uow.people.duty(school.id, order.at).unreachable
    people = {person: uow.people.get(person) for person in named | set(unable) if person != REPORTER}
    return Rehearsed(school, done, people, unable)


def rehearse_at(uow: UnitOfWork, school: School, grade: GradeId, at: datetime) -> Rehearsed | None:
    """The contract and calendar in force at this school, a fault of this grade, `IN_CHAT` from `at` on; None where nothing that
    we could think of is graded so.
    """
    contract = uow.contracts.current(school.contract, school.calendar)
    facts = example_facts(contract, grade)
    if facts is None:
        return None
    calendars = {contract.calendar.id: contract.calendar} if contract.calendar else {}
    return rehearse_contract(uow, RehearsalOrder(contract, facts, at, at + IN_CHAT, school.id, calendars))


@dataclass(frozen=True, slots=True)
class Imagined:
    """A fault that a supervisor imagines at one of their schools; `answers` is who accepts it when called, nobody when None."""

    school: SchoolId
    facts: FaultFacts
    at: datetime
    length: timedelta
    answers: PersonId | None = None


def rehearse_fault(uow: UnitOfWork, viewer: PersonId, imagined: Imagined) -> tuple[Contract, Rehearsed]:
    """What would happen, by the contract and calendar in force at that school. Raises NotAllowed, and NotFound for a school that is
    not theirs and for who could not be called there.
    """
    school = next((one for one in rehearsal_schools(uow, viewer) if one.id == imagined.school), None)
    if school is None:
        raise NotFound(imagined.school)
    if imagined.answers is not None and not uow.people.get(imagined.answers).covers(school.id):
        raise NotFound(imagined.answers)
    contract = uow.contracts.current(school.contract, school.calendar)
    calendars = {contract.calendar.id: contract.calendar} if contract.calendar else {}
    answers = frozenset({imagined.answers}) if imagined.answers else frozenset()
    until = imagined.at + imagined.length
    order = RehearsalOrder(contract, imagined.facts, imagined.at, until, school.id, calendars, answers)
    done = rehearse_contract(uow, order)
    if done is None:
        raise NotFound(imagined.school)
    return contract, done


def rehearsal_schools(uow: UnitOfWork, viewer: PersonId) -> tuple[School, ...]:
    """Where this supervisor may rehearse. Raises NotAllowed for anybody else."""
    person = uow.people.get(viewer)
    require_role(person, Verb.REHEARSE)
    return tuple(school for school in uow.places.schools() if person.covers(school.id))


def school_for(order: RehearsalOrder, schools: tuple[School, ...]) -> School:
    """The school asked for, else the first under the contract. Raises NotFound for an unknown one or when there is none."""
    fitting = [school for school in schools if school.id == order.school] if order.school else []
    if not order.school:
        fitting = [school for school in schools if school.contract == order.contract.id]
    if not fitting:
        raise NotFound(order.school or order.contract.id)
    return fitting[0]


def perform(order: RehearsalOrder, school: School, duty: DutyAt) -> tuple[Moment, ...]:
    """The moments of the rehearsal on any roster."""
    calendar = order.calendars.get(school.calendar or order.contract.calendar_id)
    contract = replace(order.contract, calendar=calendar)
    opening = ev.TicketOpened(
        at=order.at,
        by=REPORTER,
        ticket=TicketId("rehearsal"),
        no=0,
        school=school.id,
        reporter=REPORTER,
        contract=contract.id,
        contract_version=contract.version,
        fault=ev.Fault(order.facts),
        verdict=judge(contract, order.facts),
        words="",
    )
    return rehearse(opening, contract, duty, order.until, order.answers)


def named_in(moment: Moment) -> frozenset[PersonId]:
    """Everybody a moment calls, tells or lists."""
    told = {notice.to for notice in moment.notices if notice.to is not None}
    called = {person for event in moment.events for person in getattr(event, "people", ())}
    return frozenset(told | called) - {REPORTER}
