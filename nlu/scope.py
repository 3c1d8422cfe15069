"""Danger words that tell of no danger: of a film or a lesson, over and repaired, or only imagined (facts.md §3.4).

The doubt stays with danger: 刚才冒烟现在没了, 会不会掉下来 and a loose mount in a what-if are alarms all the same.
Denials (没有冒烟) are the matter of nlu/evidence.py.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from nlu.evidence import Evidence
from nlu.intents import hypothetical
from nlu.matching import Hit
from nlu.perils import with_perils
from nlu.words import FAMILY

GRAVE = ("safety", "hurt")
THINGS = frozenset(
    f"{FAMILY}{name}"
    for name in (
        "live",
        "gear",
        "wire",
        "high",
        "heavy",
        "fixing",
        "pane",
        "metal",
        "body",
        "person",
        "liquid",
    )
)
"""Families that only name; what happens to them is what may be unmeant."""

HANGING = frozenset({"fall", "yield", "sure", "menace", "dread"})
"""What may fall is asked about because it hangs badly now."""

_THEN_TOPIC = re.compile(
    r"(?:的|那段|那个|那一段|那场|这段|之类的|时的)*(?:演练|演习|讲座|故事|笑话|课文|作文|海报|宣传|片段|背景|效果|素材|图案|图标|壁纸|小游戏|特效|动画|动图|逃生|急救|自救|预防|预案|安全课|"
    r"安全教育|报警器|警铃|标语|字样|常识|知识|歌曲|小品|情景剧)"
    r"|(?:的|那段|那个|那一段|那场|这段|之类的|时的)(?:老|那|这)?(?:视频|画面|课件|ppt|电影|游戏|网站|镜头|实验(?![室楼台桌员小中学])|照片|戏|主题|片子)"
    r"|[^,.!?;\n。]{0,4}[”\"」』]?[一二两三四五六七八]个字"
    r"|\s+(?:scenes?|clips?|video(?! con| wall| cam)|movie|film|song|poster|slides?|animation|drill|story|experiment|lesson)\b"
)
_TOPIC_FIRST = re.compile(
    r"(?:(?:放到|播到|演到|满屏)[^,.!?;\n。]{0,2}|(?:屏幕上是|画面里|画面上|片子里|电影里|电视剧里|视频里|动画里|游戏里|课文里|故事里|新闻里|小说里|课件里)[^,.!?;\n。]{0,4}"
    r"|(?:文件名|标题|歌名|名字叫|题目)[^,.!?;\n。]{0,6}|(?<![烫热])得(?:像|跟|好像))$"
    r"|\b(?:video|film|movie|clip|poster|story|scene|song|game|lesson) (?:of|about|called)[^,.!?;\n。]{0,12}$"
)
_OURS = re.compile(r"拍了|拍的|录了|录的|发群|发你|发给|发您|附上|i took|i filmed|attached|sent you")
_TITLE = re.compile(
    r"《[^》]*》|[“\"「『][^”\"」』]{1,20}[”\"」』](?=[^,.!?;\n。]{0,4}(?:讲座|课件|ppt|视频|海报|演练|主题|[一二两三四五六七八]个字|poster|video|lesson|slide))"
)

_LONG_AGO = re.compile(
    r"上次|上回|上一?个?(?:周|月|星期|礼拜|学期|年)|去年|前年|前天|前几天|前两天|前阵|前段|昨天|昨晚|那天|(?<!分钟)(?<!小时)(?<!刻钟)之前|以前|曾经|当年|早上|寒假|暑假|冒过|着过|进过|漏过|掉过|炸过|烧过|打过火|碎过|裂过"
    r"|\blast (?:week|month|term|year|time|night)\b|\bback in\b|\byesterday\b|\bused to\b|\bearlier\b|\bago\b"
)
_SETTLED = re.compile(
    r"(?<![没未])(?:换(?:了|成|过)(?:新|板|根新|个新)|(?<!把)(?<!请)(?<!要)(?<!得)(?<!给)换掉(?!.{0,3}吧)|换好|换新|早(?:就)?换|已(?:经)?(?:换|修|处理|解决)|修好|处理(?:好|完|过)|清理(?:掉|好|完)|装回去|加固(?:好|了)|多亏|弄好|堵好|堵上|补好|封好|搞定|解决了|报废|"
    r"没再(?:犯|出|冒|响|有|漏)|用着(?:正常|挺好|没问题)|用得好|用着好|一切正常|都正常|稳稳|好好的了)"
    r"|\b(?:been fine|fine since|rewired|replaced|fixed|repaired|sorted)\b"
)
_BACK = re.compile(
    r"又|再次|还在|还有|还会|没修|没换|没好(?!好)|没弄|没处理|根本|还是|仍|依然|依旧|但是?|可是?|不过|结果|\bagain\b|\bstill\b|\bbut\b"
)
_AGAIN = re.compile(r"今天|现在|正[在滴冒往]|这会|又|刚|\btoday\b|\bnow\b|\bagain\b")
_SENTENCE = re.compile(r"[.!?;\n。]")
_REAL = re.compile(r"[.!?;\n。,]|有空|有时间|方便|不忙|来|现在|已经|正在|刚才|刚刚|今天|\bnow\b|\bjust\b")
"""Between 要是 and the danger: the if is about something else (要是有空来看看，冒烟了)."""

_BESIDE_ONESELF = re.compile(
    r"(?:骂|气|急|忙|累|催|吵|渴|喊|排|抢|卷|愁|恨|羞|群里炸|群都炸|班里炸|平台炸|激动|紧张|练|唱|说|笑|考|批|改卷|写|问)[我他她你人]?(?:都|快|要|就)*(?:得|到|成)"
    r"(?:我|他|她|人|头上|头顶|嗓子|脑袋|脑子|心里|眼睛|喉咙|都|快|要|就|直|简直|差点|好像|像)*[“\"「『]?$"
    r"|(?:戳|点|按|擦|敲|写|举|仰|鼓掌|拍)[^,.!?;\n。]{0,3}(?:快|要|得|到)[^,.!?;\n。]{0,2}$|(?:快|要|都)(?:戳|点|按|擦|敲|写|举|仰)$"
    r"|对(?:着)?(?:我|咱|人家|大家)$"
)
"""气得, 排到, 快戳: it is the person who is on fire, and only in words."""

_EXERCISE = re.compile(
    r"填空题|选择题|判断题|应用题|完形填空|阅读理解|如图所示|这道题|那道题|这句(?:英语|英文|话怎么|诗|台词)?\s?[a-z]|议论文|教案求助|写教案|教案怎么|出题|编题|写剧本|写小说|课文|备课题|(?:写|做|编|改)(?:个|份|一份)?(?:应急)?预案|教学片|宣传片|纪录片|科教片|板书我"
)
_SMOKER = re.compile(r"[抽吸叼][了着过]?(?:[根支包]|一[根支])?烟|烟头|烟瘾|烟枪")
TOBACCO = frozenset({"烟", "烟味", "有烟", "烟雾", "呛", "呛人", "呛得", "一股烟", "一股…味", "刺鼻", "熏"})
_IN_GENERAL = re.compile(r"(?:怎么|如何|怎样)(?:判断|看出|预防|避免|防止|检测|辨别|测)[^,.!?;\n。]{0,10}$")
_LIKENED = re.compile(r"(?:跟|像|好像|如同)[^,.!?;\n。]{0,6}$")
_LIKE = re.compile(r"[^,.!?;\n。]{0,6}(?:似的|一样|一般|说话|讲话)")
_ELSEWHERE = re.compile(
    r"梦到|梦见|噩梦|新闻[上里]?(?:说|讲|报|看)|刷到[^,.!?;\n。]{0,8}(?:视频|新闻)|某地|某校"
)
_NOW = re.compile(r"的时候|突然|刚|正在|现在|这会|快来|救命|今天|\bnow\b|\bjust\b")
_AS_A_DATE = re.compile(r"(?:了|过)?(?:之后|以后|那次|那回|那件事|的事(?!故)|事件|以来)")

FAR = 14
"""Characters from 要是 to what is only imagined."""


def sober(evidence: Evidence) -> Evidence:
    """The evidence without the dangers that nobody meant, and with those that its family words add up to."""
    if not any(with_perils(evidence).has(kind) for kind in GRAVE):
        return evidence
    unmeant = (_told_about(evidence), _settled(evidence), _imagined(evidence), _spoken_of(evidence))
    idle = [hit for kind in GRAVE for hit in evidence.of(kind) if any(rule(hit) for rule in unmeant)]
    kept = {
        kind: tuple(hit for hit in hits if not (_part_of(hit, idle) or any(rule(hit) for rule in unmeant)))
        for kind, hits in evidence.by_kind.items()
        if kind in GRAVE or (kind.startswith(FAMILY) and kind not in THINGS)
    }
    return with_perils(replace(evidence, by_kind={**evidence.by_kind, **kept}))


def _part_of(hit: Hit, others: list[Hit]) -> bool:
    """Whether a hit is one of the others or lies inside one."""
    return any(other.start <= hit.start and hit.end <= other.end for other in others)


def _told_about(evidence: Evidence) -> Callable[[Hit], bool]:
    """《火灾》, a film, a drill, a slogan: the danger is what something is about. A film of our own danger is none."""
    text = evidence.text
    titles = [match.span() for match in _TITLE.finditer(text)]
    ours = bool(_OURS.search(text))

    def rule(hit: Hit) -> bool:
        if any(start <= hit.start and hit.end <= end for start, end in titles):
            return True
        topic = _THEN_TOPIC.match(text, hit.end) or _TOPIC_FIRST.search(
            text[max(0, hit.start - 40) : hit.start]
        )
        return bool(topic) and not ours

    return rule


def _settled(evidence: Evidence) -> Callable[[Hit], bool]:
    """上周冒过烟，已经换好: past, repaired, and nothing after it takes that back."""
    text = evidence.text
    settled = list(_SETTLED.finditer(text))
    ago = _LONG_AGO.search(text)
    if not ago:
        return lambda hit: False
    if not settled or _BACK.search(text, settled[-1].end()):
        return lambda hit: _is_a_date(text, ago.end(), hit)
    first = ago.start() if not text.isascii() else 0  # English says last: it was smoking last week
    return lambda hit: (
        first <= hit.end <= settled[-1].start() and not _AGAIN.search(text[ago.end() : hit.start])
    )


def _is_a_date(text: str, ago: int, hit: Hit) -> bool:
    """去年漏水之后: the danger says only when. What is back, or was never mended, is more than that."""
    named = ago <= hit.start <= ago + FAR and _AS_A_DATE.match(text, hit.end)
    return bool(named) and not _BACK.search(text, hit.end)


def _spoken_of(evidence: Evidence) -> Callable[[Hit], bool]:
    """A figure of speech (气得冒烟), a dream, somebody else's news, a task for pupils; nothing of it is here and now."""
    text = evidence.text
    smoker = _SMOKER.search(text)
    exercise = _EXERCISE.search(text) and not _NOW.search(text) and not _OURS.search(text)

    def rule(hit: Hit) -> bool:
        if exercise:
            return True
        if smoker and hit.word.text in TOBACCO:
            return True
        if hit.code == "water" and _LIKENED.search(text[max(0, hit.start - 8) : hit.start]):
            return bool(_LIKE.match(text, hit.end))
        before = _SENTENCE.split(text[max(0, hit.start - 40) : hit.start])[-1]
        return bool(_BESIDE_ONESELF.search(before) or _ELSEWHERE.search(before) or _IN_GENERAL.search(before))

    return rule


def _imagined(evidence: Evidence) -> Callable[[Hit], bool]:
    """要是冒烟了怎么办. What may fall is asked about because it hangs badly now: that stays a danger."""
    if not hypothetical(evidence):
        return lambda hit: False
    text = evidence.text
    ifs = [hit.end for hit in evidence.of("frame", "if") if not text.startswith("if ", hit.start)]

    def rule(hit: Hit) -> bool:
        between = [text[end : hit.start] for end in ifs if end <= hit.start <= end + FAR]
        return hit.code not in HANGING and any(not _REAL.search(words) for words in between)

    return rule
