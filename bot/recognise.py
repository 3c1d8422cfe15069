"""What typed words mean without the reader: an answer to a prompt ("2", "②", "第二个", "选2" or the label mean the same as
the press), a question about a deadline, a work step that is entered late.
"""

import re
import unicodedata

from desk.buttons import Verb

_ORDINALS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_FINAL = "!。.,~"
_NUMBER = re.compile(
    r"^(?:第|选择?|option\s*|no\.?\s*)?\s*([0-9]{1,2}|[一二两三四五六七八九十])\s*(?:个|项|号)?[.。、)!]?$",
    re.I,
)

_WHY = re.compile(
    r"(为什么|为啥|凭什么|怎么)[^没不]{0,6}\d{1,2}[:点](?!.*[没不])"
    r"|(时限|期限|最迟|截止|到期)[^没不]{0,8}(为什么|为啥|怎么算|怎么来|怎么定)"
    r"|(怎么|如何)算(的|出来)|^(为什么|为啥|why)[?!。 ]*$"
    r"|\bwhy\b.{0,20}\d{1,2}[:.]\d{2}|\bwhy (this|that) (time|deadline)|how (is|was) (this|that|the) (time|deadline)",
    re.I,
)
_STEPS = (
    (Verb.REPAIR, r"修好|修复|弄好|repaired|fixed"),
    (Verb.RESTORE, r"恢复|restored"),
    (Verb.DIAGNOSE, r"诊断|查出|查明|cause found|diagnosed"),
    (Verb.ARRIVE, r"到了|已到|到的|到场|到达|到现场|到教室|arrived|on site"),
    (Verb.DEPART, r"出发|on my way|left"),
)
_STEP_WORDS: dict[Verb, frozenset[str]] = {
    Verb.STEP_SKIP: frozenset(
        {
            "跳过",
            "跳过这步",
            "跳过这一步",
            "先跳过",
            "下一步",
            "下一个",
            "skip",
            "skip it",
            "next",
            "next step",
        }
    ),
    Verb.STEP_BACK: frozenset(
        {
            "上一步",
            "返回",
            "退回",
            "回到上一步",
            "刚才按错了",
            "按错了",
            "点错了",
            "back",
            "go back",
            "wrong button",
        }
    ),
    Verb.STEP_WAIT: frozenset(
        {
            "等一下",
            "等等",
            "等会",
            "等会儿",
            "稍等",
            "等我一下",
            "下课再说",
            "下课再弄",
            "晚点再说",
            "wait",
            "later",
            "one moment",
            "after class",
        }
    ),
    Verb.STEP_DARE_NOT: frozenset(
        {
            "不敢",
            "不敢动",
            "不敢碰",
            "我不敢",
            "我不敢动",
            "怕弄坏",
            "i dare not",
            "i'd rather not",
            "too scared",
        }
    ),
    Verb.STEP_GO_ON: frozenset(
        {
            "继续",
            "接着来",
            "下课了",
            "有空了",
            "现在可以了",
            "可以了，继续",
            "再说一遍",
            "重复",
            "go on",
            "continue",
            "class is over",
            "repeat",
        }
    ),
    Verb.STEP_COLLEAGUE: frozenset(
        {
            "交给电教员",
            "电教员",
            "找电教员",
            "叫电教员",
            "转给电教员",
            "交给电教老师",
            "找电教老师",
            "hand over to a colleague",
            "colleague",
        }
    ),
    Verb.STEP_MORE: frozenset({"更多", "更多选项", "more"}),
}
"""What may be said to any self-help step besides its answers; each word alone, so that nothing else is taken for it."""
STEP_ASIDES = (Verb.STEP_WAIT, Verb.STEP_MORE, Verb.STEP_GO_ON, Verb.STEP_COLLEAGUE)
"""Buttons under a step that do not answer it."""

_SCORES = (
    (1, r"(很|非常|极|太|特别|十分|超级?)不满意?|差评|[1一]\s*(分|星|颗星)|very unhappy|terrible|awful"),
    (2, r"不(太|够|怎么|是很|大)?满意|[2二两]\s*(分|星|颗星)|unhappy|not (very |so )?happy"),
    (
        5,
        r"(很|非常|十分|特别|太|挺|超级?|相当)满意|好评|满分|[5五]\s*(分|星|颗星)|very happy|excellent|perfect",
    ),
    (3, r"一般|还行|凑合|马马虎虎|[3三]\s*(分|星|颗星)|so.so|average"),
    (4, r"满意|[4四]\s*(分|星|颗星)|\bhappy\b|good"),
)
"""What satisfaction sounds like, denials before what they deny; the scores are those of the buttons."""
_NO_DANGER = re.compile(
    r"误报|虚惊|(没|没有|无|不是|并非|不算)(什么|任何|真的|真)?(危险|冒烟|着火|起火|火|烟|漏电|触电|安全问题)|不危险"
    r"|false alarm|\b(no|not|never any)\b.{0,12}\b(danger|dangerous|smoke|fire|sparks?)\b"
)
_DANGER = re.compile(r"漏了?危险|(有|是|很|算|挺)危险|危险$|安全隐患|\bdanger(ous)?\b")
_AGAIN = re.compile(r"又|还是|仍|依旧|依然|没(?:修)?好|白修|\b(?:still|again)\b")
_PUTS_OFF = re.compile(
    r"还没(有)?(来得及)?(看|试|去|回|用|到)|没(来得及|空|时间|工夫)|等(下|会|我|一下|一会)|待会|一会儿?(再|去|我)|回头|晚点|下课(后|再)|明天(再|去)"
    r"|我(先|再|这就|马上)?去(看|试)|\b(have not|haven't|did not|didn't) (yet )?(tried|try|checked?|looked?)|\blater\b|let me (check|see|try)"
)
_NEVER_MIND = frozenset({"取消", "算了", "不用了", "不挂了", "cancel", "never mind"})
_SURE = frozenset({"确定", "确认", "确定的", "确定撤", "sure", "yes, sure"})
_INCIDENT: dict[Verb, frozenset[str]] = {
    Verb.INCIDENT_TAKE: frozenset({"收到", "on it", "got it"}),
    Verb.INCIDENT_DONE: frozenset(
        {"已完成", "完成", "完成了", "做完了", "搞定", "搞定了", "done", "finished"}
    ),
    Verb.INCIDENT_SUPPORT: frozenset({"需要支援", "请求支援", "支援", "need support", "i need support"}),
    Verb.INCIDENT_DOWN: frozenset({"确实中断", "真的断了", "全断了", "really down", "it is down"}),
    Verb.INCIDENT_PARTLY: frozenset({"部分能用", "partly works", "some works"}),
    Verb.INCIDENT_WORKS: frozenset({"其实正常", "没断", "it works"}),
    Verb.INCIDENT_RESTORED: frozenset({"恢复正常", "恢复了", "都正常了", "works again", "restored"}),
    Verb.INCIDENT_NOT_YET: frozenset({"还不行", "没恢复", "还没好", "not yet"}),
}
_NOTHING = _NEVER_MIND | {"无", "没有", "没了", "none", "no", "nothing"}
_LONGEST_ENTRY = 24
"""Characters of a late entry; longer words are a message to the teacher."""


def asks_why(text: str) -> bool:
    """Whether the words ask how a deadline comes about (“为什么是14:20？”). “为什么14:20还没来” is a complaint, not this."""
    return _WHY.search(unicodedata.normalize("NFKC", text)) is not None


def incident_word(text: str) -> Verb | None:
    """What a member of an emergency group says of their step, word for word; None for anything else."""
    plain = _plain(text)
    return next((verb for verb, words in _INCIDENT.items() if plain in words), None)


def nothing_to_say(text: str) -> bool:
    """Whether the words leave a note empty."""
    return _plain(text) in _NOTHING


def never_mind(text: str) -> bool:
    """Whether the words drop a question."""
    return _plain(text) in _NEVER_MIND


def step_said(text: str) -> Verb | None:
    """The work step that a short entry names; None for anything longer or without one."""
    said = unicodedata.normalize("NFKC", text).casefold().strip()
    if len(said) > _LONGEST_ENTRY:
        return None
    return next((verb for verb, words in _STEPS if re.search(words, said)), None)


def step_word(text: str) -> Verb | None:
    """What these words, alone, say to any self-help step; None for words that must be read."""
    plain = _plain(text)
    return next((verb for verb, words in _STEP_WORDS.items() if plain in words), None)


def score_said(text: str) -> int | None:
    """The satisfaction that words tell, 1 to 5; None when they tell none."""
    plain = _plain(text)
    return next((score for score, words in _SCORES if re.search(words, plain)), None)


def danger_said(text: str) -> bool | None:
    """Whether whoever corrects a reading calls it danger or a false alarm; None when they speak of neither."""
    plain = _plain(text)
    if _NO_DANGER.search(plain):
        return False
    return True if _DANGER.search(plain) else None


def sure(text: str) -> bool:
    """Whether the words are the answer to "sure?" that its button begins with."""
    return _plain(text) in _SURE


def puts_off(text: str) -> bool:
    """Whether whoever is asked "is it fixed?" has yet to look."""
    return _PUTS_OFF.search(_plain(text)) is not None


def says_again(text: str) -> bool:
    """Whether the words say that something is as it was before (又黑了, 还是不行), not only that it is bad."""
    return _AGAIN.search(_plain(text)) is not None


def recognise(text: str, labels: tuple[str, ...]) -> int | None:
    """The index of the option that was meant, or None. Room numbers such as 302 are never options."""
    plain = _plain(text)
    if not plain:
        return None
    folded = [_plain(label) for label in labels]
    if plain in folded:
        return folded.index(plain)
    match = _NUMBER.match(plain)
    if match is None:
        return None
    written = match.group(1)
    number = int(written) if written.isdigit() else _ORDINALS[written]
    return number - 1 if 1 <= number <= len(labels) else None


def _plain(text: str) -> str:
    """Width and case folded, without emoji, spaces at the ends and final punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(ch for ch in folded if unicodedata.category(ch) not in ("So", "Sk", "Cf", "Mn", "Me"))
    return letters.strip().rstrip(_FINAL)
