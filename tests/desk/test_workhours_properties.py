"""Working time on calendars nobody thought of, counted minute by minute beside a reckoning that knows no intervals."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.calendars import CalendarId, DayKind, Hours, SpecialDay, WorkCalendar
from desk.language import Text
from desk.workhours import add, between, is_open, stretches

ZONES = ("Asia/Shanghai", "Asia/Urumqi", "Europe/London", "America/Chicago")
MINUTE = timedelta(minutes=1)
# Weeks that hold: 2024's leap day, both London changes, both Chicago changes, and the turn of a year.
WEEKS = [date(2024, 2, 26), date(2026, 3, 26), date(2026, 10, 22), date(2026, 3, 5), date(2026, 10, 29), date(2026, 12, 28)]  # fmt: skip


@st.composite
def some_hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    """Up to three stretches that may touch; half of the marks lie before 04:00, where clocks are changed."""
    minute = st.integers(0, 239) | st.integers(0, 1440)
    marks = sorted(draw(st.lists(minute, max_size=6, unique=True)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(Hours(_clock(opens), _clock(closes)) for opens, closes in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> tuple[WorkCalendar, date]:
    """A calendar of any of the zones and the first day of a week worth looking at, some of whose days are special."""
    first = draw(st.sampled_from(WEEKS))
    week = draw(st.tuples(*[some_hours()] * 7).filter(any))
    chosen = draw(st.lists(st.integers(0, 9), max_size=4, unique=True))
    special = tuple(
        SpecialDay(first + timedelta(days=n), DayKind.LOCAL, Text("", ""), draw(some_hours()))
        for n in sorted(chosen)
    )
    zone = draw(st.sampled_from(ZONES))
    return WorkCalendar(CalendarId("any"), "1", Text("", ""), zone, week, special), first


def instants(first: date, *, second: int = 1) -> st.SearchStrategy[datetime]:
    """Instants of seven days from noon UTC of the first, to a multiple of `second`."""
    start = datetime.combine(first, time(12), UTC)
    return st.integers(0, 7 * 86400 // second).map(lambda n: start + timedelta(seconds=n * second))


durations = st.integers(0, 40 * 3600).map(lambda seconds: timedelta(seconds=seconds))
anything = st.data()


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a wall clock shows that is stopped, not turned back, when an hour comes for the second time."""
    while instant.astimezone(zone).fold:
        instant -= MINUTE
    return instant.astimezone(zone).replace(tzinfo=None)


def is_open_by_the_wall(calendar: WorkCalendar, instant: datetime) -> bool:
    """Looks at the wall clock and at the hours of the day, nothing else."""
    wall = shown(instant, ZoneInfo(calendar.zone))
    listed = {special.day: special.hours for special in calendar.special_days}
    hours = listed.get(wall.date(), calendar.week[wall.weekday()])
    return any(it.opens <= wall.time() and (wall.time() < it.closes or it.closes == time.min) for it in hours)


@settings(max_examples=60, deadline=None)
@given(calendars(), anything)
def test_every_minute_is_counted_as_the_wall_clock_shows_it(
    made: tuple[WorkCalendar, date], draw: st.DataObject
) -> None:
    calendar, first = made
    one, other = sorted(draw.draw(st.tuples(instants(first, second=60), instants(first, second=60))))
    minutes = [one + MINUTE * n for n in range((other - one) // MINUTE)]
    open_ones = [minute for minute in minutes if is_open_by_the_wall(calendar, minute)]
    assert between(calendar, one, other) == MINUTE * len(open_ones)
    assert [minute for minute in minutes if is_open(calendar, minute)] == open_ones


@settings(deadline=None)
@given(calendars(), anything, durations)
def test_the_time_to_a_deadline_is_the_time_that_was_added(
    made: tuple[WorkCalendar, date], draw: st.DataObject, duration: timedelta
) -> None:
    calendar, start = made[0], draw.draw(instants(made[1]))
    assert between(calendar, start, add(calendar, start, duration)) == duration


@settings(deadline=None)
@given(calendars(), anything)
def test_a_deadline_is_the_first_instant_with_so_much_time_before_it(
    made: tuple[WorkCalendar, date], draw: st.DataObject
) -> None:
    calendar = made[0]
    start, end = sorted(draw.draw(st.tuples(instants(made[1]), instants(made[1]))))
    worked = between(calendar, start, end)
    due = add(calendar, start, worked)
    assert start <= due <= end
    assert between(calendar, due, end) == timedelta()
    if worked:
        assert is_open(calendar, due - datetime.resolution)


@settings(deadline=None)
@given(calendars(), anything, durations, durations)
def test_a_later_start_or_a_longer_time_never_makes_a_deadline_sooner(
    made: tuple[WorkCalendar, date], draw: st.DataObject, short: timedelta, more: timedelta
) -> None:
    calendar = made[0]
    sooner, later = sorted(draw.draw(st.tuples(instants(made[1]), instants(made[1]))))
    assert add(calendar, sooner, short) <= add(calendar, sooner, short + more)
    assert add(calendar, sooner, short) <= add(calendar, later, short)


@settings(deadline=None)
@given(calendars(), anything, durations, durations)
def test_a_time_cut_in_two_adds_up(
    made: tuple[WorkCalendar, date], draw: st.DataObject, one: timedelta, other: timedelta
) -> None:
    calendar = made[0]
    a, b, c = draw.draw(st.tuples(*[instants(made[1])] * 3))
    assert between(calendar, a, b) + between(calendar, b, c) == between(calendar, a, c)
    assert add(calendar, add(calendar, a, one), other) == add(calendar, a, one + other)


@settings(deadline=None)
@given(calendars(), anything)
def test_the_lines_of_an_explanation_are_in_order_and_add_up(
    made: tuple[WorkCalendar, date], draw: st.DataObject
) -> None:
    calendar = made[0]
    start, end = sorted(draw.draw(st.tuples(instants(made[1]), instants(made[1]))))
    lines = list(stretches(calendar, start, end))
    edges = [edge for line in lines for edge in (line.opens, line.closes)]
    assert edges == sorted(edges)
    assert all(start <= edge <= end for edge in edges)
    assert sum((line.length for line in lines), timedelta()) == between(calendar, start, end)
