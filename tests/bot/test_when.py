"""Typed days and times: what they mean by the district's clock, and what means nothing."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.when import read_hours, read_span

ZONE = ZoneInfo("Asia/Shanghai")
SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=ZONE)


def said(text: str, now: datetime = SATURDAY) -> tuple[str, str, str] | None:
    span = read_span(text, now, ZONE)
    if span is None:
        return None
    starts, ends = (instant.astimezone(ZONE).strftime("%m-%d %H:%M") for instant in (span.starts, span.ends))
    return starts, ends, span.rest


@pytest.mark.parametrize(
    ("text", "starts", "ends", "rest"),
    [
        ("11月25日 8:00-11:30", "11-25 08:00", "11-25 11:30", ""),
        ("11月25日 8:00-11:30 期中考试", "11-25 08:00", "11-25 11:30", "期中考试"),
        ("11月25号8点到11点半", "11-25 08:00", "11-25 11:30", ""),
        ("11-25 8:00-11:30", "11-25 08:00", "11-25 11:30", ""),
        ("11/25 8:00 - 11:30 mid-term", "11-25 08:00", "11-25 11:30", "mid-term"),
        ("2026-11-25 08:00~11:30", "11-25 08:00", "11-25 11:30", ""),
        ("２０２６年１１月２５日　８：００－１１：３０", "11-25 08:00", "11-25 11:30", ""),
        ("1月18日 8:00-10:00", "01-18 08:00", "01-18 10:00", ""),
        ("明天上午公开课", "11-22 08:00", "11-22 12:00", "公开课"),
        ("后天家长会", "11-23 08:00", "11-23 18:00", "家长会"),
        ("大后天下午2点到4点", "11-24 14:00", "11-24 16:00", ""),
        ("下周三领导检查", "11-25 08:00", "11-25 18:00", "领导检查"),
        ("周日晚上", "11-22 18:30", "11-22 21:30", ""),
        ("周五 14:00-16:00", "11-27 14:00", "11-27 16:00", ""),
        ("明天 9:00", "11-22 09:00", "11-22 11:00", ""),
        ("明天上午10点到2点", "11-22 10:00", "11-22 14:00", ""),
        ("tomorrow 8:00-9:30 open class", "11-22 08:00", "11-22 09:30", "open class"),
        ("今晚", "11-21 18:30", "11-21 21:30", ""),
        ("11月1日 8:00-9:00", "11-01 08:00", "11-01 09:00", ""),
    ],
)  # fmt: skip
def test_a_typed_time_is_read(text: str, starts: str, ends: str, rest: str) -> None:
    assert said(text) == (starts, ends, rest)


@pytest.mark.parametrize(
    "text",
    ["", "下个月", "8:00-11:30", "11月31日", "13月1日", "明天 25:00-26:00", "明天 9:00-8:59", "三年级2班"],
)
def test_what_names_no_day_or_no_such_time_is_not_guessed(text: str) -> None:
    assert said(text) is None


def test_a_day_without_a_year_that_is_long_past_is_next_years() -> None:
    span = read_span("1月18日 8:00-10:00", SATURDAY, ZONE)
    assert span is not None
    assert span.starts.year == 2027


@given(st.text(st.sampled_from("0123456789年月日号点半:-/~至到明天后下周三上午晚. tomorrow"), max_size=24))
def test_whatever_is_typed_is_read_or_not_and_runs_forwards(text: str) -> None:
    span = read_span(text, SATURDAY, ZONE)
    assert span is None or span.starts < span.ends


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("22:00-7:00", "22:00", "07:00"),
        ("22点到第二天7点", "22:00", "07:00"),
        ("２２：３０－６：３０", "22:30", "06:30"),
        ("from 23 to 6", "23:00", "06:00"),
        ("12:00~13:30", "12:00", "13:30"),
        ("22-24", "22:00", "00:00"),
    ],
)
def test_hours_of_every_day_are_read(text: str, starts: str, ends: str) -> None:
    hours = read_hours(text)
    assert hours is not None
    assert (f"{hours.starts:%H:%M}", f"{hours.ends:%H:%M}") == (starts, ends)


@pytest.mark.parametrize(
    "text", ["晚上", "22:00", "25:00-7:00", "22:00-7:70", "8:00-8:00", "22:00-7:00 每天都行"]
)
def test_what_is_no_hours_of_a_day_is_not_guessed(text: str) -> None:
    assert read_hours(text) is None
