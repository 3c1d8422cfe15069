"""T30 of reliability.md §3: golden rosters over public holidays and make-up workdays (调休), worked out on paper with a wall calendar.

A rotation counts days, not workdays: a holiday takes nobody's turn away, and a make-up day gives nobody a second one. What
is limited to weekdays stays so: on a Saturday that is worked nobody has an office turn, and the check of the roster says so.
"""

from datetime import date, datetime, time, timedelta

import pytest

from desk.calendars import CalendarUnknown
from desk.duty_calendar import periods_of
from desk.ids import PersonId, RotationId
from desk.people import Person, Role, Tier
from desk.roster import OnCall, on_team
from desk.roster_quality import GAPS, quality
from desk.rotation import DutyHours, Rotation
from desk.workhours import is_workday
from storage.calendars import load_calendar
from tests.desk.test_rotation import LI, SCHOOL, SHANGHAI, TEAM, WANG, ZHAO, roster
from tests.packaging import house

DAY = timedelta(days=1)
CREW = {"wang": WANG, "li": LI, "zhao": ZHAO, "-": None}
EIGHT = time(8, 30)
OFFICE = (DutyHours(time(8), time(18), (1, 2, 3, 4, 5)),)

NATIONAL_DAY_2026 = """
2026-09-18 Fri work  wang wang li    wang
2026-09-19 Sat off   wang wang zhao  -
2026-09-20 Sun work  wang wang wang  -
2026-09-21 Mon work  wang li   li    li
2026-09-22 Tue work  li   li   zhao  li
2026-09-23 Wed work  li   li   wang  li
2026-09-24 Thu work  li   li   li    li
2026-09-25 Fri off   li   li   zhao  li
2026-09-26 Sat off   li   li   wang  -
2026-09-27 Sun off   li   li   li    -
2026-09-28 Mon work  li   zhao zhao  zhao
2026-09-29 Tue work  zhao zhao wang  zhao
2026-09-30 Wed work  zhao zhao li    zhao
2026-10-01 Thu off   zhao zhao zhao  zhao
2026-10-02 Fri off   zhao zhao wang  zhao
2026-10-03 Sat off   zhao zhao li    -
2026-10-04 Sun off   zhao zhao zhao  -
2026-10-05 Mon off   zhao wang wang  wang
2026-10-06 Tue off   wang wang li    wang
2026-10-07 Wed off   wang wang zhao  wang
2026-10-08 Thu work  wang wang wang  wang
2026-10-09 Fri work  wang wang li    wang
2026-10-10 Sat work  wang wang zhao  -
2026-10-11 Sun off   wang wang wang  -
2026-10-12 Mon work  wang li   li    li
"""
"""Mid-Autumn is Friday the 25th, National Day 1 to 7 October; Sunday 20 September and Saturday 10 October are worked.
Day, workday, the weekly turn at 08:29 and at 08:30 (it hands over on Mondays at 08:30, from 14 September on), the daily turn
and the office turn at noon.
"""
SPRING_FESTIVAL_2026 = """
2026-02-13 Fri work  wang wang li    wang
2026-02-14 Sat work  wang wang zhao  -
2026-02-15 Sun off   wang wang wang  -
2026-02-16 Mon off   wang li   li    li
2026-02-17 Tue off   li   li   zhao  li
2026-02-18 Wed off   li   li   wang  li
2026-02-19 Thu off   li   li   li    li
2026-02-20 Fri off   li   li   zhao  li
2026-02-21 Sat off   li   li   wang  -
2026-02-22 Sun off   li   li   li    -
2026-02-23 Mon off   li   zhao zhao  zhao
2026-02-24 Tue work  zhao zhao wang  zhao
2026-02-25 Wed work  zhao zhao li    zhao
2026-02-26 Thu work  zhao zhao zhao  zhao
2026-02-27 Fri work  zhao zhao wang  zhao
2026-02-28 Sat work  zhao zhao li    -
2026-03-01 Sun off   zhao zhao zhao  -
2026-03-02 Mon work  zhao wang wang  wang
"""
"""15 to 23 February are off; Saturday the 14th and Saturday the 28th are worked. The rings begin on 9 February."""
SPRING_FESTIVAL_2027 = """
2027-02-05 Fri ?     wang wang li    wang
2027-02-06 Sat ?     wang wang zhao  -
2027-02-07 Sun ?     wang wang wang  -
2027-02-08 Mon ?     wang li   li    li
2027-02-09 Tue ?     li   li   zhao  li
2027-02-10 Wed ?     li   li   wang  li
2027-02-11 Thu ?     li   li   li    li
2027-02-12 Fri ?     li   li   zhao  li
2027-02-13 Sat ?     li   li   wang  -
2027-02-14 Sun ?     li   li   li    -
2027-02-15 Mon ?     li   zhao zhao  zhao
"""
"""New Year's day is Saturday the 6th. The notice that says what is worked for it stands in no calendar yet, and no turn waits for it.
The rings begin on 1 February.
"""
TABLES = pytest.mark.parametrize(
    ("begins", "table"),
    [
        (date(2026, 9, 14), NATIONAL_DAY_2026),
        (date(2026, 2, 9), SPRING_FESTIVAL_2026),
        (date(2027, 2, 1), SPRING_FESTIVAL_2027),
    ],
    ids=["National Day 2026", "Spring Festival 2026", "Spring Festival 2027"],
)
Line = tuple[date, str, str, str, str, str, str]


def lines(table: str) -> list[Line]:
    """Each day with its columns."""
    fields = (line.split() for line in table.split("\n") if line)
    return [(date.fromisoformat(day), *rest) for day, *rest in fields]  # type: ignore[misc]  # seven columns


def ring(begins: date, every: int, hands_over: time, hours: tuple[DutyHours, ...] = ()) -> Rotation:
    """Each of the three in turn, alone."""
    return Rotation(RotationId("r"), TEAM, ((WANG,), (LI,), (ZHAO,)), begins, every, hands_over, hours)


def at(day: date, clock: time) -> datetime:
    """An instant of the district's wall clock."""
    return datetime.combine(day, clock, SHANGHAI)


def on(rotation: Rotation, day: date, clock: time) -> PersonId | None:
    """Who is called."""
    return next(iter(on_team(roster(rotation), TEAM, at(day, clock), SHANGHAI)), None)


@TABLES
def test_t30_holidays_and_make_up_days_move_nobodys_turn(begins: date, table: str) -> None:
    week, daily = ring(begins, 7, EIGHT), ring(begins, 1, time(8))
    office = ring(begins, 7, EIGHT, OFFICE)
    for day, name, _, before, after, today, in_office in lines(table):
        assert day.strftime("%a") == name
        found = (
            on(week, day, time(8, 29)),
            on(week, day, EIGHT),
            on(daily, day, time(12)),
            on(office, day, time(12)),
        )
        assert found == tuple(CREW[name] for name in (before, after, today, in_office)), day


@TABLES
def test_t30_the_calendar_that_is_shown_says_the_same(begins: date, table: str) -> None:
    days = lines(table)
    start, end = at(days[0][0], time(0)), at(days[-1][0] + DAY, time(0))
    for rotation, column in ((ring(begins, 1, time(8)), 5), (ring(begins, 7, EIGHT, OFFICE), 6)):
        shown = periods_of(roster(rotation), TEAM, start, end, SHANGHAI)
        for line in days:
            noon = at(line[0], time(12))
            (period,) = (one for one in shown if one.starts <= noon < one.ends)
            assert period.primary == CREW[str(line[column])], line[0]


@pytest.mark.parametrize("table", [NATIONAL_DAY_2026, SPRING_FESTIVAL_2026])
def test_t30_the_calendar_of_the_district_works_and_rests_on_these_days(table: str) -> None:
    china = load_calendar(house.ROOT / "calendars/china.yaml")
    for day, _, kind, *_ in lines(table):
        assert is_workday(china, day) is (kind == "work"), day


def test_t30_what_the_calendar_does_not_know_yet_it_does_not_guess() -> None:
    with pytest.raises(CalendarUnknown):
        is_workday(load_calendar(house.ROOT / "calendars/china.yaml"), date(2027, 2, 6))


def test_t30_a_saturday_that_is_worked_is_found_among_the_weekends_that_nobody_has() -> None:
    """The one thing the tables show that hurts: an office turn has no Saturday, worked or not. The check of the roster tells of seven
    weekends, and does not say which of them are worked.
    """
    office = ring(date(2026, 9, 14), 7, EIGHT, OFFICE)
    staff = tuple(Person(one, one, Role.ENGINEER, (SCHOOL,), Tier.FIRST) for one in (WANG, LI, ZHAO))
    reachable = frozenset(one.id for one in staff)
    start, noon = at(date(2026, 9, 14), time(0)), at(date(2026, 10, 10), time(12))
    assert OnCall(roster(office), staff, reachable, SHANGHAI).duty(SCHOOL, noon).of(Tier.FIRST) == ()
    gaps = [one for one in quality(roster(office), staff, reachable, start, SHANGHAI) if one.kind in GAPS]
    (weekends,) = (one for one in gaps if one.starts == at(date(2026, 9, 18), time(18)))
    assert weekends.ends > noon
    assert weekends.times == 7
