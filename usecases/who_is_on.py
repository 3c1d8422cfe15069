"""Who is on call now and who comes next, for the chat, the command line and calendars. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.calendars import CalendarUnknown, WorkCalendar
from desk.duty_calendar import Period, periods_of, stints
from desk.ids import PersonId, SchoolId, TeamId
from desk.people import Person, Role, Tier
from desk.refusals import NotFound
from desk.roster import Roster, Team
from desk.workhours import day_of, intervals, stretches
from usecases.ports import UnitOfWork

SOON = timedelta(weeks=4)
"""So far ahead turns are looked for."""


@dataclass(frozen=True, slots=True)
class OnNow:
    """One team: who is on, who would be but is on leave, when somebody else is the first to answer, and who."""

    team: Team
    people: tuple[Person, ...]
    absent: tuple[Person, ...]
    changes: datetime | None
    following: Person | None


def who_is_on(uow: UnitOfWork, viewer: Person) -> tuple[OnNow, ...]:
    """The teams that answer at the viewer's schools, by tier."""
    roster, found = uow.rosters.roster(), []
    for team in sorted_teams(roster.teams):
        if team.answers_in(viewer.schools):
            now, *later = turns(uow, roster, team.id)
            detail = periods_of(roster, team.id, uow.now, now.ends, uow.zone)[0]
            following = later[0].primary if later else None
            found.append(
                OnNow(
                    team,
                    named(uow, detail.people),
                    named(uow, detail.absent),
                    now.ends if later else None,
                    uow.people.get(following) if following else None,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """After hours a hotline rings on somebody's own telephone (000 §5.24.4.1): whose, and until when. None: nobody is on."""

    number: str
    person: Person | None
    until: datetime


def forwarded_hotlines(uow: UnitOfWork, viewer: Person) -> tuple[Forwarded, ...]:
    """The hotlines of the viewer's schools where the day's work is over or has not begun: the first who is on there has them.

    A school whose calendar does not know the year is left out, as is one without hotline or calendar.
    """
    found: dict[Forwarded, None] = {}
    for school in uow.places.schools():
        if not school.hotline or not viewer.covers(school.id):
            continue
        calendar = uow.contracts.current(school.contract, school.calendar).calendar
        opens = _next_opening(calendar, uow.now) if calendar else None
        if opens is not None:
            found[Forwarded(school.hotline, _first_on(uow, school.id), opens)] = None
    return tuple(found)


def _next_opening(calendar: WorkCalendar, now: datetime) -> datetime | None:
    """When work begins again; None in the middle of a day's work (its noon rest included), and where the calendar ends."""
    try:
        today = intervals(calendar, day_of(calendar, now))
        if today and today[0].opens <= now < today[-1].closes:
            return None
        return next((part.opens for part in stretches(calendar, now, now + SOON)), None)
    except CalendarUnknown:
        return None


def _first_on(uow: UnitOfWork, school: SchoolId) -> Person | None:
    tiers = uow.people.duty(school, uow.now, None).tiers
    return next(
        (uow.people.get(one) for tier, ids in tiers if tier is not Tier.SUPERVISOR for one in ids), None
    )


def supervisors_of(uow: UnitOfWork, person: Person) -> tuple[Person, ...]:
    """Who answers for this person's schools and is not on leave; never themself."""
    staff, _ = uow.rosters.crew()
    away = uow.rosters.roster().away(uow.now)
    return tuple(
        one
        for one in staff
        if one.role is Role.SUPERVISOR and one.id != person.id and one.id not in away and _meet(one, person)
    )


def oversees(supervisor: Person, person: Person) -> bool:
    """Whether this is a supervisor with a school in common with the person."""
    return supervisor.role is Role.SUPERVISOR and _meet(supervisor, person)


def team_called(roster: Roster, team: str) -> Team:
    """Raises NotFound."""
    known = next((one for one in roster.teams if one.id == team), None)
    if known is None:
        raise NotFound(team)
    return known


def turns(uow: UnitOfWork, roster: Roster, team: TeamId) -> tuple[Period, ...]:
    """The team's stints from now on, as far as `SOON`; the last one may go on."""
    return stints(periods_of(roster, team, uow.now, uow.now + SOON, uow.zone))


def named(uow: UnitOfWork, people: Iterable[PersonId]) -> tuple[Person, ...]:
    """The people of these ids."""
    return tuple(uow.people.get(person) for person in people)


def sorted_teams(teams: Iterable[Team]) -> tuple[Team, ...]:
    """By tier, as the ladder climbs."""
    return tuple(sorted(teams, key=lambda team: list(Tier).index(team.tier)))


def _meet(one: Person, other: Person) -> bool:
    return not one.schools or not other.schools or bool(set(one.schools) & set(other.schools))
