"""What the pages of the contracts say, for `web.words`. What a contract says itself stands in its pack."""

from typing import Final

from desk.language import Text
from desk.terms import Counting, DecidedBy

CONTRACT_WORDS: Final[dict[str, Text]] = {
    "co_title": Text("合同", "Contracts"),
    "co_lead": Text(
        "您的学校按哪份合同服务：等级、时限、逐级上报，和合同里说不清的地方怎么理解。",
        "By which contract your schools are served: grades, limits, ladder, and how what it leaves unclear is read.",
    ),
    "co_sign_in": Text(
        "合同只给工程师和主管看，请先登录。", "Contracts are for engineers and supervisors. Sign in first."
    ),
    "co_none": Text("您的学校还没有合同。", "Your schools have no contract yet."),
    "co_version": Text("第 {n} 版", "version {n}"),
    "co_source": Text("来源文件 {n}", "source document {n}"),
    "co_schools": Text("适用学校", "Schools"),
    "co_found": Text(
        "{n} 处矛盾或空白，{decided} 处已有决定", "{n} contradictions or gaps, {decided} decided"
    ),
    "co_to_confirm": Text("{n} 条理解待客户确认", "{n} readings to be confirmed by the customer"),
    "co_back": Text("返回合同", "Back to the contracts"),
    "co_parties": Text("甲方 / 乙方", "Customer / provider"),
    "co_calendar": Text("日历", "Calendar"),
    "co_calendar_line": Text("{name}（{id}，版本 {version}）", "{name} ({id}, version {version})"),
    "co_hours": Text("按什么时间算", "Which hours count"),
    f"co_{Counting.ALWAYS}": Text("全天计时（7×24）", "every hour (7×24)"),
    f"co_{Counting.WORKING_TIME}": Text("只算工作时间", "working time only"),
    "co_grades": Text("等级", "Grades"),
    "co_at_once": Text("边自助边呼叫", "paged while self-help goes on"),
    "co_stages": Text("阶段和时限", "Stages and limits"),
    "co_drawn": Text("从报修起的时限", "Limits from the report on"),
    "co_drawn_desc": Text(
        "每个等级一行，每个圆是一个阶段的时限；刻度越往右越密，数字在下面的表里。",
        "One line for each grade, each disc is the limit of a stage; the scale grows denser to the right, the table below has the figures.",
    ),
    "co_starts": Text("从{milestone}起", "from {milestone}"),
    "co_near": Text("用到 {n} % 提醒", "reminder at {n} %"),
    "co_internal": Text("内部目标", "own goal"),
    "co_faults_only": Text("咨询不计", "not for questions"),
    "co_ladder": Text("没人接单怎么上报", "Who is called when nobody answers"),
    "co_climb": Text("每 {n} 往上一级", "the next rung every {n}"),
    "co_repeat": Text("最后一级每 {n} 重发电话名单", "on the last, the phone list again every {n}"),
    "co_everyone": Text("全部一起叫", "everybody at once"),
    "co_rules": Text("怎么定级", "How a fault is graded"),
    "co_rules_hint": Text("从上往下，第一条符合的算数。", "From the top; the first that fits decides."),
    "co_readings": Text("合同里说不清的地方", "What the contract leaves unclear"),
    "co_undecided": Text("还没有决定", "Not decided"),
    "co_undecided_none": Text("都有决定了。", "Everything is decided."),
    "co_decision": Text("决定", "Decision"),
    "co_why": Text("理由", "Why"),
    "co_confirmed": Text("客户已确认", "confirmed by the customer"),
    "co_unconfirmed": Text("待客户确认", "to be confirmed by the customer"),
    "co_settles": Text("依据（{n} 处）", "What it settles ({n})"),
    f"co_by_{DecidedBy.PRODUCT}": Text("服务台定", "decided by the desk"),
    f"co_by_{DecidedBy.CUSTOMER}": Text("客户定", "decided by the customer"),
    f"co_by_{DecidedBy.PROVIDER}": Text("服务方定", "decided by the provider"),
    "co_statements": Text("原文的说法", "The source's own words"),
    "co_topic": Text("说的是", "About"),
    "co_says": Text("原文", "As printed"),
    "co_reads": Text("读作 {words}", "read as {words}"),
    "co_all_grades": Text("全部", "all"),
    "tl_report": Text("报修", "report"),
}
