"""Places led by a numeral: classes, room numbers, buildings and floors, in Chinese, English and pinyin.

What looks alike and is none: lesson numbers, times, money, sizes, error codes, seats, counts.
"""

import re

from nlu.normalise import is_han
from nlu.numerals import PINYIN, count, from_pinyin, spelled
from nlu.spots import HAN_NUM, TEN, Key, Spot, pattern

CLASS_NO = rf"(?:[0-9]{{1,2}}|{TEN})"
CLASS_NAME = "[忠孝仁爱信义和平甲乙丙丁勤诚毅智勇廉恒礼耻慈]"
STAGE = {
    "小": 0,
    "初": 6,
    "中": 6,
    "高": 9,
    "primary": 0,
    "junior": 6,
    "senior": 9,
    "chu": 6,
    "gao": 9,
    "xiao": 0,
}
"""What a year of a stage adds to make a grade: 初二 is grade 8, 高一 grade 10."""

MOST_OF_A_RANGE = 20
"""Rooms a range may name; 101到802 is no list of rooms."""

WEB_ERRORS = frozenset({"400", "401", "403", "404", "500", "502", "503", "504"})
_SAID_BY_A_PAGE = re.compile(
    r"(?:出来|依旧|还是|仍然?|就|了|出|报|打开|全部|都|错|码|示|误|现|弹|跳|着|link点|says?|get|error)\s*$"
)
_BAD_GATEWAY = re.compile(r"\s*(?:bad|not found|gateway|错|页|error|/5)")
_OF_PAGES = re.compile(r"平台|系统|网页|网站|页面|官网|主页|公众号|\boa\b")
_HIGH_ROOM = re.compile(r"1[0-9][0-3][1-9](?:触|大屏|投影|电脑|白板|黑板|音响|话筒|打印|没网|没声)")
_CALLED = ("打", "拨", "打了", "拨打", "call ", "called ")
_SHOWN = ("报", "示", "码", "出", "误", "现")
LAST_ROOM = 45
"""The highest room of a floor that digits mean when nothing announces them: 280 and 169 are money and addresses."""


def _class(match: re.Match[str]) -> Spot | None:
    """A class of a grade. Without 年级 the grade may be one of any stage: 三2班 is 3.2, or 初三 or 高三."""
    groups = match.groupdict()
    grade, stage, name = count(match["g"]), groups.get("s"), match["c"] or groups.get("d")
    if grade is None or not name or grade > 12:
        return None
    grades = [grade + STAGE[stage]] if stage else [grade, *(grade + add for add in (6, 9) if grade <= 3)]
    names = _members(name, groups.get("more") or "")
    keys = tuple(("class", f"{one}.{name}") for name in names for one in grades)
    return Spot(*match.span(), keys, naming=True, several=len(names) > 1)


def _members(first: str, more: str) -> list[str]:
    """The classes of 3、4、5班 and of 一到八班."""
    names = [first]
    for joint, name in re.findall(rf"([、,和跟到至\-])({CLASS_NO})", more):
        low, high = count(names[-1]), count(name)
        if joint in "到至-" and low and high and low < high <= low + MOST_OF_A_RANGE:
            names += [str(one) for one in range(low + 1, high)]
        names.append(name)
    return [name if (value := count(name)) is None else str(value) for name in names]


def _run_together(match: re.Match[str]) -> Spot:
    """三二班 is class 2 of grade 3; 302班 is room 302 or the same class; 五六七班 are three classes."""
    digits = spelled(match["d"])
    if len(digits) > 2 and not match["d"].isdecimal():
        return Spot(*match.span(), tuple(("class", "." + one) for one in digits), naming=True, several=True)
    grade, name = (digits[:-2], digits[-2:]) if len(digits) == 4 else (digits[0], digits[1:])
    keys: tuple[Key, ...] = (("class", f"{grade}.{int(name)}"),)
    if len(digits) >= 3:
        keys = (("number", digits), *keys)
    return Spot(*match.span(), keys, naming=True)


def _bare_class(match: re.Match[str]) -> Spot:
    """3班, and the classes of 2、3、5班 and of 一到五班."""
    names = _members(match["c"], match.groupdict().get("more") or "")
    keys = tuple(("class", f".{name}") for name in names)
    return Spot(*match.span(), keys, naming=True, several=len(names) > 1)


def _kindergarten(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("class", f"{match['s']}班.{count(match['c'])}"),), naming=True)


def _streamed(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("class", f".{match[0]}"),), naming=True)


def _letter_class(match: re.Match[str]) -> Spot | None:
    """5A and class 6B, and G6C. Unannounced 3D, 4G and 2H are no classes, nor is anything in Chinese but 5A班 and 在5A."""
    said = match["say"] or match["after"]
    before = match.string[: match.start()]
    if not said and (match["c"] in "dgh" or (not match.string.isascii() and before[-1:] not in "在,.")):
        return None
    key = ("class", f"{match['g']}.{match['c']}")
    return Spot(match.start(), match.end(), (key,), naming=True)


def _pinyin_class(match: re.Match[str]) -> Spot | None:
    grade, number = from_pinyin(match["g"]), from_pinyin(match["c"])
    if not grade or not number:
        return None
    add = STAGE[match["s"]] if match["s"] else 0
    grades = (
        [grade + add]
        if match["s"] or match["y"]
        else [grade, *(grade + more for more in (6, 9) if grade <= 3)]
    )
    return Spot(*match.span(), tuple(("class", f"{one}.{number}") for one in grades), naming=True)


def _pinyin_bare_class(match: re.Match[str]) -> Spot | None:
    number = from_pinyin(match["c"])
    if not number or match["c"] == "yi":  # yi ban is more often 一半 or 一般
        return None
    return Spot(*match.span(), (("class", f".{number}"),), naming=True)


def _pinyin_floor(match: re.Match[str]) -> Spot | None:
    floor = from_pinyin(match["f"])
    return Spot(*match.span(), (("floor", str(floor)),)) if floor else None


def _pinyin_grade(match: re.Match[str]) -> Spot | None:
    grade = from_pinyin(match["g"])
    return Spot(*match.span(), (("grade", str(grade)),), telling=False) if grade else None


def _number(match: re.Match[str]) -> Spot | None:
    """A room number with what announces it. Digits that nothing announces count when they look like a room's."""
    digits, letter, last = match["d"], match["l"], match["e"]
    announced = match["room"] or match["suffix"] is not None
    if not announced and (_odd(digits) or (letter and letter > "h") or _is_code(match)):
        return None
    if (
        not announced
        and letter is None
        and len(digits) == 4
        and not _HIGH_ROOM.match(match[0] + match.string[match.end() :][:2])
    ):
        return Spot(*match.span(), (("number", digits),), naming=True, leaning=True)
    numbers = [digits, *_up_to(digits, last)] if last else [digits]
    keys = [("number", (letter or "") + one) for one in numbers]
    if letter and not last:
        keys += [("number", digits), ("letter", letter)]
    return Spot(*match.span(), tuple(keys), naming=True, several=bool(last))


def _odd(digits: str) -> bool:
    return digits[0] == "0" or not 1 <= int(digits[-2:]) <= LAST_ROOM


def _is_code(match: re.Match[str]) -> bool:
    """Whether 404 is what a page says, E301 a code on a display, 120 a number somebody called."""
    before = match.string[max(0, match.start() - 8) : match.start()]
    if before.endswith(_CALLED) or (match["l"] and before.endswith(_SHOWN)):
        return True
    if match["d"] not in WEB_ERRORS:
        return False
    if _OF_PAGES.search(match.string) and not is_han(match.string[match.end() : match.end() + 1]):
        return True
    return bool(_SAID_BY_A_PAGE.search(before) or _BAD_GATEWAY.match(match.string, match.end()))


def _up_to(first: str, last: str) -> list[str]:
    """The rooms after the first of 301到306."""
    low, high = int(first), int(last)
    return [str(one) for one in range(low + 1, high + 1)] if low < high <= low + MOST_OF_A_RANGE else [last]


def _dashed(match: re.Match[str]) -> Spot | None:
    """3-201 and 2-03 are rooms; 2-3 is one only right after a building."""
    digits = match["d"]
    last = digits.rpartition("-")[2]
    leaning = len(last) < 2 or (len(last) == 2 and last[0] != "0")
    return Spot(*match.span(), (("number", digits), ("number", last)), naming=True, leaning=leaning)


def _leaning_number(match: re.Match[str]) -> Spot:
    """琴房A12: a letter and two digits are a room only right after a kind of room."""
    return Spot(*match.span(), (("number", match["d"]),), naming=True, leaning=True)


def _spoken_number(match: re.Match[str]) -> Spot | None:
    """二零三, 三百零二, and 二零一二零二 which are two rooms."""
    words = match["d"]
    if "百" in words:
        digits = str(count(words))
        return None if digits == "None" else Spot(*match.span(), (("number", digits),), naming=True)
    digits = spelled(words)
    numbers = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    keys = tuple(("number", one) for one in numbers)
    return Spot(*match.span(), keys, naming=True, several=len(numbers) > 1)


MOST_BUILDINGS = 20
"""座 after more than this are seats: 四十五座."""


def _letter(match: re.Match[str]) -> Spot | None:
    if (count(match["l"]) or 0) > MOST_BUILDINGS:
        return None
    return Spot(*match.span(), (("letter", str(count(match["l"]) or match["l"])),))


def _floor(match: re.Match[str]) -> Spot | None:
    """一层 is as often a coat of dust: it is a floor only of a building named beside it."""
    words = match["f"]
    value = count(words.removeprefix("负"))
    if not value:
        return None
    value = -value if words.startswith("负") else value
    if match.start() and match.string[match.start() - 1] == "从" and match[0][0] != match["f"]:
        return None
    if match[0].startswith("一到") and match.string[match.end() :].startswith("就"):  # 一到三楼就掉线
        return Spot(match.start() + 2, match.end(), (("floor", str(value)),))
    return Spot(*match.span(), (("floor", str(value)),), leaning=match[0] == "一层")


def _english_floor(match: re.Match[str]) -> Spot:
    words = match["f"]
    ordinals = ("ground", "first", "second", "third", "fourth", "fifth", "sixth", "seventh")
    value = str(ordinals.index(words)) if words in ordinals else words
    return Spot(*match.span(), (("floor", value),))


def _grade(match: re.Match[str]) -> Spot | None:
    """A grade is a place where its staff room or all its classes are meant; 三年级的课件 is none."""
    grade = count(match["g"])
    if not grade:
        return None
    if match["s"]:
        grade += STAGE[match["s"]]
    return Spot(match.start(), match.end(), (("grade", str(grade)),), telling=match["all"] is not None)


def _english_grade(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("grade", match["g"]),))


def _of_a_grade(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("building", match[0]),))


_NOT_A_ROOM = (
    r"(?![0-9%]|\.[0-9]|\s*(?:[元块寸瓦台米版分秒度个条次只张份把位名人字点页号]|路(?!由)|年(?!级)|错误|报错|开头|打头|号单|号工单|小时|端口)"
    r"|\s?(?:[wgmkpvat]b?|px|hz|mm|cm|ml)(?![a-z]))"
)
_NOT_BEFORE = (
    r"(?<![0-9a-z#./\-])(?<![0-9a-z号码话单机价口错误型]:)(?<!工单)(?<!单号)(?<!编号)(?<!电话)(?<!分机)(?<!代码)(?<!错误)(?<!报错)(?<!型号)(?<!code )(?<!error )"
    r"(?<!ticket )(?<!ext )(?<!ext\. )(?<!收我)(?<!pay )(?<!转)"
)
_NOT_A_CLASS = r"(?![0-9楼层点节月号天个台栋周条间%块次.:\-号路到共直起样下些定般切时年百千万名位人模考会])"
_TRACK = r"(?:的|[文理]科|实验|重点|普通|国际|平行)?"
_MORE = rf"(?P<more>(?:[、,和跟到至\-]{CLASS_NO})*)"
_BAN = "[班斑搬]"
_SYL = rf"(?:{'|'.join(PINYIN)})"
_PIN = rf"(?:{_SYL}(?:\s{_SYL})?|[0-9]{{1,2}})"
_YEAR = "年[级及纪]?"
_FLOOR = rf"(?:[0-9]{{1,2}}|负?{TEN})"

PATTERNS = (
    pattern("班斑搬", rf"(?P<s>[初高中])中?(?P<g>[{HAN_NUM}1-6])(?:{_YEAR}|级)?{_TRACK}\s*\(?(?P<c>{CLASS_NO}|{CLASS_NAME}){_MORE}\)?\s*{_BAN}", _class),
    pattern("初高", rf"(?P<s>[初高])中?(?P<g>[{HAN_NUM}1-6])(?:{_YEAR}|级)?\s*(?:\((?P<c>{CLASS_NO})\)|(?P<d>[0-9]{{1,2}}|{TEN}){_NOT_A_CLASS})", _class),
    pattern("小", rf"(?P<s>小)学?(?P<g>[{HAN_NUM}])(?:{_YEAR})?\s*\(?(?P<c>{CLASS_NO})\)?\s*{_BAN}", _class),
    pattern("年", rf"(?<![0-9])(?P<g>[{HAN_NUM}]|1?[0-9]){_YEAR}{_TRACK},?\s*\(?(?P<c>{CLASS_NO}|{CLASS_NAME}){_MORE}\)?\s*{_BAN}", _class),
    pattern("年", rf"(?<![0-9])(?P<g>[{HAN_NUM}]|1?[0-9]){_YEAR}\s*\((?P<c>{CLASS_NO})\)", _class),
    pattern("年", rf"(?<![0-9])(?P<g>[{HAN_NUM}])年级(?P<c>[0-9]{{1,2}})(?=\s*(?:$|[,.!?。;\n]))", _class),
    pattern("(", rf"(?<![第周期{HAN_NUM}十])(?P<g>[{HAN_NUM}])\s*(?:\((?P<c>{CLASS_NO})\))\s*班?", _class),
    pattern(HAN_NUM, rf"(?<![第周期{HAN_NUM}十教])(?P<g>[{HAN_NUM}])(?P<c>[0-9]{{1,2}})(?:班|{_NOT_A_CLASS})", _class),
    pattern("班(", r"(?<![0-9a-z])(?P<g>[1-9])(?:\s*[(\-.]\s*(?P<c>[0-9]{1,2})\)?\s*班|\((?P<d>[0-9]{1,2})\))", _class),
    pattern("点", rf"(?P<g>[{HAN_NUM}])点(?P<c>[{HAN_NUM}])班", _class),
    pattern("-", r"(?:^|(?<=[,.!?。是在到])|(?<=[,.!?。] )|(?<= in )|(?<= of )|(?<=[,.!?。] ))(?P<g>[1-9])-(?P<c>[0-9]{1,2})(?=$|[,.!?。]|\s(?:not|is|has|no|class(?:room)?)\b|的)", _class),
    pattern("gy", r"(?<![a-z0-9])(?:grade|year|g)\s*(?P<g>[0-9]{1,2})\s*[,\-]?\s*(?:class|c|\-)\s*\(?(?P<c>[0-9]{1,2})\)?", _class),
    pattern("gy", r"(?<![a-z0-9])g(?P<g>[0-9]{1,2})-(?P<c>[0-9]{1,2})(?![0-9])", _class),
    pattern("c", r"(?<![a-z])(?P<s>primary|junior|senior)\s+(?P<g>[1-6])\s*,?\s*class\s*\(?(?P<c>[0-9]{1,2})\)?", _class),
    pattern("c", r"\bclass\s*(?P<c>[0-9]{1,2})\s*,?\s*(?:of\s+)?(?:grade|year)\s*(?P<g>[0-9]{1,2})", _class),
    pattern("c", r"\bclass\s*(?P<g>[0-9]{1,2})\s*[-.(]\s*(?P<c>[0-9]{1,2})\)?", _class),
    pattern("abcdefgh", r"(?<![a-z0-9.\-])(?:(?P<say>(?:class(?:room)?|room|form|year|grade)\s*|g(?=[0-9]))?(?P<g>1[0-2]|[1-9])(?P<c>[a-h]))(?![a-z0-9\-]|\s*(?:pencil|fuse|amp|plug|batter|铅笔))(?P<after>班|教室)?", _letter_class),
    pattern("班斑搬", rf"(?<![0-9第{HAN_NUM}])(?P<d>[1-9][0-9]{{2}}|[12][0-9]{{3}}|[{HAN_NUM}]{{2,4}}){_BAN}(?!主任|长)", _run_together),
    pattern("班", rf"(?P<s>[大中小托]|学前)(?P<c>[{HAN_NUM}1-9])班", _kindergarten),
    pattern("班斑搬", rf"(?<![0-9上下几各多两{HAN_NUM}十年级])\(?(?P<c>{CLASS_NO}|[甲乙丙丁]){_MORE}\)?{_BAN}(?!班通|会|子|倒|学生|人)", _bare_class),
    pattern("忠孝仁爱信义", rf"(?<![{HAN_NUM}十第])(?P<g>[{HAN_NUM}])年?(?P<c>[忠孝仁爱信义])(?=的|教室|单枪|投影|电脑|白板|大屏|网|$|[,.、 ])", _class),
    pattern("文理", rf"(?P<s>[初高])(?P<g>[{HAN_NUM}])[文理]科?(?P<c>[0-9]{{1,2}})(?=$|[,.!?。 的])", _class),
    pattern("g", r"(?<![a-z0-9])g(?P<g>1[0-2]|[1-9])(?=$|的|\s?(?:homeroom|classroom))", _english_grade),
    pattern("班", r"(?:火箭|火炬|宏志|强基|清北|尖子|创新|奥赛|国际|重点|竞赛|特长|资源)班[1-9]?", _streamed),
    pattern("c", r"\bclass\s*(?P<c>[0-9]{1,2})\b", _bare_class),
    pattern("b", rf"(?<![a-z])(?:(?P<s>chu|gao)\s*)?(?P<g>{_SYL}|1?[0-9])\s*(?P<y>nian\s*(?:ji)?)?\s*\(?(?P<c>{_PIN})\)?\s*ban(?![a-z])", _pinyin_class),
    pattern("b", rf"(?<![a-z])(?P<c>{_PIN})\s*ban(?![a-z]|\s?gong)", _pinyin_bare_class),
    pattern("lc", rf"(?<![a-z])(?P<f>{_PIN})\s*(?:lou|ceng)(?![a-z])", _pinyin_floor),
    pattern("n", rf"(?<![a-z])(?P<g>{_SYL}|[1-9])\s*nian\s*ji(?![a-z])", _pinyin_grade),
    pattern("0123456789", rf"{_NOT_BEFORE}(?P<room>(?:rooms?|rm|classrooms?)\.?\s*)?(?:(?P<l>[a-z])[\s\-]?)?(?P<d>[0-9]{{3,4}})(?:\s*(?:到|至|走到|~|to|-)\s*(?P<e>[0-9]{{3}}))?{_NOT_A_ROOM}(?P<suffix>教室|室|房间|房|寝(?!室)|(?=办公室|机房|实验室|寝室|宿舍))?", _number),
    pattern("r", r"(?<![a-z])(?:rooms?|rm)\.?\s*(?P<d>[0-9]{1,2})(?![0-9])", _spoken_number),
    pattern("-", rf"(?<![0-9a-z.\-/:])(?P<d>[0-9]{{1,2}}-(?:[0-9]{{1,2}}-)?[0-9]{{1,3}})(?![0-9\-:/]){_NOT_A_ROOM}(?:教室|室)?", _dashed),
    pattern("abcdefgh", r"(?<![a-z0-9\-.])(?P<d>[a-h][0-9]{2})(?![a-z0-9%])", _leaning_number),
    pattern("零〇洞0", rf"(?<![0-9{HAN_NUM}零年])(?P<d>(?:[{HAN_NUM}幺][零〇洞0][{HAN_NUM}幺零1-9])+)(?![0-9{HAN_NUM}零年落])(?:教室|室|房间|班)?", _spoken_number),
    pattern("百", rf"(?<![0-9{HAN_NUM}十百])(?P<d>[{HAN_NUM}]百(?:[零〇][{HAN_NUM}]|[{HAN_NUM}]十[{HAN_NUM}]?))(?:教室|室|房间|班)?(?![{HAN_NUM}十千万块元个份张台多来名度次页条点只把位人分米路])", _spoken_number),
    pattern("室房", rf"(?P<d>[{HAN_NUM}幺]{{3}})(?:教室|室|房间)", _spoken_number),
    pattern("栋座幢楼区bd", r"(?<![a-z])(?P<l>[a-z])\s*(?:[栋座幢区](?:教学|宿舍|实验)?楼?|楼|building|block)", _letter),
    pattern("栋座幢楼", rf"(?<![整这那几每两])第?(?P<l>[0-9]{{1,2}}|{TEN}|[甲乙丙丁])(?:号(?:教学|实验|宿舍|综合|公寓)?楼|#楼?|[栋幢](?!楼?[都全])(?:教学|实验|宿舍|综合)?(?:楼(?!梯))?|座(?![位机])|教学楼)", _letter),
    pattern("b", r"\b(?:building|block)\s+(?P<l>[a-z]|[0-9]{1,2})(?![a-z0-9])", _letter),
    pattern("楼层", rf"(?<![0-9第初高上下几各每{HAN_NUM}十])[东西南北]?(?:{_FLOOR}[楼层]?[到至、\-~])?(?P<f>{_FLOOR})[楼层](?!的人|业主|道|商铺|楼(?![道梯]))(?!(?<=一层)[楼都全层])", _floor),
    pattern("f", r"(?<![a-z0-9\-])(?P<f>[1-9])/?f(?:\s?[到至\-~]\s?[1-9]f)?(?![a-z0-9\-])", _floor),
    pattern("f", r"\b(?P<f>[0-9]{1,2}|ground|first|second|third|fourth|fifth|sixth|seventh)(?:st|nd|rd|th)?\s+floor\b", _english_floor),
    pattern("年初高", rf"(?:(?P<s>[初高])中?)?(?P<g>(?<=[初高中])[{HAN_NUM}]|[{HAN_NUM}](?=年级))(?:年级)?(?P<all>(?:那|整)栋楼|(?:级部|年级)?组(?!长)|级部|那一?层|那几间|走廊|楼层|楼道|教室(?!里)|[一二三四五六七八九十两0-9]+个(?:[文理]科)?班(?!主任)|(?=各班|那?几个班|好几个班|所有|整排|一排))?", _grade),
    pattern("初高", rf"[初高](?:[{HAN_NUM}](?:那栋|整栋)?|中)楼(?!道)", _of_a_grade),
)  # fmt: skip
