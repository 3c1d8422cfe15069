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
_NEVER_MIND = frozenset({"取消", "算了", "不用了", "不挂了", "cancel", "never mind"})
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
