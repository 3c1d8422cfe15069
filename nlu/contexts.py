"""The desk's last sentence, taken for the question it asks: what a reader may know when only the words before are known.

The chat knows what it asked (`bot.inbox`); evaluation files, `chalkline nlu parse` and the API know only the sentence. Its
last question counts, and the first row of the table that fits. A sentence that asks nothing leaves `asked` empty.
"""

import re
import unicodedata

from desk.reading import ReadingContext

LONGEST = 400
"""Characters of the sentence that are looked at, its end first: the question comes last."""

_SIMPLE = str.maketrans(
    "請問間裡壞電話單師時現還復課別這樣幾聯繫係發號機處維確認滿評價銷轉級點報嗎麼啟開關鐘樓臺帶寫該貼門長換進閉檢燈訊線頭",
    "请问间里坏电话单师时现还复课别这样几联系系发号机处维确认满评价销转级点报吗么启开关钟楼台带写该贴门长换进闭检灯讯线头",
)
_SENTENCE = re.compile(r"[。!;\n]+|(?<=[?])|(?<=[a-z])\.\s")
_ASKS = re.compile(
    r"\?|[吗么没呢]\W*$|请|欢迎|是否|能不能|有没有|哪|几|什么|多少|1 ?[^\s\d]{1,8}\s+2"
    r"|\bplease\b|\b(?:which|where|what|when|press|hold|check|try|unplug|restart)\b"
)
_WAITING = re.compile(
    r"请(?:您)?(?:耐心|稍|留意|保持|放心|等[待候]|查收|接应|安排人|知悉|谅解)|如需|如有|please (?:wait|be patient|keep)"
)
_GREETING = re.compile(
    r"(?:可以|能)(?:为|帮)(?:到)?您|帮您(?:的|吗|什么)|什么帮助|^您好|(?:其他|别的|另外的?|什么)(?:需要|需求|可以)"
    r"|help you|what can i do|anything else|^hello"
)
_REPAIRED = re.compile(
    r"已处理|处理完|维修|已修|修过|修好|修复|已完成|抢修|已?更?换过|已更换|已重置|说已|反馈|昨天|repair|handled|finished|fixed|your word"
)
_TICKET = re.compile(
    r"工单|报修单|派单|派工|已派|登记|受理|已记下|已生成|已安排|已为您|报修(?:已|成功)|预约|预计|工程师|师傅|维修|上门|到校|改约"
    r"|ticket|engineer|technician|assigned|repair|visit is|appointment"
)

_QUESTIONS: tuple[tuple[str, str], ...] = (
    ("human", r"(?:转接?|接|需要).{0,8}(?:人工|客服)|(?:speak|talk) to (?:a|some)"),
    ("cancel", r"取消|撤销|撤单|撤回|withdraw|cancel"),
    ("rating", r"满意|评价|打分|评分|几星|建议|satisf|how happy|\brate\b|feedback"),
    (
        "scope",
        r"(?:别的|其[他它]|隔壁|旁边|只有|仅|就)[^?]{0,8}(?:教室|班级?|房间|间|处)[^?]*(?:也|都|这样|一样|还是|同样)|几(?:间|台|个班)"
        r"|other (?:class)?rooms|only (?:this|one) (?:class)?room|same in",
    ),
    (
        "visit_time",
        r"(?:什么时[候间段]|何时|几点|哪[一个]*(?:天|时间段?|时段))[^?]*(?:方便|上门|来|进|有空|维修|安排)|(?:方便|安排|上门|改|希望)[^?]*(?:什么时|几点|时段|时间)"
        r"|时段[^?]*(?:方便|可选)|可选|改[到约]|到校[^?]*确认|(?:\d|上午|下午|明早|明天|今天|现在|上门|到|来)[^?]{0,16}(?:可以|方便|合适|行|好)吗|是否方便|方便(?:上门|来)"
        r"|(?:\bwhen\b|what time|which day|slot)[^?]*(?:come|visit|suit|convenient|free)|(?:come|arrive|visit)[^?]*(?:ok|fine|all right|convenient)|is that (?:fine|ok|all right)",
    ),
    ("time", r"什么时[候间]|何时|几点|哪一?天|多久了|安装时间|哪一?年|方便联系的时间|^when\b|\bwhen (?:did|was|were|has)\b|since when\?|how long (?:has|ago)|how old"),
    (
        "place",
        r"哪[一个]?[间所]|哪个?(?:教室|房间|班|年级|楼|位置|办公室|校区|机房)|几[楼层班]|在哪|是哪(?:里|儿)|什么(?:地方|位置)|地点|房间号|教室号|门牌|楼号"
        r"|(?:提供|补充|输入|告诉)[^?]{0,12}(?:教室|位置|房间|班级)|(?:您说的|确认|是)[^?]*(?:班|教室|室|楼)[^?]*(?:吗|对|还是)"
        r"|\bwhere\b|which (?:\w+ )?(?:room|class|building|floor)|what room|room number|which of these is|is (?:this|it) (?:in )?room",
    ),
    ("contact", r"(?<!接)电话|手机号|联系方式|怎么联系|怎么称呼|贵姓|姓名|phone number|your name|reach you|contact"),
    ("model", r"型号|序列号|编号|什么牌子|品牌|\bmodel\b|serial|brand"),
    ("photo", r"照片|图片|拍(?:一?张|照|下)|上传|(?:发|传).{0,6}视频|photo|picture of"),
    ("lesson", r"上课|要用|[还要]使用|急用|影响教学|考试吗|lesson|right away|need it (?:now|today)|class (?:now|running)|urgent"),
    ("condition", r"完全.*还是|还是.*(?:时好时坏|偶尔)|时好时坏|come and go|completely dead"),
    ("visit", r"(?:是否|需要|要不要|确认|同意|还要)[^?]{0,8}(?:派|安排|上门|维修|更换|工程师|报修单|保留)|是否(?:同意|安排|确认)|send (?:an|a|some)"),
    (
        "fault",
        r"(?:什么|哪一?台|哪个|哪种)[^?]{0,8}(?:坏|故障|问题|设备|现象|情况|样子)|(?:坏|故障|问题|现象|情况)[^?]{0,6}(?:什么|哪|怎样)|描述|怎么了|哪一?台"
        r"|补充故障|故障类型|what (?:is|'s) (?:broken|wrong)|which (?:device|machine)|what do you see|describe|what happen",
    ),
)  # fmt: skip
"""Key of the question and how it is put, the first that fits."""

_TABLE = tuple((key, re.compile(pattern)) for key, pattern in _QUESTIONS)
_STILL = re.compile(
    r"(?:还|仍|又)(?:有|会|在|是|存在|卡|闪|响|没)|又不|今天[^?]*异常|\bstill\b|any (?:more )?(?:problem|trouble)"
)
_FIXED = re.compile(
    r"正常|恢复|好了|好用|解决|能用|可以用|使用|修好|没问题|确认|状态|情况|试过|working|work now|does it work|fixed|resolved|solved|confirm"
)
_STEP = re.compile(
    r"请(?:您|让|先|你)?(?:按|长|短|拔|插|换|关|开|点|切|调|把|用|给|重|断|等|试|检查|查看|看|听|闻|拿|打开|进|靠|在|从|擦|连|登|立即|现场)"
    r"|重启|按|拔|插|换(?:一|新|个)|断[开电]|关(?:电|掉|中控)|切到|设为|打开|轻点|等 ?\d"
    r"|\bplease\b(?! confirm)|\b(?:press|hold|check|try|unplug|restart|tap|switch the)\b"
)

FACTS = frozenset({"place", "contact", "model", "photo", "time"})
"""Questions that ask for a fact, of which a step asks none but these."""

_ABOUT_TICKETS = frozenset({"step", "fixed", "still", "rating", "visit", "visit_time", "cancel"})
"""Questions that are only asked about a ticket that is open."""


def context_of_sentence(said: str | None) -> ReadingContext:
    """What a reader may know when the desk said this last; None is a first contact. No rooms: the sentence names no school.

    `asked` is the key that the chat itself uses (`place`, `fault`, `lesson`, `scope`, `condition`, `step`), or one for what it
    asks by buttons: `fixed` (a yes says that it works), `still` (a yes says that it does not), `cancel`, `visit` (shall
    somebody come), `visit_time`, `rating`, `human`, and the facts `time`, `contact`, `model`, `photo`.
    """
    if not said or not said.strip():
        return ReadingContext()
    spaced = unicodedata.normalize("NFKC", said[-LONGEST:]).translate(_SIMPLE).lower()
    folded = " ".join(spaced.split())
    asked = _question(folded)
    about_ticket = asked in _ABOUT_TICKETS or bool(_TICKET.search(folded))
    return ReadingContext(asked=asked, has_open_ticket=about_ticket, said=said[-LONGEST:])


def _question(said: str) -> str | None:
    """The key of what is asked, by the last sentence that asks."""
    sentences = [part.strip() for part in _SENTENCE.split(said) if part and part.strip(" ?")]
    asking = next((one for one in reversed(sentences) if _ASKS.search(one) and not _WAITING.search(one)), "")
    if not asking:
        return None
    found = next((key for key, pattern in _TABLE if pattern.search(asking)), None)
    repaired, stepping = _REPAIRED.search(said), _STEP.search(said)
    if found in (None, "fault") and _GREETING.search(asking) and not stepping:
        return None
    if stepping and not repaired and found not in FACTS | {"rating", "human", "cancel", "visit_time"}:
        return "step"
    if found is not None:
        return found
    if repaired and _STILL.search(asking):
        return "still"
    return "fixed" if _FIXED.search(asking) and (repaired or len(sentences) == 1) else "step"
