"""The board for one viewer: filtered, counted, cut to what a screen shows. Reads only; the scope is the viewer's schools (S04)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desk.brief import Brief
from desk.ids import GradeId, PersonId, TicketId
from desk.language import Text
from desk.people import Person, Role
from desk.permissions import may_see
from desk.places import School
from desk.refusals import NotAllowed
from desk.standing import (
    Column,
    Standing,
    Standings,
    Wanted,
    in_time_and_state,
    near_and_late,
    per_column,
    sorted_for_all,
)
from desk.status import Status
from desk.ticket import Ticket
from usecases.briefing import brief
from usecases.ports import UnitOfWork

CLOSED_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """How much of what fits is shown: `most` from `start` on, of each column where `by_column`."""

    start: int = 0
    most: int = 50
    by_column: bool = False


@dataclass(frozen=True, slots=True)
class BoardPage:
    """What a viewer sees. `open`, `waiting`, `near` and `late` count what fits the wanted school, grade and engineer whatever its
    state and clock; `total` and `columns` what fits wholly; `shown` is the part of it that is shown.
    """

    open: int
    waiting: int
    near: int
    late: int
    total: int
    columns: Mapping[Column, int]
    shown: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: the viewer's schools, the crew for them, the grades of what is open."""

    schools: tuple[School, ...]
    crew: tuple[Person, ...]
    grades: tuple[tuple[GradeId, Text], ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands below the board: calls and follow-ups that are owed, and what is over."""

    owed: tuple[Brief, ...]
    over: tuple[Brief, ...]


def all_standings(uow: UnitOfWork) -> Standings:
    """Every open ticket of the desk, sorted. For nobody's eyes as it is: `browse` cuts it to a viewer's schools."""
    return sorted_for_all(uow.open_board.standings())


def browse(
    uow: UnitOfWork, viewer: PersonId, everything: Standings, wanted: Wanted, shown: Shown
) -> BoardPage:
    """The board as this viewer wants it. Raises NotAllowed for teachers."""
    person = _staff(uow, viewer)
    theirs = everything.seen_by(person, wanted)
    fitting = in_time_and_state(theirs, wanted, uow.now)
    near, late = near_and_late(theirs, uow.now)
    return BoardPage(
        open=len(theirs),
        waiting=sum(one.status is Status.WAITING for one in theirs),
        near=near,
        late=late,
        total=len(fitting),
        columns=per_column(fitting),
        shown=_cut(fitting, shown),
    )


def choices(uow: UnitOfWork, viewer: PersonId, everything: Standings) -> Choices:
    """What this viewer can filter by. Raises NotAllowed for teachers."""
    person = _staff(uow, viewer)
    theirs = everything.seen_by(person, Wanted())
    # Sorting the few grades there are and not the ten thousand tickets that have them.
    labels = {(one.rank, one.grade): one.label for one in theirs}
    grades = {grade: labels[rank, grade] for rank, grade in sorted(labels)}
    crew, _ = uow.rosters.crew()
    return Choices(
        schools=tuple(school for school in uow.places.schools() if person.covers(school.id)),
        crew=tuple(other for other in crew if _works_with(person, other)),
        grades=tuple(grades.items()),
    )


def briefs(uow: UnitOfWork, viewer: PersonId, tickets: Collection[TicketId]) -> tuple[Brief, ...]:
    """These tickets with what they name; those that the viewer may not see are left out. Raises NotAllowed for teachers."""
    person = _staff(uow, viewer)
    found = (uow.tickets.get(ticket) for ticket in tickets)
    return tuple(brief(uow, ticket) for ticket in found if may_see(person, ticket))


def aside(uow: UnitOfWork, viewer: PersonId, everything: Standings, following: Collection[Ticket]) -> Aside:
    """What stands below this viewer's board; `following` are the follow-ups of the whole desk. Raises NotAllowed for teachers."""
    person = _staff(uow, viewer)
    calls = [uow.tickets.get(one.ticket) for one in everything.seen_by(person, Wanted()) if one.calling]
    follow_ups = [ticket for ticket in following if person.covers(ticket.school)]
    owed = sorted((*calls, *follow_ups), key=lambda ticket: ticket.no)
    over = uow.open_board.lately_over(person.schools, CLOSED_SHOWN)
    return Aside(tuple(brief(uow, one) for one in owed), tuple(brief(uow, one) for one in over))


def all_follow_ups(uow: UnitOfWork) -> tuple[Ticket, ...]:
    """Every closed ticket whose low score somebody has to follow up. For nobody's eyes as it is: `aside` cuts it."""
    return uow.tickets.follow_ups(())


def _cut(fitting: tuple[Standing, ...], shown: Shown) -> tuple[Standing, ...]:
    if not shown.by_column:
        return fitting[shown.start : shown.start + shown.most]
    taken = dict.fromkeys(Column, 0)
    found = []
    for one in fitting:
        if taken[one.column] < shown.most:
            taken[one.column] += 1
            found.append(one)
    return tuple(found)


def _works_with(person: Person, other: Person) -> bool:
    """Whether they have a school in common."""
    if not person.schools or not other.schools:
        return True
    return not frozenset(person.schools).isdisjoint(other.schools)


def _staff(uow: UnitOfWork, viewer: PersonId) -> Person:
    person = uow.people.get(viewer)
    if person.role is Role.TEACHER:
        raise NotAllowed(viewer)
    return person
