"""A person's own turns as a calendar feed, opened by a secret token."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.duty_calendar import Period, periods_of
from desk.people import Person, Role
from desk.refusals import NotAllowed
from desk.roster import Team
from usecases.ports import UnitOfWork

BACK, AHEAD = timedelta(weeks=2), timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class DutyFeed:
    """Whose it is, their turns (with the place in the turn, 0 answers first), and when it was read."""

    person: Person
    turns: tuple[tuple[Team, Period, int], ...]
    at: datetime


def open_feed(uow: UnitOfWork, person: Person) -> str:
    """A fresh token, 128 random bits; the one before opens nothing any more. Raises NotAllowed for teachers."""
    if person.role is Role.TEACHER:
        raise NotAllowed(person.id)
    token = uow.fresh_id()
    uow.rosters.open_feed(person.id, token)
    return token


def duty_feed(uow: UnitOfWork, token: str) -> DutyFeed:
    """The turns from two weeks ago to eight weeks ahead, soonest first. Raises NotFound for a token that opens nothing."""
    person = uow.people.get(uow.rosters.fed_by(token))
    roster, start, end = uow.rosters.roster(), uow.now - BACK, uow.now + AHEAD
    turns = [
        (team, period, period.people.index(person.id))
        for team in roster.teams
        for period in periods_of(roster, team.id, start, end, uow.zone)
        if person.id in period.people
    ]
    return DutyFeed(person, tuple(sorted(turns, key=lambda turn: turn[1].starts)), uow.now)
