"""A typed stretch of being away or on line, by the district's clock, on Monday 2026-09-21 at 08:00."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.when import read_absence

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 21, 8, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "begins", "ends"),
    [
        ("明天", "09-22 00:00", "09-23 00:00"),
        ("明天一整天", "09-22 00:00", "09-23 00:00"),
        ("明天下午", "09-22 13:30", "09-22 18:00"),
        ("周三上午", "09-23 08:00", "09-23 12:00"),
        ("今晚", "09-21 18:30", "09-21 21:30"),
        ("9月30日", "09-30 00:00", "10-01 00:00"),
        ("明天到后天", "09-22 00:00", "09-24 00:00"),
        ("11月25日到11月27日", "11-25 00:00", "11-28 00:00"),
        ("明早8点到后天", "09-22 08:00", "09-24 00:00"),
        ("明天8点到12点", "09-22 08:00", "09-22 12:00"),
        ("明天20点到22点", "09-22 20:00", "09-22 22:00"),
        ("今天20点到明天6点", "09-21 20:00", "09-22 06:00"),
        ("今天 8:30-12:00", "09-21 08:30", "09-21 12:00"),
        ("到18点", "09-21 08:00", "09-21 18:00"),
        ("现在到明天中午12点", "09-21 08:00", "09-22 12:00"),
        ("2小时", "09-21 08:00", "09-21 10:00"),
        ("3天", "09-21 08:00", "09-24 08:00"),
        ("tomorrow", "09-22 00:00", "09-23 00:00"),
        ("tomorrow to 9/25", "09-22 00:00", "09-26 00:00"),
        ("until 18:00", "09-21 08:00", "09-21 18:00"),
        ("3 hours", "09-21 08:00", "09-21 11:00"),
    ],
)
def test_a_stretch_is_read(said: str, begins: str, ends: str) -> None:
    found = read_absence(said, NOW, ZONE)
    assert found is not None
    assert [f"{at.astimezone(ZONE):%m-%d %H:%M}" for at in (found.starts, found.ends)] == [begins, ends]


@pytest.mark.parametrize("said", ["", "条件不好", "看我心情", "the cable as it is please", "9月31日", "25点"])
def test_what_names_no_time_is_not_guessed(said: str) -> None:
    assert read_absence(said, NOW, ZONE) is None
