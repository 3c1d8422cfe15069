"""The events of a job's life (`desk.life_events`) as sentences of the trail, for `web.trail`, and the names of their codes."""

from typing import Final

from desk import life_events as lev
from desk.event import Event
from desk.language import Text
from desk.life_events import CheckIn

CHECK_INS: Final[dict[CheckIn, Text]] = {
    CheckIn.QR: Text("扫教室二维码", "room's sticker scanned"),
    CheckIn.CODE: Text("老师报到场码", "teacher's code"),
    CheckIn.BUTTON: Text("本人按钮", "own button"),
}

LIFE_SENTENCES: Final[dict[type[Event], Text]] = {
    lev.ArrivalShown: Text("{by} 补充到场凭据{check_in}", "{by} showed the arrival{check_in}"),
    lev.ArrivalCodeGiven: Text(
        "给 {by} 到场码，{until} 前有效", "{by} got an arrival code, good until {until}"
    ),
    lev.ArrivalCodeFailed: Text("{by} 输错到场码", "{by} typed a wrong arrival code"),
    lev.TeacherPhoned: Text(
        "{by} 路上电话联系老师：{reached}", "{by} phoned the teacher on the way: {reached}"
    ),
    lev.MessageRelayed: Text("{by} 转告老师：{words}{attached}", "{by} told the teacher: {words}{attached}"),
    lev.NoteAdded: Text("{by} {internal}：{words}{attached}", "{by}, {internal}: {words}{attached}"),
    lev.PartnerAsked: Text("{by} 请 {to} 协作", "{by} asked {to} along"),
    lev.PartnerJoined: Text("{by} 加入协作", "{by} joined the job"),
    lev.PartnerLeft: Text("{by} 退出协作", "{by} left the job"),
    lev.WatchBegun: Text("{by} 关注这个工单", "{by} watches the ticket"),
    lev.WatchEnded: Text("{by} 取消关注", "{by} stopped watching"),
    lev.Extended: Text(
        "{by} 延长时限：{cause}，停表到 {until}{note}",
        "{by} gave more time: {cause}, clocks stopped until {until}{note}",
    ),
    lev.NumberShown: Text("{by} 查看了老师电话", "{by} looked at the teacher's number"),
}
REACHED: Final[dict[bool, Text]] = {True: Text("已联系", "reached"), False: Text("打不通", "no answer")}
INTERNAL: Final[dict[bool, Text]] = {
    True: Text("内部备注（老师看不到）", "internal note (not for the teacher)"),
    False: Text("备注（老师看得到）", "note (the teacher can read it)"),
}
