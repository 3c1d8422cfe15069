"""A typed answer and a pressed button are the same event; a room number or a sentence is neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recognise import recognise

STEP = ("好了", "没好", "不会做", "转人工")
ENGLISH = ("It works now", "Still broken", "I cannot do it", "Talk to a person")
ROOMS = ("三年级2班", "三年级3班", "三年级5班")


@pytest.mark.parametrize(
    "typed",
    ["2", "２", "②", "二", "2.", "2。", "２．", "2、", "2)", "2）", "2!", " 2 ", "2️⃣", "第二个", "第2个", "第二项",
     "选2", "选择2", "选二", "选 2", "2号", "两", "option 2", "Option 2", "No. 2", "no 2", "２ 👍🏽"],
)  # fmt: skip
def test_the_second_option_can_be_typed_in_many_ways(typed: str) -> None:
    assert recognise(typed, STEP) == 1


@pytest.mark.parametrize(
    "typed",
    ["302", "A302", "2班", "三年级2班", "二班", "3楼2班", "", "  ", "👍", "\u200b", "0", "5", "第五个", "十", "99", "-1", "2 3",
     "1和2", "2点上课", "没", "好了吗", "还没好呢", "第", "选", "个", "2.5"],
)  # fmt: skip
def test_room_numbers_sentences_and_numbers_out_of_range_are_no_answer(typed: str) -> None:
    assert recognise(typed, STEP) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("好了", 0), ("好了。", 0), ("好了！！", 0), ("好了~", 0), ("没好", 1), (" 转人工 ", 3), ("转人工🙏", 3), ("😀好了", 0)],
)  # fmt: skip
def test_a_label_may_be_typed_with_marks_blanks_and_emoji_around_it(typed: str, meant: int) -> None:
    assert recognise(typed, STEP) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("it works now", 0), ("IT WORKS NOW!", 0), ("Ｓｔｉｌｌ ｂｒｏｋｅｎ", 1), ("i cannot do it.", 2), ("talk to a person", 3)],
)  # fmt: skip
def test_case_and_width_of_a_label_do_not_matter(typed: str, meant: int) -> None:
    assert recognise(typed, ENGLISH) == meant


def test_a_label_with_an_emoji_can_be_typed_without_it() -> None:
    assert recognise("接单", ("✅ 接单", "🔁 转派")) == 0


def test_a_room_on_a_button_is_meant_by_its_name_and_not_by_the_number_in_it() -> None:
    assert recognise("三年级5班", ROOMS) == 2
    assert recognise("5班", ROOMS) is None
    assert recognise("2", ROOMS) == 1


def test_a_label_wins_over_a_position() -> None:
    assert recognise("2", ("3", "1", "2")) == 2


def test_nothing_is_meant_where_nothing_was_offered() -> None:
    assert recognise("1", ()) is None


@given(st.text())
def test_whatever_is_typed_the_answer_is_an_option_or_none(typed: str) -> None:
    meant = recognise(typed, STEP)
    assert meant is None or 0 <= meant < len(STEP)


@given(
    st.lists(st.text(st.characters(categories=["Lo", "Ll"]), min_size=2, max_size=8), min_size=1, max_size=8)
)
def test_every_label_means_the_first_option_that_reads_so(labels: list[str]) -> None:
    for label in labels:
        meant = recognise(label, tuple(labels))
        assert meant is not None
        assert meant <= labels.index(label)
