from dataclasses import replace

import pytest

from desk.reading import Answer, Impact, Intent, Occasion, ReadingContext
from nlu.reader import LexiconReader

FIRST = ReadingContext()
STEP = ReadingContext(asked="step")
OPEN = ReadingContext(has_open_ticket=True)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("三年级2班投影黑屏了", Intent.REPORT_FAULT),
        ("黑屏了怎么办", Intent.REPORT_FAULT),
        ("投影怎么不亮了", Intent.REPORT_FAULT),
        ("怎么还没来", Intent.URGE),
        ("催一下，302的投影还没修", Intent.URGE),
        ("快点来", Intent.URGE),
        ("still nobody here, please hurry", Intent.URGE),
        ("师傅到哪了", Intent.QUERY_PROGRESS),
        ("什么时候到", Intent.QUERY_PROGRESS),
        ("修好了吗", Intent.QUERY_PROGRESS),
        ("is it fixed yet?", Intent.QUERY_PROGRESS),
        ("不用来了", Intent.CANCEL),
        ("误报", Intent.CANCEL),
        ("取消吧", Intent.CANCEL),
        ("false alarm, please cancel", Intent.CANCEL),
        ("改到明天上午行吗", Intent.RESCHEDULE),
        ("周三下午3点后再来", Intent.RESCHEDULE),
        ("can you come tomorrow", Intent.RESCHEDULE),
        ("修好了，谢谢", Intent.CONFIRM_FIXED),
        ("好了", Intent.CONFIRM_FIXED),
        ("it works now", Intent.CONFIRM_FIXED),
        ("刚修好又黑屏了", Intent.DENY_FIXED),
        ("还是老样子", Intent.DENY_FIXED),
        ("没修好", Intent.DENY_FIXED),
        ("工单1042的投影又黑屏了", Intent.DENY_FIXED),
        ("it is still not working after the repair", Intent.DENY_FIXED),
        ("我要投诉", Intent.COMPLAIN),
        ("态度太差了", Intent.COMPLAIN),
        ("I want to make a complaint", Intent.COMPLAIN),
        ("师傅很专业，点赞", Intent.PRAISE),
        ("great service", Intent.PRAISE),
        ("怎么把手机投到大屏上", Intent.ASK_HOWTO),
        ("一体机怎么分屏", Intent.ASK_HOWTO),
        ("how do I cast my phone", Intent.ASK_HOWTO),
        ("还在保修期吗", Intent.ASK_WARRANTY_PRICE),
        ("换个触控笔多少钱", Intent.ASK_WARRANTY_PRICE),
        ("how much is a new pen", Intent.ASK_WARRANTY_PRICE),
        ("想借一个话筒", Intent.REQUEST_SERVICE),
        ("申请加装两个摄像头", Intent.REQUEST_SERVICE),
        ("can we borrow a projector", Intent.REQUEST_SERVICE),
        ("转人工", Intent.TRANSFER_HUMAN),
        ("给我个电话", Intent.TRANSFER_HUMAN),
        ("I want to talk to a human", Intent.TRANSFER_HUMAN),
        ("说错了，是302", Intent.SUPPLY_INFO),
        ("型号是86寸的", Intent.SUPPLY_INFO),
        ("你好", Intent.CHITCHAT),
        ("谢谢", Intent.CHITCHAT),
        ("hello", Intent.CHITCHAT),
    ],
)
def test_what_a_first_message_wants(reader: LexiconReader, text: str, intent: Intent) -> None:
    assert reader.read(text, FIRST).intent is intent


@pytest.mark.parametrize(
    ("text", "intents"),
    [
        ("投影黑屏了快点来", (Intent.REPORT_FAULT, Intent.URGE)),
        ("还是老样子，我要投诉", (Intent.DENY_FIXED, Intent.COMPLAIN)),
        ("自己好了，不用来了", (Intent.CANCEL, Intent.CONFIRM_FIXED)),
        ("我要投诉，报了三天了没人管", (Intent.COMPLAIN, Intent.URGE)),
    ],
)
def test_the_most_urgent_intent_comes_first(
    reader: LexiconReader, text: str, intents: tuple[Intent, ...]
) -> None:
    assert reader.read(text, FIRST).intents == intents


def test_a_fault_named_with_a_known_ticket_is_not_reported_again(reader: LexiconReader) -> None:
    reading = reader.read("三年级2班投影怎么还没人来修", OPEN)
    assert reading.intent is Intent.URGE
    assert Intent.REPORT_FAULT not in reading.intents


@pytest.mark.parametrize(
    ("text", "answer", "intent"),
    [
        ("好了", Answer.YES, Intent.CONFIRM_FIXED),
        ("可以了", Answer.YES, Intent.CONFIRM_FIXED),
        ("亮了", Answer.YES, Intent.CONFIRM_FIXED),
        ("行了", Answer.YES, Intent.CONFIRM_FIXED),
        ("fixed", Answer.YES, Intent.CONFIRM_FIXED),
        ("有", Answer.YES, Intent.ANSWER_STEP),
        ("是的", Answer.YES, Intent.ANSWER_STEP),
        ("对", Answer.YES, Intent.ANSWER_STEP),
        ("yes", Answer.YES, Intent.ANSWER_STEP),
        ("插紧了", Answer.YES, Intent.ANSWER_STEP),
        ("没好", Answer.NO, Intent.ANSWER_STEP),
        ("没有", Answer.NO, Intent.ANSWER_STEP),
        ("不行", Answer.NO, Intent.ANSWER_STEP),
        ("还是不行", Answer.NO, Intent.ANSWER_STEP),
        ("还是黑屏", Answer.NO, Intent.ANSWER_STEP),
        ("重启了没用", Answer.NO, Intent.ANSWER_STEP),
        ("no", Answer.NO, Intent.ANSWER_STEP),
        ("still nothing", Answer.NO, Intent.ANSWER_STEP),
        ("不会", Answer.CANNOT, Intent.ANSWER_STEP),
        ("不敢弄", Answer.CANNOT, Intent.ANSWER_STEP),
        ("够不着", Answer.CANNOT, Intent.ANSWER_STEP),
        ("I don't know how", Answer.CANNOT, Intent.ANSWER_STEP),
        ("转人工", Answer.HUMAN, Intent.TRANSFER_HUMAN),
        ("找人", Answer.HUMAN, Intent.TRANSFER_HUMAN),
        ("打电话", Answer.HUMAN, Intent.TRANSFER_HUMAN),
        ("直接派人来", Answer.HUMAN, Intent.TRANSFER_HUMAN),
    ],
)
def test_a_short_reply_answers_the_pending_step(
    reader: LexiconReader, text: str, answer: Answer, intent: Intent
) -> None:
    reading = reader.read(text, STEP)
    assert (reading.answer, reading.intent) == (answer, intent)


@pytest.mark.parametrize("text", ["2", "②", "第二个", "好了吗？", "对方听不见", "302"])
def test_ordinals_and_questions_are_no_answers(reader: LexiconReader, text: str) -> None:
    assert reader.read(text, STEP).answer is None


def test_still_broken_without_a_pending_step_denies_the_repair(reader: LexiconReader) -> None:
    assert reader.read("还是不行", OPEN).intent is Intent.DENY_FIXED


def test_a_new_fault_breaks_into_a_pending_step(reader: LexiconReader) -> None:
    reading = reader.read("先别管投影，打印机又卡纸了", STEP)
    assert reading.intent is Intent.REPORT_FAULT


def test_asked_for_the_fault_a_bare_symptom_is_information(reader: LexiconReader) -> None:
    reading = reader.read("黑屏", replace(FIRST, asked="fault"))
    assert reading.intent is Intent.SUPPLY_INFO
    assert reading.fault.symptom == "black_screen"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("正在上课", Answer.YES),
        ("马上要用", Answer.YES),
        ("没课", Answer.NO),
        ("明天才用", Answer.NO),
        ("是", Answer.YES),
    ],
)
def test_whether_the_room_is_needed_now_is_told_in_facts(
    reader: LexiconReader, text: str, answer: Answer
) -> None:
    assert reader.read(text, replace(FIRST, asked="lesson")).answer is answer


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("工单1042到哪了", 1042),
        ("#1042 进度", 1042),
        ("1042号单怎么样了", 1042),
        ("ticket 1042 please", 1042),
        ("3号楼没网", None),
        ("电话13800000001", None),
    ],
)
def test_a_ticket_is_named_by_number(reader: LexiconReader, text: str, number: int | None) -> None:
    assert reader.read(text, FIRST).ticket_no == number


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        ("投影黑屏", Impact.UNKNOWN),
        ("投影黑屏，正在上课", Impact.LESSON_BLOCKED),
        ("投影黑屏，还有5分钟上课", Impact.LESSON_BLOCKED),
        ("投影黑屏，学生都等着", Impact.LESSON_BLOCKED),
        ("projector is dead, class is waiting", Impact.LESSON_BLOCKED),
        ("投影黑屏，有空来看看", Impact.SINGLE_DEVICE),
        ("投影黑屏，没在上课", Impact.SINGLE_DEVICE),
        ("投影黑屏，明天要用", Impact.SINGLE_DEVICE),
        ("好几个班没网", Impact.MULTI_ROOM),
        ("3个班没网", Impact.MULTI_ROOM),
        ("机房里30台电脑连不上服务器", Impact.MULTI_ROOM),
        ("整栋楼没网", Impact.MULTI_ROOM),
        ("三年级2班和三年级3班没网", Impact.MULTI_ROOM),
        ("全校没网", Impact.WHOLE_SCHOOL),
        ("the whole school has no internet", Impact.WHOLE_SCHOOL),
        ("全校没网，正在上课", Impact.WHOLE_SCHOOL),
        ("你好", Impact.NONE),
        ("怎么投屏", Impact.NONE),
    ],
)
def test_how_far_a_fault_reaches(
    reader: LexiconReader, school: ReadingContext, text: str, impact: Impact
) -> None:
    assert reader.read(text, school).impact is impact


def test_a_lesson_told_later_raises_the_open_ticket(reader: LexiconReader) -> None:
    assert reader.read("学生都等着呢", OPEN).impact is Impact.LESSON_BLOCKED


@pytest.mark.parametrize(
    ("text", "occasion"),
    [
        ("公开课正在进行，投影不亮", Occasion.NOW),
        ("中考听力马上开始，广播没声音", Occasion.NOW),
        ("投影不亮，外面领导在听课", Occasion.NOW),
        ("明天公开课，投影不亮", Occasion.LATER),
        ("下午家长会，音响没声音", Occasion.LATER),
        ("后天区里检查，录播没图像", Occasion.LATER),
        ("明天公开课，现在投影不亮", Occasion.LATER),
        ("tomorrow is open day, the screen flickers", Occasion.LATER),
        ("麻烦检查一下投影，不亮了", Occasion.NONE),
        ("会议室投影不亮", Occasion.NONE),
    ],
)
def test_which_activity_a_fault_hits_and_when(reader: LexiconReader, text: str, occasion: Occasion) -> None:
    assert reader.read(text, FIRST).occasion is occasion


@pytest.mark.parametrize("text", ["投影模糊，不急", "先凑合用", "有空来看", "no hurry, printer jammed"])
def test_relief_is_heard(reader: LexiconReader, text: str) -> None:
    assert reader.read(text, FIRST).relief


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("投影黑屏", "zh"), ("投影機黑屏，學生在等", "zh-Hant"), ("the projector is dead", "en"), ("wifi连不上", "zh"),
        ("A201 projector 没信号", "mixed"), ("touying heiping", "zh"), ("2", "zh"), ("seewo打不开", "zh"),
    ],
)  # fmt: skip
def test_the_language_of_the_message(reader: LexiconReader, text: str, lang: str) -> None:
    assert reader.read(text, FIRST).lang == lang
