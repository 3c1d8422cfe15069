"""What can be done with a ticket, as its page calls it, for `web.words`. The chat's buttons are in `bot/words/`."""

from typing import Final

from desk.buttons import Verb
from desk.language import Text

ACTION_WORDS: Final[dict[str, Text]] = {
    "act": Text("现在可以做的", "What you can do now"),
    "act_done": Text("已记录：{what}", "Recorded: {what}"),
    "act_choose": Text("请选择", "choose"),
    "act_whom": Text("给谁", "Whom"),
    "act_why": Text("原因", "Why"),
    "act_grade": Text("改成哪一级", "Which grade"),
    "act_outcome": Text("结果", "What came of it"),
    "act_score": Text("满意程度（5 分最满意）", "How satisfied (5 is best)"),
    "act_until": Text("到什么时候", "Until when"),
    "act_until_hour": Text("1 小时后", "in 1 hour"),
    "act_until_today": Text("今天放学", "end of the school day"),
    "act_until_tomorrow": Text("明早 8 点", "tomorrow 8:00"),
    "act_words_may": Text("说明（可不填）", "A few words (optional)"),
    "act_words_must": Text("说明（要填）", "A few words (needed)"),
    "act_needs": Text(
        "没有做成：请选好对象、时间，并写上要填的说明，再试一次。",
        "Not done: choose whom, why or until when, write the words that are needed, and try again.",
    ),
    "act_too_late": Text(
        "没有做成：工单已经往前走了，这是现在的情况。",
        "Not done: the ticket has moved on. This is how it stands now.",
    ),
    "act_taken": Text("没有做成：已经有人接单。", "Not done: somebody else has the job."),
    "act_not_allowed": Text(
        "没有做成：您没有这个权限，或选的人现在不能接。",
        "Not done: it is not yours to do, or whom you chose cannot take it.",
    ),
    "act_follows": Text(
        "没有做成：这张单并在共同故障里，请在主单上操作。",
        "Not done: this ticket follows a common fault. Work on the ticket that leads it.",
    ),
    "history": Text("设备档案", "The device's file"),
    "said_inside": Text("内部备注", "internal note"),
    "said_to_teacher": Text("转告老师", "to the teacher"),
    "history_device": Text("这台设备以前的工单", "Earlier tickets of this device"),
    "history_place": Text(
        "这间教室同类设备以前的工单", "Earlier tickets of this kind of device in this room"
    ),
    "history_none": Text("以前没有工单。", "No earlier tickets."),
    "history_reporter": Text("{name} 最近的报修", "What {name} reported lately"),
    "device_code": Text("设备编码", "Device code"),
    "device_model": Text("型号", "Model"),
    "device_accepted": Text("验收日期", "Accepted on"),
    "device_warranty": Text("保修", "Warranty"),
    "warranty_in": Text("保内，到 {day}", "in warranty until {day}"),
    "warranty_out": Text("保外，{day} 到期", "out of warranty since {day}"),
    "warranty_unknown": Text("日期不全，按保内处理", "dates are missing; treated as in warranty"),
    "clock_bars": Text("各时限用了多少", "How much of each limit is used"),
    "clock_bars_desc": Text(
        "每条横条从起算到到期为一整段；实心是用掉的，点是超时的，斜纹是暂停的。数字在下面的表里。",
        "Each bar is one limit from start to due: solid is used, dots are over the limit, stripes stood still. The table below has the figures.",
    ),
    **{
        f"do_{verb.value}": said
        for verb, said in {
            Verb.ACCEPT: Text("接单", "Accept"),
            Verb.DEPART: Text("出发", "On my way"),
            Verb.ARRIVE: Text("到达", "Arrived"),
            Verb.DIAGNOSE: Text("已诊断", "Cause found"),
            Verb.RESTORE: Text("教学已恢复", "Teaching restored"),
            Verb.REPAIR: Text("已修复", "Repaired"),
            Verb.REASSIGN_TO: Text("转派", "Hand over"),
            Verb.NEED_HELP: Text("需要帮助", "Need help"),
            Verb.HOLD_FOR: Text("挂起", "Put on hold"),
            Verb.RESUME: Text("恢复", "Resume"),
            Verb.EXTEND_FOR: Text("延长时限", "Give more time"),
            Verb.PARTNER_TO: Text("请人协作", "Ask a colleague along"),
            Verb.JOIN_JOB: Text("加入协作", "Join in"),
            Verb.LEAVE_JOB: Text("退出协作", "Leave the job"),
            Verb.TAKE_OVER: Text("接管", "Take over"),
            Verb.PHONED: Text("我已电话通知", "I have phoned"),
            Verb.REGRADE_TO: Text("改级", "Change the grade"),
            Verb.PROPOSE_TO: Text("建议改级", "Suggest another grade"),
            Verb.UPHOLD: Text("维持原级", "Keep the grade"),
            Verb.RELAY_TO: Text("转告老师", "Write to the teacher"),
            Verb.NOTE_ON: Text("写内部备注", "Internal note"),
            Verb.WATCH: Text("关注", "Watch"),
            Verb.UNWATCH: Text("取消关注", "Stop watching"),
            Verb.SPLIT: Text("拆分（不是同一个故障）", "Split: no common fault"),
            Verb.CALLED: Text("已联系老师", "Teacher reached"),
            Verb.NOT_REACHED: Text("打不通", "Not reached"),
            Verb.FOLLOW_UP: Text("跟进低分评价", "Follow up the low rating"),
            Verb.CONFIRM_FIXED: Text("好了", "It works"),
            Verb.DENY_FIXED: Text("没好", "Still broken"),
            Verb.URGE: Text("催一下", "Hurry, please"),
            Verb.TALK_TO_HUMAN: Text("转人工", "A person, please"),
            Verb.OBJECT: Text("对级别有异议", "Object to the grade"),
            Verb.CANCEL: Text("撤单", "Withdraw"),
            Verb.RATE: Text("评价", "Rate"),
        }.items()
    },
}
