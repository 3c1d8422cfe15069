"""Rooms typed in pinyin letters: ban gong shi, wei ji shi 2, wu li shi yan shi, jiaoxuelou, zhi zhi lou 302.

Classes, floors and grades in pinyin are in nlu/numbered_places.py. The syllables may stand apart or together.
"""

import re

from nlu.numerals import PINYIN, count, from_pinyin
from nlu.spots import Key, Spot, pattern

ROOMS = {
    "wu li (?:shi yan )?shi": "lab/physics", "hua xue (?:shi yan )?shi": "lab/chemistry", "sheng wu (?:shi yan )?shi": "lab/biology",
    "ke xue (?:shi yan )?shi": "lab/science", "wei ji (?:shi|fang)|ji fang|dian nao (?:shi|fang|jiao shi)|ji suan ji (?:shi|jiao shi)": "computer_room",
    "yin yue (?:jiao )?shi": "music", "mei shu (?:jiao )?shi|hua shi|shu fa (?:jiao )?shi": "art", "wu dao (?:shi|fang|jiao shi)": "dance",
    "yu yin (?:jiao )?shi": "language", "lu bo (?:shi|jiao shi)": "recording", "guang bo (?:shi|zhan)": "broadcast_room",
    "jie ti jiao shi": "lecture_hall", "duo mei ti(?: jiao shi)?|duo gong neng ting": "multi_hall", "bao gao ting|li tang": "report_hall",
    "hui yi shi": "meeting_room", "tu shu (?:guan|shi)|yue lan shi|zi xi shi": "library", "ti yu guan|feng yu cao chang": "gym",
    "cao chang|zhu xi tai": "playground", "shi tang|can ting": "canteen", "(?:nan sheng |nv sheng |xue sheng )?su she(?: lou)?": "dormitory",
    "men wei(?: shi)?|chuan da shi|bao an shi|xiao men(?: kou)?|da men(?: kou)?|(?:dong|xi|nan|bei|hou|qian|ce|zheng) men(?: kou)?": "gate",
    "(?:jiao wu|zheng jiao|de yu|zong wu|hou qin|jiao dao) chu|cai wu (?:shi|chu)|xiao zhang (?:shi|ban gong shi)|wen yin shi|yi wu shi|xiao yi shi|dang an shi|xin li (?:shi|zi xun shi)|jiao yan shi": "office",
    "(?:yu wen|shu xue|ying yu|wu li|hua xue|sheng wu|li shi|di li|zheng zhi|ti yu|yin yue|mei shu) (?:zu(?: ban gong shi)?|ban gong shi)|(?:lao shi|jiao shi) ban gong shi": "office",
    "jian kong (?:shi|zhong xin)": "monitor_room", "wang luo zhong xin|xin xi zhong xin": "server_room",
}  # fmt: skip
"""Names of rooms, syllable by syllable, and the kind of nlu/lexicon/places.toml they are."""

_SYLLABLE = rf"(?:{'|'.join(PINYIN)})"
_BUILDING = "jiao xue|shi yan|zong he|xing zheng|ban gong|ke ji|yi shu|tu shu|dong|xi|nan|bei|zheng dong"


def _loose(words: str) -> str:
    """Syllables with or without a space between them."""
    return words.replace(" ", r"\s?")


_KINDS = tuple((re.compile(_loose(words)), kind) for words, kind in ROOMS.items())


def _room(match: re.Match[str]) -> Spot:
    kind = next(kind for wanted, kind in _KINDS if wanted.fullmatch(match["m"]))
    keys: list[Key] = [("word", match[0]), ("kind", kind)]
    if match["n"]:
        number = from_pinyin(match["n"]) or count(match["n"])
        keys.append(("ordinal", str(number)))
    return Spot(*match.span(), tuple(keys), naming=True)


def _numbered(match: re.Match[str]) -> Spot:
    """wu li 2 shi: 物理二室."""
    kind = next(
        kind for wanted, kind in _KINDS if wanted.match(match["m"] + " shi") or wanted.match(match["m"])
    )
    keys = (("word", match[0]), ("kind", kind), ("ordinal", str(from_pinyin(match["n"]))))
    return Spot(*match.span(), keys, naming=True)


def _building(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("building", match[0]),))


PINYIN_PLACES = (
    pattern("aeou", rf"(?<![a-z])(?=[a-z]{{2}})(?P<m>{_loose('|'.join(ROOMS))})(?:\s?(?P<n>[1-9]|{_SYLLABLE}(?=\sshi(?![a-z])))(?:\sshi(?![a-z]))?(?![0-9]|\s?(?:ren|tai|ge|hao|dian)(?![a-z])))?(?![a-z])", _room),
    pattern("123456789 ", rf"(?<![a-z])(?=[whskmyd])(?P<m>{_loose('wu li|hua xue|sheng wu|ke xue|mei shu|yin yue|yu yin|wei ji|duo mei ti')})\s(?P<n>[1-9]|{_SYLLABLE})(?:\sjiao)?\sshi(?![a-z])", _numbered),
    pattern("l", rf"(?<![a-z])(?=[a-z]{{2}})(?:(?:{_loose(_BUILDING)})\s?lou|[a-z]{{2,6}}\s[a-z]{{2,6}}\slou(?=\s?[0-9]{{3}}))(?![a-z])", _building),
)  # fmt: skip
