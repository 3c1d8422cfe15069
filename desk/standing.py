"""Where an open ticket stands: what the board sorts, filters and counts by, and nothing that it only shows. Pure.

A standing is a function of the ticket and its contract alone, no instant goes in (`desk.sla`): it holds until the ticket's next
event, so that a board of ten thousand tickets looks each up once and not at every glance.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from typing import Final

from desk.buttons import Verb
from desk.contract import Contract
from desk.ids import GradeId, PersonId, SchoolId, TicketId
from desk.language import Text
from desk.people import Person, Role
from desk.permissions import ALLOWED, Relation
from desk.sla import next_deadline
from desk.status import Status
from desk.ticket import Ticket


class Column(StrEnum):
    """The columns of the board, in the order in which a job goes."""

    WAITING = "waiting"
    COMING = "coming"
    AT_WORK = "at_work"
    GOING_ON = "going_on"
    TO_CONFIRM = "to_confirm"


COLUMNS: Final[Mapping[Status, Column]] = {
    Status.WAITING: Column.WAITING,
    Status.ACCEPTED: Column.COMING,
    Status.EN_ROUTE: Column.COMING,
    Status.ON_SITE: Column.AT_WORK,
    Status.DIAGNOSED: Column.AT_WORK,
    Status.RESTORED: Column.GOING_ON,
    Status.REPAIRED: Column.TO_CONFIRM,
}
"""Where each open state stands; what is over stands nowhere."""


class Within(StrEnum):
    """How much time is left to the next deadline. What has run out is within every span."""

    LATE = "late"
    NEAR = "near"
    QUARTER = "15m"
    HOUR = "1h"
    HALF_DAY = "4h"
    NO_CLOCK = "none"


_SPANS: Final = {
    Within.QUARTER: timedelta(minutes=15),
    Within.HOUR: timedelta(hours=1),
    Within.HALF_DAY: timedelta(hours=4),
}


class Order(StrEnum):
    """What stands first."""

    GRAVEST = "grade"
    SOONEST = "due"
    NEWEST = "new"


@dataclass(frozen=True, slots=True)
class Standing:
    """One open ticket. `near` and `due` are those of its next deadline, None where no clock runs; `calling`: somebody has to ring
    the teacher; `called` are the engineers who were called and have not taken it; `rooms` is how many a common fault has that it leads.
    """

    ticket: TicketId
    no: int
    seq: int
    school: SchoolId
    status: Status
    rank: int
    grade: GradeId
    label: Text
    handler: PersonId | None
    called: tuple[PersonId, ...]
    opened_at: datetime
    near: datetime | None
    due: datetime | None
    calling: bool
    rooms: int = 0

    @property
    def column(self) -> Column:
        """Where it stands. Raises KeyError for a ticket that is over."""
        return COLUMNS[self.status]

    def is_late(self, now: datetime) -> bool:
        """Whether the next deadline has run out."""
        return self.due is not None and now >= self.due

    def is_near(self, now: datetime) -> bool:
        """Whether the next deadline is near and has not run out."""
        return self.due is not None and self.near is not None and self.near <= now < self.due

    def is_worked_by(self, person: PersonId) -> bool:
        """Whether it is this person's: they have it, or are called for it while nobody has."""
        return self.handler == person if self.handler else person in self.called

    def is_reread_by(self, person: Person) -> bool:
        """Whether this person may say that its words were read wrongly, by the same table as a press."""
        held = set()
        if person.id == self.handler:
            held.add(Relation.HANDLER)
        if person.role is Role.SUPERVISOR and person.covers(self.school):
            held.add(Relation.OVERSEER)
        return bool(held & ALLOWED[Verb.REREAD])


def standing(ticket: Ticket, contract: Contract) -> Standing:
    """Where an open ticket stands under the contract it is pinned to."""
    clock = next_deadline(ticket, contract)
    return Standing(
        ticket=ticket.id,
        no=ticket.no,
        seq=ticket.seq,
        school=ticket.school,
        status=ticket.status,
        rank=ticket.verdict.rank,
        grade=ticket.verdict.grade,
        label=contract.grade(ticket.verdict.grade).label,
        handler=ticket.handler,
        called=ticket.paged if ticket.status is Status.WAITING else (),
        opened_at=ticket.opened_at,
        near=clock.near if clock else None,
        due=clock.due if clock else None,
        calling=ticket.is_calling,
        rooms=ticket.voices.rooms,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a view of the board shows. None (or no columns) is everything; `unclaimed` is what nobody has."""

    columns: frozenset[Column] = frozenset()
    grade: GradeId | None = None
    school: SchoolId | None = None
    engineer: PersonId | None = None
    unclaimed: bool = False
    within: Within | None = None
    order: Order = Order.GRAVEST


@dataclass(frozen=True, slots=True)
class Standings:
    """Every open ticket of the desk, sorted once for all who look: gravest first then oldest, and by next deadline; and by school,
    as most people look at a few schools of many.
    """

    gravest: tuple[Standing, ...]
    soonest: tuple[Standing, ...]
    by_school: Mapping[SchoolId, tuple[Standing, ...]]

    def seen_by(self, person: Person, wanted: Wanted) -> tuple[Standing, ...]:
        """Those of the person's schools, of the wanted school, grade and engineer, in the wanted order."""
        found = self._in_scope(person, wanted)
        for fits in _who(wanted):
            found = [one for one in found if fits(one)]
        return tuple(found)

    def _in_scope(self, person: Person, wanted: Wanted) -> list[Standing]:
        schools = (wanted.school,) if wanted.school is not None else person.schools
        if not schools:
            whole = self.soonest if wanted.order is Order.SOONEST else self.gravest
            return list(whole) if wanted.order is not Order.NEWEST else _in_order(whole, Order.NEWEST)
        theirs = [
            one for school in schools if person.covers(school) for one in self.by_school.get(school, ())
        ]
        return _in_order(theirs, wanted.order)


def sorted_for_all(gravest: Sequence[Standing]) -> Standings:
    """The same, gravest first, in every order."""
    schools: dict[SchoolId, list[Standing]] = {}
    for one in gravest:
        schools.setdefault(one.school, []).append(one)
    theirs = {school: tuple(standings) for school, standings in schools.items()}
    return Standings(tuple(gravest), tuple(_by_deadline(gravest)), theirs)


def _in_order(standings: Iterable[Standing], order: Order) -> list[Standing]:
    """Sorted; of those with the same deadline the gravest first, and what has no clock comes last."""
    if order is Order.NEWEST:
        return sorted(standings, key=lambda one: (one.opened_at, one.no), reverse=True)
    gravest = sorted(standings, key=lambda one: (one.rank, one.opened_at, one.no))
    return gravest if order is Order.GRAVEST else _by_deadline(gravest)


def _by_deadline(gravest: Sequence[Standing]) -> list[Standing]:
    running = sorted((one for one in gravest if one.due), key=attrgetter("due"))
    return [*running, *(one for one in gravest if one.due is None)]


def in_time_and_state(standings: Iterable[Standing], wanted: Wanted, now: datetime) -> tuple[Standing, ...]:
    """Those in the wanted columns whose next deadline is as near as wanted at `now`."""
    found = list(standings)
    if wanted.columns:
        found = [one for one in found if one.column in wanted.columns]
    if wanted.within is not None:
        is_within = _by_clock(wanted.within, now)
        found = [one for one in found if is_within(one)]
    return tuple(found)


def per_column(standings: Iterable[Standing]) -> Mapping[Column, int]:
    """How many stand in each column, also where none do."""
    states = [
        one.status for one in standings
    ]  # compared one by one: the hash of a member of an enum costs more
    counted = [(column, states.count(status)) for status, column in COLUMNS.items()]
    return {column: sum(n for other, n in counted if other is column) for column in Column}


def near_and_late(standings: Iterable[Standing], now: datetime) -> tuple[int, int]:
    """How many deadlines are near, and how many have run out."""
    near = late = 0
    for one in standings:
        if one.due is None or one.near is None:
            continue
        if one.due <= now:
            late += 1
        elif one.near <= now:
            near += 1
    return near, late


def _who(wanted: Wanted) -> Iterable[Callable[[Standing], bool]]:
    if wanted.grade is not None:
        yield lambda one: one.grade == wanted.grade
    if wanted.unclaimed:
        yield lambda one: one.handler is None
    if (engineer := wanted.engineer) is not None:
        yield lambda one: one.is_worked_by(engineer)


def _by_clock(within: Within, now: datetime) -> Callable[[Standing], bool]:
    if within is Within.NO_CLOCK:
        return lambda one: one.due is None
    if within is Within.LATE:
        return lambda one: one.is_late(now)
    if within is Within.NEAR:
        return lambda one: one.is_near(now)
    until = now + _SPANS[within]
    return lambda one: one.due is not None and one.due <= until
