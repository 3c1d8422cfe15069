"""One cell: what is forgiven, and what is refused with a reason."""

from collections.abc import Callable
from datetime import date, datetime, time

import pytest

from desk.filing import Wrong
from desk.people import EmergencyGroup, Post, Role, Tier
from desk.places import Means
from desk.reading import DeviceClass
from storage.sheets import cells, shift_cells, turn_cells
from storage.sheets.choices import (
    DEVICE_WORDS,
    GROUP_WORDS,
    MEANS_WORDS,
    POST_WORDS,
    ROLE_WORDS,
    TIER_WORDS,
    by_word,
)

DAY = datetime(2026, 3, 1)  # noqa: DTZ001 - spreadsheets know no zones
MORNING = datetime(1899, 12, 30, 7, 15)  # noqa: DTZ001 - the same


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("  三年级　２班 ", "三年级 2班"),
        (302.0, "302"),
        ("302.0", "302"),
        (302, "302"),
        ("厂家（一）", "厂家（一）"),
        ("a\u200bb\x07c", "abc"),
        ("'=1+1", "=1+1"),
    ],
)
def test_text_is_put_on_one_line(cell: object, read: str) -> None:
    assert cells.text(cell) == read


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (13800000021.0, "13800000021"),
        (13800000021, "13800000021"),
        ("13800000021.0", "13800000021"),
        ("138 0000 0021", "13800000021"),
        ("138-0000-0021", "13800000021"),
        ("+86 13800000021", "13800000021"),
        ("8613800000021", "13800000021"),
        ("１３８００００００２１", "13800000021"),
        ("1.3800000021E10", "13800000021"),
        ("0000-0001", "0000-0001"),
        ("(0000)0001", "00000001"),
        ("0000-00000001 转 801", "0000-00000001-801"),
    ],
)
def test_phone_numbers_are_put_right(cell: object, read: str) -> None:
    assert cells.phone(cell) == read


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("1380000002", Wrong.PHONE),
        ("138000000211", Wrong.PHONE),
        ("老师的手机", Wrong.PHONE),
        ("1234", Wrong.PHONE),
        ("1.38E+10", Wrong.CUT_NUMBER),
    ],
)
def test_what_is_no_phone_number_is_refused(cell: object, wrong: Wrong) -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.phone(cell)
    assert refused.value.wrong is wrong


@pytest.mark.parametrize(
    "cell",
    [DAY, date(2026, 3, 1), "2026-03-01", "2026/3/1", "2026.3.1", "2026年3月1日", "20260301", 46082, "46082"],
)  # fmt: skip
def test_dates_are_read_in_every_usual_form(cell: object) -> None:
    assert cells.day(cell) == date(2026, 3, 1)


@pytest.mark.parametrize("cell", ["2026-02-30", "soon", "3", 12.5, "9" * 5000])
def test_what_is_no_date_is_refused(cell: object) -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.day(cell)
    assert refused.value.wrong is Wrong.DATE


@pytest.mark.parametrize("cell", ["三楼", "a b", "x" * 41, "a/b", "1.5E+20", "1E+999999999"])
def test_an_id_that_fits_no_link_is_refused(cell: str) -> None:
    with pytest.raises(cells.Unreadable):
        cells.identifier(cell)


def test_an_id_may_have_been_a_number_or_full_width() -> None:
    assert cells.identifier(1001.0) == "1001"
    assert cells.device_code("ＱＨ１－０３０２") == "QH1-0302"


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (DeviceClass, DEVICE_WORDS),
        (Role, ROLE_WORDS),
        (Tier, TIER_WORDS),
        (Post, POST_WORDS),
        (EmergencyGroup, GROUP_WORDS),
        (Means, MEANS_WORDS),
    ],
)
def test_every_code_has_a_word_and_is_understood_itself(codes: type, words: dict) -> None:
    assert set(words) == set(codes)
    known = by_word(words)
    for code in codes:
        assert cells.choice(words[code][0], known) is code
        assert cells.choice(code.value.upper().replace("_", " "), known) is code


def test_no_word_means_two_device_classes() -> None:
    every = [word for words in DEVICE_WORDS.values() for word in words]
    assert len(every) == len(set(every))


def test_a_mistyped_class_gets_a_suggestion() -> None:
    with pytest.raises(cells.Unreadable) as refused:
        cells.choice("投影义", by_word(DEVICE_WORDS))
    assert refused.value.near == "投影仪"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("08:00", time(8)),
        ("8：30", time(8, 30)),
        ("8点", time(8)),
        ("24:00", time(0)),
        (time(18, 0), time(18)),
        (MORNING, time(7, 15)),
        (0.75, time(18)),
        (1, time(0)),
    ],
)
def test_times_of_day(cell: object, read: time) -> None:
    assert shift_cells.time_of_day(cell) == read


@pytest.mark.parametrize("cell", ["25:00", "8:75", "morning", 3])
def test_what_is_no_time_of_day_is_refused(cell: object) -> None:
    with pytest.raises(cells.Unreadable):
        shift_cells.time_of_day(cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("1-5", (1, 2, 3, 4, 5)),
        ("周一至周五", (1, 2, 3, 4, 5)),
        ("星期六、星期日", (6, 7)),
        ("周末", (6, 7)),
        ("每天", (1, 2, 3, 4, 5, 6, 7)),
        ("", (1, 2, 3, 4, 5, 6, 7)),
        ("6-1", (1, 6, 7)),
        (3, (3,)),
    ],
)
def test_weekdays(cell: object, read: tuple[int, ...]) -> None:
    assert shift_cells.weekdays(cell) == read


@pytest.mark.parametrize("cell", ["8", "0", "often", "1-9"])
def test_what_are_no_weekdays_is_refused(cell: object) -> None:
    with pytest.raises(cells.Unreadable):
        shift_cells.weekdays(cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [("周", 7), ("每周", 7), ("Week", 7), ("天", 1), ("每天", 1), ("3天", 3), ("两周", 14), ("2 weeks", 14), (10.0, 10), ("３天", 3)],
)  # fmt: skip
def test_how_long_a_turn_is(cell: object, read: int) -> None:
    assert turn_cells.every(cell) == read


@pytest.mark.parametrize("cell", ["", "每", "0", "0天", "367", "月", "often", "3天2周", -7])
def test_what_is_no_length_of_a_turn_is_refused(cell: object) -> None:
    with pytest.raises(cells.Unreadable):
        turn_cells.every(cell)


def test_places_yes_and_no_and_groups() -> None:
    assert [turn_cells.order(cell) for cell in ("1", 12.0, "９９")] == [1, 12, 99]
    assert [turn_cells.yes(cell) for cell in ("是", "否", "Yes", "no", True, False)] == [True, False] * 3
    assert turn_cells.group("tg：-1001234567890") == "tg:-1001234567890"


@pytest.mark.parametrize(
    ("reader", "cell"),
    [
        (turn_cells.order, "0"),
        (turn_cells.order, "100"),
        (turn_cells.order, "first"),
        (turn_cells.yes, "也许"),
        (turn_cells.group, "工作群"),
    ],
)
def test_what_is_none_of_these_is_refused(reader: Callable[[object], object], cell: object) -> None:
    with pytest.raises(cells.Unreadable):
        reader(cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (" Elm@Example.ORG ", "elm@example.org"),
        ("W-17", "W-17"),
        (20170017.0, "20170017"),
        ("\u212aim@example.org", "\u212aim@example.org"),
    ],
)
def test_an_account_is_kept_as_it_is_compared(cell: object, read: str) -> None:
    assert cells.account(cell) == read


def test_an_account_has_no_blanks() -> None:
    with pytest.raises(cells.Unreadable) as problem:
        cells.account("elm @example.org")
    assert problem.value.wrong is Wrong.ACCOUNT
