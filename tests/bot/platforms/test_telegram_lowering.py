"""Any message, of any length, becomes pieces that Telegram takes (T14)."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.telegram.lowering import MAX_TEXT, clean, lower, split, width
from desk.ids import MediaId
from desk.messages import Choice, Media, MediaKind, Outgoing

PHOTO = Media(MediaId("m1"), MediaKind.PHOTO, "屏幕.jpg", "image/jpeg", 3)


@given(st.text(), st.integers(1, 40))
def test_parts_are_short_enough_and_lose_nothing_but_white_space(text: str, most: int) -> None:
    parts = list(split(text, most))
    assert all(0 < len(part) <= most and part == part.strip() for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_long_text_is_cut_between_paragraphs_before_lines_before_sentences() -> None:
    assert list(split("一二三四五\n\n六七八九", 8)) == ["一二三四五", "六七八九"]
    assert list(split("一二三四五\n六七八九", 8)) == ["一二三四五", "六七八九"]
    assert list(split("一二三四五。六七八九", 8)) == ["一二三四五。", "六七八九"]
    assert list(split("一二三四五六七八九", 8)) == ["一二三四五六七八", "九"]


def test_the_buttons_are_on_the_last_piece() -> None:
    pieces = lower(Outgoing("字" * 5000, (Choice("接单", "t:0"),)))
    assert [len(piece.text) for piece in pieces] == [4096, 904]
    assert [len(piece.rows) for piece in pieces] == [0, 1]


def test_short_labels_share_a_row_and_long_ones_do_not() -> None:
    labels = ["是", "否", "不知道", "投影仪有电但没有画面，已经试过换线"]
    (piece,) = lower(Outgoing("?", tuple(Choice(label, f"t:{n}") for n, label in enumerate(labels))))
    assert [[one.label for one in row] for row in piece.rows] == [labels[:3], labels[3:]]


@given(st.lists(st.text(max_size=80), max_size=130))
def test_every_choice_is_a_button_or_a_numbered_line(labels: list[str]) -> None:
    choices = tuple(Choice(label, f"abcdefghij1234567890:{n}") for n, label in enumerate(labels))
    pieces = lower(Outgoing("请选择", choices))
    rows = pieces[-1].rows
    buttons = [one for row in rows for one in row]
    assert len(buttons) <= 100
    assert all(len(row) <= 8 for row in rows)
    assert all(one.label.strip() for one in buttons)
    shown = [[{"text": one.label, "callback_data": one.token} for one in row] for row in rows]
    assert len(json.dumps(shown, ensure_ascii=False).encode()) <= 10_000
    text = "\n".join(piece.text for piece in pieces)
    assert all(f"{number}. " in text for number in range(len(buttons) + 1, len(labels) + 1))


def test_a_short_text_is_the_caption_of_the_last_picture_and_a_long_one_follows_it() -> None:
    short = lower(Outgoing("见图", (Choice("好", "t:0"),), (PHOTO, PHOTO)))
    assert [(piece.text, piece.media is not None, len(piece.rows)) for piece in short] == [
        ("", True, 0),
        ("见图", True, 1),
    ]
    long = lower(Outgoing("字" * 1025, (), (PHOTO,)))
    assert [(len(piece.text), piece.media is not None) for piece in long] == [(0, True), (1025, False)]


def test_a_repeated_message_is_labelled() -> None:
    assert lower(Outgoing("工单1001"), "（重发）")[0].text == "（重发）工单1001"


def test_what_cannot_be_encoded_is_left_out() -> None:
    assert clean("a\ud800b\x00c\r\nd\te") == "a?bc\nd\te"
    assert lower(Outgoing(" \x00 ")) == ()


def test_a_chinese_character_takes_two_columns() -> None:
    assert width("A班") == 3


def test_a_text_of_exactly_the_limit_is_one_piece() -> None:
    assert len(lower(Outgoing("😀" * MAX_TEXT))) == 1
