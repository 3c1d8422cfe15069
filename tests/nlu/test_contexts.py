"""The desk's last sentence as the question it asks: in the desk's own words, and in those of other desks."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.dialogue import Slot
from desk.language import Lang
from desk.playbook import StepKind
from desk.reading import Intent, ReadingContext
from nlu.contexts import context_of_sentence
from nlu.reader import LexiconReader
from storage.playbook_files import load_trees

PLAYBOOKS = Path(__file__).parents[2] / "playbooks"


def asked(said: str) -> str | None:
    return context_of_sentence(said).asked


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("什么设备坏了？是什么样子？", "fault"),
        ("What is broken, and what do you see?", "fault"),
        ("请问在哪间教室？", "place"),
        ("“3班”是下面哪一间？", "place"),
        ("Which room is it?", "place"),
        ("Which of these is “class 3”?", "place"),
        ("别的教室也这样吗？", "scope"),
        ("Is it the same in other rooms?", "scope"),
        ("现在正在上课，或马上要用吗？", "lesson"),
        ("Is a lesson running, or do you need it right away?", "lesson"),
        ("是完全不能用，还是时好时坏？", "condition"),
        ("Is it completely dead, or does it come and go?", "condition"),
        ("白工 报告已修好：302 智慧黑板/大屏黑屏\n原因/处理：换了电源线\n\n现在正常了吗？", "fixed"),
        ("请问工单 1001（302 智慧黑板/大屏黑屏）现在正常了吗？", "fixed"),
        ("Does it work now? Ticket 1001 (302, board) waits for your word.", "fixed"),
        ("好的，工单 1001 已完成。这次服务满意吗？", "rating"),
        ("Good, ticket 1001 is done. How happy are you with how it went?", "rating"),
        ("确定撤销工单 1001（302 投影仪无信号）吗？", "cancel"),
        ("Withdraw ticket 1001 (302, projector)?", "cancel"),
    ],
)  # fmt: skip
def test_the_questions_of_our_own_chat_are_known_by_the_keys_of_the_chat(said: str, key: str) -> None:
    assert asked(said) == key


def test_every_question_that_the_chat_remembers_has_its_key() -> None:
    keys = {"place" if slot is Slot.ROOM else slot.value for slot in Slot}
    assert keys <= {"fault", "place", "scope", "lesson", "condition"}


def test_the_steps_of_our_playbooks_are_steps() -> None:
    steps = [step for tree in load_trees(PLAYBOOKS).values() if not tree.safety for step in tree.steps]
    yes_or_no = (StepKind.CHECK, StepKind.DO, StepKind.WORKAROUND)
    asking = [step.ask.of(lang) for step in steps if step.kind in yes_or_no for lang in Lang]
    taken = [asked(said) for said in asking]
    assert len(asking) > 200
    assert taken.count("step") >= 0.98 * len(asking)
    assert None not in taken


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("好的，电脑开不了机。请问是哪间教室？", "place"),
        ("請問在哪間教室？", "place"),
        ("您说的是致远楼那间阶梯教室，对吗？", "place"),
        ("请重启大屏，现在好了吗？", "step"),
        ("工程师已处理，现在还会自动关机吗？", "still"),
        ("工程师预计今天 15:00 上门，是否方便？", "visit_time"),
        ("请问故障是从什么时候开始的？", "time"),
        ("请留个联系方式", "contact"),
        ("请问机器型号是什么？", "model"),
        ("请拍一张照片发来", "photo"),
        ("还需要为您派工程师吗？", "visit"),
        ("请问需要为您转接人工客服吗？", "human"),
    ],
)  # fmt: skip
def test_other_ways_to_ask_are_known_too(said: str, key: str) -> None:
    assert asked(said) == key


@pytest.mark.parametrize(
    "said",
    ["您好，请问有什么可以帮您？", "感谢您的配合！", "您好，请描述您遇到的问题。", " \n", "？？", "Hello!"],
)
def test_a_greeting_asks_nothing_and_knows_of_no_ticket(said: str) -> None:
    assert replace(context_of_sentence(said), said="") == ReadingContext()


@pytest.mark.parametrize(
    "said",
    [
        "工单 1023 已派单，工程师正在路上。",
        "已登记：大屏卡顿。",
        "您的报修已受理，请耐心等候。",
        "A technician has been assigned.",
    ],
)
def test_news_of_a_ticket_asks_nothing_and_tells_that_there_is_one(said: str) -> None:
    assert replace(context_of_sentence(said), said="") == ReadingContext(has_open_ticket=True)


def test_the_first_contact_has_no_context() -> None:
    assert context_of_sentence(None) == ReadingContext()


@pytest.mark.parametrize(
    ("said", "text", "intent"),
    [
        ("工程师已修复，能用了吗？", "没有", Intent.DENY_FIXED),
        ("工程师已修复，能用了吗？", "是的", Intent.CONFIRM_FIXED),
        ("工程师已处理，请问还有闪屏吗？", "没有了", Intent.CONFIRM_FIXED),
        ("工程师已处理，请问还有闪屏吗？", "是的", Intent.DENY_FIXED),
        ("您是要取消工单 1276 吗？", "是的", Intent.CANCEL),
        ("面板灯亮吗？", "没有", Intent.ANSWER_STEP),
        ("请问在哪间教室？", "3班", Intent.SUPPLY_INFO),
    ],
)  # fmt: skip
def test_one_short_answer_means_what_the_question_makes_of_it(
    reader: LexiconReader, said: str, text: str, intent: Intent
) -> None:
    assert reader.read(text, context_of_sentence(said)).intent is intent
