"""The screens' own sentences and labels, Chinese first. What the desk says in a chat stands in `bot/words/` instead."""

from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from desk.language import Lang, Text
from web.action_words import ACTION_WORDS
from web.api_words import API_WORDS
from web.board_words import BOARD_WORDS
from web.called import CALLED_WORDS
from web.chat_words import CHAT_WORDS
from web.contract_words import CONTRACT_WORDS
from web.incident_words import INCIDENT_WORDS
from web.oidc_words import OIDC_WORDS
from web.people_words import PEOPLE_WORDS
from web.playbook_words import PLAYBOOK_WORDS
from web.rehearsal_words import REHEARSAL_WORDS
from web.roster_words import ROSTER_WORDS
from web.search_words import SEARCH_WORDS
from web.sign_in_words import SIGN_IN_WORDS
from web.statistics_words import STATISTICS_WORDS
from web.sticker_words import STICKER_WORDS

if TYPE_CHECKING:  # these words are said in chats too, by processes that serve no page
    from starlette.requests import HTTPConnection

LANG_COOKIE = "chalkline_lang"
MORE = "_more"
"""Behind the key of a refusal: what to do about it, where that is a sentence of its own."""

WORDS: Final[dict[str, Text]] = {
    # everywhere
    "product": Text("粉笔线", "Chalkline"),
    "tagline": Text("校园设备报修", "School equipment service desk"),
    "other_lang": Text("English", "中文"),
    "other_lang_label": Text("Switch to English", "切换到中文"),
    "skip": Text("跳到正文", "Skip to content"),
    "hotline": Text("服务热线", "Hotline"),
    "home": Text("首页", "Home"),
    "minutes": Text("{n} 分钟", "{n} min"),
    "hours": Text("{n} 小时", "{n} h"),
    "days": Text("{n} 天", "{n} d"),
    # calendars of turns
    "duty": Text("值班", "On call"),
    "duty_backup": Text("值班（备班）", "On call (backup)"),
    "duty_of": Text("{name} 的值班", "On call: {name}"),
    # refusals
    "not_found": Text("没有找到，或者您没有查看权限。", "Not found, or not yours to see."),
    "not_allowed": Text("这一页只给工程师和主管看。", "This page is for engineers and supervisors."),
    "refused": Text("这一步现在做不了，请刷新后再试。", "This cannot be done now. Reload and try again."),
    "open_again": Text("请重新打开聊天页面。", "Please open the chat page again."),
    "foreign_origin": Text("请从本站的页面操作。", "Please use this site's own pages."),
    "no_length": Text("请求不完整，请重试。", "The request was incomplete. Please try again."),
    "text_too_long": Text("文字太长了，请分几条发送。", "That text is too long. Send it in parts."),
    "request_too_big": Text(
        "请求超过 20 kB，请分几次发送。", "The request is over 20 kB. Please send it in parts."
    ),
    "not_json": Text("请求不是 JSON。", "The request is not JSON."),
    "not_messages": Text(
        '请发送一条消息，或最多 100 条的列表；每条是 {"id", "text", "context"}，text 必填。',
        'Send one message or a list of at most 100; each is {"id", "text", "context"}, and text is required.',
    ),
    "file_too_big": Text(
        "文件超过 10 MB，请换一个小一点的。", "The file is over 10 MB. Please choose a smaller one."
    ),
    "file_unknown": Text(
        "只能发送照片、短视频、录音或 PDF。",
        "Only photos, short videos, recordings and PDF files can be sent.",
    ),
    "file_broken": Text("这个文件读不出来，请换一张。", "This file cannot be read. Please try another."),
    "files_full": Text(
        "今天收到的文件太多，这一个没有保存；文字照常可以报修。",
        "Too many files today: this one was not kept. Messages are taken as always.",
    ),
    "too_fast": Text("发送太快了，请稍等几秒再试。", "Too fast. Wait a few seconds and try again."),
    "too_many_streams": Text("打开的页面太多，请关掉几个。", "Too many pages are open. Please close some."),
    "not_understood": Text(
        "请求有误，请刷新页面后重试。", "The request was wrong. Reload the page and try again."
    ),
    "our_fault": Text(
        "系统出错了，已记录；请重试。", "Something broke on our side and was logged. Please try again."
    ),
    "call_instead": Text("急事请拨打服务热线 {hotline}。", "If it is urgent, call {hotline}."),
    # start page
    "start_title": Text("教室设备坏了？说一句就行。", "Classroom equipment down? Just say so."),
    "start_lead": Text(
        "老师在聊天里说一句哪间教室、什么坏了，系统按学校的服务合同定级、开工单，教几步自救；需要人来时马上呼叫值班工程师，"
        "并盯住合同里的每一个时限，快到期就提醒，超时就逐级上报。",
        "A teacher says in a chat which room and what is wrong. The desk grades it by the school's service contract, opens"
        " a ticket, offers a few safe steps, calls the engineer on duty, watches every deadline of the contract, reminds"
        " before it runs out and escalates after.",
    ),
    "demo_note": Text(
        "这是演示：人物、学校和电话都是虚构的。建议分别打开下面几个窗口，左右对照着看。",
        "This is a demo: people, schools and phone numbers are fictional. Open the seats side by side.",
    ),
    "seats_label": Text("选择一个座位", "Choose a seat"),
    "seat_teacher": Text("以老师身份聊天", "Chat as a teacher"),
    "seat_teacher_hint": Text("报修、跟着排查、确认修好、评价", "Report, follow the steps, confirm, rate"),
    "seat_engineer": Text("值班工程师", "Engineer on duty"),
    "seat_engineer_hint": Text("接单、出发、到达、修复", "Accept, depart, arrive, repair"),
    "seat_engineer2": Text("二线工程师", "Second-line engineer"),
    "seat_engineer2_hint": Text("无人接单时的下一级", "The next rung when nobody accepts"),
    "seat_supervisor": Text("主管", "Supervisor"),
    "seat_supervisor_hint": Text("升级提醒、电话名单、接管", "Escalations, call list, take-over"),
    "nav_teacher": Text("老师", "Teacher"),
    "nav_engineer": Text("工程师", "Engineer"),
    "nav_engineer2": Text("二线", "2nd line"),
    "nav_supervisor": Text("主管", "Supervisor"),
    "seat_me": Text("报修聊天", "Report a fault"),
    "seat_me_hint": Text(
        "老师直接报修；工作人员登录后在这里接单", "Teachers report; staff work here once signed in"
    ),
    "seat_board": Text("看板", "Board"),
    "seat_board_hint": Text("所有在办工单和倒计时", "Every open ticket and its clocks"),
    "sign_in": Text("工作人员登录", "Sign in (staff)"),
    "sign_in_label": Text("登录码或邀请码", "Sign-in code or invitation code"),
    "sign_in_button": Text("登录", "Sign in"),
    "telegram_title": Text("接入 Telegram", "Connect Telegram"),
    "telegram_on": Text("Telegram 已接入：{hint}", "Telegram is connected: {hint}"),
    "telegram_step_1": Text(
        "在 Telegram 里找 @BotFather，发送 /newbot，得到一串令牌。",
        "In Telegram, ask @BotFather for /newbot; it gives you a token.",
    ),
    "telegram_step_2": Text("设置环境变量：", "Set the environment variable:"),
    "telegram_step_3": Text(
        "重新启动，老师和工程师就能在 Telegram 里用同一个服务台。其余说明见 README.md。",
        "Start again: teachers and engineers use the same desk in Telegram. README.md has the rest.",
    ),
    "desk_time": Text("服务台时间", "Desk time"),
    "rehearsal": Text("演练时钟 {label}", "Rehearsal clock {label}"),
    # chat page
    "chat_title": Text("报修服务台", "Service desk"),
    "chat_log": Text("对话记录", "Conversation"),
    "composer": Text("发送消息", "Send a message"),
    "write_here": Text("说说哪里坏了…", "What is wrong?"),
    "write_here_staff": Text("输入消息…", "Write a message…"),
    "send": Text("发送", "Send"),
    "photo": Text("拍照", "Take a photo"),
    "attach": Text("发送照片或文件", "Send a photo or file"),
    "you": Text("我", "You"),
    "desk": Text("服务台", "Desk"),
    "choices": Text("快捷回复", "Quick replies"),
    "typing": Text("服务台正在处理…", "The desk is working on it…"),
    "sending": Text("正在发送…", "Sending…"),
    "uploading": Text("正在上传：{name}", "Uploading {name}"),
    "failed": Text("没有发出去", "Not sent"),
    "retry": Text("重试", "Try again"),
    "offline": Text("连接断开，正在重新连接…", "Connection lost. Reconnecting…"),
    "newest": Text("有新消息", "New messages"),
    "examples": Text("不知道怎么说？点一句试试：", "Not sure what to say? Try one:"),
    "example_1": Text(
        "三年级2班大屏黑屏了，马上上课", "The smart board in Class 3-2 is black and my lesson starts now"
    ),
    "example_2": Text("计算机教室一半电脑上不了网", "Half the PCs in the computer room have no network"),
    "example_3": Text("投影有点模糊，有空来看看", "The projector is a bit blurred, no hurry"),
    "seat_nav": Text("演示座位", "Demo seats"),
    "photo_of": Text("照片 {name}", "Photo {name}"),
    # board
    "board_title": Text("在办工单", "Open tickets"),
    "board_as": Text("{name} 的看板", "Board of {name}"),
    "board_open": Text("在办", "Open"),
    "board_near": Text("快到期", "Due soon"),
    "board_late": Text("已超时", "Overdue"),
    "board_waiting": Text("无人接单", "Unaccepted"),
    "board_empty": Text("现在没有在办的工单。", "No open tickets right now."),
    "board_closed": Text("最近办结", "Recently closed"),
    "board_closed_empty": Text("还没有办结的工单。", "Nothing closed yet."),
    "live_news": Text("最新 {at} {what}", "Latest, {at}: {what}"),
    "live_list": Text(
        "进行中的预案 {running}，共同故障 {common}", "Plans under way: {running}. Common faults: {common}"
    ),
    "live_gone": Text("情况变了，这一项现在做不了了。", "Things have changed: this can no longer be done."),
    "live_over": Text("这一页已经不在了，请回到列表。", "This page is no longer there. Go back to the list."),
    "board_updated": Text("更新于 {time}", "Updated {time}"),
    "board_sign_in": Text(
        "看板只给工程师和主管看，请先登录。", "The board is for engineers and supervisors. Sign in first."
    ),
    "open_as_supervisor": Text("以主管身份打开", "Open as supervisor"),
    "col_no": Text("单号", "No."),
    "col_grade": Text("等级", "Grade"),
    "col_place": Text("地点", "Place"),
    "col_fault": Text("故障", "Fault"),
    "col_status": Text("状态", "Status"),
    "col_handler": Text("处理人", "Handler"),
    "col_due": Text("下一个时限", "Next deadline"),
    "col_opened": Text("报修时间", "Opened"),
    "col_closed": Text("办结时间", "Closed"),
    "col_score": Text("评价", "Rating"),
    "nobody": Text("无", "nobody"),
    "calling": Text("正在呼叫 {names}", "calling {names}"),
    "left": Text("剩 {span}", "{span} left"),
    "late": Text("超时 {span}", "{span} late"),
    "state_ok": Text("正常", "on time"),
    "state_near": Text("快到期", "due soon"),
    "state_late": Text("已超时", "overdue"),
    "state_met": Text("已达成", "met"),
    "state_met_late": Text("超时达成", "met late"),
    "no_clock": Text("没有计时", "no clock running"),
    "internal": Text("内部目标", "own goal"),
    "safety": Text("安全", "Safety"),
    "stars": Text("{n} 分", "{n}/5"),
    # ticket page
    "ticket": Text("工单 {no}", "Ticket {no}"),
    "back_to_board": Text("返回看板", "To the board"),
    "facts": Text("基本情况", "Facts"),
    "reporter": Text("报修人", "Reporter"),
    "school": Text("学校", "School"),
    "contract": Text("合同", "Contract"),
    "contract_version": Text("{name}（第 {n} 版）", "{name} (version {n})"),
    "danger": Text("有危险", "danger"),
    "yes": Text("有", "yes"),
    "no": Text("没有", "no"),
    "reading": Text("老师的话读成", "How the words were read"),
    "read_place": Text("地点", "Place"),
    "read_device": Text("设备", "Device"),
    "read_symptom": Text("现象", "Symptom"),
    "read_impact": Text("影响", "Reach"),
    "read_danger": Text("危险", "Danger"),
    "read_intent": Text("想要", "Wants"),
    "read_from": Text("依据", "from"),
    "read_first": Text("原读成 {value}", "first read as {value}"),
    "misread": Text("读错了？", "Misread?"),
    "correct_reading": Text("更正读法", "Correct the reading"),
    "correct_hint": Text(
        "说的是老师的话本来的意思；到现场才查明的，请写在诊断里。级别只会升，不会因此降。",
        "What the words had meant; what you find on the spot belongs into the diagnosis. The grade only rises by it.",
    ),
    "correct_noted": Text(
        "已修复或结束：只作记录，工单和时限不变。",
        "Repaired or over: for the record, ticket and deadlines stay.",
    ),
    "unchanged": Text("不改", "as it is"),
    "why_grade": Text("定级理由", "Why this grade"),
    "confidence": Text("定级把握", "Certainty of the grade"),
    "assumed": Text("没等到回答，按最坏情况假定", "no answer came, the worst is assumed"),
    "clause": Text("条款", "Clause"),
    "round": Text("第 {n} 轮", "Round {n}"),
    "papers": Text("报告", "Reports"),
    "paper_service": Text("售后服务报告单", "Service report"),
    "paper_problem": Text("问题处理报告", "Problem report"),
    "paper_major": Text("突发事件与故障分析报告", "Report on a sudden event"),
    "part_cause": Text("原因", "cause"),
    "part_solution": Text("解决办法", "solution"),
    "part_loss": Text("损失", "loss"),
    "called_reached": Text("已联系", "reached"),
    "called_unreached": Text("打不通", "not reached"),
    "follow_settled": Text("已解决", "settled"),
    "follow_unsettled": Text("未解决", "not settled"),
    "follow_unreached": Text("打不通", "not reached"),
    "repeat_of": Text("重复报修：工单 {no} 刚修过", "Repeat repair: ticket {no} was repaired lately"),
    "repeat_short": Text("重复报修", "repeat repair"),
    "follows": Text("并入工单 {no}", "follows ticket {no}"),
    "leads": Text("共同故障 {n} 间", "common fault, {n} rooms"),
    "also_affected": Text("另有 {n} 位老师也报了", "also reported by {n} more"),
    "errands": Text("回访与跟进", "Call-backs and follow-ups"),
    "errand_callback": Text("待回访：老师没有确认", "call back: not confirmed"),
    "errand_follow_up": Text("待跟进：评价 {n} 分（{who}）", "follow up: rated {n}/5 ({who})"),
    "diagnosis": Text("诊断", "Diagnosis"),
    "repair": Text("修复", "Repair"),
    "clocks": Text("时限", "Deadlines"),
    "sum": Text("怎么算的", "How it adds up"),
    "sum_start": Text("从 {at}（{by}）起算", "Counted from {at} ({by})"),
    "sum_limit": Text("时限（{clause}）", "The limit ({clause})"),
    "sum_counted": Text("计 {between}", "Counts: {between}"),
    "sum_pause": Text("停 {between}（{why}）", "Stands still: {between} ({why})"),
    "sum_due": Text("＝ 最迟 {at}", "= by {at}"),
    "sum_met": Text("{at} 完成，按时", "Done at {at}, in time"),
    "sum_met_late": Text("{at} 完成，超时", "Done at {at}, late"),
    "sum_rise": Text("等级升高", "the rise of the grade"),
    "sum_denied": Text("修复后等老师确认，后被否认", "a repair that the teacher denied"),
    "sum_uncertain": Text(
        "日历还不知道这一年，按全天计时", "The calendar does not know this year; every hour counts"
    ),
    "sum_working": Text("只算工作时间", "Working time only"),
    "sum_settled": Text("已定局，不再变动", "Settled: it does not move any more"),
    "sum_late_entry": Text("完成时间是后来补记的", "What met it was entered later"),
    "sum_noted": Text(
        "当时曾记为超时，补记后按时", "Noted as missed then; the later entry shows it was kept"
    ),
    "col_stage": Text("阶段", "Stage"),
    "col_clause": Text("条款", "Clause"),
    "col_started": Text("起算", "Started"),
    "col_limit": Text("到期", "Due"),
    "col_met": Text("达成", "Met"),
    "col_state": Text("情况", "State"),
    "tried": Text("已试过", "Already tried"),
    "tried_none": Text("没有做过自助排查。", "No self-help steps were done."),
    "words": Text("老师的话", "The teacher's words"),
    "evidence": Text("照片和文件", "Photos and files"),
    "trail": Text("经过", "What happened"),
    "major_event": Text("活动", "event"),
    "entered": Text("（{} 补记）", " (entered {})"),
    "the_desk": Text("系统", "The desk"),
    "answer_yes": Text("是", "yes"),
    "answer_no": Text("否", "no"),
    "answer_cannot": Text("不会做", "could not do it"),
    "answer_human": Text("转人工", "asked for a person"),
    # pages
    **CALLED_WORDS,
    # self-help
    **PLAYBOOK_WORDS,
    **ROSTER_WORDS,
    **STATISTICS_WORDS,
    **BOARD_WORDS,
    **SEARCH_WORDS,
    **SIGN_IN_WORDS,
    **OIDC_WORDS,
    **ACTION_WORDS,
    **INCIDENT_WORDS,
    **REHEARSAL_WORDS,
    **CONTRACT_WORDS,
    **PEOPLE_WORDS,
    **API_WORDS,
    **STICKER_WORDS,
    **CHAT_WORDS,
}


def say(key: str, lang: Lang, **values: object) -> str:
    """The sentence with its values filled in. Raises KeyError for an unknown key: our mistake."""
    sentence = WORDS[key].of(lang)
    return sentence.format(**values) if values else sentence


def language_of(request: "HTTPConnection") -> Lang:
    """`?lang=`, else the cookie, else the browser's first language that we speak, else Chinese."""
    for wish in (request.query_params.get("lang", ""), request.cookies.get(LANG_COOKIE, "")):
        if wish in set(Lang):
            return Lang(wish)
    for part in request.headers.get("accept-language", "").lower().split(","):
        code = part.strip().split(";")[0][:2]
        if code in set(Lang):
            return Lang(code)
    return Lang.ZH


def span(seconds: float, lang: Lang) -> str:
    """A length of time in at most two units: `2 小时 5 分钟`. Rounds up, so that a running clock never shows 0."""
    minutes = max(1, -int(-abs(seconds) // 60))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [("days", days), ("hours", hours), ("minutes", minutes if not days else 0)]
    return " ".join(say(unit, lang, n=n) for unit, n in parts if n)


def moment(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """`08:05` today, else `09-01 08:05`, in the district's time zone."""
    local = instant.astimezone(zone)
    same_day = local.date() == now.astimezone(zone).date()
    return local.strftime("%H:%M") if same_day else local.strftime("%m-%d %H:%M")
