"""What is wrong with a roster before it hurts: gaps, people who cannot be reached, overload, unfairness. Reads, decides nothing.

A figure counts who answers first (the primary). Day duty is a shift with hours; a turn round the clock is standby, whose
hours are not work, but whose days in a row count.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from zoneinfo import ZoneInfo

from desk.calendars import DAY
from desk.duty_calendar import Period, periods_of, stints
from desk.ids import PersonId, TeamId
from desk.people import Person, Tier
from desk.roster import Roster
from desk.rotation import EVERY_DAY, DutyHours

AHEAD = timedelta(weeks=8)
"""How far the report looks."""


class FindingKind(StrEnum):
    """What is wrong."""

    GAP = "gap"
    GAP_OFF_HOURS = "gap_off_hours"
    LEAVE_UNCOVERED = "leave_uncovered"
    NOBODY_REACHABLE = "nobody_reachable"
    NO_ADDRESS = "no_address"
    OVERLOAD_DAYS = "overload_days"
    OVERLOAD_HOURS = "overload_hours"
    UNFAIR = "unfair"


GAPS = frozenset({FindingKind.GAP, FindingKind.GAP_OFF_HOURS, FindingKind.LEAVE_UNCOVERED})
"""Nobody would answer."""


@dataclass(frozen=True, slots=True)
class Workload:
    """What is too much: days in a row, hours of day duty a week, times the mean of nights and weekends. `open_hours` part
    the day from the night, wall-clock.
    """

    most_days: int = 7
    most_hours: float = 60
    uneven: float = 1.5
    open_hours: DutyHours = DutyHours(time(7), time(19), (1, 2, 3, 4, 5))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong from `starts` until `ends`. `times`: it comes back so often in that stretch. `figure` is days,
    hours or times the mean, as the kind wants. `mark` tells it from others of its kind, team and people.
    """

    kind: FindingKind
    starts: datetime
    ends: datetime
    team: TeamId | None = None
    people: tuple[PersonId, ...] = ()
    times: int = 1
    figure: float = 0
    mark: str = ""

    @property
    def id(self) -> str:
        """The same for the same trouble on another day: it is told once."""
        return ":".join((self.kind, self.team or "", "+".join(self.people), self.mark))


def quality(
    roster: Roster,
    people: tuple[Person, ...],
    reachable: frozenset[PersonId],
    start: datetime,
    zone: ZoneInfo,
    limits: Workload = Workload(),
    ahead: timedelta = AHEAD,
) -> tuple[Finding, ...]:
    """Everything that is wrong from `start` on for `ahead`, the worst kinds first, each in order of time."""
    known = {person.id: person for person in people}
    plan = {team.id: periods_of(roster, team.id, start, start + ahead, zone) for team in roster.teams}
    vendors = {person.id for person in people if person.tier is Tier.VENDOR}
    found = [
        finding
        for team, periods in plan.items()
        for finding in (
            *_gaps(periods, limits, zone),
            *_cut_off(periods, reachable),
            *_unfair(periods, roster.members(team), limits, zone),
        )
    ]
    named = dict.fromkeys(p for team in plan for p in roster.members(team) if p in known)
    found += [
        Finding(FindingKind.NO_ADDRESS, start, start + ahead, None, (person,))
        for person in named
        if person not in reachable
    ]
    shifts = replace(roster, rotations=tuple(rotation for rotation in roster.rotations if rotation.hours))
    worked = {team: periods_of(shifts, team, start, start + ahead, zone) for team in plan}
    for person in (person for person in named if person not in vendors):
        found += _overload(_of(plan, person), _of(worked, person), limits, zone)
    order = list(FindingKind)
    found = [replace(finding, mark=_mark(finding, start, start + ahead)) for finding in found]
    return tuple(sorted(found, key=lambda finding: (order.index(finding.kind), finding.starts)))


def _mark(finding: Finding, start: datetime, end: datetime) -> str:
    """The end, of a stretch that has one: it stays the same when the begin is past. The rest is told once a month."""
    once = (
        finding.times == 1 and finding.ends < end - 2 * DAY
    )  # the last days are cut short by the end of the look
    return f"{finding.ends:%Y%m%d%H%M}" if once else f"{start:%Y%m}"


def _gaps(periods: Iterable[Period], limits: Workload, zone: ZoneInfo) -> Iterator[Finding]:
    empty = [
        Finding(_kind_of_gap(p, limits, zone), p.starts, p.ends, p.team, p.absent)
        for p in periods
        if not p.people
    ]
    alike = sorted(empty, key=lambda f: (f.kind, f.people, f.ends - f.starts, f.starts))
    for _, group in groupby(alike, key=lambda f: (f.kind, f.people, f.ends - f.starts)):
        gaps = list(group)
        yield replace(gaps[0], ends=gaps[-1].ends, times=len(gaps))


def _kind_of_gap(period: Period, limits: Workload, zone: ZoneInfo) -> FindingKind:
    if period.absent:
        return FindingKind.LEAVE_UNCOVERED
    by_day = any(True for _ in _in_hours(period, limits.open_hours, zone))
    return FindingKind.GAP if by_day else FindingKind.GAP_OFF_HOURS


def _cut_off(periods: Iterable[Period], reachable: frozenset[PersonId]) -> Iterator[Finding]:
    """Somebody is on, but none of them has an address that can be written to."""
    dark = [p for p in periods if p.people and not reachable.intersection(p.people)]
    for people, group in groupby(sorted(dark, key=lambda p: (p.people, p.starts)), key=lambda p: p.people):
        one = list(group)
        kind = FindingKind.NOBODY_REACHABLE
        yield Finding(kind, one[0].starts, one[-1].ends, one[0].team, people, times=len(one))


def _unfair(
    periods: tuple[Period, ...], members: tuple[PersonId, ...], limits: Workload, zone: ZoneInfo
) -> Iterator[Finding]:
    """Nights and weekends: everything outside the open hours."""
    spent = dict.fromkeys(members, timedelta())
    for period in (p for p in periods if p.primary in spent):
        by_day = sum((end - begin for begin, end in _in_hours(period, limits.open_hours, zone)), timedelta())
        spent[period.people[0]] += period.length - by_day
    mean = sum(spent.values(), timedelta()) / max(len(spent), 1)
    for person, hours in spent.items():
        if len(spent) > 1 and hours > mean * limits.uneven:
            figure = round(hours / mean, 1)
            first, last = periods[0].starts, periods[-1].ends
            yield Finding(FindingKind.UNFAIR, first, last, periods[0].team, (person,), figure=figure)


def _of(plan: dict[TeamId, tuple[Period, ...]], person: PersonId) -> tuple[Period, ...]:
    """When this person answers first, in any team."""
    return tuple(p for periods in plan.values() for p in stints(periods) if p.primary == person)


def _overload(
    mine: tuple[Period, ...], worked: tuple[Period, ...], limits: Workload, zone: ZoneInfo
) -> Iterator[Finding]:
    """Too many days in a row; too many hours of day duty in a week, where the days are not too many already."""
    whole = replace(limits.open_hours, days=EVERY_DAY)
    days = _days(mine, whole, zone)
    runs = [run for run in _runs(days) if len(run) > limits.most_days]
    people = mine[0].people[:1] if mine else ()
    for run in runs:
        starts, ends = _midnight(run[0], zone), _midnight(run[-1] + DAY, zone)
        yield Finding(FindingKind.OVERLOAD_DAYS, starts, ends, None, people, figure=len(run))
    weeks: dict[date, timedelta] = {}
    for begin, end in (part for p in worked for part in _in_hours(p, whole, zone)):
        day = begin.astimezone(zone).date()
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, timedelta()) + (end - begin)
    for monday, hours in weeks.items():
        figure = hours / timedelta(hours=1)
        if figure > limits.most_hours and not any(run[0] <= monday <= run[-1] for run in runs):
            starts, ends = _midnight(monday, zone), _midnight(monday + 7 * DAY, zone)
            yield Finding(FindingKind.OVERLOAD_HOURS, starts, ends, None, people, figure=round(figure, 1))


def _days(mine: tuple[Period, ...], whole: DutyHours, zone: ZoneInfo) -> list[date]:
    """The days of which they had more than half: a turn from Monday evening to Monday evening is seven days, not eight."""
    spent: dict[date, timedelta] = {}
    for begin, end in (part for p in mine for part in _in_hours(p, whole, zone)):
        day = begin.astimezone(zone).date()
        spent[day] = spent.get(day, timedelta()) + (end - begin)
    full = {day: whole.on(day, zone) for day in spent}
    return sorted(day for day, one in full.items() if one and spent[day] > one.length / 2)


def _in_hours(period: Period, hours: DutyHours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a period within the hours, day by day."""
    day, last = period.starts.astimezone(zone).date() - DAY, period.ends.astimezone(zone).date()
    while day <= last:
        stretch = hours.on(day, zone)
        if stretch is not None:
            begin, end = max(stretch.opens, period.starts), min(stretch.closes, period.ends)
            if begin < end:
                yield begin, end
        day += DAY


def _runs(days: list[date]) -> Iterator[list[date]]:
    """Days that follow each other."""
    run: list[date] = []
    for day in days:
        if run and day - run[-1] != DAY:
            yield run
            run = []
        run.append(day)
    if run:
        yield run


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone)
