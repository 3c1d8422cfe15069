"""The statistics of a viewer's tickets. Reads only; the scope is the viewer's schools, an engineer's own jobs (S04)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desk.ids import GradeId, PersonId, SchoolId
from desk.language import Text
from desk.people import Person, Role
from desk.places import School
from desk.refusals import NotAllowed, NotFound
from desk.statistics import Days, Picked, Statistics, TicketFigures, statistics
from desk.step_figures import GIVEN_UP
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Counting:
    """What is to be counted: the tickets opened in these days, of one school or of all of the viewer's."""

    days: Days
    school: SchoolId | None = None
    picked: Picked = Picked()


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures, with the names of whoever is in them. `schools` are all the viewer's, `grades` all those of the days, gravest
    first, to choose from; `own`: these are only the viewer's own jobs.
    """

    figures: Statistics
    names: Mapping[PersonId, str]
    schools: tuple[School, ...]
    grades: tuple[tuple[GradeId, Text], ...]
    own: bool


def count_tickets(uow: UnitOfWork, viewer: PersonId, wanted: Counting) -> Counted:
    """Raises NotAllowed for teachers, NotFound for a school that is not the viewer's."""
    person = uow.people.get(viewer)
    if person.role is Role.TEACHER:
        raise NotAllowed(viewer)
    if wanted.school is not None and not person.covers(wanted.school):
        raise NotFound(wanted.school)
    own = person.role is Role.ENGINEER
    picked = replace(wanted.picked, handler=person.id) if own else wanted.picked
    scope = (wanted.school,) if wanted.school is not None else person.schools
    start, end = wanted.days.span(uow.zone)
    opened = uow.statistics.figures(scope, start, end)
    chosen = [one for one in opened if picked.fits(one)]
    walks = uow.statistics.walks(scope, start, end, uow.now - GIVEN_UP)
    goals = {one: uow.contracts.current(one).satisfaction for one in {each.contract for each in chosen}}
    figures = statistics(chosen, walks, goals, uow.now, uow.zone)
    named = {*(pile.key for pile in figures.handlers), *(former for former, _ in figures.repeats_of)}
    return Counted(
        figures=figures,
        names={one: uow.people.get(one).name for one in named},
        schools=_schools(uow, person),
        grades=_grades([one for one in opened if not own or one.handler == person.id]),
        own=own,
    )


def _schools(uow: UnitOfWork, person: Person) -> tuple[School, ...]:
    return tuple(school for school in uow.places.schools() if person.covers(school.id))


def _grades(opened: list[TicketFigures]) -> tuple[tuple[GradeId, Text], ...]:
    known = {(one.rank, one.grade): one.label for one in opened}
    return tuple({grade: known[rank, grade] for rank, grade in sorted(known)}.items())
