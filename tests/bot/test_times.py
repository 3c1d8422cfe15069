"""Times that people type, to come and past; a question about a time; a step that is entered late."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.recognise import asks_why, step_said
from bot.times import clock_said, instant_past, instant_said
from desk.buttons import Verb

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 24, 6, 30, tzinfo=UTC)  # 14:30


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("15:30", "2026-09-24 15:30"),
        ("到15：30", "2026-09-24 15:30"),
        ("下午4点半", "2026-09-24 16:30"),
        ("8点", "2026-09-25 08:00"),
        ("明天10点", "2026-09-25 10:00"),
        ("明早8:00", "2026-09-25 08:00"),
        ("后天9点05", "2026-09-26 09:05"),
        ("今天17点", "2026-09-24 17:00"),
        ("2小时后", "2026-09-24 16:30"),
        ("半小时", "2026-09-24 15:00"),
        ("三天", "2026-09-27 14:30"),
        ("in 2 hours", "2026-09-24 16:30"),
        ("90 minutes", "2026-09-24 16:00"),
        ("tomorrow 8:15", "2026-09-25 08:15"),
    ],
)
def test_an_instant_to_come(text: str, instant: str) -> None:
    assert instant_said(text, NOW, ZONE) == local(instant)


@pytest.mark.parametrize("text", ["", "再说", "25:10", "14:75", "三年级2班", "302教室"])
def test_what_is_no_time_is_not_guessed(text: str) -> None:
    assert instant_said(text, NOW, ZONE) is None
    assert clock_said(text) is None


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("14:05 已到", "2026-09-24 14:05"),
        ("我14点05已到", "2026-09-24 14:05"),
        ("10分钟前到的", "2026-09-24 14:20"),
        ("半小时前到的", "2026-09-24 14:00"),
        ("两个小时前出发", "2026-09-24 12:30"),
        ("arrived 10 minutes ago", "2026-09-24 14:20"),
        ("下午2点10分到的", "2026-09-24 14:10"),
        ("23:50到", "2026-09-24 23:50"),
    ],
)
def test_an_instant_that_was(text: str, instant: str) -> None:
    assert instant_past(text, NOW, ZONE) == local(instant)


def test_a_time_of_day_that_is_past_means_tomorrow_for_what_is_to_come() -> None:
    assert instant_said("14:30", NOW, ZONE) == NOW + timedelta(days=1)


@pytest.mark.parametrize(
    "text",
    [
        "为什么是14:20？", "为什么是14：20", "为啥要到9点", "怎么算出来的", "时限怎么算的", "为什么", "why 14:20", "Why 14:20?",
        "why that time?", "最迟时间为什么这么晚",
    ],
)  # fmt: skip
def test_a_question_about_a_deadline(text: str) -> None:
    assert asks_why(text)


@pytest.mark.parametrize(
    "text",
    [
        "为什么还没来", "为什么14:20还没人来", "三年级2班黑屏了", "14:20上课", "怎么还不来", "why is nobody here", "为什么黑屏了",
        "大屏为什么打不开", "14:20要上公开课，怎么办",
    ],
)  # fmt: skip
def test_a_complaint_or_a_report_is_no_question_about_a_deadline(text: str) -> None:
    assert not asks_why(text)


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("14:05 已到", Verb.ARRIVE), ("10分钟前到的", Verb.ARRIVE), ("2点出发", Verb.DEPART), ("刚才修好了", Verb.REPAIR),
        ("教学已恢复 13:40", Verb.RESTORE), ("13:20 查出原因", Verb.DIAGNOSE), ("14:05", None),
        ("我14:05到了教室门口，可是门锁着，请老师来开一下门好吗", None),
    ],
)  # fmt: skip
def test_a_step_is_named_by_a_short_entry_only(text: str, verb: Verb | None) -> None:
    assert step_said(text) is verb
