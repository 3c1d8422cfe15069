"""The grammar of places: 三年级2班, 三(2)班, 三2, 初二3班, 教学楼A栋305, A201, 二零三, room 302, Grade 3 Class 2.

`spots` cuts a folded text into pieces that each say something about a place. The same grammar reads the names of the
register, so that a room and what people call it meet in the same keys. Nothing here knows a register.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlu.matching import Hit
from nlu.numerals import count, spelled

Key = tuple[str, str]
"""What a piece says: ("class", "3.2"), ("number", "305"), ("letter", "a"), ("kind", "lab/physics"), ("floor", "3") …"""

HAN_NUM = "一二三四五六七八九"
CLASS_NO = rf"(?:[0-9]{{1,2}}|[{HAN_NUM}]?十[{HAN_NUM}]?|[{HAN_NUM}])"
STAGE = {"小": 0, "初": 6, "高": 9}
"""What a year of a stage adds to make a grade: 初二 is grade 8, 高一 grade 10."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One piece of a place. `keys` are its readings, best first; a `naming` spot can name a room by itself.

    A spot that is not `telling` (教室) is no place alone and only widens the words of one beside it.
    """

    start: int
    end: int
    keys: tuple[Key, ...] = ()
    naming: bool = False
    telling: bool = True


def spots(text: str, hits: Iterable[Hit]) -> list[Spot]:
    """Every piece of a place in the text, in order, longest first where they overlap. `hits` are its place words."""
    found = [spot for hit in hits if hit.word.kind == "place" for spot in _of_word(text, hit)]
    if not text.isalpha() or _NUMERAL.search(text):
        for pattern, build in _PATTERNS:
            for match in pattern.finditer(text):
                spot = build(match)
                if spot:
                    found.append(spot)
    return list(_apart(sorted(found, key=lambda spot: (spot.start, -spot.end))))


def _apart(found: Iterable[Spot]) -> Iterator[Spot]:
    end = 0
    for spot in found:
        if spot.start >= end:
            yield spot
            end = spot.end


def _of_word(text: str, hit: Hit) -> Iterator[Spot]:
    group, _, word = hit.code.partition("/")
    if group != "vague":
        keys, start, end = (("kind", hit.code),), hit.start, hit.end
        after = _ORDINAL_AFTER.match(text, end)
        before = _ORDINAL_BEFORE.search(text, max(0, start - 4), start)
        if number := after or before:
            value = count(next(group for group in number.groups() if group))
            yield Spot(*number.span(), (("ordinal", str(value)),))
        yield Spot(start, end, keys, naming=True)
    elif word == "building":
        yield Spot(hit.start, hit.end, (("building", text[hit.start : hit.end]),))
    else:
        yield Spot(hit.start, hit.end, telling=word != "room")


def _class(match: re.Match[str]) -> Spot | None:
    """A class of a grade. Without 年级 the grade may be one of any stage: 三2班 is 3.2, or 初三 or 高三."""
    grade, number = count(match["g"]), match["c"]
    if grade is None or not number:
        return None
    value = count(number)
    name = str(value) if value is not None else number
    stage = match.groupdict().get("s")
    grades = [grade + STAGE[stage]] if stage else [grade, *(grade + add for add in (6, 9) if grade <= 3)]
    return Spot(*match.span(), tuple(("class", f"{one}.{name}") for one in grades), naming=True)


def _run_together(match: re.Match[str]) -> Spot:
    """三二班 is class 2 of grade 3; 302班 is room 302 or the same class."""
    digits = spelled(match["d"])
    keys: tuple[Key, ...] = (("class", f"{digits[0]}.{int(digits[1:])}"),)
    if len(digits) == 3:
        keys = (("number", digits), *keys)
    return Spot(*match.span(), keys, naming=True)


def _bare_class(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("class", f".{count(match['c'])}"),), naming=True)


def _number(match: re.Match[str]) -> Spot | None:
    """A room number with what announces it. Digits that nothing announces count when they look like a room's."""
    digits, letter = spelled(match["d"]), match["l"]
    announced = match["room"] or match["suffix"]
    if not announced and (len(digits) != 3 or digits[0] == "0" or (letter and letter > "h")):
        return None
    keys: list[Key] = [("number", digits)]
    if letter:
        keys.insert(0, ("number", letter + digits))
    return Spot(*match.span(), tuple(keys), naming=True)


def _spoken_number(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("number", spelled(match["d"])),), naming=True)


def _letter(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("letter", str(count(match["l"]) or match["l"])),))


def _building(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("building", match["b"]),))


def _floor(match: re.Match[str]) -> Spot | None:
    value = count(match["f"])
    return Spot(*match.span(), (("floor", str(value)),)) if value else None


def _grade(match: re.Match[str]) -> Spot | None:
    grade = count(match["g"])
    staff_room = match[0].endswith("组")
    return Spot(*match.span(), (("grade", str(grade)),), telling=staff_room) if grade else None


_NUMERAL = re.compile(rf"[0-9{HAN_NUM}〇零幺]")
_ORDINAL_AFTER = re.compile(
    rf"\s*(?:\(?([0-9]{{1,2}})\)?(?![0-9台个间点分块年月节楼层%])号?|\(([{HAN_NUM}])\)|([{HAN_NUM}])(?=号|$|[,.的 ])号?)"
)
_ORDINAL_BEFORE = re.compile(rf"(?:第([{HAN_NUM}]|[0-9]{{1,2}})|([{HAN_NUM}]|[0-9]{{1,2}})号)$")
_NOT_A_ROOM = r"(?![0-9.%]|\s*(?:元|块|年(?!级)|寸|瓦|号单|人|台|米|版|分|秒|度|个|条|错误|报错|w\b|mb|gb|p\b|px|号工单))"
_NOT_BEFORE = r"(?<![0-9a-z#.:/\-])(?<!工单)(?<!单号)(?<!编号)(?<!电话)(?<!代码)(?<!错误)(?<!型号)(?<!code )(?<!error )(?<!ticket )"

_PATTERNS = (
    (re.compile(rf"(?P<s>[初高])中?(?P<g>[{HAN_NUM}1-6])年?级?\s*\(?(?P<c>{CLASS_NO})\)?\s*班?(?![楼层点节])"), _class),
    (re.compile(rf"(?P<s>小)学?(?P<g>[{HAN_NUM}])年?级?\s*\(?(?P<c>{CLASS_NO})\)?\s*班"), _class),
    (re.compile(rf"(?P<g>[{HAN_NUM}]|1?[0-9])年级?\s*\(?(?P<c>{CLASS_NO}|[忠孝仁爱信义和平甲乙丙丁])\)?\s*班"), _class),
    (re.compile(rf"(?<![第周期{HAN_NUM}十])(?P<g>[{HAN_NUM}])\s*(?:\((?P<c>{CLASS_NO})\))\s*班?"), _class),
    (re.compile(rf"(?<![第周期{HAN_NUM}十])(?P<g>[{HAN_NUM}])(?P<c>[0-9]{{1,2}})(?:班|(?![0-9楼层点节月号天个台栋周条间%块次.:]))"), _class),
    (re.compile(r"(?<![0-9])(?P<g>[1-9])\s*[(\-.](?P<c>[0-9]{1,2})\)?\s*班"), _class),
    (re.compile(r"\b(?:grade|year|g)\s*(?P<g>[0-9]{1,2})\s*,?\s*(?:class|c)\s*\(?(?P<c>[0-9]{1,2})\)?"), _class),
    (re.compile(r"\bclass\s*(?P<c>[0-9]{1,2})\s*,?\s*(?:of\s+)?(?:grade|year)\s*(?P<g>[0-9]{1,2})"), _class),
    (re.compile(r"\bclass\s*(?P<g>[0-9]{1,2})\s*[-.(]\s*(?P<c>[0-9]{1,2})\)?"), _class),
    (re.compile(rf"(?<![0-9第])(?P<d>[1-9][0-9]{{2}}|[{HAN_NUM}]{{2}})班"), _run_together),
    (re.compile(rf"(?<![0-9上下几各多两{HAN_NUM}十年级])(?P<c>{CLASS_NO})班(?!班通|会)"), _bare_class),
    (re.compile(r"\bclass\s*(?P<c>[0-9]{1,2})\b"), _bare_class),
    (re.compile(rf"{_NOT_BEFORE}(?P<room>(?:room|rm|classroom)\.?\s*)?(?P<l>[a-z])?[\s\-]?(?P<d>[0-9]{{3,4}}){_NOT_A_ROOM}(?P<suffix>教室|室|房间|办公室|机房|实验室)?"), _number),
    (re.compile(r"(?<![0-9一二三四五六七八九零])(?P<d>[一二三四五六七八九幺][零〇洞0][一二三四五六七八九幺零1-9])(?![0-9一二三四五六七八九零年])(?:教室|室|房间|班)?"), _spoken_number),
    (re.compile(rf"(?P<d>[{HAN_NUM}幺]{{3}})(?:教室|室|房间)"), _spoken_number),
    (re.compile(r"(?<![a-z])(?P<l>[a-z])\s*(?:栋|座|幢|楼|区|building|block)"), _letter),
    (re.compile(rf"(?P<l>[0-9]{{1,2}}|[{HAN_NUM}])(?:号楼|号教学楼|栋|幢|号实验楼)"), _letter),
    (re.compile(r"\b(?:building|block)\s+(?P<l>[a-z0-9])\b"), _letter),
    (re.compile(rf"(?P<b>[^\W0-9a-z在是的我们到这那去来从{HAN_NUM}十整两几]{{2}}楼)(?=[0-9{HAN_NUM}])"), _building),
    (re.compile(rf"(?<!第)(?!一层[楼都全])(?P<f>[0-9]{{1,2}}|[{HAN_NUM}]?十[{HAN_NUM}]?|[{HAN_NUM}])(?:楼|层)(?!的人|整)"), _floor),
    (re.compile(r"\b(?P<f>[0-9]{1,2})(?:st|nd|rd|th)\s+floor\b"), _floor),
    (re.compile(rf"[初高]?中?(?P<g>[{HAN_NUM}])年级(?!\(?{CLASS_NO})组?"), _grade),
)  # fmt: skip
