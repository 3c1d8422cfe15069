"""What somebody filled in: rows of the register's sheets, and what is wrong with them. Reading files is `storage.sheets`' part.

A row carries only the fields whose columns its sheet has: a register entry keeps what a sheet does not speak of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desk.language import Text


class Sheet(StrEnum):
    """The sheets of a register file, in the order in which they are entered: each names entries of those before it."""

    SCHOOLS = "schools"
    ROOMS = "rooms"
    DEVICES = "devices"
    PEOPLE = "people"
    SHIFTS = "shifts"
    TEAMS = "teams"
    TURNS = "turns"


class Wrong(StrEnum):
    """Why a row or a sheet cannot be used. The words stand in `WORDS`."""

    EMPTY = "empty"
    SHAPE = "shape"
    TOO_LONG = "too_long"
    FORMULA = "formula"
    CELL_ERROR = "cell_error"
    CUT_NUMBER = "cut_number"
    PHONE = "phone"
    DATE = "date"
    TIME = "time"
    DAYS = "days"
    RANK = "rank"
    EVERY = "every"
    ORDER = "order"
    GROUP = "group"
    NO_SUCH_CHOICE = "no_such_choice"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    DOUBLE_COLUMN = "double_column"
    UNKNOWN_SHEET = "unknown_sheet"
    SHEET_TWICE = "sheet_twice"
    TWICE = "twice"
    ROOM_TWICE = "room_twice"
    TAKEN = "taken"
    UNKNOWN_SCHOOL = "unknown_school"
    UNKNOWN_ROOM = "unknown_room"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_CONTRACT = "unknown_contract"
    UNKNOWN_CALENDAR = "unknown_calendar"
    NEEDS_TIER = "needs_tier"
    TIER_OF_ROLE = "tier_of_role"
    POST_OF_ROLE = "post_of_role"
    NEEDS_SCHOOL = "needs_school"
    NO_SHIFT_OF_ROLE = "no_shift_of_role"
    UNKNOWN_TEAM = "unknown_team"
    NOT_OF_TEAM = "not_of_team"
    ORDER_TWICE = "order_twice"
    ORDER_GAP = "order_gap"
    TWO_RHYTHMS = "two_rhythms"
    SEVERAL_RINGS = "several_rings"
    ACCOUNT = "account"
    ACCOUNT_TAKEN = "account_taken"
    LEANS_ON_BAD = "leans_on_bad"


@dataclass(frozen=True, slots=True)
class Row:
    """One filled-in row. `number` is the row of the file from 1, `fields` are values by the name of the entry's field.
    A `bad` row has a cell that could not be read: it is not entered, but its id may be leaned on.
    """

    sheet: Sheet
    number: int
    fields: Mapping[str, object]
    bad: bool = False

    def text(self, field: str) -> str:
        """A text field; empty when its column or its cell is."""
        return str(self.fields.get(field) or "")

    def problem(
        self, wrong: Wrong, field: str, value: str = "", *, near: str = "", other: str = ""
    ) -> "Problem":
        """What is wrong with one field of this row."""
        return Problem(self.sheet, self.number, field, value, wrong, near, other)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where (sheet, row from 1, 0 for the sheet as a whole; the field), what stands there, why it cannot be used.
    `near` is what was probably meant, `other` the row or entry that it collides with.
    """

    sheet: str
    row: int
    field: str
    value: str
    wrong: Wrong
    near: str = ""
    other: str = ""

    @property
    def words(self) -> Text:
        """Reason and remedy in both languages."""
        zh, en = WORDS[self.wrong]
        said = {"near": self.near, "other": self.other}
        hint = (
            Text(f"您是不是想填“{self.near}”？", f"Did you mean “{self.near}”? ")
            if self.near
            else Text("", "")
        )
        told = en.format(**said)
        return Text(hint.zh + zh.format(**said), hint.en + told[0].upper() + told[1:])


WORDS: Mapping[Wrong, tuple[str, str]] = {
    Wrong.EMPTY: ("这一格不能空；请填上", "this cell must not be empty; fill it in"),
    Wrong.SHAPE: (
        "编号只能用字母、数字和“-”（学校、教室和人员还可用“_”），最多{other}个；请改短或改写",
        "an id is made of letters, digits and “-” (those of schools, rooms and people may hold “_”), at most {other}; write another",
    ),
    Wrong.ACCOUNT: (
        "登录账号里不能有空格；请照统一登录里的写法填写",
        "an account has no blanks; write it as the district's sign-in does",
    ),
    Wrong.ACCOUNT_TAKEN: (
        "这个登录账号已属于{other}；一个账号只能给一个人，请改正其中一个",
        "this account belongs to {other} already, and opens one person only; correct one of them",
    ),
    Wrong.TOO_LONG: ("太长，最多{other}个字；请缩短", "too long, {other} characters at most; shorten it"),
    Wrong.FORMULA: (
        "这是公式，不会计算；请复制后“选择性粘贴为数值”",
        "a formula, which is not worked out; copy it and paste it as values",
    ),
    Wrong.CELL_ERROR: (
        "这是表格的出错提示；请填真实内容",
        "the spreadsheet's own error; write what it should be",
    ),
    Wrong.CUT_NUMBER: (
        "数字被表格软件缩写，后几位已经丢失；请把该列设为“文本”后重新填写",
        "the spreadsheet cut this number and its last digits are lost; make the column text and write it again",
    ),
    Wrong.PHONE: (
        "不像电话号码（手机11位，座机带区号）；请核对",
        "no telephone number (mobiles have 11 digits, landlines their area code); look it up",
    ),
    Wrong.DATE: ("不是日期；请写成 2026-03-01", "no date; write it like 2026-03-01"),
    Wrong.TIME: ("不是时间；请写成 08:00", "no time; write it like 08:00"),
    Wrong.DAYS: (
        "不是星期；请写成 1-5、周一至周五 或 6,7",
        "no weekdays; write them like 1-5 or 6,7 (1 is Monday)",
    ),
    Wrong.RANK: (
        "顺序是 0 到 9 的整数，0 最先呼叫",
        "the rank is a whole number from 0 to 9, 0 is called first",
    ),
    Wrong.EVERY: (
        "不是一班的长度；请写成 周、天 或 3天（最长366天）",
        "no length of a turn; write week, day or 3 days (366 days at most)",
    ),
    Wrong.ORDER: (
        "顺序是 1 到 99 的整数，1 先值班",
        "the order is a whole number from 1 to 99, 1 is on turn first",
    ),
    Wrong.GROUP: (
        "不是群的地址；请写成 tg:-1001234567890，或留空",
        "no address of a group; write it like tg:-1001234567890, or leave it empty",
    ),
    Wrong.NO_SUCH_CHOICE: (
        "没有这个选项；请从下拉列表里选",
        "no such choice; pick one of the list in the template",
    ),
    Wrong.UNKNOWN_COLUMN: (
        "不认识这一列；请改列名，或改名为“备注”",
        "no column of this sheet; mend its name, or call it “note”",
    ),
    Wrong.MISSING_COLUMN: ("缺这一列；请从模板里补上", "this column is missing; take it from the template"),
    Wrong.DOUBLE_COLUMN: ("这一列出现了两次；请删掉一列", "this column stands there twice; delete one"),
    Wrong.UNKNOWN_SHEET: (
        "不认识这张表；请改名，或删掉它",
        "no sheet of the register; mend its name, or delete it",
    ),
    Wrong.SHEET_TWICE: ("这张表出现了两次；请合成一张", "this sheet stands there twice; make it one"),
    Wrong.TWICE: (
        "与第{other}行编号重复；请改掉一个",
        "the same id stands in row {other}; change one of them",
    ),
    Wrong.ROOM_TWICE: (
        "这所学校已有同名教室（{other}）；请改名，或填那间教室的编号",
        "the school has a room of this name already ({other}); name it differently, or give that room's id",
    ),
    Wrong.TAKEN: ("编号已属于{other}；请换一个", "this id belongs to {other} already; choose another"),
    Wrong.UNKNOWN_SCHOOL: (
        "没有这所学校；请先在“学校”表里加上，或改正编号",
        "no such school; add it to the sheet 学校, or mend the id",
    ),
    Wrong.UNKNOWN_ROOM: (
        "这所学校没有这间教室；请先在“教室”表里加上，或改正名称",
        "the school has no such room; add it to the sheet 教室, or mend the name",
    ),
    Wrong.UNKNOWN_PERSON: (
        "没有这个人；请先在“人员”表里加上，或改正编号",
        "no such person; add them to the sheet 人员, or mend the id",
    ),
    Wrong.UNKNOWN_CONTRACT: (
        "没有这份合同；本系统的合同：{other}",
        "no such contract; this desk has {other}",
    ),
    Wrong.UNKNOWN_CALENDAR: (
        "没有这份工作日历；请留空，或填：{other}",
        "no such calendar; leave it empty, or write one of {other}",
    ),
    Wrong.NEEDS_TIER: (
        "工程师要有级别；请填 一线、二线、三线 或 厂家",
        "an engineer needs a tier: first, second, third or vendor",
    ),
    Wrong.TIER_OF_ROLE: (
        "这个级别与角色不符：老师没有级别，主管的级别是“主管”，工程师不能是“主管”",
        "this tier does not go with the role: teachers have none, a supervisor's is supervisor, an engineer's is not",
    ),
    Wrong.POST_OF_ROLE: ("只有老师可以有岗位；请清空", "only teachers have posts; clear the cell"),
    Wrong.NEEDS_SCHOOL: (
        "老师至少要属于一所学校；请填学校编号",
        "a teacher belongs to at least one school; give its id",
    ),
    Wrong.NO_SHIFT_OF_ROLE: (
        "老师不值班，主管随时可被呼叫；请删掉这一行",
        "teachers are not on call and supervisors always are; delete the row",
    ),
    Wrong.UNKNOWN_TEAM: (
        "没有这个值班组；请先在“值班组”表里加上，或改正编号",
        "no such team; add it to the sheet 值班组, or mend the id",
    ),
    Wrong.NOT_OF_TEAM: (
        "这个人不属于值班组 {other}（级别不同，或不负责它的学校）；请换人，或改“人员”表里的级别、学校",
        "not of the team {other}: another tier, or none of its schools; name somebody else, or mend their row in 人员",
    ),
    Wrong.ORDER_TWICE: (
        "同一组里第{other}行也是这个顺序；请改掉一个",
        "row {other} has this place in the same team; change one of them",
    ),
    Wrong.ORDER_GAP: (
        "同一组的顺序要从 1 连着数，缺 {other}；请补上这一行，或改顺序",
        "the places of a team are counted from 1 without a gap and {other} is missing; add that row, or mend the order",
    ),
    Wrong.TWO_RHYTHMS: (
        "与同一组的第{other}行不一致；一组只有一个节奏，请改成一样，或留空",
        "not what row {other} of the same team says; a team has one rhythm: make them alike, or leave this one empty",
    ),
    Wrong.SEVERAL_RINGS: (
        "这个组有几套轮换（{other}），一张表只写得下一套；请在区县文件里改（docs/rosters.md）",
        "the team has several rotations ({other}) and the sheet can say one; change them in the district's file (docs/rosters.md)",
    ),
    Wrong.LEANS_ON_BAD: (
        "它所引用的那条（第{other}行）本身有错；改好那一行，这一行就好了",
        "what it names is wrong itself (row {other}); mend that row and this one is well",
    ),
}
