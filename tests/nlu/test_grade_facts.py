"""Words that say how a thing fails, what serves meanwhile, and what somebody thinks of the grade; and words that must not count."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.grading import judge
from desk.reading import Condition, GradeTalk, ReadingContext, Truth
from desk.reporting import Draft, absorb
from nlu.reader import LexiconReader
from tests.kit.builders import packs

READER = LexiconReader()
FIRST = ReadingContext()


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("大屏完全不能用了", Condition.DEAD),
        ("电脑一点反应都没有", Condition.DEAD),
        ("the projector does not work at all", Condition.DEAD),
        ("电脑还能用，就是很卡", Condition.DEGRADED),
        ("投影有点模糊", Condition.DEGRADED),
        ("the pc is very slow", Condition.DEGRADED),
        ("大屏黑屏了", Condition.UNKNOWN),
        ("扩声能用但投影完全不亮", Condition.DEAD),
    ],
)
def test_how_it_fails_is_heard_where_simple_words_say_so(text: str, condition: Condition) -> None:
    assert READER.read(text, FIRST).condition is condition


@pytest.mark.parametrize("text", ["大屏时好时坏", "偶尔黑屏", "网络断断续续", "the wifi comes and goes"])
def test_a_fault_that_comes_and_goes_is_heard(text: str) -> None:
    assert READER.read(text, FIRST).intermittent is Truth.TRUE


@pytest.mark.parametrize(
    "text",
    [
        "投影坏了，先用备用的",
        "触摸不灵，鼠标还能用",
        "we have a spare projector for now",
        "白板笔写不出来，用手指倒是能写",
        "断网了，我用手机热点把课上完了",
        "班牌边框掉了一块，不碍事",
        "屏角有亮斑，不耽误讲课",
        "the speaker cover is gone, just cosmetic",
    ],
)
def test_what_serves_meanwhile_is_heard(text: str) -> None:
    assert READER.read(text, FIRST).workaround is Truth.TRUE


@pytest.mark.parametrize(
    "text",
    [
        "投影坏了，没有备用",
        "能不能先用别的教室",
        "大屏黑屏了",
        "声音时有时无，凑合不了",
        "这样影响不影响上课",
    ],
)
def test_a_spare_that_is_only_wished_for_is_none(text: str) -> None:
    assert READER.read(text, FIRST).workaround is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("为什么是C级", GradeTalk.WHY),
        ("为什么是B级？", GradeTalk.WHY),
        ("为啥定成二级故障", GradeTalk.WHY),
        ("怎么是一般故障", GradeTalk.WHY),
        ("凭什么是II级", GradeTalk.WHY),
        ("why is it grade C?", GradeTalk.WHY),
        ("定级依据是什么", GradeTalk.WHY),
        ("级别不对", GradeTalk.WRONG),
        ("为什么才C级", GradeTalk.WRONG),
        ("这个应该更急", GradeTalk.WRONG),
        ("我对级别有异议", GradeTalk.WRONG),
        ("定低了吧", GradeTalk.WRONG),
        ("the grade is wrong", GradeTalk.WRONG),
        ("this should be more urgent", GradeTalk.WRONG),
        ("为什么三年级2班大屏黑屏了", None),
        ("三年级2班投影不对", None),
        ("一年级大屏坏了", None),
        ("怎么又坏了", None),
        ("为什么还没来", None),
        ("电脑要升级系统", None),
        ("why is nobody here", None),
        ("怎么把三年级的课件投屏", None),
    ],
)
def test_talk_about_the_grade_is_told_from_talk_about_a_class(text: str, talk: GradeTalk | None) -> None:
    assert READER.read(text, FIRST).grade_talk is talk


FAULTS = (
    "三年级2班大屏黑屏了",
    "三年级2班投影不亮，正在上课",
    "三年级2班电脑很卡，不急",
    "全校没网了",
    "the projector shows no signal",
)
HEAT = (
    "快点!!!",
    "！！！！！",
    "气死了",
    "😭😭",
    "求求你们了",
    "啊啊啊",
    "真的受不了",
    "怎么搞的",
    "🙏",
    "!!!",
    " please!!!",
    "赶紧的",
)


@given(fault=st.sampled_from(FAULTS), heat=st.lists(st.sampled_from(HEAT), max_size=4), shout=st.booleans())
def test_emotion_capitals_and_urging_change_no_fact_and_no_grade(
    fault: str, heat: list[str], shout: bool
) -> None:
    heated = fault + "，" + "".join(heat)
    plain = absorb(Draft(), READER.read(fault, FIRST))
    loud = absorb(Draft(), READER.read(heated.upper() if shout else heated, FIRST))
    assert replace(loud.facts, intent=plain.facts.intent) == plain.facts
    assert loud.facts.is_question == plain.facts.is_question
    for contract in packs().values():
        assert judge(contract, loud.facts).grade == judge(contract, plain.facts).grade
