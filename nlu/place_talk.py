"""How words around a place change it: an office that speaks is people, a queue stands elsewhere, 不对 takes back.

Nothing here knows a register or what kind of place it is; only folded text and positions.
"""

import re

_PEOPLE_AFTER = re.compile(
    r"的?(?:老师们?(?!办公|机|电脑|端)|同学|同事|大爷|大叔|大姐|阿姨|师傅|主任|领导|管理(?!系统|平台)|那边说|说|催|要求|要[登定]|让|叫|听说|通知|反映|答应|同意|盖|借我们|登|也没建|也没有人|"
    r"拿(?!去|到)|会(?=我|上|要)|另外|都?打电话|急着|派人|给换|统一|批了|打算|建议|谁|威武|懂|的?(?:督考|检查|专家|工作)组|提交|想(?!办)|重启了|看到|报的|可能|公开课|的?(?:各位|同仁)|要[在把给求]|决定|研究|有[个位](?!问题|情况)|全体(?!学生机|电脑|机)|计划|申请|希望|误会|规定|有钥匙|今天全体|长代|等着写|检查|都?反映|跟厂家|和厂家|联系|您好|你好|吗我|的?意见|的意思|的人|的红烧肉|的菜|给他|(?:急)?着用)|的[,.。]|的(?=想|下个月)|\d+人"
)
_STAFF_AFTER = re.compile(r"的?(?:老师|师傅|阿姨|大爷|同学)(?:让|说|叫|托|反映|问|催|借)|说(?![明话])")
_PEOPLE_BEFORE = re.compile(
    r"(?:换成|写成|代表|感谢|谢谢|抬头写(?:学校)?|联系|[给找问叫托跟](?:我们)?了?|经过|通知|尊敬的|敬告|告诉|一进|报给|交给|贴在|一直在|等我们|确实是我们|参加|学校的?|我让)$"
)
_ELSEWHERE = re.compile(
    r"(?:(?:娃|我们|大家|人)都在|[甩排堵带冲叫跑](?:到|在|了|满|了一)?|学生到|先到|都到|全等在|转去|串到|送到|搬到|领到|[走进出回从](?<!走进)|[走路经]过|我就带孩子们去|(?:我|能|得|要|孩子|学生)去了?|(?:人|师傅|他|她|车|您)到了?|守在|落在?|[搬移扔](?:到|在)?了?|改(?:成|为|做|当)了?|放到?|带[他她]们?去)$"
)
_TAKEN_AFTER = re.compile(
    r"(?:[班室楼]|那间)?[\s,.!…]*(?:呃|哦|啊|额)?(?:不对|错了|说错|不不|口误|打错|写错|改[成到为]|而是|sorry,? (?:it's|i mean)|i mean|no,|wait)|(?:, no|[,.\s]+sorry)[\s,]"
)
_TAKEN_BEFORE = re.compile(
    r"(?:唔[系係]|bu ?shi|不[是在]|\bnot(?: (?:in|at))?|别[去到]|不是(?:在|去)|把[‘“\"']?|(?:可)?能不是)\s*$"
)
_CHANGED = re.compile(r"^.{0,6}?(?:改[成到为]|换[成到])")
_NEIGHBOUR = re.compile(r"(?:隔壁|我教)的?(?:[0-9一二三四五六七八九十]+班?[、和])*$")
_SIGNED_AFTER = re.compile(r"[\"'”]?\s*(?:\([0-9一二三四五六七八九十]+人\))?\s*(?::|\n|您?你?好)")
_AT_THE_HEAD = re.compile(r"(?:^|\n|自[\"'“]?|致|[\]】]\s?)$")
_GATE = re.compile(r"门口?$")
_ARRIVING = re.compile(
    r"(?:那儿|那里)?(?:等|接(?![电网])|进(?=$|[,.。来])|打我|给我打|在修|修路|封|集合|碰头|见面|堵着)"
)
_FINE_AFTER = re.compile(
    r"(?:里?的|那[台边个间]|这[台边])?\s?(?:都|就|是|也|倒是|倒|还|的?还行)?(?:正常|没事|没问题|好好的|好的|好着|能用|好使|打钩|ok|合格|没坏)(?![吗么?])"
)
_FITTED_AFTER = re.compile("[装配换修做安加拉买布]")
_I_AM = re.compile(r"(?:我是|本人[系是])$")
_SICKBAY = re.compile(r"(?:医务|校医|卫生|保健)室$")
_GONE_THERE = re.compile(r"(?:[在去到送回]|抱去|送去)$")
_NEXT_DOOR = re.compile(r"(?:^|[,.!?。;: ]|[是听见在到借串跟和与问说给])隔壁$")
_ACTORS = re.compile(
    r"(?:[处科办组部站馆]|教研室|中心|门卫|保安|食堂|厨房|机房|(?:办公|医务|校医|校长|传达|门卫|保安|实验)室|校门|大门|[东西南北]门|校门口|office)$"
)
"""Places that speak, lend, wait and are thanked."""


def is_of_people(text: str, start: int, end: int) -> bool:
    """Whether the words of a place stand for its people, or for where people went: 门卫说, 代表总务处, 排到校门口."""
    before = text[max(0, start - 6) : start]
    if is_introduction(text, start, end):
        return False
    if _ELSEWHERE.search(before) or _STAFF_AFTER.match(text, end):
        return True
    if _SICKBAY.search(text[start:end]) and _GONE_THERE.search(before):
        return True
    if _GATE.search(text[start:end]) and _ARRIVING.match(text, end):
        return True
    if not _ACTORS.search(text[start:end]):
        return False
    given = before.endswith("给") and _FITTED_AFTER.match(text, end)
    return bool(_PEOPLE_AFTER.match(text, end) or (_PEOPLE_BEFORE.search(before) and not given))


def is_neighbours(text: str, start: int) -> bool:
    """Whether 隔壁 stands before: a class called so is only compared with."""
    return bool(_NEIGHBOUR.search(text[max(0, start - 12) : start]))


def is_next_door(text: str, start: int) -> bool:
    """Whether a room is named as what lies next to where the speaker is: 倒能听见隔壁舞蹈房. 德育处隔壁文印室 is a place."""
    return bool(_NEXT_DOOR.search(text[max(0, start - 4) : start]))


def is_speaker(text: str, start: int, end: int) -> bool:
    """Whether an office signs the words that follow or is whom they are for: 教科研处：…, 转发自“三年级组”：, 致运维组."""
    told = text[end : end + 8]
    return bool(_SIGNED_AFTER.match(told) and _AT_THE_HEAD.search(text[max(0, start - 8) : start]))


def is_fine(text: str, end: int) -> bool:
    """Whether all is well there: 五3好的, 教学楼里的没事. Such a place is said to set another one off."""
    return bool(_FINE_AFTER.match(text, end))


def is_introduction(text: str, start: int, end: int) -> bool:
    """Whether somebody says of what office he is: 我是政教处的. It is the place of what he reports, unless he names another."""
    return bool(_I_AM.search(text[max(0, start - 4) : start]) and _ACTORS.search(text[start:end]))


def is_taken_back(text: str, start: int, end: int, *, last: bool) -> bool:
    """Whether a place is said not to be it: 307，不对，309; 唔係5樓; 把A改成B. The last place of a message is never taken back by what follows."""
    before = text[max(0, start - 10) : start]
    wrong = _TAKEN_BEFORE.search(before)
    if wrong and (not wrong[0].startswith("把") or _CHANGED.match(text[end : end + 10])):
        return True
    return not last and bool(_TAKEN_AFTER.match(text, end))


def is_own_clause(text: str, start: int, end: int) -> bool:
    """Whether the words are a clause of their own at the end of the message."""
    return not text[end:].strip(" ,.!。~…)") and (start == 0 or text[start - 1] in ",.!?。 \n:(")
