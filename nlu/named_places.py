"""Rooms called by what they are for, by the way such names are made: subject or office + kind of room (+ number).

美术一, 物理二室, 李主任办公室, 视力测评室, 东配楼, chem lab 2. A name nobody has listed is taken when it stands where names of
places stand (at the start of a clause, after 在, after a floor or a building) and ends in a word that only rooms end in.
"""

import re

from nlu.numerals import count
from nlu.spots import HAN_NUM, Key, Spot, led, pattern

SUBJECTS = (
    "语文|数学|英语|外语|物理|化学|生物|地理|历史|政治|道法|科学|自然|音乐|美术|视艺|体育|信息技术|信息|资讯|书法|舞蹈|劳技|劳动|通用技术|心理|思品|"
    "艺术|国学|理化生|理化|文综|理综|综合|科创|创客|机器人|编程|陶艺|烘焙|家政|国画|围棋|社团|阅读|听说|语音"
)
OFFICES = (
    "教务|政教|德育|总务|教导|教科研?|学生|后勤|财务|人事|保卫|宣传|招生|考务|党政|党|团委|团|工会|电教|信息|网管|国际|外事|学籍|资助|科研|"
    "训导|学务|校务|辅导|资讯|体卫艺?|安全|行政|教学|校长|书记|少先队|档案|出纳|会计|学生会|信息技术|教师发展|网络|数据|接待"
)
USES = (
    "多媒体|多功能|录播|微机|微格|计算机|电脑|阶梯|智慧|视听|音体|科普|机动|备用|直播|自习|排练|合唱|远程|创新|未来|云|同步|专递|电子阅览|语言|形体|"
    "心理辅导|心理咨询|特教|资源|感统|平板|互动|考试|阅卷|保密|听课|网络|培训|党员活动|值班|会议|报告|展览|陈列"
)
_SUBJECT = led(SUBJECTS)
_USE = led(f"{SUBJECTS}|{USES}")
_OFFICE = led(OFFICES)
_HOLDER = led(f"{SUBJECTS}|{USES}|{OFFICES}|教师|教工|级部|年级")
_ROOMS_BY_NUMBER = "|多媒体|录播|微机|微格|实训|计算机|阶梯|行政|机动教室|备用教室"
_USE_ALONE = f"(?:(?<!台)阶|{led(SUBJECTS + _ROOMS_BY_NUMBER)})"
_BEFORE_A_NUMBER = led(f"{SUBJECTS}|{USES}|综合|实训|教学|实验|行政|科技|办公|图书|培训")
_SMALL = rf"[{HAN_NUM}1-9]"

KINDS = {
    "物理": "lab/physics", "化学": "lab/chemistry", "生物": "lab/biology", "科学": "lab/science", "音乐": "music", "美术": "art",
    "书法": "art", "舞蹈": "dance", "语音": "language", "录播": "recording", "微机": "computer_room", "计算机": "computer_room",
    "电脑": "computer_room", "信息技术": "computer_room", "阶梯": "lecture_hall", "阶": "lecture_hall", "会议": "meeting_room",
    "chem": "lab/chemistry", "physics": "lab/physics", "bio": "lab/biology", "biology": "lab/biology", "science": "lab/science",
    "computer": "computer_room", "music": "music", "art": "art", "lab": "lab", "gym": "gym",
}  # fmt: skip
"""The kind of room (nlu/lexicon/places.toml) a numbered subject stands for."""

VIRTUES = (
    "明德|致远|崇文|崇德|博学|博雅|励志|励学|弘毅|弘文|厚德|思源|思齐|求实|求真|求知|至善|至诚|明志|明理|明辨|知行|逸夫|勤学|格物|致知|启智|启航|启明|笃行|笃学|敏行|树人|育才|育英|育德|"
    "德馨|文华|文渊|尚美|尚德|尚学|鸿志|行知|立德|善学|乐学|慎思|润德|成才|成德|修远|志远|志学|惟志|远志|景行|竞知|毓秀|图强|自强|诚信|和谐|静远|静雅|怀德|仁爱|仁德"
)
"""What school buildings are called: 明德205 is room 205 of 明德楼."""

NO_NAME = "写么讲扔现帮谢紧搬错靠的了是在我你他她它们咱这那哪和跟与或就都也不没有把被给让从到去来用着过吗呢吧啊个台间每各整全所某几两只很又还再问叫请要想得可进出回换借找等上下时后里前边按点好坏开关连已一二三四五六七八九十零〇说看屏修装报拉自因为以并但却对比向往昨今改像巡楼另半层运"
"""Characters no invented name of a room holds; with them a stretch of text is a sentence."""

NOT_NAMES = re.compile(
    r"^(?:教|同|本|该|别|空|新|旧|老|普通|其[他它]|学生|老师|教师|班级|隔壁|学校|公共|大|小|普|正|只|办公|实验|主|主教学|教学|课|多数|部分|科|灯|温|居民|迪|贵|(?:客户|售后|维修|报修|技术)?服务|客服|维修|售后|报修|指挥|呼叫|运维|培训|歌舞|商业|.*[空新会插调接]|大|会|本人系.*|敬告.*|.*天|反正.*|网课|线上|腾讯|视频|云会议|走班|.*省|教育|.*(?:明天|明早|后天))$"
)
OWN = frozenset({"校", "我校", "本校", "贵校", "咱校"})
"""What a school calls itself; no part of the name of a room."""

PLAIN = frozenset({"教室", "办公室", "实验室", "室", "厅", "馆", "中心"})
"""Kinds of rooms that everyday words stand before as well as names: 我们教室, 空教室."""

NARROW_WORDS = (
    "时中房期晚课夜空之瞬人民日早午年席坊区世乡田腰离无其此隔住平新旧老危票租买卖用病楼班单套书车号独查少多"
)
"""Characters that make an everyday word of 间 and 房: 时间, 课间, 平房."""

TRADES = (
    "汽修|维修|装潢|服装|装配|装备|面点|西点|报关|插画|插花|焊接|外贸|点心|对外|小语种|安装|包装|装饰|修理"
)
"""Words of names that hold one of those characters all the same."""

_NAME = rf"(?:[^\W0-9a-z_{NO_NAME}]|{led(TRADES)})"
_BOUND = (
    r"(?:(?<=[在到去来是的楼层栋幢座们咱于从和跟区级部组成为帮请给外进与及])|(?<![^\W0-9_a-z])(?<!@)"
    r"|(?<=[校园院系教说间])(?:(?<=[我本][校园院系])|(?<=贵校)|(?<=[师生]说)|(?<=那间)|(?<=[一二三四五]教)))"
)
_ROOM = "接待室|实验室|准备室|办公室|备课室|会议室|活动室|休息室|仪器室|教室|机房|报告厅|演播厅|休息间|准备间|健身房|仓库|器材库|书吧|车库|之家|餐厅|中心|长廊|广场|工坊|工作坊|木工坊|车间|基地(?!台)|会场|办公区|教学区|生活区|展区|活动区|自习区|阅览区|展示区|候诊区|取餐口|音棚|[室厅馆舱]"
_AFTER_KIND = rf"(?:\s?(?:[a-d](?![a-z0-9])|[1-9]号(?![座机位柜通台窗])|[0-9]{{1,2}}(?![a-z])(?!\s*[0-9号台个间点分块年月排%度人位名条座.:到\-])|[{HAN_NUM}](?=$|[,.。、的里在 ]|{_SUBJECT})))"
_UNIT_AFTER = "(?![级排\\-打直点按下个样会起切定共些写到进热拔串家半十百(落年月日台间块条次分秒楼层班期名把张种股天位号般旦边])"


def _numbered(match: re.Match[str]) -> Spot:
    """美术一, 物理二室, 微机2: a room of its kind by number."""
    kind = KINDS.get(match["m"], f"of/{match['m']}")
    keys = (("word", match[0]), ("kind", kind), ("ordinal", str(count(match["n"]))))
    return Spot(*match.span(), keys, naming=True)


_TIMED = re.compile(
    r"(?:刚才?|刚刚|今[早天晚]|昨[天晚]|明[天早]|前天|后天|[上下中]午|早上|晚上|现在|目前|听说|最近|以?后)"
)
"""What stands before a name and is no part of it: 刚才体育馆."""


def _invented(match: re.Match[str]) -> Spot | None:
    if match["m"] in OWN or _TIMED.match(match["m"]) or (match["h"] in PLAIN and NOT_NAMES.match(match["m"])):
        return None
    return _called(match)


def _narrow(match: re.Match[str]) -> Spot | None:
    """茶水间, 康体房: a name before 间 or 房, unless the two are an everyday word (时间, 晚间, 住房)."""
    return None if match["m"][-1] in NARROW_WORDS else _called(match)


def _called(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("word", match[0]),), naming=True)


def _faint(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), telling=False)


def _group(match: re.Match[str]) -> Spot:
    """三年级数学组 is a staff room when something stands there; alone it may be people, which nlu/rooms.py looks at."""
    own = match[0].removesuffix("办公室") not in ("教研组", "备课组")
    return Spot(*match.span(), (("word", match[0]), ("kind", "office")), naming=True, telling=own)


def _building(match: re.Match[str]) -> Spot | None:
    if match["m"] and NOT_NAMES.match(match["m"]):
        return None
    return Spot(*match.span(), (("building", match[0]),))


def _building_word(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), (("building", match[0]),))


def _ordinal_kind(match: re.Match[str]) -> Spot:
    keys: list[Key] = [("word", match[0]), ("kind", "computer_room")]
    if match["n"]:
        keys.append(("ordinal", str(count(match["n"]))))
    return Spot(*match.span(), tuple(keys), naming=True)


def _of_a_trade(match: re.Match[str]) -> Spot | None:
    """机电2班, 会计2301班: classes of vocational schools are named by their trade."""
    if match["m"].endswith(("年级", "我们", "学部")) or NOT_NAMES.match(match["m"]):
        return None
    number = count(match["n"]) or match["n"]
    return Spot(*match.span(), (("class", f"{match['m']}.{number}"),), naming=True)


def _tail(match: re.Match[str]) -> Spot:
    return Spot(*match.span(), leaning=True)


def _corner(match: re.Match[str]) -> Spot:
    """最东头那间 is a place alone; 东侧 only goes on with one."""
    whole = bool(match["only"] or match["stairs"])
    return Spot(*match.span(), telling=whole, leaning=not whole)


_EN_MODIFIER = (
    r"(?:english|chinese|maths?|science|physics|chem(?:istry)?|bio(?:logy)?|ict|it|ib|pc|computer|stem|steam|media|finance|staff|teachers?'?|art|music|drama|"
    r"dance|meeting|conference|main|front|back|rear|east|west|north|south|language|sports?|reading|lecture|server|control|print(?:ing)?|copy|principal'?s?|head'?s?|"
    r"head ?teacher's|admin(?:istration)?|geography|history|exam|multi-?purpose|boarding|girls'?|boys'?|nurse'?s?|security|guard|bike|bicycle|assembly|reception|"
    r"dining|school|teaching|humanities|primary|secondary|senior|junior|kindergarten|training|video|recording|broadcast|robotics|maker|medical|counsell?ing|tech|"
    r"technology|design|cooking|swimming|basketball|football|tennis|year|grade|prep|arts|general|studio|storage|new|old|lower|upper|student|library|faculty|department|"
    r"hr|dean's|vice principal's|office|form|home|staff|boiler|server|board|play|class|drama|pump|guard|parents'?|meeting|games|sick|dt|pe|food|wood|health|sixth form|exam|practice|first aid|av|early years|pre-?k|nursery|big|small|little|large|central|visitors?'?|drama|wood|metal|cookery|[0-9]f|[1-9][0-9]?(?:st|nd|rd|th))"
)
_EN_HEAD = r"(?:staff ?room|common room|changing room|work ?room|board ?room|room|pantry|lobby|foyer|lab(?:oratory)?|office|hall|gym|suite|studio|lounge|building|block|wing|gate|house|shed|canteen|store ?room|store|library|theat(?:re|er)|field|entrance|closet|cupboard|stairwell|canteen|kitchenette|counter|cent(?:re|er)|workshop|kitchen|court|pool|annexe?|corner|booth|dorm)"


_EN_ALONE = led("boardroom|homeroom|workroom|staffroom|tuckshop|sick ?bay|foyer|courtyard|quad")


_LATIN = led("cad|cnc|plc|vr|ar|mr|ai|it|ict|stem|steam|3d|erp|ib|ap|dv|cg")


def _english(match: re.Match[str]) -> Spot:
    words = match[0]
    key: Key = ("building", words) if match["h"] in ("building", "block", "wing") else ("word", words)
    return Spot(*match.span(), (key,), naming=key[0] == "word")


_TAIL = "房|间|厅|室|馆|班|楼|区|部|站|处|科|办|亭|廊|店|院|园|场|舍|棚|舱|苑|斋|堂|坊|塔|池|角|入口|出口|窗口|[领观升舞看检司]\\w?台"
_NO_TAIL = re.compile(
    r"(?:[上下加值早晚换跟接轮代到同本邻别整每各我他她跨航白夜走开领]班|[时中期晚课夜空之瞬人民日早午席其]间|[全内外局底顶尾干细]部|[理文本学百]科|[社小市城盘分专地]区|网站|工作站|[现市立当专退进到下上开冷临登暂]场"
    r"|[专部开关出串热窍]门|校园|学校|[住平新旧]房|[教居]室|好处|到处|四处|用处|长处|坏处|难处|查处|[赶抓照好快难待么咋紧速]办|[家商网酒]店|[医法]院|[视主]角|[弹]窗口|电池|中心店)$"
)


def _at_the_end(match: re.Match[str]) -> Spot | None:
    """服装设计班, 康体房, 户外活动区 as a clause of its own that ends the message: there any name of a place may stand."""
    return None if _NO_TAIL.search(match["m"]) else _called(match)


NAMED = (
    pattern("房间厅室馆班楼区部站处科办亭廊店院园场舍棚舱吧苑斋堂坊塔池角口台", rf"(?:^|(?<=[,.!?。;:\n ]))(?P<m>{_NAME}{{1,7}}(?:{_TAIL}))(?=[\s.!。~]*$)", _at_the_end),
    pattern(f"{HAN_NUM}123456789", rf"(?P<m>{_USE}|阶)(?:实验|实训)?(?P<n>{_SMALL})(?:号?(?:室|教室|机房))", _numbered),
    pattern(f"{HAN_NUM}123456789", rf"(?P<m>{_USE_ALONE})(?:教室|室)?(?P<n>[2-9二三四五六七八九]{_UNIT_AFTER}|[1一](?=$|[,.。、:;的里在室 ]|{_SUBJECT}|[和跟与]|讲台|投影|电脑|大屏|音响))(?![0-9])", _numbered),
    pattern("室房角", rf"(?:{_USE}){{1,2}}(?:专用)?(?:教室|室|机房)(?![一-龥]?管理员){_AFTER_KIND}?|(?:{SUBJECTS})角", _called),
    pattern("0123456789", rf"{_BEFORE_A_NUMBER}(?=[a-z]?[0-9]{{3,4}}(?![0-9%]))", _faint),
    pattern("阶", rf"(?:[{HAN_NUM}1-9]号?)阶教(?!室)", _called),
    pattern("阶", r"(?<![台第])(?P<n>[一二三四东西南北])(?P<m>阶)(?=[有的投]|$|[,.。、的 ])", _numbered),
    pattern("室屋位", r"(?P<m>[^\W0-9a-z_在是的我你到去和们]{1,3}(?:老师|主任|校长|书记|园长|组长))的?(?:办公室|屋里?|工位|那屋)", _called),
    pattern("室", rf"{_HOLDER}组?(?:办公室|备课室|休息室|储藏室|准备室|资料室|活动室|阅览室)", _called),
    pattern("处科办部心组库", rf"{_OFFICE}(?:处(?!理)|科|办(?!公)|中心|办公室|仓库|库房)(?:办公室)?", _called),
    pattern("组", rf"(?<!全)(?:[小初高]?[{HAN_NUM}](?:年级)?)?(?:{SUBJECTS}|教研|备课)教?研?组(?!长)(?:办公室)?", _group),
    pattern("室厅馆房间库吧家心场廊坊地区口棚舱", rf"{_BOUND}(?P<m>{_NAME}{{1,6}}?)(?P<h>{_ROOM}){_AFTER_KIND}?", _invented),
    pattern("间房", rf"{_BOUND}(?P<m>{_NAME}{{2,4}}?)(?P<h>[间房]){_AFTER_KIND}?(?![间子屋东客价顶租产])", _narrow),
    pattern("间房", r"(?:直播|录播|配电|弱电|强电|休息|准备|设备|值班|会议|洗衣|器材|工具|服务器|储物|储藏|更衣|控制|化妆|导播|机柜|打印|印刷|文印|教师休息|小会议|美术准备)间", _called),
    pattern("房", r"(?:舞蹈|琴|钢琴|锅炉|配电|电工|库|水泵|水|泵|器材|文印|值班|油印|印刷|排练|健身|形体|药|茶水|消防泵|杂物|门)房", _called),
    pattern("楼", rf"(?:第?{_SMALL}(?:号)?)?(?:[东西南北](?:配|教学|办公|侧)?|[中前后新老旧]|体艺|政教|教研|教工|[男女]生?(?:宿舍)?|图书馆?|音乐|创新|行政|校|初中|高中|小学|信息|外语|理工|文史|理科|文科|实训|公教|公共教学|机电|医技|科研|宿管|科教|培训|餐饮|学前|专家|教辅|裙|附)楼(?![梯道])", _building_word),
    pattern("楼", rf"{_BOUND}(?P<m>{_NAME}{{2,3}})楼(?![道梯层])|{_NAME}{{2}}楼(?=[0-9{HAN_NUM}])", _building),
    pattern("教", rf"(?<![^\W0-9_a-z])[一二三四五]教(?=[0-9{HAN_NUM}休多机])", _building_word),
    pattern("园苑斋校", rf"{_BOUND}(?:[梅兰竹菊桃李松柏荷桂杏][园苑斋]|[东西南北总分]校区|[东西南北]院|分园|分校区|校本部)", _building_word),
    pattern("校", r"[新老旧]校区", _faint),
    pattern("宿寝舍寓", rf"(?:(?:女|男)生?|[东西南北]|[{HAN_NUM}1-9]号|学生|教师|教工|外教)?(?:宿舍|寝室|公寓|[男女]寝|(?<=[男女])宿)区?", _called),
    pattern("食操棚门场库厨餐", r"(?:(?:[大小东西南北前后有盖一二三]+|[一二三四五六1-9]号|第[一二三]|教职?[师工]|学生)?(?:食堂|操场|球场|餐厅)|(?:自行车|单车|脚踏车|电动车|电瓶车|汽车)?(?:车棚|车库)|地下车库|学校(?:大门|正门)口?|[东西南北正侧][大校]?门口?|学校门口|(?<![教室班靠])(?<!教室的)[前后]门(?!禁)口?|后厨|厨房)(?!卫)", _called),
    pattern("班", rf"{_BOUND}(?P<m>{_NAME}{{2,4}})(?P<n>[0-9]{{1,4}}|{_SMALL})班(?!主任|长)", _of_a_trade),
    pattern("科处办部", rf"(?<![^\W0-9_a-z])(?P<m>{_NAME}{{2,4}})(?:[科处办]|(?<![话处])部)(?=$|[,.。!]|的?(?:电脑|打印|网|复印|扫描|电话|碎纸|主机)|那台)", _called),
    pattern("考", r"(?:第?[一二三四五六七八九十0-9]{1,3}(?:号)?)考场(?![一-龥]?[有人])", _called),
    pattern("房室", rf"(?<![{HAN_NUM}0-9第])(?:第?(?P<n>{_SMALL})号?|核心|中心)(?P<m>机房|微机室|电脑室)", _ordinal_kind),
    pattern("头侧边面角端尽口梯厕旁外厅间墙楼层", r"(?:(?P<stairs>[东西南北]侧?(?:的)?楼梯[口间]?)|[男女]?厕所?(?:对面|对过|旁边?|隔壁)|最?[东西南北][东西南北]?(?:头|侧|边|面|端|角)|最[里外][头面边]|走廊?尽头|尽头|拐角|转角|顶头|楼梯口|斜?对面|旁边?|入口|大厅|门厅|边上?(?=[那这的]|$|[,.。])|外(?=[那这的头边]|$|[,.。])|[东西南北]半边|角上(?=那)|[东西南北]墙[边角根]|楼梯间|(?<=[楼层])[东西南北](?=$|[,.。 那]))(?:(?=的?(?P<only>(?:那|第[一二三四])一?间))|)", _corner),
    pattern("间", r"(?:靠(?:[东西南北里外左右][边头侧]?|电梯|楼梯|厕所|窗|门)|[左右][手侧]?边?)?(?:的)?(?:那一?间|头一间|[那这]个?屋|这间|嗰间|第[一二三四五]间|最后一间)", _tail),
    pattern("roomlabficehgtysudnwkp", rf"(?<![a-z])(?:{_EN_MODIFIER}\s){{1,3}}(?P<h>{_EN_HEAD})(?![a-z'])(?:\s(?:[0-9]{{1,3}}|[a-d])(?![a-z0-9]))?", _english),
    pattern("lhrstgbw", r"(?<![a-z])(?=[lhstgdcwh])(?:lab|hall|studio|suite|theatre|theater|gym|workshop|dorm|gate|court|wing|house)\s(?:[a-h]|[0-9]{1,3}|[a-h][0-9]{1,2})(?![a-z0-9]|:[0-9])", _called),
    pattern("m", r"(?<![a-z0-9])(?=[a-z0-9][a-z0-9'\-]*\s(?:class)?room)(?!(?:the|this|that|my|our|your|their|his|her|its|a|an|in|of|at|to|each|every|which|what|another|next|same|one|no|all|whole|any|some|other|different|or|and|for|is|big|empty|spare|two|three|four|five|both|more|enough|make|new|old|live|chat|video|waiting|wrong|right|class|form|year|grade|in|[0-9]+)\s)[a-z0-9][a-z0-9'\-]*\s(?:class)?room(?![a-z])(?:\s(?:[0-9]{1,3}|[a-d]|east|west|north|south)(?![a-z0-9]))?", _called),
    pattern("cmy", r"(?<![a-z])class\s(?:vi{0,3}|i{1,3}|i?x|i?v)(?:\s?-?[a-f])?(?![a-z])|(?<![a-z])(?:year|grade)\s[0-9]{1,2}\s(?:[a-z]+\sclass|(?:form|home)\s?room)(?![a-z])", _called),
    pattern("r", r"(?<![a-z])(?:room|rm)\.?\s[a-z][0-9]{1,2}(?![a-z0-9])", _called),
    pattern("bhlw", rf"(?<![a-z]){_EN_ALONE}(?![a-z])", _called),
    pattern("h", r"(?<=the )(?:gate|hall|lobby|foyer|quad|yard)(?![a-z])(?! (?:monitor|pass))", _called),
    pattern("swz", r"(?<![a-z])(?:section|zone)\s[a-h](?![a-z0-9])", _called),
    pattern("间", rf"(?:{_USE})那间", _called),
    pattern("门", rf"(?:[{HAN_NUM}1-9]号|第[{HAN_NUM}])门(?!课|禁)", _called),
    pattern("楼", r"楼[上下](?=[^\W0-9a-z_的是有没去来跑]{1,4}[室房厅馆])", _faint),
    pattern("0123456789零一二三四五六七八九", rf"{led(VIRTUES)}(?=[a-z]?[0-9]{{3}}(?![0-9])|[{HAN_NUM}][零〇][{HAN_NUM}]|[{HAN_NUM}1-9]楼)", _faint),
    pattern("gy", r"(?<![a-z])(?:grade|year)\s?[0-9]{1,2}\s(?:blue|red|green|yellow|gold|white|purple|orange|silver)(?![a-z])", _called),
    pattern("123456789", r"(?<![a-z])(?P<m>chem|physics|bio|biology|science|computer|lab|gym|hall|studio|office|art|music)\s(?P<n>[1-9])(?![0-9:])", _numbered),
    pattern("墙", r"(?:[东西南北]{1,2}[边侧角]?的?)?(?<!周)围墙", _called),
    pattern("'", r"(?<![a-z])(?:mr|ms|mrs|miss|dr)\.?\s[a-z]+'s\s(?:office|room|desk)", _called),
    pattern("房室心间舱", rf"(?<![a-z]){_LATIN}(?:机房|实训室|实验室|教室|体验室|体验馆|中心|工作室|打印室|体验舱)", _called),
    pattern("厕卫洗电楼", r"[男女]?(?:厕所?|卫生间|洗手间|电梯|楼梯)(?:旁边?|对面|边上)", _called),
    pattern("组", rf"{_BOUND}{_NAME}{{2,4}}教研组(?!长)", _called),
    pattern("实教男女学", rf"(?:实训|教学|教师|[男女学]生)(?=[{HAN_NUM}0-9]{{1,2}}号?[楼栋幢])", _faint),
    pattern("班", rf"{_BOUND}(?:小小|托管|学前|特教|资源|衔接|[小中大托])班(?![化额长会制主次车子干])(?=$|[,.。、: ]|[的没都和那教寝屏投大小中电])", _called),
    pattern("处", r"(?:报到|报名|登记|检录|接待|问讯|咨询|签到|收费|办证|领取|招领|存包|就业|实习){1,2}处", _called),
    pattern("门", r"门卫(?=那[台个边]|这边|的?(?:电脑|监控|摄像|道闸|屏|网))", _called),
    pattern("厅", r"(?<![一-龥])大厅(?=没|的|里|那|广播|屏|电子|灯|大屏|音|刷|闸|监)", _called),
    pattern("廊", r"走廊(?:尽头|两头|拐角|转角)", _called),
    pattern("室", r"(?<![a-z])(?:ib|ap|it|ict|hr|ey)\s?(?:办公室|教室)", _called),
)  # fmt: skip
