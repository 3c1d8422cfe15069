"""No text may raise, hang or read past the ceiling; the reader is shared by threads."""

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.reading import Intent, Reading, ReadingContext
from nlu.normalise import MOST_READ
from nlu.reader import LexiconReader
from tests.nlu.conftest import SCHOOL

READER = LexiconReader()
PIECES = (
    "投影", "一体机", "电脑", "话筒", "黑屏", "没声音", "冒烟", "没有", "不是", "是", "和", "、", "，", "还有", "3班", "三年级2班", "A栋305", "二零三", "好了", "又",
    "怎么", "如果", "明天", "公开课", "正在上课", "全校", "工单1042", "#7", "no", "smoke", "the projector", " ", "\n", "…", "①", "😭", "Ａ", "單槍", "\u200b", "%", "(",
)  # fmt: skip
CONTEXTS = st.builds(
    ReadingContext,
    rooms=st.sampled_from(((), SCHOOL)),
    near=st.sampled_from((None, SCHOOL[0][0])),
    asked=st.sampled_from((None, "place", "fault", "lesson", "step")),
    has_open_ticket=st.booleans(),
)


def _is_sound(reading: Reading, text: str) -> None:
    assert reading.intents
    assert len(set(reading.intents)) == len(reading.intents)
    assert 0.0 <= reading.confidence <= 1.0
    assert reading.text == text[:MOST_READ]
    for fault in reading.faults:
        assert fault.place is None or fault.place.words in reading.text


@given(st.text(), CONTEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str, context: ReadingContext) -> None:
    _is_sound(READER.read(text, context), text)


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), CONTEXTS)
@settings(max_examples=400, deadline=None)
def test_any_mixture_of_known_words_is_read(text: str, context: ReadingContext) -> None:
    _is_sound(READER.read(text, context), text)


@given(st.text(max_size=40), st.sampled_from(("冒烟了", "有焦味", "漏电了", "着火了")))
@settings(max_examples=200, deadline=None)
def test_danger_in_a_sentence_of_its_own_is_heard_after_anything(text: str, danger: str) -> None:
    reading = READER.read(f"{text}。\n{danger}", ReadingContext())
    assert reading.safety
    assert Intent.REPORT_FAULT in reading.intents or Intent.ASK_HOWTO in reading.intents


@pytest.mark.parametrize(
    "piece",
    ["冒烟", "电脑打不开，", "没有", "三年级2班", "3", "是是", "a ", "打…", "投影和", "按了", "(((", "工单"],
)
def test_a_long_message_is_read_up_to_the_ceiling_in_a_blink(piece: str) -> None:
    text = piece * 5000
    start = perf_counter()
    assert len(READER.read(text, ReadingContext(rooms=SCHOOL)).text) == MOST_READ
    assert (
        perf_counter() - start < 2.0
    )  # 30 to 300 ms on a quiet machine; quadratic reading would take minutes


def test_threads_may_share_the_reader() -> None:
    texts = ["三年级2班投影黑屏", "喜沃黑瓶了", "冒烟了", "好了", "工单1042到哪了"] * 40
    alone = [READER.read(text, ReadingContext(rooms=SCHOOL)) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: READER.read(text, ReadingContext(rooms=SCHOOL)), texts))
    assert together == alone


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_every_folded_character_knows_where_it_was_written(text: str) -> None:
    folded = READER._folder.fold(text)
    assert len(folded.at) == len(folded.text)
    assert list(folded.at) == sorted(folded.at)
    assert folded.written(0, len(folded.text)) in text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＰＰＴ　打不开！", "ppt 打不开!"),
        ("投影機黑屏", "投影机黑屏"),
        ("啊啊啊啊啊", "啊啊"),
        ("冒 烟 了", "冒烟了"),
        ("三（2）班", "三(2)班"),
        ("It’s", "it's"),
    ],
)
def test_many_spellings_fold_to_one(text: str, folded: str) -> None:
    assert READER._folder.spell(text) == folded
