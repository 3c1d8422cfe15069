"""The calendar of a roster: who is on from when to when. Cut from the same function that pages (`desk.roster.on_team`)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from desk.ids import PersonId, TeamId
from desk.roster import Roster, on_team
from desk.rotation import edges


@dataclass(frozen=True, slots=True)
class Period:
    """The same people in the same order from `starts` until `ends`; nobody is a gap. `absent` have the turn and are on leave."""

    team: TeamId
    starts: datetime
    ends: datetime
    people: tuple[PersonId, ...]
    absent: tuple[PersonId, ...] = ()

    @property
    def length(self) -> timedelta:
        """How long it is; above zero."""
        return self.ends - self.starts

    @property
    def primary(self) -> PersonId | None:
        """Who answers first."""
        return self.people[0] if self.people else None


def periods(roster: Roster, start: datetime, end: datetime, zone: ZoneInfo) -> tuple[Period, ...]:
    """Every team's periods from `start` until `end` (instants), without a hole: team by team, in order of time."""
    return tuple(period for team in roster.teams for period in periods_of(roster, team.id, start, end, zone))


def periods_of(
    roster: Roster, team: TeamId, start: datetime, end: datetime, zone: ZoneInfo
) -> tuple[Period, ...]:
    """One team's periods."""
    roster = _only(roster, team)
    inside = (cut.astimezone(UTC) for cut in _cuts(roster, team, start, end, zone) if start < cut < end)
    found: list[Period] = []
    for begin, finish in pairwise(sorted({start.astimezone(UTC), end.astimezone(UTC), *inside})):
        on, away = on_team(roster, team, begin, zone), roster.away(begin)
        people = tuple(person for person in on if person not in away)
        period = Period(team, begin, finish, people, tuple(person for person in on if person in away))
        if found and replace(found[-1], starts=begin, ends=finish) == period:
            period = replace(period, starts=found.pop().starts)
        found.append(period)
    return tuple(found)


def stints(found: tuple[Period, ...]) -> tuple[Period, ...]:
    """One team's periods with the same primary joined, whoever backs them up; `people` are those of the first part."""
    joined: list[Period] = []
    for period in found:
        if joined and joined[-1].primary == period.primary:
            joined.append(replace(joined.pop(), ends=period.ends))
        else:
            joined.append(period)
    return tuple(joined)


def _only(roster: Roster, team: TeamId) -> Roster:
    """The roster without what cannot matter to this team, which is looked at once for every cut."""
    rotations = tuple(rotation for rotation in roster.rotations if rotation.team == team)
    overrides = tuple(override for override in roster.overrides if override.team == team)
    people = {person for rotation in rotations for person in rotation.people}
    people.update(override.person for override in overrides)
    leaves = tuple(leave for leave in roster.leaves if leave.person in people)
    return Roster((), rotations, overrides, leaves)


def _cuts(roster: Roster, team: TeamId, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    for rotation in roster.rotations:
        if rotation.team == team:
            yield from edges(rotation, start, end, zone)
    for override in roster.overrides:
        if override.team == team:
            yield from (override.starts, override.ends)
    for leave in roster.leaves:
        yield from (leave.starts, leave.ends)
