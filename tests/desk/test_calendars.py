"""What a calendar refuses to be, what it warns of, and when a newer version may take the place of an older one."""

from datetime import date

import pytest

from desk.calendars import (
    DayKind,
    Lack,
    Shortage,
    SpecialDay,
    extends,
    spans_on,
    warnings,
)
from tests.desk.school_year import (
    ALWAYS,
    CHINA,
    EXAMS,
    NO_NAME,
    SPRING,
    every_day,
    hours,
    the_school,
    the_year,
)


@pytest.mark.parametrize(
    "words", [("08:00-12:00", "11:00-13:00"), ("14:00-18:00", "08:00-12:00"), ("22:00-24:00", "23:00-23:30")]
)
def test_hours_that_overlap_or_are_out_of_order_are_refused(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="overlap or are out of order"):
        every_day("Asia/Shanghai", *words)


@pytest.mark.parametrize("word", ["18:00-08:00", "08:00-08:00"])
def test_hours_that_run_backwards_are_refused(word: str) -> None:
    with pytest.raises(ValueError, match="does not run forwards"):
        hours(word)


def test_a_calendar_that_never_opens_or_repeats_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one of them has hours"):
        the_year(week=((),) * 7)
    with pytest.raises(ValueError, match="each day once"):
        the_year(special_days=(SpecialDay(date(2026, 5, 1), DayKind.LOCAL, NO_NAME),) * 2)


def test_hours_are_written_as_people_write_them() -> None:
    assert [str(it) for it in hours("08:00-12:00:30", "18:00-24:00")] == ["08:00-12:00:30", "18:00-24:00"]


@pytest.mark.parametrize(
    ("today", "days_left", "urgent"),
    [
        ("2026-07-05", 180, False),
        ("2026-11-16", 46, False),
        ("2026-11-17", 45, True),
        ("2027-02-01", 0, True),
    ],
)
def test_an_unknown_year_is_announced_half_a_year_ahead(today: str, days_left: int, urgent: bool) -> None:
    (found,) = warnings(CHINA, date.fromisoformat(today))
    assert (found.lack, found.days_left, found.urgent) == (Lack.YEAR, days_left, urgent)


def test_nothing_is_announced_before_that_nor_when_every_year_is_known() -> None:
    assert warnings(CHINA, date(2026, 7, 4)) == ()
    assert warnings(ALWAYS, date(2199, 12, 31)) == ()


def test_the_first_year_that_is_missing_is_announced_not_the_last() -> None:
    gap = the_year(years=(2025, 2026, 2028))
    assert warnings(gap, date(2026, 12, 1)) == (Shortage(Lack.YEAR, date(2027, 1, 1), 31),)


def test_a_day_may_lie_in_a_term_and_in_an_exam_week() -> None:
    assert spans_on(the_school(), date(2026, 7, 1)) == (SPRING, EXAMS)
    assert spans_on(the_school(), date(2026, 7, 9)) == ()


def test_the_end_of_the_last_term_is_announced_and_never_urgent() -> None:
    assert [it.lack for it in warnings(the_school(), date(2026, 5, 10))] == [Lack.TERM]
    (ended,) = [it for it in warnings(the_school(), date(2026, 7, 10)) if it.lack is Lack.TERM]
    assert (ended.since, ended.days_left, ended.urgent) == (date(2026, 7, 9), -1, False)


def test_a_calendar_with_one_more_year_extends_the_older_one() -> None:
    newer = the_year(years=(2024, 2025, 2026, 2027))
    assert extends(newer, CHINA)
    assert not extends(CHINA, newer)
    assert extends(ALWAYS, ALWAYS)
    assert not extends(ALWAYS, CHINA)
    assert not extends(CHINA, ALWAYS)


def test_a_calendar_that_moves_a_known_day_does_not_extend_the_older_one() -> None:
    reached_back = SpecialDay(
        date(2026, 12, 31), DayKind.HOLIDAY, NO_NAME
    )  # as the notice for 2019 did with 2018
    newer = the_year(years=(2024, 2025, 2026, 2027), special_days=(*CHINA.special_days, reached_back))
    assert not extends(newer, CHINA)
    assert not extends(the_year("Asia/Urumqi"), CHINA)
