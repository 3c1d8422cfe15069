"""Figures are read as contracts print them, and what cannot be read is never guessed."""

from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.figures import has_number, is_below, is_struck, length, spoken, window, workdays
from desk.language import Text

H = timedelta(hours=1)
READ = [
    ("5 分钟", H / 12),
    ("5分钟内", H / 12),
    ("≤30 分钟", H / 2),
    ("小于 1小时", H),
    ("半小时内", H / 2),
    ("1 小时之内", H),
    ("不超过 1小时", H),
    ("1.5小时", 1.5 * H),
    ("两小时", 2 * H),
    ("≤~~24~~ 小时", 24 * H),
    ("7天", 7 * 24 * H),
    ("90 天", 90 * 24 * H),
    ("一年", 365 * 24 * H),
    ("3 年", 3 * 365 * 24 * H),
    ("10 年内", 3650 * 24 * H),
    ("12 个月", 365 * 24 * H),
]
NOT_READ = [
    "2小内",
    "立即",
    "及时排除故障",
    "14：:50",
    "20 课时",
    "7 个工作日",
    "",
    "2小时响应，24小时解决",
    "第2小时",
]


@pytest.mark.parametrize(("words", "expected"), READ)
def test_a_length_of_time_is_read_as_printed(words: str, expected: timedelta) -> None:
    assert length(words) == expected


@pytest.mark.parametrize("words", NOT_READ)
def test_what_is_no_length_of_time_is_not_guessed(words: str) -> None:
    assert length(words) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("9:30 至 11:30", (time(9, 30), time(11, 30))),
        ("下午 14：50 至 17：00", (time(14, 50), time(17))),
        ("14:50-17:00", (time(14, 50), time(17))),
        ("下午 14：:50 至 17：00", None),
        ("17:00 至 14:50", None),
        ("9:30 至 25:00", None),
        ("9:30 至 10:75", None),
        ("9:30", None),
    ],
)
def test_hours_of_the_day_run_forwards_or_are_not_read(
    words: str, expected: tuple[time, time] | None
) -> None:
    assert window(words) == expected


@pytest.mark.parametrize(
    ("words", "days"), [("1 个工作日内", 1), ("7个工作日", 7), ("7天", None), ("工作日", None)]
)
def test_workdays_are_no_days(words: str, days: int | None) -> None:
    assert workdays(words) == days


def test_words_without_a_number_are_told_from_a_number_that_cannot_be_read() -> None:
    assert not has_number("立即")
    assert has_number("2小内")


def test_a_limit_to_be_undercut_and_a_struck_one_are_noticed() -> None:
    assert is_below("小于 30 分钟")
    assert not is_below("≤30 分钟")
    assert is_struck("≤~~24~~ 小时")
    assert not is_struck("≤24 小时")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (H / 12, Text("5分钟", "5 min")),
        (1.5 * H, Text("90分钟", "90 min")),
        (48 * H, Text("48小时", "48 h")),
        (72 * H, Text("72小时", "72 h")),
        (90 * 24 * H, Text("90天", "90 d")),
        (365 * 24 * H, Text("1年", "1 y")),
        (timedelta(seconds=90), Text("90秒", "90 s")),
    ],
)
def test_a_length_is_spoken_in_the_unit_contracts_use(span: timedelta, words: Text) -> None:
    assert spoken(span) == words


@given(st.integers(1, 5000), st.sampled_from(["分钟", "小时", "天", "年"]))
def test_what_is_spoken_in_chinese_can_be_read_back(number: int, unit: str) -> None:
    span = length(f"{number}{unit}")
    assert span is not None
    assert length(spoken(span).zh) == span
