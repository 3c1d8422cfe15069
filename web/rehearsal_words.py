"""What the page of the rehearsal says, for `web.words`."""

from typing import Final

from desk.language import Text
from desk.rehearsal_lines import LineKind

REHEARSAL_WORDS: Final[dict[str, Text]] = {
    "re_title": Text("演练", "Rehearsal"),
    "re_lead": Text(
        "假设一个故障，看按合同和值班表会叫谁、提醒谁、几点超时。不开单，不打扰任何人，什么都不保存。",
        "Imagine a fault and see whom contract and roster would call, remind and when limits would be missed. Nothing is opened, sent or kept.",
    ),
    "re_sign_in": Text("演练只给主管用。", "Rehearsals are for supervisors."),
    "re_no_school": Text(
        "还没有学校可以演练，请管理员先录入学校。",
        "There is no school to rehearse yet. Ask the administrator to enter one.",
    ),
    "re_form": Text("假设的故障", "The imagined fault"),
    "re_device": Text("设备", "Device"),
    "re_symptom": Text("现象", "Symptom"),
    "re_impact": Text("影响", "Reach"),
    "re_at": Text("什么时候报修", "Reported at"),
    "re_answers": Text("谁会接单（其余都不应答）", "Who accepts (all others are silent)"),
    "re_no_one": Text("没有人（最坏情况）", "nobody (the worst case)"),
    "re_length": Text("看多久", "Look ahead"),
    "re_go": Text("演练", "Rehearse"),
    "re_graded": Text("定为 {grade}：{reason}", "Graded {grade}: {reason}"),
    "re_contract": Text("按合同 {name}（第 {n} 版）", "By the contract {name} (version {n})"),
    "re_unable": Text("报修时呼叫不到：{names}", "Could not be called then: {names}"),
    "re_drawn": Text("会发生什么", "What would happen"),
    "re_drawn_desc": Text(
        "每类一行，圆里的数字是下面表里的行号；从报修起，刻度越往右越密。",
        "One line for each kind; the number in a disc is the row of the table below. Counted from the report, denser to the right.",
    ),
    "re_table": Text("逐条", "Line by line"),
    "re_at_col": Text("时间", "Time"),
    "re_after": Text("报修后", "After the report"),
    "re_what": Text("什么", "What"),
    "re_who": Text("谁", "Who"),
    "re_again": Text("每 {n} 重发，共 {times} 次", "again every {n}, {times} times"),
    "re_phones": Text("名单：{people}", "on the list: {people}"),
    "re_no_phone": Text("无电话", "no number"),
    "re_at_once": Text("马上", "at once"),
    "re_lane_call": Text("呼叫和接单", "Calls"),
    "re_lane_near": Text("提醒", "Reminders"),
    "re_lane_late": Text("超时和升级别", "Missed limits, rises"),
    "re_lane_list": Text("电话名单", "Phone lists"),
    "re_hours": Text("{n} 小时", "{n} h"),
    "re_bad": Text(
        "这样没法演练：请返回检查学校、设备、时间和接单人（要是这所学校的人）。",
        "That cannot be rehearsed. Please go back and check school, device, time and who accepts (somebody of that school).",
    ),
    f"re_{LineKind.OPENED}": Text("报修", "the report"),
    f"re_{LineKind.CALL}": Text("呼叫 {about}", "call {about}"),
    f"re_{LineKind.ACCEPTED}": Text("接单", "accepts"),
    f"re_{LineKind.ESCALATION}": Text("升级，呼叫 {about}", "escalate, call {about}"),
    f"re_{LineKind.NOBODY}": Text("{about} 没有人可呼叫", "nobody of {about} can be called"),
    f"re_{LineKind.CALL_LIST}": Text("发电话名单", "phone list"),
    f"re_{LineKind.REMINDER}": Text("{about}快到期，提醒", "{about} is near, reminder"),
    f"re_{LineKind.AGEING}": Text("久未解决，快要升级别，提醒", "open for long, will rise: reminder"),
    f"re_{LineKind.BREACH}": Text("{about}超时", "{about} is missed"),
    f"re_{LineKind.REGRADE}": Text("升为 {about}", "rises to {about}"),
}
