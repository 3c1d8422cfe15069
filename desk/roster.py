"""Rosters: who is on call when. One function feeds paging, chat and board, so that they cannot disagree (T31)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from desk.ids import PersonId, SchoolId
from desk.people import Person, Role, Tier


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly repeating shift in local time. `days` are ISO weekdays 1-7 of its start; an end at or before the start
    is on the next day. `rank` 0 is the primary. Empty `schools` means all.
    """

    person: PersonId
    tier: Tier
    starts: time
    ends: time
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    rank: int = 0
    schools: tuple[SchoolId, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Who can be paged for one school at one instant, per tier, primary first; and who should be but cannot."""

    tiers: tuple[tuple[Tier, tuple[PersonId, ...]], ...]
    unreachable: tuple[PersonId, ...] = ()

    def of(self, tier: Tier) -> tuple[PersonId, ...]:
        """The people of one tier, primary first."""
        return next((people for name, people in self.tiers if name is tier), ())

    @property
    def everybody(self) -> tuple[PersonId, ...]:
        """All of them, in ladder order, without repeats; those who cannot be paged last."""
        listed = [person for _, people in self.tiers for person in people]
        return tuple(dict.fromkeys([*listed, *self.unreachable]))


def is_on(shift: Shift, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the shift covers the instant. Wall-clock rule: days and times are the zone's own."""
    local = now.astimezone(zone)
    minute = local.time()
    today, yesterday = local.isoweekday(), (local - timedelta(days=1)).isoweekday()
    if shift.starts < shift.ends:
        return today in shift.days and shift.starts <= minute < shift.ends
    return (today in shift.days and minute >= shift.starts) or (
        yesterday in shift.days and minute < shift.ends
    )


def duty(
    shifts: tuple[Shift, ...],
    people: tuple[Person, ...],
    reachable: frozenset[PersonId],
    school: SchoolId,
    now: datetime,
    zone: ZoneInfo,
) -> Duty:
    """The duty for a school: people on shift and covering it, split into those who can be paged and those who cannot.

    Supervisors are never off: every one covering the school stands on the last tier.
    """
    known = {person.id: person for person in people if person.covers(school)}
    wanted: dict[Tier, list[PersonId]] = {tier: [] for tier in Tier}
    for shift in sorted(shifts, key=lambda shift: shift.rank):
        covers = not shift.schools or school in shift.schools
        if shift.person in known and covers and is_on(shift, now, zone):
            wanted[shift.tier].append(shift.person)
    wanted[Tier.SUPERVISOR] = [
        person.id for person in people if person.role is Role.SUPERVISOR and person.id in known
    ]
    able = frozenset(person.id for person in people if not person.on_leave) & reachable
    tiers = tuple((tier, tuple(dict.fromkeys(p for p in ids if p in able))) for tier, ids in wanted.items())
    unable = tuple(dict.fromkeys(p for ids in wanted.values() for p in ids if p not in able))
    return Duty(tiers, unable)
