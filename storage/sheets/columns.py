"""The sheets and their columns: headings in both languages, what may stand in them, two made-up examples each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from desk.filing import Sheet
from desk.people import Tier
from storage.sheets import cells, shift_cells, turn_cells
from storage.sheets.choices import (
    DEVICE_WORDS,
    GROUP_WORDS,
    LANG_WORDS,
    MEANS_WORDS,
    POST_WORDS,
    ROLE_WORDS,
    TIER_WORDS,
    by_word,
    shown,
)

EXAMPLE = "example-"
"""What the ids of the template's example rows begin with: such rows are passed by."""

NOTES = frozenset({"备注", "说明", "note", "notes", "remark", "remarks"})
"""Columns that are for people alone."""


KEEP = object()
"""What an empty cell means where people choose for themselves too: the register's value stays."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `read` gives the field's value or raises `cells.Unreadable`; `empty` is the value of an empty cell; `offers`
    is the drop-down.
    """

    field: str
    zh: str
    en: str
    read: Callable[[object], object]
    hint: str
    required: bool = False
    empty: object = ""
    offers: tuple[str, ...] = ()
    examples: tuple[str, str] = ("", "")
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every heading it is known by."""
        return (self.zh, self.en, self.field, *self.also)


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet."""

    sheet: Sheet
    zh: str
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()


_SCHOOL = Column(
    "school", "学校编号", "school_id", cells.identifier, "“学校”表里的编号 an id of the sheet 学校",
    required=True, examples=("example-1", "example-1"), also=("学校", "学校代码"),
)  # fmt: skip
_SCHOOLS = Column(
    "schools", "学校编号", "school_ids", cells.identifiers,
    "几所学校用逗号隔开；空着=全区 several with commas; empty: the whole district",
    empty=(), examples=("example-1", "example-1"), also=("学校", "负责学校"),
)  # fmt: skip
_TIER = Column(
    "tier", "级别", "tier", partial(cells.choice, choices=by_word(TIER_WORDS)), "工程师必填 needed for engineers",
    empty=None, offers=shown(TIER_WORDS), examples=("", "一线"), also=("级", "线"),
)  # fmt: skip

_ON_CALL = {tier: words for tier, words in TIER_WORDS.items() if tier is not Tier.SUPERVISOR}
"""The tiers that have turns."""

FORMS: tuple[Form, ...] = (
    Form(
        Sheet.SCHOOLS,
        "学校",
        (
            Column("id", "学校编号", "school_id", cells.identifier, "字母数字，以后不变 letters and digits, for good",
                   required=True, examples=("example-1", "example-2"), also=("编号", "学校代码")),
            Column("name", "学校名称", "name", cells.text, "全称 in full", required=True,
                   examples=("示例第一小学", "示例第二中学"), also=("学校", "名称")),
            Column("contract", "合同", "contract", cells.identifier, "contracts/ 里的编号 an id of contracts/",
                   required=True, examples=("changge", "changge"), also=("合同编号",)),
            Column("hotline", "热线", "hotline", cells.phone, "印在贴纸上 stands on the stickers",
                   examples=("0000-0001", "0000-0002"), also=("热线电话", "报修电话")),
            Column("aliases", "别名", "aliases", cells.names, "老师还怎么叫它，逗号隔开 other names, with commas", empty=(),
                   examples=("一小，示例一小", "二中"), also=("简称",)),
            Column("name_en", "英文名", "name_en", cells.text, "可空 may be empty", also=("英文名称",)),
            Column("calendar", "工作日历", "calendar", cells.identifier, "与合同不同时才填 only where it differs from the contract's",
                   empty=None),
            Column("has", "备用条件", "has", partial(cells.several, choices=by_word(MEANS_WORDS)),
                   "、".join(shown(MEANS_WORDS)) + "，逗号隔开 what keeps a lesson going", empty=(),
                   examples=("空教室，手机热点", "备用机"), also=("自备条件",)),
        ),
    ),
    Form(
        Sheet.ROOMS,
        "教室",
        (
            _SCHOOL,
            Column("name", "教室名称", "name", cells.text, "一间一行 one row for each room", required=True,
                   examples=("三年级2班", "微机室"), also=("教室", "名称", "房间")),
            Column("id", "教室编号", "room_id", cells.room_id, "可空，会自动编 may be empty, one is made then", empty="",
                   examples=("example-1-302", "example-1-lab"), also=("编号",)),
            Column("aliases", "别名", "aliases", cells.names, "门牌号等，逗号隔开 door number and the like, with commas", empty=(),
                   examples=("302，教学楼A302", "机房，电脑室"), also=("门牌号", "门牌")),
            Column("building", "楼栋", "building", cells.text, "可空 may be empty", examples=("教学楼A", "科技楼"), also=("楼", "教学楼")),
            Column("switch", "交换机", "switch", cells.text, "同一台交换机的教室会一起断网；可空 rooms of one fail together; may be empty",
                   also=("接入交换机",)),
        ),
    ),
    Form(
        Sheet.DEVICES,
        "设备",
        (
            Column("code", "设备编号", "code", cells.device_code, "贴纸上的编号，全区唯一 stands on the sticker, unique in the district",
                   required=True, examples=("example-302-SB", "example-LAB-NW"), also=("编号", "资产编号", "device_code")),
            _SCHOOL,
            Column("kind", "设备类别", "class", partial(cells.choice, choices=by_word(DEVICE_WORDS)), "从列表里选 pick from the list",
                   required=True, offers=shown(DEVICE_WORDS), examples=("一体机", "网络"), also=("类别", "类型", "设备类型", "device_class")),
            Column("room", "教室", "room", cells.text, "教室名称、别名或编号；可空 a room's name, other name or id; may be empty",
                   empty="", examples=("三年级2班", "微机室"), also=("教室名称", "教室编号", "位置")),
            Column("label", "设备名称", "label", cells.text, "可空 may be empty", examples=("三年级2班一体机", "微机室交换机"), also=("名称",)),
            Column("handed_over_on", "移交日期", "handed_over_on", cells.day, "2026-03-01；保修从此算 warranties run from it",
                   empty=None, examples=("2026-03-01", ""), also=("交付日期",)),
            Column("accepted_on", "验收日期", "accepted_on", cells.day, "2026-03-01", empty=None),
        ),
    ),
    Form(
        Sheet.PEOPLE,
        "人员",
        (
            Column("id", "人员编号", "person_id", cells.identifier, "字母数字，如工号 letters and digits, say a staff number", required=True,
                   examples=("example-t1", "example-e1"), also=("编号", "工号")),
            Column("name", "姓名", "name", cells.text, "", required=True, examples=("示例老师", "示例工程师")),
            Column("role", "角色", "role", partial(cells.choice, choices=by_word(ROLE_WORDS)), "老师、工程师 或 主管", required=True,
                   offers=shown(ROLE_WORDS), examples=("老师", "工程师")),
            _TIER,
            _SCHOOLS,
            Column("phone", "电话", "phone", cells.phone, "手机或座机 mobile or landline", examples=("0000-0101", "0000-0102"),
                   also=("手机", "手机号", "联系电话", "电话号码")),
            Column("lang", "语言", "lang", partial(cells.choice, choices=by_word(LANG_WORDS)), "空着=不变，新人为中文 empty: as it is, Chinese for somebody new",
                   empty=KEEP, offers=shown(LANG_WORDS)),
            Column("posts", "岗位", "posts", partial(cells.several, choices=by_word(POST_WORDS)),
                   "老师兼任：" + "、".join(shown(POST_WORDS)) + " what a teacher also is", empty=(), examples=("电教员", "")),
            Column("emergency", "应急组", "emergency", partial(cells.several, choices=by_word(GROUP_WORDS)),
                   "、".join(shown(GROUP_WORDS)) + " groups of a major incident", empty=()),
            Column("account", "登录账号", "account", cells.account, "学区统一登录里的账号，如邮箱 what the district's own sign-in calls them, say an e-mail",
                   examples=("", "engineer@example.org"), also=("账号", "统一账号", "邮箱", "email", "login")),
        ),
    ),
    Form(
        Sheet.SHIFTS,
        "值班",
        (
            Column("person", "人员编号", "person_id", cells.identifier, "“人员”表里的工程师 an engineer of the sheet 人员", required=True,
                   examples=("example-e1", "example-e1"), also=("工号", "编号")),
            Column("starts", "开始", "starts", shift_cells.time_of_day, "08:00", required=True, examples=("08:00", "00:00"), also=("开始时间",)),
            Column("ends", "结束", "ends", shift_cells.time_of_day, "18:00；不晚于开始=次日 not after the start: the next day",
                   required=True, examples=("18:00", "00:00"), also=("结束时间",)),
            Column("days", "星期", "days", shift_cells.weekdays, "1-5、6,7；空着=每天 empty: every day", empty=tuple(range(1, 8)),
                   examples=("1-5", "6,7"), also=("周几",)),
            Column("rank", "顺序", "rank", shift_cells.rank, "0 最先呼叫 0 is called first", empty=0, examples=("0", "0"), also=("次序",)),
            Column("tier", "级别", "tier", _TIER.read, "空着=本人的级别 empty: the person's own", empty=None, offers=shown(TIER_WORDS)),
            Column("schools", "学校编号", "school_ids", cells.identifiers, "空着=本人的学校 empty: the person's own", empty=(), also=("学校",)),
        ),
        also=("排班", "值班表", "roster"),
    ),
    Form(
        Sheet.TEAMS,
        "值班组",
        (
            Column("id", "值班组编号", "team_id", cells.identifier, "字母数字，以后不变 letters and digits, for good", required=True,
                   examples=("example-east", "example-2nd"), also=("编号", "值班组", "team")),
            Column("name", "值班组名称", "name", cells.text, "", required=True, examples=("示例东片一线", "示例二线"), also=("名称",)),
            Column("name_en", "英文名", "name_en", cells.text, "可空 may be empty", also=("英文名称",)),
            Column("tier", "级别", "tier", partial(cells.choice, choices=by_word(_ON_CALL)), "合同里哪一级呼叫这个组 the rung on which it is called",
                   required=True, offers=shown(_ON_CALL), examples=("一线", "二线"), also=("级", "线")),
            replace(_SCHOOLS, examples=("example-1", "")),
            Column("devices", "负责设备", "devices", partial(cells.several, choices=by_word(DEVICE_WORDS)),
                   "设备类别，逗号隔开；空着=全部 kinds of devices, with commas; empty: all", empty=(), also=("设备", "设备类别", "技能", "skills")),
            Column("grab", "抢单", "grab", turn_cells.yes, "是=同时呼叫当班的所有人，谁先接单是谁的 yes: everybody on turn is paged at once",
                   empty=False, offers=("是", "否"), also=("抢单组",)),
            Column("equals", "不分主备", "equals", turn_cells.yes, "是=当班的人不分先后 yes: the people of a turn have no order",
                   empty=False, offers=("是", "否")),
            Column("group", "群", "group", turn_cells.group, "tg:-1001234567890；可空 may be empty", also=("工作群",)),
        ),
        also=("班组", "team"),
    ),
    Form(
        Sheet.TURNS,
        "轮班",
        (
            Column("team", "值班组编号", "team_id", cells.identifier, "“值班组”表里的编号 an id of the sheet 值班组", required=True,
                   examples=("example-east", "example-east"), also=("值班组", "编号")),
            Column("order", "顺序", "order", turn_cells.order, "1、2、3…轮着来 1, 2, 3 … in a ring", required=True, examples=("1", "2"),
                   also=("次序", "第几班")),
            Column("people", "人员编号", "person_ids", cells.identifiers, "主班在前，备班在后，逗号隔开 primary first, then the backups, with commas",
                   required=True, examples=("example-e1，example-e2", "example-e2，example-e1"), also=("人员", "工号", "值班人")),
            Column("every", "每班多长", "every", turn_cells.every, "周、天、3天；一组写一次就够 week, day, 3 days; once for a team",
                   empty=None, examples=("周", ""), also=("每", "周期", "多久一轮")),
            Column("hands_over", "交班时间", "hands_over", shift_cells.time_of_day, "08:00；空着=零点 empty: midnight", empty=None,
                   examples=("08:00", ""), also=("交班", "交接时间", "hands_over_at")),
            Column("begins", "起始日期", "begins", cells.day, "第 1 班哪天开始；一组写一次就够 the first day of place 1; once for a team",
                   empty=None, examples=("2026-09-21", ""), also=("开始日期", "起始", "开始")),
        ),
        also=("轮换", "rotation", "rotations"),
    ),
)  # fmt: skip

BY_SHEET: Mapping[Sheet, Form] = {form.sheet: form for form in FORMS}


def form_called(name: str) -> Form | None:
    """The sheet of this name, in either language."""
    wanted = cells.plain(name).casefold()
    return next((form for form in FORMS if wanted in (form.zh, form.sheet, *form.also)), None)


def column_called(form: Form, heading: str) -> Column | None:
    """The column of this heading, in either language, with or without a star or a bracketed remark."""
    wanted = tidy(heading)
    return next((column for column in form.columns if wanted in map(str.casefold, column.names)), None)


def tidy(heading: object) -> str:
    """A heading without what people add to it: a star, a remark in brackets."""
    words = cells.plain(heading).split("(")[0].split("（")[0]
    return words.strip("*＊ :：").casefold().replace(" ", "_")


def heading_of(sheet: str, field: str) -> str:
    """The Chinese heading of a field; the field itself where it is no column."""
    form = next((form for form in FORMS if form.sheet == sheet), None)
    columns: Sequence[Column] = form.columns if form else ()
    return next((column.zh for column in columns if column.field == field), field)
