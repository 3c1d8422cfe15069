"""The grammar of places: 三年级2班, 三(2)班, 三2, 初二3班, 教学楼A栋305, A201, 二零三, 美术一, room 302, Grade 3 Class 2.

`spots` cuts a folded text into pieces that each say something about a place: those led by a numeral are told in
nlu/numbered_places.py, rooms called by what they are for in nlu/named_places.py, fixed words in nlu/lexicon/places.toml.
The same grammar reads the names of the register, so that a room and what people call it meet in the same keys.
Nothing here knows a register.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nlu.matching import Hit
from nlu.named_places import NAMED
from nlu.normalise import is_han
from nlu.numbered_places import PATTERNS
from nlu.numerals import count
from nlu.pinyin_places import PINYIN_PLACES
from nlu.spots import HAN_NUM, Spot

FAINT = "vague"
"""Words of the lexicon that name no room of a register by themselves."""


def spots(text: str, hits: Iterable[Hit]) -> list[Spot]:
    """Every piece of a place in the text, in order, longest first where they overlap. `hits` are its place words."""
    words = [spot for hit in hits if hit.word.kind == "place" for spot in _of_word(text, hit)]
    chars = frozenset(text)
    found = list(words)
    for triggers, wanted, build in (*PATTERNS, *NAMED, *PINYIN_PLACES):
        if not triggers.isdisjoint(chars):
            found += [spot for match in wanted.finditer(text) if (spot := build(match))]
    return [_told_by(text, spot, words) for spot in _apart(sorted(found, key=_by_start))]


def _by_start(spot: Spot) -> tuple[int, int]:
    return spot.start, -spot.end


def _apart(found: Iterable[Spot]) -> Iterator[Spot]:
    end = 0
    for spot in found:
        if spot.start >= end:
            yield spot
            end = spot.end


def _told_by(text: str, spot: Spot, words: Iterable[Spot]) -> Spot:
    """A made name with what the lexicon's words inside it say (语音实验室 is a laboratory), and whose office an office is."""
    keys = spot.keys
    if any(kind == "word" for kind, _ in keys):
        inside = (word for word in words if spot.start <= word.start and word.end <= spot.end)
        keys += tuple(key for word in inside for key in word.keys if key not in keys)
    if (
        spot.naming
        and OFFICE in keys
        and (whose := _WHOSE.match(text, spot.start, spot.end))
        and _is_chinese(whose[1])
    ):
        keys += (("for", whose[1]),)
    return replace(spot, keys=keys) if keys != spot.keys else spot


def _is_chinese(words: str | None) -> bool:
    return bool(words) and not str(words).isascii()


def _of_word(text: str, hit: Hit) -> Iterator[Spot]:
    group, _, word = hit.code.partition("/")
    if hit.sounded and _inside_letters(text, hit):
        return
    if group != FAINT:
        start, end = hit.start, hit.end
        after = _ORDINAL_AFTER.match(text, end)
        if after and (more := _MORE_ORDINALS.match(text, after.end())):
            end = more.end()
        before = _ORDINAL_BEFORE.search(text, max(0, start - 4), start)
        if number := after or before:
            value = count(said := next(group for group in number.groups() if group))
            yield Spot(
                *number.span(), (("ordinal", str(value or said)),), leaning=number is after, telling=False
            )
        if counted := _COUNTED.search(text, max(0, start - 4), start):
            start = counted.start()
        yield Spot(start, end, (("kind", hit.code),), naming=True)
    elif word == "building":
        yield Spot(hit.start, hit.end, (("building", text[hit.start : hit.end]),))
    else:
        kinds = (("kind", word),) if word in ROOMS_OF_MANY else ()
        telling = word in ("spot", "lab") and _of_a_thing(text, hit)
        yield Spot(hit.start, hit.end, kinds, naming=bool(kinds), telling=telling, leaning=word == "beside")


def _of_a_thing(text: str, hit: Hit) -> bool:
    """Whether 走廊 or 门口 says where a thing hangs that is only there once: 走廊那块宣传屏. 走廊灯 and 走廊上 say nothing."""
    alone = not hit.start or text[hit.start - 1] in _FREE or not is_han(text[hit.start - 1])
    return alone and text[hit.start : hit.end] not in _EXAMS and bool(_THING_AFTER.match(text, hit.end))


def _inside_letters(text: str, hit: Hit) -> bool:
    """Whether a word of pinyin begins or ends within other letters: houchu in chouchulai."""
    return text[hit.start].isascii() and (
        text[hit.start - 1 : hit.start].isalpha() or text[hit.end : hit.end + 1].isalpha()
    )


OFFICE = ("kind", "office")
_WHOSE = re.compile(r"(.*?)(?:教?研?组)?(?:办公室|[室处科办部组])?$|(.*?)(?:'s)?(?: staff)? (?:office|room)$")

_EXAMS = ("考场", "考点")
_FREE = "们的是就在说"
_THING_AFTER = re.compile(
    r"(?:里头?的?|上的?|墙上的?|的)?(?:[那这][台个块只路]|[两三几]个)?(?:刷脸|人脸|摄像|监控|闸机|道闸|测温|探头|访客|门禁|班牌|宣传屏|电子屏|大屏|小屏|显示屏|led|广播|喇叭|音柱|ap|路由|交换机|饮水机|无线|吊装|电源)"
)

ROOMS_OF_MANY = frozenset({"office", "lab"})
"""Kinds every school has so many of that the bare word says no place; with something before it, it does."""

_ORDINAL_AFTER = re.compile(
    rf"\s*(?:\(?([1-9]|[0-9]{{2}}(?!号))\)?(?!\s*(?:ren|tai|ge|fen|dian|hao|[ap]m)(?![a-z])|[a-z]|\s*[0-9台个间点分块年月节楼层排%度人位名条座.:到]|号[座机位柜通道台窗])(?:号(?![0-9座机位柜]))?|\(([{HAN_NUM}])\)"
    rf"|([{HAN_NUM}])(?=号(?![座机位柜通道])|$|[,.的 在里跟和与、])号?|([a-d])(?![a-z0-9]))"
)
_ORDINAL_BEFORE = re.compile(
    rf"(?:第([{HAN_NUM}]|[0-9]{{1,2}})|(?<![月0-9])(?<!月[0-9])([{HAN_NUM}]|[0-9]{{1,2}})号|(?:^|(?<=[,.!?。:; ]))([{HAN_NUM}]))$"
)
_MORE_ORDINALS = re.compile(r"(?:[、和跟][1-9](?![0-9台个]))+")
_COUNTED = re.compile(rf"(?:[两几{HAN_NUM}]|[0-9]{{1,2}})[个间]$")
"""六间录播室: how many there are belongs to the words of the place."""
