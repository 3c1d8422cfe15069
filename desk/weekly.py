"""The short form of a roster: weekly shifts, one person each. What a small district writes down; it becomes teams and rotations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from desk.ids import PersonId, RotationId, SchoolId, TeamId
from desk.language import Text
from desk.people import Tier
from desk.roster import Roster, Team
from desk.rotation import EVERY_DAY, DutyHours, Rotation

_NAMES = {
    Tier.FIRST: Text("一线", "First line"),
    Tier.SECOND: Text("二线", "Second line"),
    Tier.THIRD: Text("三线", "Third line"),
    Tier.VENDOR: Text("厂家", "Maker"),
    Tier.SUPERVISOR: Text("主管", "Supervisors"),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly repeating shift in local time. `days` are ISO weekdays 1-7 of its start; an end at or before the start is on
    the next day. `rank` 0 is the primary. Empty `schools` means all.
    """

    person: PersonId
    tier: Tier
    starts: time
    ends: time
    days: tuple[int, ...] = EVERY_DAY
    rank: int = 0
    schools: tuple[SchoolId, ...] = ()


def from_shifts(shifts: Iterable[Shift]) -> Roster:
    """One team for each tier and set of schools, one rotation of a single turn for each shift. The ids are the same for
    the same file.
    """
    teams: dict[TeamId, Team] = {}
    rotations = []
    for number, shift in enumerate(shifts, 1):
        team = TeamId("-".join((shift.tier.value, *shift.schools)))
        teams.setdefault(team, Team(team, _NAMES[shift.tier], shift.tier, shift.schools))
        all_day = shift.starts == shift.ends == time(0) and set(shift.days) == set(EVERY_DAY)
        hours = () if all_day else (DutyHours(shift.starts, shift.ends, shift.days),)
        rotation = RotationId(f"{team}/{number}")
        rotations.append(Rotation(rotation, team, ((shift.person,),), hours=hours, rank=shift.rank))
    return Roster(tuple(teams.values()), tuple(rotations))


def shifts_of(roster: Roster) -> tuple[Shift, ...]:
    """The weekly shifts of a roster. A rotation that somebody wrote as one stays one, even of one person who never changes."""
    teams = {team.id: team for team in roster.teams}
    return tuple(
        Shift(
            person,
            teams[one.team].tier,
            hours.starts,
            hours.ends,
            hours.days,
            one.rank,
            teams[one.team].schools,
        )
        for one in roster.rotations
        if is_weekly(one, teams[one.team])
        for person in one.people
        for hours in one.hours or (_ALL_DAY,)
    )


def rings_of(roster: Roster) -> tuple[Rotation, ...]:
    """The rotations that are no weekly shifts."""
    teams = {team.id: team for team in roster.teams}
    return tuple(one for one in roster.rotations if not is_weekly(one, teams[one.team]))


def with_shifts(roster: Roster, shifts: Iterable[Shift]) -> Roster:
    """Teams and rotations with these weekly shifts in place of all weekly ones; what the short form cannot say stays."""
    short, known = from_shifts(shifts), {team.id for team in roster.teams}
    fresh = tuple(team for team in short.teams if team.id not in known)
    return Roster((*roster.teams, *fresh), (*rings_of(roster), *short.rotations))


_ALL_DAY = DutyHours(time(0), time(0))


def is_weekly(rotation: Rotation, team: Team) -> bool:
    """Whether `from_shifts` made it: what it makes has ids of its own, and one person each."""
    made = rotation.id.startswith(f"{team.id}/") and team.id == "-".join((team.tier.value, *team.schools))
    alone = len(rotation.turns) == 1 and len(rotation.turns[0]) == 1
    return made and alone and not team.devices and not team.grab
