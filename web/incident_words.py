"""What the pages of common faults and major incidents say, for `web.words`. The chat's words are in `bot/words/`."""

from typing import Final

from desk.buttons import Verb
from desk.incident_events import IncidentOutcome
from desk.language import Text

INCIDENT_WORDS: Final[dict[str, Text]] = {
    "in_title": Text("事件", "Incidents"),
    "in_lead": Text(
        "一个原因影响好几间教室的共同故障，和主管启动的应急预案。",
        "Common faults (one cause, several rooms) and the emergency plans that supervisors start.",
    ),
    "in_sign_in": Text(
        "事件只给工程师和主管看，请先登录。", "Incidents are for engineers and supervisors. Sign in first."
    ),
    "in_running": Text("正在执行的预案", "Plans being carried out"),
    "in_running_none": Text("现在没有正在执行的预案。", "No plan is being carried out."),
    "in_common": Text("共同故障", "Common faults"),
    "in_common_none": Text("现在没有共同故障。", "There is no common fault now."),
    "in_over": Text("已结束", "Over"),
    "in_no": Text("预案 {no} · {name}", "Plan {no}: {name}"),
    "in_common_no": Text("共同故障 · {place}", "Common fault: {place}"),
    "in_rooms": Text("{n} 间教室", "{n} rooms"),
    "in_tickets_n": Text("{n} 张工单", "tickets: {n}"),
    "in_since": Text("{at} 启动", "since {at}"),
    "in_since_short": Text("{at} 起", "since {at}"),
    "in_ended": Text("{at} 结束，历时 {span}", "ended {at}, after {span}"),
    "in_phase": Text("第 {n}/{all} 阶段：{name}", "Stage {n} of {all}: {name}"),
    "in_ready": Text("步骤全部完成，等待结束", "Every step is done; waiting to be ended"),
    "in_round": Text("第 {n} 轮", "Round {n}"),
    "in_steps_done": Text("完成 {n}/{all} 步", "{n} of {all} steps done"),
    # start
    "in_start": Text("启动预案", "Start a plan"),
    "in_start_hint": Text(
        "先看会呼叫谁、并入哪些工单，再确定。", "You see first who would be called and which tickets join it."
    ),
    "in_plan": Text("预案", "Plan"),
    "in_look": Text("看看会怎样", "See what would happen"),
    "in_start_sure": Text("启动“{plan}”（{school}）？", "Start “{plan}” at {school}?"),
    "in_start_running": Text(
        "预案 {no} 正在执行，不会再启动一个，工单并进去。",
        "Plan {no} is being carried out: no second one starts, the tickets join it.",
    ),
    "in_called_at_once": Text("会马上呼叫", "Called at once"),
    "in_joins": Text("并入的工单", "Tickets that join it"),
    "in_joins_none": Text(
        "没有在办的工单属于它，以后报的会自动并入。",
        "No open ticket belongs to it; reports to come join by themselves.",
    ),
    "in_start_now": Text("确定启动", "Yes, start it"),
    "in_back": Text("不启动，返回", "Do not start it"),
    # one incident
    "in_who_leads": Text("谁在指挥", "Who leads"),
    "in_declared_by": Text("启动人", "Started by"),
    "in_state": Text("现在", "Now"),
    "in_before": Text("先测", "Test before"),
    "in_after": Text("复测", "Test afterwards"),
    "in_cause": Text("原因和预防", "Cause and prevention"),
    "in_silent": Text("没有回应", "Without an answer"),
    "in_times": Text("{n} 次", "{n} times"),
    "in_act": Text("现在要做的", "What is to be done now"),
    "in_act_none": Text("现在没有要您做的步骤。", "No step waits for you now."),
    "in_yours": Text("轮到您", "yours"),
    "in_for": Text("代 {who}", "for {who}"),
    "in_words_test": Text("哪些能用、哪些不能用（可不填）", "What works and what does not (optional)"),
    "in_words_support": Text("需要什么支援（可不填）", "Which support (optional)"),
    "in_answer_form": Text("{group}：回应", "{group}: answer"),
    "in_support_form": Text("{group}：需要支援", "{group}: need support"),
    "in_end_words": Text(
        "原因是什么，怎样预防（写进报告，可不填）", "Cause and prevention, for the report (optional)"
    ),
    "in_end_as": Text("现在结束会记为“{outcome}”。", "Ended now it is “{outcome}”."),
    "in_stages": Text("预案和职责", "The plan and its duties"),
    "in_col_step": Text("步骤", "Step"),
    "in_col_group": Text("小组", "Group"),
    "in_col_who": Text("谁", "Who"),
    "in_groups": Text("小组", "Groups"),
    "in_duty": Text("职责", "Duty"),
    "in_assign": Text("分派职责", "Assign a duty"),
    "in_whom": Text("{group}交给谁", "{group}: to whom"),
    "in_way": Text("怎么分派", "How"),
    "in_rooms_title": Text("受影响的教室", "Affected rooms"),
    "in_rooms_none": Text("还没有工单。", "No tickets yet."),
    "in_follows": Text("牵头 / 跟随", "Leads or follows"),
    "in_leads": Text("牵头", "leads"),
    "in_following": Text("跟随 {no}", "follows {no}"),
    "in_alone": Text("单独处理", "by itself"),
    "in_reporter": Text("老师", "Teacher"),
    "in_papers": Text("要交的书面报告", "Written reports owed"),
    "in_papers_day": Text("{day} 前", "by {day}"),
    "in_papers_in": Text("已提交", "handed in"),
    "in_time_line": Text("经过", "What happened"),
    "in_shared": Text("共有的", "What they share"),
    "in_back_to_list": Text("返回事件", "All incidents"),
    "in_stage_done": Text("已完成", "done"),
    "in_stage_now": Text("进行中", "now"),
    "in_stage_later": Text("未开始", "later"),
    "in_step_done": Text("{by} {at} 完成", "done by {by}, {at}"),
    "in_step_unmanned": Text("没有人", "nobody has it"),
    "in_step_waiting": Text("等待回应", "not answered yet"),
    "in_step_taken": Text("在做", "on it"),
    "in_step_support": Text("需要支援", "wants support"),
    "in_step_later": Text("还没轮到", "not yet"),
    "in_step_dropped": Text("没有做", "not done"),
    # answers
    "in_done": Text("已记录：{what}", "Recorded: {what}"),
    "in_too_late": Text(
        "没有做成：这一步已经过去了，这是现在的情况。",
        "Not done: that step is over. This is how it stands now.",
    ),
    "in_not_yours": Text(
        "没有做成：不归您做，或选的人不能接。请换一个。",
        "Not done: it is not yours to do, or whom you chose cannot take it. Choose another.",
    ),
    # codes
    f"in_outcome_{IncidentOutcome.RESTORED}": Text("已恢复", "restored"),
    f"in_outcome_{IncidentOutcome.FALSE_ALARM}": Text("误报", "false alarm"),
    f"in_outcome_{IncidentOutcome.STOPPED}": Text("提前结束", "stopped early"),
    "in_test_before_down": Text("确实中断", "it is down"),
    "in_test_before_partly": Text("部分能用", "it partly works"),
    "in_test_before_works": Text("其实正常", "it works"),
    "in_test_after_down": Text("还不行", "not yet"),
    "in_test_after_partly": Text("部分恢复", "it partly works"),
    "in_test_after_works": Text("恢复正常", "it works again"),
    # the time line
    "in_ev_IncidentDeclared": Text("{by} 启动预案“{plan}”", "{by} started the plan “{plan}”"),
    "in_ev_TicketJoined": Text("并入工单 {no}", "Ticket {no} joined it"),
    "in_ev_MemberAssigned": Text("{group}：{person}（{by} 分派）", "{group}: {person} (assigned by {by})"),
    "in_ev_StepTaken": Text("{by} 收到：{step}", "{by} is on it: {step}"),
    "in_ev_StepDone": Text("{by} 完成：{step}", "{by} did: {step}"),
    "in_ev_BusinessTested": Text("{by} 测试：{result}", "{by} tested: {result}"),
    "in_ev_SupportWanted": Text("{by} 需要支援：{step}", "{by} wants support: {step}"),
    "in_ev_NoteAdded": Text("{by}：{words}", "{by}: {words}"),
    "in_ev_DutyUnanswered": Text(
        "{person} 第 {times} 次没有回应：{step}", "{person} did not answer (time {times}): {step}"
    ),
    "in_ev_IncidentEnded": Text(
        "{by} 结束预案：{outcome}。{cause}", "{by} ended the plan: {outcome}. {cause}"
    ),
    "in_ev_ReportHandedIn": Text("{by} 提交了 {report}", "{by} handed in {report}"),
    **{
        f"in_do_{verb.value}": said
        for verb, said in {
            Verb.INCIDENT_START: Text("启动预案", "plan started"),
            Verb.INCIDENT_TAKE: Text("收到", "On it"),
            Verb.INCIDENT_PHONED: Text("已电话联系到", "Reached by phone"),
            Verb.INCIDENT_DONE: Text("已完成", "Done"),
            Verb.INCIDENT_DOWN: Text("确实中断", "It is down"),
            Verb.INCIDENT_PARTLY: Text("部分能用", "Partly works"),
            Verb.INCIDENT_WORKS: Text("其实正常", "It works"),
            Verb.INCIDENT_RESTORED: Text("恢复正常", "Works again"),
            Verb.INCIDENT_NOT_YET: Text("还不行", "Not yet"),
            Verb.INCIDENT_SUPPORT: Text("需要支援", "Need support"),
            Verb.INCIDENT_REPLACE: Text("改派（换下原来的人）", "Instead of who has it"),
            Verb.INCIDENT_ADD: Text("增派（多一个人）", "One more"),
            Verb.INCIDENT_END: Text("结束预案", "End the plan"),
            Verb.INCIDENT_HANDED_IN: Text("已提交", "Handed in"),
        }.items()
    },
}
