"""A calendar file is taken whole or refused with every problem; Chinese holidays are the State Council's, day by day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.calendars import (
    CalendarId,
    CalendarUnknown,
    DayKind,
    Lack,
    SpanKind,
    WorkCalendar,
    extends,
    warnings,
)
from desk.language import Text
from desk.workhours import add, between, intervals, is_open, period_at
from storage.calendars import CalendarError, chinese_years, load_calendar, load_calendars
from storage.codec import decode, encode
from tests.desk.school_year import CHINA, days

FOLDER = Path(__file__).parents[2] / "calendars"
SMALL = """\
id: small
version: 3
name: {zh: 小学, en: Small school}
zone: Asia/Shanghai
week:
  - {days: [1, 2, 3, 4, 5], hours: [08:00-12:00, 14:00-18:00]}
holidays: china
since: 2025
make_up: 1
overrides:
  - {from: 2026-10-10, name: {zh: 补周三, en: Wednesday's}, follows: 3}
  - {from: 2026-12-07, to: 2026-12-08, name: {zh: 暴雪停课, en: Snow}, hours: closed}
  - {from: 2026-12-12, name: {zh: 开放日, en: Open day}, hours: [09:00-11:30], lessons_of: 5}
terms:
  - {from: 2026-08-31, to: 2027-01-22, name: {zh: 秋季学期, en: Autumn term}}
exams:
  - {from: 2026-11-09, to: 2026-11-13, name: {zh: 期中, en: Mid-term}}
periods:
  - {time: 08:00-08:40, days: [3, 5], name: {zh: 第一节, en: Period 1}}
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """SMALL with some of its words replaced, as a file."""

    def file(*changes: tuple[str, str]) -> Path:
        text = SMALL
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return file


def shipped(name: str) -> WorkCalendar:
    return load_calendars(FOLDER)[CalendarId(name)]


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def hours_on(calendar: WorkCalendar, day: str) -> str:
    return " ".join(map(str, calendar.hours(date.fromisoformat(day)))) or "closed"


def test_the_library_and_the_table_typed_in_by_hand_agree_on_every_day_of_three_years() -> None:
    calendar = shipped("china")
    every = days("2024-01-01", "2026-12-31")
    assert calendar.years == (2024, 2025, 2026)
    assert [day for day in every if calendar.hours(day) != CHINA.hours(day)] == []


def test_a_make_up_workday_and_a_holiday_say_what_they_are() -> None:
    calendar = shipped("china")
    made_up, feast = calendar.special(date(2026, 9, 20)), calendar.special(date(2026, 9, 25))
    assert made_up is not None
    assert feast is not None
    assert (made_up.kind, made_up.name, made_up.lessons_of) == (
        DayKind.MAKE_UP, Text("国庆节调休上班", "make-up workday for National Day"), 1,
    )  # fmt: skip
    assert (feast.kind, feast.name.zh, feast.hours) == (DayKind.HOLIDAY, "中秋", ())


def test_the_shipped_district_calendar_carries_a_friday_evening_over_two_feasts() -> None:
    calendar = shipped("china")
    assert not is_open(calendar, at("2026-09-25 17:50"))
    assert add(calendar, at("2026-09-25 17:50"), timedelta(minutes=30)) == at("2026-09-28 08:30")
    assert add(calendar, at("2026-09-30 17:50"), timedelta(minutes=30)) == at("2026-10-08 08:20")


def test_a_year_is_known_only_when_its_october_is() -> None:
    assert chinese_years()[:2] == (2004, 2005)
    assert set(range(2004, 2027)) <= set(chinese_years())


def test_the_first_year_the_library_lacks_is_announced_and_refused() -> None:
    missing = chinese_years()[-1] + 1
    calendar = shipped("china")
    assert [it.lack for it in warnings(calendar, date(missing - 1, 7, 5))] == [Lack.YEAR]
    with pytest.raises(CalendarUnknown):
        intervals(calendar, date(missing, 1, 4))


def test_around_the_clock_never_closes_and_never_runs_out() -> None:
    always = shipped("always")
    assert between(always, at("2026-01-01 00:00"), at("2127-01-01 00:00")) == timedelta(days=36889)
    assert warnings(always, date(2126, 12, 31)) == ()


def test_the_example_has_terms_exam_weeks_and_lessons_of_other_days() -> None:
    example = shipped("school_year")
    kinds = [span.kind for span in example.spans]
    assert (kinds.count(SpanKind.TERM), kinds.count(SpanKind.EXAM)) == (2, 4)
    for instant, name in [
        ("2026-09-20 16:00", "第七节"),  # a Sunday with Tuesday's lessons
        ("2026-09-18 16:00", None),  # Fridays have six periods
        ("2026-04-16 08:10", None),  # sports days
        ("2026-07-20 08:10", None),  # summer
        ("2026-09-21 09:45", "大课间"),
    ]:
        running = period_at(example, at(instant))
        assert (running.period.name.zh if running else None) == name


def test_what_the_district_says_wins_over_the_library(write: Write) -> None:
    calendar = load_calendar(write())
    assert hours_on(calendar, "2026-10-10") == "08:00-12:00 14:00-18:00"
    assert calendar.lessons_of(date(2026, 10, 10)) == 3
    assert [hours_on(calendar, day) for day in ("2026-12-07", "2026-12-08", "2026-12-09")] == [
        "closed", "closed", "08:00-12:00 14:00-18:00",
    ]  # fmt: skip
    assert hours_on(calendar, "2026-12-12") == "09:00-11:30"
    assert calendar.lessons_of(date(2026, 12, 12)) == 5
    assert calendar.years == tuple(year for year in chinese_years() if year >= 2025)


def test_a_year_can_be_entered_by_hand_before_the_library_has_it(write: Write) -> None:
    path = write(
        ("since: 2025", "since: 2025\nyears: [2031]"),
        (
            "overrides:",
            "overrides:\n  - {from: 2031-10-01, to: 2031-10-07, name: {zh: 国庆, en: Feast}, hours: closed}",
        ),
    )
    calendar = load_calendar(path)
    assert hours_on(calendar, "2031-10-03") == "closed"
    assert hours_on(calendar, "2031-10-08") == "08:00-12:00 14:00-18:00"
    assert not calendar.knows(2032)


def test_a_district_elsewhere_names_the_years_it_has_entered(write: Write) -> None:
    path = write(
        ("holidays: china\nsince: 2025\nmake_up: 1", "holidays: none\nyears: [2026, 2027]"),
        ("Asia/Shanghai", "Europe/London"),
    )
    calendar = load_calendar(path)
    assert (calendar.years, calendar.zone) == ((2026, 2027), "Europe/London")
    assert hours_on(calendar, "2026-10-01") == "08:00-12:00 14:00-18:00"


def test_the_version_changes_with_the_content_and_with_nothing_else(write: Write) -> None:
    first = load_calendar(write()).version
    assert first.startswith("3-")
    assert load_calendar(write()).version == first
    assert load_calendar(write(("09:00-11:30", "09:00-11:31"))).version != first
    assert load_calendar(write(("version: 3", "version: 4"))).version.startswith("4-")


def test_a_year_more_extends_the_calendar_that_tickets_are_pinned_to(write: Write) -> None:
    older = load_calendar(write())
    newer = load_calendar(write(("since: 2025", "since: 2025\nyears: [2031]")))
    moved = load_calendar(write(("14:00-18:00", "14:00-17:30")))
    assert (extends(newer, older), extends(older, newer), extends(moved, older)) == (True, False, False)


def test_a_calendar_can_be_stored_with_the_ticket_and_read_again() -> None:
    for calendar in load_calendars(FOLDER).values():
        assert decode(encode(calendar), WorkCalendar) == calendar


REFUSED = {
    "hours that overlap": (("14:00-18:00", "11:00-18:00"), 6, "08:00-12:00 and 11:00-18:00 overlap"),
    "hours that run backwards": (("14:00-18:00", "18:00-14:00"), 6, "18:00-14:00 runs backwards"),
    "a mistyped time (000 §5.16 has one)": (("14:00-18:00", '"14：:50-18:00"'), 6, "is not a time from and to"),
    "an hour that no day has": (("14:00-18:00", "14:00-25:00"), 6, "is not a time from and to"),
    "a day that no week has": (("[1, 2, 3, 4, 5]", "[0, 2, 3]"), 6, "'days' cannot hold '0' here"),
    "a day named twice": (("[1, 2, 3, 4, 5]", "[1, 2, 2]"), 6, "'days' cannot hold '2' here"),
    "hours given twice": (("holidays:", "  - {days: [5], hours: [09:00-10:00]}\nholidays:"), 7, "day 5 has hours already"),
    "an unknown zone": (("Asia/Shanghai", "Asia/Beijing"), 4, "'Asia/Beijing' is no IANA time zone"),
    "a zone that is a path": (("Asia/Shanghai", "../etc/passwd"), 4, "is no IANA time zone"),
    "a file with another name": (("id: small", "id: other"), 1, "id 'other' is not the file's name"),
    "a version that is no number": (("version: 3", "version: 1.0"), 2, "version '1.0' is not a whole number"),
    "holidays of nobody in particular": (("holidays: china", "holidays: moon"), 7, "does not know 'moon'"),
    "a first year the library lacks": (("since: 2025", "since: 2099"), 8, "the holiday library ends in"),
    "a first year that is no year": (("since: 2025", "since: 25"), 8, "'25' is not a year"),
    "a make-up day without hours": (("make_up: 1", "make_up: 7"), 9, "day 7 has no hours to make up"),
    "two days to make up": (("make_up: 1", "make_up: [1, 2]"), 9, "'make_up' names 2 days"),
    "a date that does not exist": (("from: 2026-10-10", "from: 2026-02-29"), 11, "'2026-02-29' is not a date"),
    "a date written otherwise": (("from: 2026-10-10", "from: 20261010"), 11, "'20261010' is not a date"),
    "dates that run backwards": (("to: 2026-12-08", "to: 2026-12-06"), 12, "backwards or over 400 days"),
    "a day overridden twice": (("from: 2026-10-10", "from: 2026-12-08"), 12, "2026-12-08 stands in an earlier entry too"),
    "an override that says nothing": ((", follows: 3", ""), 11, "either 'hours' or 'follows'"),
    "an override that says two things": (("follows: 3", "follows: 3, hours: closed"), 11, "either 'hours' or 'follows'"),
    "a key that is none": (("make_up: 1", "make_up: 1\nmakeup: 2"), 10, "'makeup' is not a key"),
    "terms that overlap": (("exams:", "  - {from: 2027-01-20, to: 2027-07-01, name: {zh: 春季, en: Spring}}\nexams:"), 16, "春季 overlaps 秋季学期"),
    "an exam week out of term": (("from: 2026-11-09", "from: 2026-08-09"), 17, "期中 lies in no term"),
    "class periods that overlap": (("periods:", "periods:\n  - {time: 08:30-09:00, days: [5], name: {zh: 早会, en: Assembly}}"), 20, "第一节 overlaps 早会"),
    "a class period with two times": (("time: 08:00-08:40", "time: [08:00-08:40, 09:00-09:40]"), 19, "more than one time"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "line", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_file_is_refused_with_its_line_and_reason(
    write: Write, change: tuple[str, str], line: int, reason: str
) -> None:
    with pytest.raises(CalendarError) as refused:
        load_calendar(write(change))
    found = [(problem.line, problem.reason) for problem in refused.value.problems]
    assert [it for it in found if it[0] == line and reason in it[1]], found
    assert all(problem.remedy for problem in refused.value.problems)


def test_every_problem_of_a_file_is_told_at_once(write: Write) -> None:
    with pytest.raises(CalendarError) as refused:
        load_calendar(
            write(("14:00-18:00", "18:00-14:00"), ("make_up: 1", "make_up: 9"), ("zone: ", "zone: x"))
        )
    assert [problem.line for problem in refused.value.problems] == [4, 6, 9]


def test_it_must_be_said_whose_holidays_are_kept(write: Write) -> None:
    with pytest.raises(CalendarError, match="has no 'holidays'") as refused:
        load_calendar(write(("holidays: china\n", "")))
    assert len(refused.value.problems) == 1


def test_without_holidays_the_known_years_must_be_named(write: Write) -> None:
    with pytest.raises(CalendarError, match="has no 'years'"):
        load_calendar(write(("holidays: china\nsince: 2025\nmake_up: 1", "holidays: none")))


def test_a_calendar_that_never_opens_is_refused(write: Write) -> None:
    with pytest.raises(CalendarError, match=r"small\.yaml:5"):
        load_calendar(
            write(("week:\n  - {days: [1, 2, 3, 4, 5], hours: [08:00-12:00, 14:00-18:00]}", "week: []"))
        )


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="holds no calendar"):
        load_calendars(tmp_path)
