"""Turns, overrides and leave: the rules of desk/rotation.py and desk/roster.py, also where the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.duty_calendar import periods, periods_of, stints
from desk.ids import LeaveId, OverrideId, PersonId, RotationId, SchoolId, TeamId
from desk.language import Text
from desk.people import Person, Role, Tier
from desk.reading import DeviceClass
from desk.roster import Consent, Leave, OnCall, Override, Roster, Team, on_team
from desk.rotation import DutyHours, Rotation, on_turn

NEW_YORK, SHANGHAI = ZoneInfo("America/New_York"), ZoneInfo("Asia/Shanghai")
WANG, LI, ZHAO = (PersonId(name) for name in ("wang", "li", "zhao"))
TEAM, SCHOOL = TeamId("east"), SchoolId("school")
MONDAY = date(2026, 9, 21)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def ring(*people: PersonId, **more: object) -> Rotation:
    """One turn for each, everybody else behind them."""
    turns = tuple((*people[i:], *people[:i]) for i in range(len(people)))
    return Rotation(RotationId("ring"), TEAM, turns, **({"begins": MONDAY} | more))  # type: ignore[arg-type]  # named fields


def roster(*rotations: Rotation, **more: tuple[object, ...]) -> Roster:
    return Roster((Team(TEAM, Text("东", "East"), Tier.FIRST),), rotations, **more)  # type: ignore[arg-type]  # named fields


def at(day: int, clock: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """`clock` on the `day`th day from MONDAY (1-7, 8 is the next Monday)."""
    return datetime.combine(MONDAY + (day - 1) * DAY, time.fromisoformat(clock), zone).astimezone(UTC)


def swap(person: PersonId, instead_of: PersonId | None = None, **more: object) -> Override:
    fields = {"starts": at(1, "00:00"), "ends": at(2, "00:00")} | more
    return Override(
        OverrideId(f"{person}-{instead_of}"), TEAM, person=person, instead_of=instead_of, **fields
    )  # type: ignore[arg-type]  # named fields


def test_a_weekly_turn_is_handed_over_at_its_hour() -> None:
    week = ring(WANG, LI, hands_over=time(8))
    assert on_turn(week, at(1, "07:59"), SHANGHAI) == ()
    assert on_turn(week, at(1, "08:00"), SHANGHAI) == (WANG, LI)
    assert on_turn(week, at(8, "07:59"), SHANGHAI) == (WANG, LI)
    assert on_turn(week, at(8, "08:00"), SHANGHAI) == (LI, WANG)
    assert on_turn(week, at(15, "08:00"), SHANGHAI) == (WANG, LI)


@pytest.mark.parametrize("every", [1, 2, 10])
def test_any_number_of_days_makes_a_turn(every: int) -> None:
    one = ring(WANG, LI, ZHAO, every=every)
    for day in range(1, 40):
        assert on_turn(one, at(day, "12:00"), SHANGHAI)[0] == (WANG, LI, ZHAO)[(day - 1) // every % 3]


def test_hours_leave_the_rest_of_the_week_to_others() -> None:
    office = ring(WANG, LI, hours=(DutyHours(time(8), time(18), (1, 2, 3, 4, 5)),))
    assert on_turn(office, at(3, "10:00"), SHANGHAI) == (WANG, LI)
    assert on_turn(office, at(3, "19:00"), SHANGHAI) == on_turn(office, at(6, "10:00"), SHANGHAI) == ()


def test_a_hand_over_keeps_its_hour_when_the_clocks_change() -> None:
    """New York falls back on 1 November 2026 at 02:00 and springs forward on 14 March 2027."""
    daily = ring(WANG, LI, every=1, hands_over=time(8))
    for day in (
        date(2026, 10, 31),
        date(2026, 11, 1),
        date(2026, 11, 2),
        date(2027, 3, 14),
        date(2027, 3, 15),
    ):
        handed = datetime.combine(day, time(8), NEW_YORK).astimezone(UTC)
        before = on_turn(daily, handed - timedelta(seconds=1), NEW_YORK)
        assert on_turn(daily, handed, NEW_YORK) == before[::-1]


def test_an_hour_that_comes_twice_hands_over_once() -> None:
    daily = ring(WANG, LI, every=1, hands_over=time(1, 30))
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 before the clocks go back
    after = on_turn(daily, first, NEW_YORK)
    assert on_turn(daily, first - timedelta(minutes=1), NEW_YORK) != after
    for minutes in range(0, 180, 10):
        assert on_turn(daily, first + timedelta(minutes=minutes), NEW_YORK) == after


def test_an_hour_that_the_clock_skips_hands_over_at_the_jump() -> None:
    daily = ring(WANG, LI, every=1, hands_over=time(2, 30))
    jump = datetime(2027, 3, 14, 7, 0, tzinfo=UTC)  # 02:00 becomes 03:00
    assert on_turn(daily, jump - timedelta(seconds=1), NEW_YORK) != on_turn(daily, jump, NEW_YORK)
    assert on_turn(daily, jump, NEW_YORK) == on_turn(daily, jump + HOUR, NEW_YORK)


def test_a_night_shift_lasts_as_long_as_the_night() -> None:
    """22:00 to 06:00 over the end of summer time is nine hours, over its beginning seven."""
    night = roster(ring(WANG, hours=(DutyHours(time(22), time(6)),), begins=date(2020, 1, 1)))
    for day, hours in ((date(2026, 10, 31), 9), (date(2027, 3, 13), 7), (date(2026, 12, 1), 8)):
        begin = datetime.combine(day, time(18), NEW_YORK)
        found = periods(night, begin, begin + timedelta(hours=18), NEW_YORK)
        assert [p.length for p in found if p.people] == [hours * HOUR]


@pytest.mark.parametrize("wrong", [{"every": 0}, {"turns": ()}, {"turns": ((),)}])
def test_a_rotation_that_could_never_turn_is_refused(wrong: dict[str, object]) -> None:
    fields = {"turns": ((WANG,),)} | wrong
    with pytest.raises(ValueError, match="rotation r"):
        Rotation(RotationId("r"), TEAM, **fields)  # type: ignore[arg-type]  # wrong on purpose


def test_somebody_takes_a_place() -> None:
    found = roster(ring(WANG, LI), overrides=(swap(ZHAO, WANG),))
    assert on_team(found, TEAM, at(1, "12:00"), SHANGHAI) == (ZHAO, LI)
    assert on_team(found, TEAM, at(2, "12:00"), SHANGHAI) == (WANG, LI)


def test_the_backup_who_takes_the_place_leaves_theirs() -> None:
    assert on_team(roster(ring(WANG, LI), overrides=(swap(LI, WANG),)), TEAM, at(1, "12:00"), SHANGHAI) == (
        LI,
    )


def test_in_a_swap_two_who_are_both_on_turn_change_places() -> None:
    found = roster(ring(WANG, LI, ZHAO), overrides=(swap(LI, WANG, swap="s1"),))
    assert on_team(found, TEAM, at(1, "12:00"), SHANGHAI) == (LI, WANG, ZHAO)


def test_a_place_that_nobody_holds_is_not_taken() -> None:
    assert on_team(roster(ring(LI), overrides=(swap(ZHAO, WANG),)), TEAM, at(1, "12:00"), SHANGHAI) == (LI,)


def test_who_steps_in_comes_first_and_who_is_only_online_last() -> None:
    found = roster(ring(WANG, LI), overrides=(swap(ZHAO), swap(PersonId("sun"), as_backup=True)))
    assert on_team(found, TEAM, at(1, "12:00"), SHANGHAI) == (ZHAO, WANG, LI, "sun")


def test_the_later_override_is_applied_later() -> None:
    found = roster(ring(WANG, LI), overrides=(swap(ZHAO, WANG), swap(PersonId("sun"), ZHAO)))
    assert on_team(found, TEAM, at(1, "12:00"), SHANGHAI) == ("sun", LI)


@pytest.mark.parametrize("state", [Consent.ASKED, Consent.DECLINED])
def test_what_was_only_asked_or_declined_changes_nothing(state: Consent) -> None:
    leave = Leave(LeaveId("x"), WANG, at(1, "00:00"), at(3, "00:00"), state)
    found = roster(ring(WANG, LI), overrides=(swap(ZHAO, WANG, state=state),), leaves=(leave,))
    assert on_team(found, TEAM, at(1, "12:00"), SHANGHAI) == (WANG, LI)
    assert found.away(at(1, "12:00")) == frozenset()


PEOPLE = tuple(Person(who, who, Role.ENGINEER, (), Tier.FIRST) for who in (WANG, LI, ZHAO))
REACHABLE = frozenset(person.id for person in PEOPLE)


def test_a_team_for_the_device_comes_before_the_team_for_all() -> None:
    printers = Team(TeamId("p"), Text("打印", "Printers"), Tier.FIRST, (), (DeviceClass.PRINTER,))
    found = roster(ring(WANG), alone(ZHAO, "p"))
    found = Roster((*found.teams, printers), found.rotations)
    now = at(1, "12:00")

    def first(device: DeviceClass | None) -> tuple[PersonId, ...]:
        return OnCall(found, PEOPLE, REACHABLE, SHANGHAI).duty(SCHOOL, now, device).of(Tier.FIRST)

    assert first(DeviceClass.PRINTER) == (ZHAO, WANG)
    assert first(DeviceClass.NETWORK) == (WANG,)
    assert first(None) == first(DeviceClass.OTHER) == (WANG, ZHAO)


def alone(who: PersonId, team: str) -> Rotation:
    return Rotation(RotationId(team), TeamId(team), ((who,),))


def test_the_primaries_of_all_teams_come_before_their_backups() -> None:
    west = Team(TeamId("w"), Text("西", "West"), Tier.FIRST)
    found = roster(ring(WANG, LI), alone(ZHAO, "w"))
    found = Roster((*found.teams, west), found.rotations)
    on = OnCall(found, PEOPLE, REACHABLE, SHANGHAI).duty(SCHOOL, at(1, "12:00"))
    assert on.of(Tier.FIRST) == (WANG, ZHAO, LI)


def test_everybody_on_turn_in_a_grab_team_is_paged_together() -> None:
    pool = Roster((Team(TEAM, Text("", ""), Tier.FIRST, grab=True),), (ring(WANG, LI),))
    on = OnCall(pool, PEOPLE, REACHABLE - {ZHAO}, SHANGHAI).duty(SCHOOL, at(1, "12:00"))
    assert on.with_pool(WANG) == {WANG, LI}
    assert on.with_pool(ZHAO) == {ZHAO}


SPANS = st.tuples(st.integers(0, 27 * 24), st.integers(1, 14 * 24))
BUSY = st.builds(
    lambda every, hour, leaves, subs: roster(
        ring(WANG, LI, every=every, hands_over=time(hour), begins=date(2026, 10, 20)),
        Rotation(RotationId("n"), TEAM, ((ZHAO,),), hours=(DutyHours(time(20), time(7), (1, 3, 5)),), rank=1),
        leaves=tuple(Leave(LeaveId(str(i)), WANG, *span_of(s)) for i, s in enumerate(leaves)),
        overrides=tuple(
            Override(OverrideId(str(i)), TEAM, *span_of(s), ZHAO, LI) for i, s in enumerate(subs)
        ),
    ),
    st.integers(1, 9),
    st.integers(0, 23),
    st.lists(SPANS, max_size=2),
    st.lists(SPANS, max_size=2),
)
START = datetime(2026, 10, 17, 3, 0, tzinfo=UTC)


def span_of(hours: tuple[int, int]) -> tuple[datetime, datetime]:
    begin = START + hours[0] * HOUR
    return begin, begin + hours[1] * HOUR


@given(BUSY, st.integers(0, 28 * 24 * 60 - 1))
def test_the_calendar_says_of_every_minute_what_the_page_would(found: Roster, minute: int) -> None:
    now, end = START + timedelta(minutes=minute), START + 4 * WEEK
    cut = periods_of(found, TEAM, START, end, NEW_YORK)
    assert (cut[0].starts, cut[-1].ends) == (START, end)
    assert all(one.ends == two.starts for one, two in pairwise(cut))
    there = next(p for p in cut if p.starts <= now < p.ends)
    assert there.people == OnCall(found, PEOPLE, REACHABLE, NEW_YORK).duty(SCHOOL, now).of(Tier.FIRST)


@given(BUSY, st.lists(st.integers(0, 28 * 24 * 60 - 1), min_size=2, max_size=40), st.booleans())
def test_who_is_on_call_is_the_same_however_often_and_in_whatever_order_it_is_asked(
    found: Roster, minutes: list[int], in_order: bool
) -> None:
    asked = OnCall(found, PEOPLE, REACHABLE, NEW_YORK)
    for minute in sorted(minutes) if in_order else minutes:
        now = START + timedelta(minutes=minute)
        assert asked.duty(SCHOOL, now) == OnCall(found, PEOPLE, REACHABLE, NEW_YORK).duty(SCHOOL, now)
        assert tuple(asked.team(TEAM, now)) == on_team(found, TEAM, now, NEW_YORK)


def test_a_stint_goes_on_while_only_the_backup_changes() -> None:
    found = roster(ring(WANG, LI), overrides=(swap(ZHAO, LI, starts=at(3, "00:00"), ends=at(4, "00:00")),))
    cut = periods_of(found, TEAM, at(1, "00:00"), at(15, "00:00"), SHANGHAI)
    assert len(cut) == 4
    assert [(p.primary, p.starts, p.ends) for p in stints(cut)] == [
        (WANG, at(1, "00:00"), at(8, "00:00")),
        (LI, at(8, "00:00"), at(15, "00:00")),
    ]
