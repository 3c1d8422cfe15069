"""Who is on call: shifts by the wall clock, overnight ones too, checked minute by minute against a plain calendar (T27-T32)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.ids import LeaveId, PersonId, SchoolId, TeamId
from desk.language import Text
from desk.people import Person, Role, Tier
from desk.roster import Duty, Leave, OnCall, Team
from desk.rotation import DutyHours
from desk.weekly import Shift, from_shifts

SHANGHAI, LONDON = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/London")
WANG, LI, ZHAO, CHEN = (PersonId(name) for name in ("wang", "li", "zhao", "chen"))
EAST, WEST = SchoolId("east"), SchoolId("west")
MONDAY = date(2026, 9, 21)
WORKDAYS = (1, 2, 3, 4, 5)


def shift(starts: str, ends: str, days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)) -> DutyHours:
    return DutyHours(time.fromisoformat(starts), time.fromisoformat(ends), days)


def is_on(hours: DutyHours, at: datetime, zone: ZoneInfo) -> bool:
    return hours.cover(at, zone)


def local(day: int, clock: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """The instant at which it is `clock` on the `day`th day of the week of MONDAY (1-7, 8 is the next Monday)."""
    return datetime.combine(MONDAY + timedelta(days=day - 1), time.fromisoformat(clock), zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "clock", "on"),
    [(1, "07:59", False), (1, "08:00", True), (1, "17:59", True), (1, "18:00", False), (6, "12:00", False), (5, "12:00", True)],
)  # fmt: skip
def test_a_day_shift_begins_with_its_first_minute_and_ends_before_its_last(
    day: int, clock: str, on: bool
) -> None:
    assert is_on(shift("08:00", "18:00", WORKDAYS), local(day, clock), SHANGHAI) is on


@pytest.mark.parametrize(
    ("day", "clock", "on"),
    [
        (1, "05:59", False),  # Monday before dawn belongs to Sunday's shift, and there is none
        (1, "22:00", True),
        (1, "23:59", True),
        (2, "00:00", True),
        (2, "05:59", True),
        (2, "06:00", False),
        (6, "05:59", True),  # Saturday before dawn belongs to Friday's shift
        (6, "22:00", False),
        (7, "05:00", False),
    ],
)
def test_a_night_shift_belongs_to_the_day_it_begins_on(day: int, clock: str, on: bool) -> None:
    assert is_on(shift("22:00", "06:00", WORKDAYS), local(day, clock), SHANGHAI) is on


def test_a_shift_that_ends_when_it_begins_lasts_a_day() -> None:
    monday_only = shift("08:00", "08:00", (1,))
    assert not is_on(monday_only, local(1, "07:59"), SHANGHAI)
    assert is_on(monday_only, local(1, "08:00"), SHANGHAI)
    assert is_on(monday_only, local(2, "07:59"), SHANGHAI)
    assert not is_on(monday_only, local(2, "08:00"), SHANGHAI)
    round_the_clock = shift("00:00", "00:00")
    assert all(is_on(round_the_clock, local(day, "03:33"), SHANGHAI) for day in range(1, 9))


def test_the_wall_clock_counts_and_not_the_servers() -> None:
    office = shift("08:00", "18:00", WORKDAYS)
    friday_evening_in_utc = datetime(2026, 9, 25, 23, 0, tzinfo=UTC)  # Saturday 07:00 in the district
    assert not is_on(office, friday_evening_in_utc, SHANGHAI)
    assert is_on(office, datetime(2026, 9, 21, 0, 0, tzinfo=UTC), SHANGHAI)


def test_a_shift_keeps_its_hours_when_the_clocks_change() -> None:
    office = shift("08:00", "18:00")
    before, after = date(2026, 10, 24), date(2026, 10, 25)  # London goes back on the 25th
    for day in (before, after):
        at = datetime.combine(day, time(8, 0), LONDON)
        assert is_on(office, at.astimezone(UTC), LONDON)
        assert not is_on(office, at.astimezone(UTC) - timedelta(minutes=1), LONDON)


TIMES = st.times(min_value=time(0, 0)).map(lambda t: t.replace(second=0, microsecond=0))
DAYS = st.sets(st.integers(1, 7), min_size=1).map(lambda days: tuple(sorted(days)))


def covered(one: DutyHours, moment: datetime) -> bool:
    """Brute force: lay out every shift of the fortnight as a pair of wall-clock instants and look."""
    for offset in range(-2, 16):
        day = MONDAY + timedelta(days=offset)
        if day.isoweekday() not in one.days:
            continue
        begins = datetime.combine(day, one.starts)
        ends = datetime.combine(day, one.ends)
        if ends <= begins:
            ends += timedelta(days=1)
        if begins <= moment < ends:
            return True
    return False


@given(TIMES, TIMES, DAYS, st.integers(0, 7 * 24 * 60 - 1))
def test_a_shift_covers_exactly_the_minutes_of_a_plain_calendar(
    starts: time, ends: time, days: tuple[int, ...], minute: int
) -> None:
    one = DutyHours(starts, ends, days)
    wall = datetime.combine(MONDAY, time(0, 0)) + timedelta(minutes=minute)
    assert is_on(one, wall.replace(tzinfo=SHANGHAI).astimezone(UTC), SHANGHAI) is covered(one, wall)


@pytest.mark.parametrize(
    "one", [shift("22:00", "06:00", (5, 7)), shift("08:30", "12:00", WORKDAYS), shift("00:00", "00:00", (3,))]
)
def test_a_whole_week_minute_by_minute(one: Shift) -> None:
    start = datetime.combine(MONDAY, time(0, 0))
    for minute in range(7 * 24 * 60):
        wall = start + timedelta(minutes=minute)
        assert is_on(one, wall.replace(tzinfo=SHANGHAI), SHANGHAI) is covered(one, wall), wall


def engineer(who: PersonId, *schools: SchoolId) -> Person:
    return Person(who, who, Role.ENGINEER, schools, Tier.FIRST)


def supervisor(who: PersonId = CHEN, *schools: SchoolId, tier: Tier | None = Tier.SUPERVISOR) -> Person:
    return Person(who, who, Role.SUPERVISOR, schools, tier)


def on_duty(
    shifts: list[Shift],
    people: list[Person],
    *,
    cut_off: tuple[PersonId, ...] = (),
    on_leave: tuple[PersonId, ...] = (),
    school: SchoolId = EAST,
) -> Duty:
    reachable = frozenset(person.id for person in people) - frozenset(cut_off)
    leaves = tuple(Leave(LeaveId(who), who, local(1, "09:00"), local(1, "11:00")) for who in on_leave)
    roster = from_shifts(shifts).having(*leaves)
    return OnCall(roster, tuple(people), reachable, SHANGHAI).duty(school, local(1, "10:00"))


def always(who: PersonId, rank: int = 0, tier: Tier = Tier.FIRST, *schools: SchoolId) -> Shift:
    return Shift(who, tier, time(0, 0), time(0, 0), rank=rank, schools=schools)


def test_the_primary_comes_first_and_the_order_of_entry_decides_between_equals() -> None:
    people = [engineer(WANG), engineer(LI), engineer(ZHAO)]
    found = on_duty([always(ZHAO, 1), always(LI, 0), always(WANG, 0)], people)
    assert found.of(Tier.FIRST) == (LI, WANG, ZHAO)


def test_two_shifts_of_one_person_are_one_person() -> None:
    found = on_duty([always(WANG, 1), always(WANG, 0)], [engineer(WANG)])
    assert found.of(Tier.FIRST) == (WANG,)


def test_who_is_on_leave_or_cannot_be_reached_is_named_but_not_paged() -> None:
    people = [engineer(WANG), engineer(LI), engineer(ZHAO)]
    found = on_duty([always(WANG), always(LI, 1), always(ZHAO, 2)], people, cut_off=(LI,), on_leave=(WANG,))
    assert found.of(Tier.FIRST) == (ZHAO,)
    assert found.unreachable == (WANG, LI)
    assert found.everybody == (ZHAO, WANG, LI)


def test_a_shift_or_a_person_for_other_schools_does_not_count_here() -> None:
    shifts = [always(WANG, 0, Tier.FIRST, WEST), always(LI), always(ZHAO, 0, Tier.FIRST, EAST, WEST)]
    found = on_duty(shifts, [engineer(WANG), engineer(LI, WEST), engineer(ZHAO)])
    assert found.everybody == (ZHAO,)


def test_a_shift_of_somebody_unknown_is_nobody() -> None:
    assert on_duty([always(PersonId("ghost"))], []).everybody == ()


def test_supervisors_are_never_off_duty() -> None:
    found = on_duty([], [supervisor(), supervisor(LI, WEST)])
    assert found.of(Tier.SUPERVISOR) == (CHEN,)


def test_a_supervisor_on_leave_is_not_paged_either() -> None:
    found = on_duty([], [supervisor(), supervisor(LI)], on_leave=(CHEN,))
    assert (found.of(Tier.SUPERVISOR), found.unreachable) == ((LI,), (CHEN,))


def test_a_supervisor_invited_without_a_tier_is_a_supervisor_all_the_same() -> None:
    assert on_duty([], [supervisor(tier=None)]).of(Tier.SUPERVISOR) == (CHEN,)


def test_a_tier_nobody_stands_on_is_empty() -> None:
    assert on_duty([always(WANG)], [engineer(WANG)]).of(Tier.VENDOR) == ()
    assert Duty(()).of(Tier.FIRST) == ()


def test_everybody_is_listed_once_in_ladder_order() -> None:
    people = [engineer(WANG), engineer(LI), supervisor()]
    shifts = [always(LI, 0, Tier.SECOND), always(WANG), always(WANG, 0, Tier.VENDOR)]
    assert on_duty(shifts, people).everybody == (WANG, LI, CHEN)


def test_a_team_whose_group_could_never_be_written_to_is_refused() -> None:
    with pytest.raises(ValueError, match="not a peer"):
        Team(TeamId("east"), Text("东片", "East"), Tier.FIRST, group="first-line")
