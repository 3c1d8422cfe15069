"""Working time by hand: every case says which days it crosses and why.

The same sums on calendars nobody thought of stand in test_workhours_properties.py.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.calendars import (
    CalendarUnknown,
    DayKind,
    Period,
    SpecialDay,
    WorkCalendar,
)
from desk.workhours import (
    add,
    bell,
    between,
    first_workday_of_quarter,
    intervals,
    is_open,
    is_workday,
    next_workday,
    period_at,
    school_over,
    stretches,
)
from tests.desk.school_year import (
    ALWAYS,
    BREAK,
    CHICAGO_OFFICE,
    CHINA,
    FIRST,
    LONDON,
    NO_NAME,
    OFFICE,
    WEDNESDAYS,
    at,
    every_day,
    the_school,
    the_year,
)


def length(words: str) -> timedelta:
    """`2:30` or `2:30:01`, in hours."""
    numbers = [int(number) for number in words.split(":")]
    return timedelta(hours=numbers[0], minutes=numbers[1], seconds=numbers[2] if len(numbers) > 2 else 0)


DEADLINES = {
    "Friday 25 Sep 2026 is 中秋 itself, so all 30 min fall on Monday the 28th": (CHINA, "2026-09-25 17:50", "0:30", "2026-09-28 08:30"),
    "Thursday before 中秋: 10 min today, 20 on Monday the 28th": (CHINA, "2026-09-24 17:50", "0:30", "2026-09-28 08:20"),
    "Wednesday before 国庆: 10 min today, 20 after seven days off": (CHINA, "2026-09-30 17:50", "0:30", "2026-10-08 08:20"),
    "Friday before a make-up Saturday: goes on on Saturday": (CHINA, "2026-10-09 17:50", "0:30", "2026-10-10 08:20"),
    "make-up Saturday in the evening: Sunday is off, Monday": (CHINA, "2026-10-10 17:50", "0:30", "2026-10-12 08:20"),
    "make-up Sunday 20 Sep works like a Monday, with its lunch": (CHINA, "2026-09-20 09:00", "4:00", "2026-09-20 15:00"),
    "Friday 18 Sep: Saturday is off but Sunday the 20th is made up": (CHINA, "2026-09-18 17:00", "2:00", "2026-09-20 09:00"),
    "an ordinary weekend is skipped": (CHINA, "2026-09-11 17:00", "2:00", "2026-09-14 09:00"),
    "over lunch: 1 h before noon, 2 h from two": (CHINA, "2026-09-21 11:00", "3:00", "2026-09-21 16:00"),
    "reported at lunch: counts from two": (CHINA, "2026-09-21 12:30", "0:10", "2026-09-21 14:10"),
    "a sum that fills the morning ends at noon, not at two": (CHINA, "2026-09-22 10:00", "2:00", "2026-09-22 12:00"),
    "a second more than the morning is a second past two": (CHINA, "2026-09-22 10:00", "2:00:01", "2026-09-22 14:00:01"),
    "a whole day ends when it closes": (CHINA, "2026-09-22 08:00", "8:00", "2026-09-22 18:00"),
    "overnight, to the second": (CHINA, "2026-09-22 17:59:30", "0:01", "2026-09-23 08:00:30"),
    "before opening counts from eight": (CHINA, "2026-09-22 06:00", "1:00", "2026-09-22 09:00"),
    "29 Feb 2024 is a Thursday like any other": (CHINA, "2024-02-28 17:00", "2:00", "2024-02-29 09:00"),
    "from the leap day into March: 1 h and a whole Friday": (CHINA, "2024-02-29 17:00", "9:00", "2024-03-01 18:00"),
    "no leap day in 2025: Friday 28 Feb to Monday 3 Mar": (CHINA, "2025-02-28 17:00", "2:00", "2025-03-03 09:00"),
    "28 Feb 2026 is a make-up Saturday": (CHINA, "2026-02-27 17:00", "2:00", "2026-02-28 09:00"),
    "year end 2025: three days off, then the made-up Sunday 4 Jan": (CHINA, "2025-12-31 17:00", "2:00", "2026-01-04 09:00"),
    "year end 2024: only New Year's Day is off": (CHINA, "2024-12-31 17:30", "1:00", "2025-01-02 08:30"),
    "made-up Saturday before 春节, then nine days off": (CHINA, "2026-02-14 17:00", "9:00", "2026-02-24 18:00"),
    "after closing on Friday, the made-up Saturday takes the whole day": (CHINA, "2026-02-13 18:00", "8:00", "2026-02-14 18:00"),
    "清明 takes the Monday": (CHINA, "2026-04-03 17:30", "1:00", "2026-04-07 08:30"),
    "劳动节 takes Friday to Tuesday": (CHINA, "2026-04-30 16:00", "10:00", "2026-05-06 18:00"),
    "端午 takes the Friday": (CHINA, "2026-06-18 17:30", "1:00", "2026-06-22 08:30"),
    "five working days over 国庆: 28, 29, 30 Sep, 8, 9 Oct": (CHINA, "2026-09-28 08:00", "40:00", "2026-10-09 18:00"),
    "three working days with a made-up Saturday: 9, 10, 12 Oct": (CHINA, "2026-10-09 08:00", "24:00", "2026-10-12 18:00"),
    "nothing added to a day off stays there": (CHINA, "2026-09-19 10:00", "0:00", "2026-09-19 10:00"),
    "7×24 takes no notice of 国庆": (ALWAYS, "2026-09-30 17:50", "72:00", "2026-10-03 17:50"),
    "Urumqi keeps its own clock and the same holidays": (the_year("Asia/Urumqi"), "2026-09-24 17:50", "0:30", "2026-09-28 08:20"),
    "London loses an hour in the night of 29 Mar": (every_day(LONDON, "00:00-24:00"), "2026-03-28 12:00", "24:00", "2026-03-29 13:00"),
    "London: half an hour to the jump, half an hour after it": (every_day(LONDON, "00:00-06:00"), "2026-03-29 00:30", "1:00", "2026-03-29 02:30"),
    "London: the hour that comes twice counts twice": (every_day(LONDON, "00:00-06:00"), "2026-10-25 00:30", "2:00", "2026-10-25 01:30+"),
    "Chicago: over the weekend that summer time begins": (CHICAGO_OFFICE, "2026-03-06 16:00", "2:00", "2026-03-09 10:00"),
    "Chicago gains an hour in the night of 1 Nov": (every_day("America/Chicago", "00:00-24:00"), "2026-10-31 12:00", "24:00", "2026-11-01 11:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "duration", "end"), DEADLINES.values(), ids=DEADLINES)
def test_a_deadline_falls_where_a_person_would_count_it(
    calendar: WorkCalendar, start: str, duration: str, end: str
) -> None:
    assert add(calendar, at(start, calendar), length(duration)) == at(end, calendar)
    assert between(calendar, at(start, calendar), at(end, calendar)) == length(duration)


SPANS = {
    "a hold of three hours with lunch inside is one hour": (CHINA, "2026-09-21 11:00", "2026-09-21 14:00", "1:00"),
    "a hold of 3.5 h from 11 is an hour and a half": (CHINA, "2026-09-21 11:00", "2026-09-21 14:30", "1:30"),
    "a hold from Friday evening to Monday morning is nothing": (CHINA, "2026-09-11 18:00", "2026-09-14 08:00", "0:00"),
    "all of 国庆 is nothing": (CHINA, "2026-09-30 18:00", "2026-10-08 08:00", "0:00"),
    "September 2026: 22 weekdays, less 中秋, plus the 20th": (CHINA, "2026-09-01 00:00", "2026-10-01 00:00", "176:00"),
    "February 2024: 21 weekdays, less five of 春节, plus Sundays 4 and 18": (CHINA, "2024-02-01 00:00", "2024-03-01 00:00", "144:00"),
    "London's 29 Mar has 23 hours": (every_day(LONDON, "00:00-24:00"), "2026-03-29 00:00", "2026-03-30 00:00", "23:00"),
    "London's 25 Oct has 25 hours": (every_day(LONDON, "00:00-24:00"), "2026-10-25 00:00", "2026-10-26 00:00", "25:00"),
    "opening in the gap is opening at the jump": (every_day(LONDON, "01:30-03:00"), "2026-03-29 00:00", "2026-03-30 00:00", "1:00"),
    "closing in the gap is closing at the jump": (every_day(LONDON, "00:00-01:30"), "2026-03-29 00:00", "2026-03-30 00:00", "1:00"),
    "hours wholly in the gap do not exist that day": (every_day(LONDON, "01:15-01:45"), "2026-03-29 00:00", "2026-03-30 00:00", "0:00"),
    "opening at a time that comes twice is the first": (every_day(LONDON, "01:30-03:00"), "2026-10-25 00:00", "2026-10-26 00:00", "2:30"),
    "closing at a time that comes twice is the first": (every_day(LONDON, "00:00-01:30"), "2026-10-25 00:00", "2026-10-26 00:00", "1:30"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "end", "duration"), SPANS.values(), ids=SPANS)
def test_the_time_between_is_the_open_time(
    calendar: WorkCalendar, start: str, end: str, duration: str
) -> None:
    assert between(calendar, at(start, calendar), at(end, calendar)) == length(duration)
    assert between(calendar, at(end, calendar), at(start, calendar)) == -length(duration)


QUARTERS = {
    "2026 Q1 begins on the made-up Sunday 4 Jan": ("2026-03-31", "2026-01-04"),
    "2026 Q2 begins at once": ("2026-04-01", "2026-04-01"),
    "2026 Q3 begins at once": ("2026-09-30", "2026-07-01"),
    "2026 Q4 begins after 国庆": ("2026-12-31", "2026-10-08"),
    "2025 Q4 begins after a 国庆 with 中秋 in it": ("2025-11-11", "2025-10-09"),
    "2025 Q1 begins on 2 Jan": ("2025-02-02", "2025-01-02"),
    "2024 Q3 begins on a Monday": ("2024-08-15", "2024-07-01"),
}


@pytest.mark.parametrize(("day", "first"), QUARTERS.values(), ids=QUARTERS)
def test_a_quarter_begins_with_its_first_workday(day: str, first: str) -> None:
    assert first_workday_of_quarter(CHINA, date.fromisoformat(day)) == date.fromisoformat(first)


def test_the_next_workday_is_never_the_day_itself() -> None:
    assert next_workday(CHINA, date(2026, 9, 30)) == date(2026, 10, 8)
    assert next_workday(CHINA, date(2026, 9, 18)) == date(2026, 9, 20)
    assert next_workday(CHINA, date(2026, 9, 28), 5) == date(2026, 10, 10)
    assert is_workday(CHINA, date(2026, 10, 10))
    assert not is_workday(CHINA, date(2026, 10, 11))


def test_hours_open_with_their_first_second_and_close_before_their_last() -> None:
    clocks = ["07:59:59", "08:00:00", "11:59:59", "12:00:00", "13:59:59", "14:00:00", "17:59:59", "18:00:00"]
    shown = [is_open(CHINA, at(f"2026-09-21 {clock}")) for clock in clocks]
    assert shown == [False, True, True, False, False, True, True, False]


def test_a_deadline_can_be_explained_line_by_line() -> None:
    lines = [
        (part.opens, part.closes) for part in stretches(CHINA, at("2026-09-30 17:50"), at("2026-10-08 14:20"))
    ]
    assert lines == [
        (at("2026-09-30 17:50"), at("2026-09-30 18:00")),
        (at("2026-10-08 08:00"), at("2026-10-08 12:00")),
        (at("2026-10-08 14:00"), at("2026-10-08 14:20")),
    ]


def test_a_year_nobody_has_arranged_yet_is_refused_and_never_taken_for_monday_to_friday() -> None:
    for ask in (
        lambda: is_open(CHINA, at("2027-01-04 10:00")),
        lambda: add(CHINA, at("2026-12-31 17:00"), timedelta(hours=2)),
        lambda: between(CHINA, at("2026-12-31 17:00"), at("2027-01-01 00:00:01")),
        lambda: intervals(CHINA, date(2023, 12, 29)),
        lambda: next_workday(CHINA, date(2026, 12, 31)),
        lambda: period_at(CHINA, at("2027-01-04 10:00")),
    ):
        with pytest.raises(CalendarUnknown, match=r"calendar school v1 does not know the year 20(23|27)"):
            ask()


def test_the_last_known_year_can_be_used_to_its_last_second() -> None:
    assert add(CHINA, at("2026-12-31 17:00"), timedelta(hours=1)) == at("2026-12-31 18:00")
    assert between(CHINA, at("2026-12-31 17:00"), at("2027-01-01 00:00")) == timedelta(hours=1)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 9, 21, 9)  # noqa: DTZ001  # the thing that is refused
    for ask in (
        lambda: add(CHINA, naive, timedelta(hours=1)),
        lambda: between(CHINA, naive, naive),
        lambda: is_open(CHINA, naive),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


def test_local_readings_of_a_repeated_hour_are_compared_as_instants() -> None:
    zone = ZoneInfo(LONDON)
    first, second = (
        datetime(2026, 10, 25, 1, 30, tzinfo=zone),
        datetime(2026, 10, 25, 1, 20, tzinfo=zone, fold=1),
    )
    assert between(every_day(LONDON, "00:00-24:00"), first, second) == timedelta(minutes=50)


def test_working_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="only runs forwards"):
        add(CHINA, at("2026-09-21 09:00"), timedelta(seconds=-1))
    with pytest.raises(ValueError, match="0 workdays"):
        next_workday(CHINA, date(2026, 9, 21), 0)


def test_hours_may_touch_and_are_then_one_stretch_of_time() -> None:
    calendar = every_day("Asia/Shanghai", "08:00-12:00", "12:00-18:00")
    assert add(calendar, at("2026-09-21 11:00"), timedelta(hours=2)) == at("2026-09-21 13:00")


PERIODS = {
    "before the bell": ("2026-03-02 07:59:59", None),
    "the first second of period 1": ("2026-03-02 08:00", FIRST),
    "the break begins when the period ends": ("2026-03-02 08:40", BREAK),
    "after the break": ("2026-03-02 09:00", None),
    "clubs meet on Wednesdays": ("2026-03-04 16:30", WEDNESDAYS),
    "and not on Thursdays": ("2026-03-05 16:30", None),
    "清明 has no lessons": ("2026-04-06 08:10", None),
    "a made-up Saturday has Monday's": ("2026-05-09 08:10", FIRST),
    "an ordinary Saturday has none": ("2026-05-16 08:10", None),
    "the last day of term": ("2026-07-08 08:10", FIRST),
    "the summer holidays": ("2026-07-09 08:10", None),
}


@pytest.mark.parametrize(("instant", "period"), PERIODS.values(), ids=PERIODS)
def test_a_class_period_runs_in_term_on_its_days(instant: str, period: Period | None) -> None:
    running = period_at(the_school(), at(instant))
    assert (running.period if running else None) == period


@pytest.mark.parametrize(
    ("instant", "rings"),
    [
        ("2026-03-02 08:10", "2026-03-02 08:40"),
        ("2026-03-02 07:50", "2026-03-02 08:40"),  # "it begins at once"
        ("2026-03-02 07:40", "2026-03-02 08:25"),  # too early for that: three quarters of an hour
        ("2026-03-02 08:41", "2026-03-02 09:26"),  # a break is no lesson
        ("2026-07-09 08:10", "2026-07-09 08:55"),  # no lessons in the holidays
        ("2027-01-04 10:00", "2027-01-04 10:45"),  # a year the calendar does not know
    ],
)
def test_the_bell_ends_the_lesson_of_now_or_the_one_about_to_begin(instant: str, rings: str) -> None:
    assert bell(the_school(), at(instant)) == at(rings)


def test_without_a_calendar_a_lesson_is_over_after_three_quarters_of_an_hour() -> None:
    assert bell(None, at("2026-03-02 08:10")) == at("2026-03-02 08:55")


def test_a_made_up_day_may_have_the_lessons_of_another_day() -> None:
    made_up = SpecialDay(date(2026, 5, 9), DayKind.LOCAL, NO_NAME, OFFICE, 3)
    running = period_at(the_school(special_days=(made_up,)), at("2026-05-09 16:30"))
    assert running is not None
    assert running.period == WEDNESDAYS
    assert running.interval.closes == at("2026-05-09 17:00")


def test_a_calendar_without_terms_is_always_in_term() -> None:
    assert period_at(the_school(spans=()), at("2026-07-20 08:10")) is not None


@pytest.mark.parametrize(
    ("calendar", "instant", "over"),
    [
        (the_school(), "2026-03-02 07:00", "2026-03-02 08:40"),  # its last lesson; the break after it is none
        (the_school(), "2026-03-04 18:00", "2026-03-04 17:00"),  # a Wednesday has clubs; it is over already
        (CHINA, "2026-09-22 09:00", "2026-09-22 18:00"),  # no timetable: the hours
        (CHINA, "2026-09-25 09:00", "2026-09-25 17:00"),  # a holiday has none
        (ALWAYS, "2026-09-22 09:00", "2026-09-22 17:00"),  # it never closes
        (CHINA, "2031-01-06 09:00", "2031-01-06 17:00"),  # a year the calendar does not know
        (None, "2026-09-22 01:00", "2026-09-22 17:00"),
    ],
)
def test_school_is_over_after_the_last_lesson_the_hours_or_at_five(
    calendar: WorkCalendar | None, instant: str, over: str
) -> None:
    assert school_over(calendar, ZoneInfo("Asia/Shanghai"), at(instant)) == at(over)
