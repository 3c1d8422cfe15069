"""What the page of the rosters says, for `web.words`: headings, hints, findings, the acts of its trail."""

from typing import Final

from desk.language import Text
from desk.roster_events import RosterAct
from desk.roster_quality import FindingKind

ROSTER_WORDS: Final[dict[str, Text]] = {
    "ro_title": Text("值班表", "Rosters"),
    "ro_lead": Text(
        "今后四周谁在班；改动马上生效，并记在下面的经过里。",
        "Who is on call in the next four weeks. Changes hold at once and stand in the trail below.",
    ),
    "ro_none": Text(
        "还没有班组。用 chalkline load 或导入表格录入。",
        "No teams yet. Enter them with chalkline load or a spreadsheet.",
    ),
    "ro_sign_in": Text("值班表只给主管看。", "The rosters are for supervisors."),
    "ro_from": Text("从", "From"),
    "ro_until": Text("到", "Until"),
    "ro_first": Text("先呼叫", "Paged first"),
    "ro_backup": Text("备班", "Backup"),
    "ro_away": Text("请假", "On leave"),
    "ro_gap": Text("没有人", "nobody"),
    "ro_order": Text("轮班顺序", "Order of turns"),
    "ro_order_hint": Text(
        "“提前”和前一位对调，从现在起算，也可能马上换人。",
        "“Earlier” swaps a turn with the one before it, from now on: who is on may change at once.",
    ),
    "ro_turn": Text("{who}，每 {n} 天一轮，{at} 换班", "{who}; every {n} days, handed over at {at}"),
    "ro_earlier": Text("提前", "Earlier"),
    "ro_earlier_of": Text("把 {who} 提前", "Move {who} earlier"),
    "ro_findings": Text("要注意的", "What is wrong"),
    "ro_findings_none": Text("今后八周没有发现问题。", "Nothing is wrong in the next eight weeks."),
    "ro_stand_in": Text("安排代班", "Name a stand-in"),
    "ro_leave": Text("登记请假", "Enter leave"),
    "ro_team": Text("班组", "Team"),
    "ro_person": Text("谁", "Who"),
    "ro_cover": Text("谁代班（可不选）", "Stand-in (optional)"),
    "ro_choose": Text("请选择", "Choose"),
    "ro_save": Text("保存", "Save"),
    "ro_saved": Text("已保存。", "Saved."),
    "ro_trail": Text("值班表的经过", "Trail"),
    "ro_trail_none": Text("还没有记录。", "Nothing yet."),
    "ro_bad_time": Text(
        "时间不对：结束要晚于开始，也要晚于现在。请返回再填一次。",
        "The times do not fit: the end must be after the start and to come. Please go back and enter them again.",
    ),
    "ro_not_them": Text(
        "这个人这段时间不能值班：请假、没有绑定聊天，或者不在这些学校。请返回换一个人。",
        "This person cannot be on call then: on leave, without a chat, or of other schools. Please go back and choose another.",
    ),
    "ro_stale": Text(
        "值班表刚才有人改过，请返回看最新的再改。",
        "Somebody changed the roster just now. Please go back and look again.",
    ),
    f"ro_{FindingKind.GAP}": Text("没有人值班", "nobody is on call"),
    f"ro_{FindingKind.GAP_OFF_HOURS}": Text(
        "夜里或周末没有人值班", "nobody is on call at night or on the weekend"
    ),
    f"ro_{FindingKind.LEAVE_UNCOVERED}": Text("请假没有人代班", "leave that nobody covers"),
    f"ro_{FindingKind.NOBODY_REACHABLE}": Text("值班的人都联系不上", "nobody on call can be reached"),
    f"ro_{FindingKind.NO_ADDRESS}": Text("值班的人没有绑定聊天", "somebody on call has no chat"),
    f"ro_{FindingKind.OVERLOAD_DAYS}": Text("连续值班太多天", "too many days in a row"),
    f"ro_{FindingKind.OVERLOAD_HOURS}": Text("一周工时太多", "too many hours in a week"),
    f"ro_{FindingKind.UNFAIR}": Text("夜班和周末分得不匀", "nights and weekends are shared unevenly"),
    f"ro_{RosterAct.ENTERED}": Text("录入值班表", "the roster was entered"),
    f"ro_{RosterAct.REORDERED}": Text("改轮班顺序", "changed the order of turns"),
    f"ro_{RosterAct.LEAVE_ASKED}": Text("申请请假", "asked for leave"),
    f"ro_{RosterAct.LEAVE_AGREED}": Text("同意请假", "agreed to leave"),
    f"ro_{RosterAct.LEAVE_DECLINED}": Text("不同意请假", "declined leave"),
    f"ro_{RosterAct.LEAVE_BEGAN}": Text("请假开始", "leave began"),
    f"ro_{RosterAct.LEAVE_ENDED}": Text("请假结束", "leave ended"),
    f"ro_{RosterAct.SWAP_ASKED}": Text("提出换班", "offered a swap"),
    f"ro_{RosterAct.SWAP_AGREED}": Text("同意换班", "agreed to swap"),
    f"ro_{RosterAct.SWAP_DECLINED}": Text("不换班", "declined to swap"),
    f"ro_{RosterAct.STOOD_IN}": Text("安排代班", "named a stand-in"),
    f"ro_{RosterAct.WENT_ONLINE}": Text("上线", "went on line"),
    f"ro_{RosterAct.WENT_OFFLINE}": Text("下线", "went off line"),
    f"ro_{RosterAct.HANDED_OVER}": Text("交班", "handed over"),
    f"ro_{RosterAct.TAKEN_OVER}": Text("接班", "took over"),
    f"ro_{RosterAct.NOT_TAKEN}": Text("没有人接班", "nobody took over"),
    f"ro_{RosterAct.WARNED}": Text("已提醒主管", "warned the supervisors"),
}
