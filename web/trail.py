"""The events of a ticket as sentences a supervisor can read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desk import aftercare_events as aev
from desk import events as ev
from desk import report_events as rev
from desk import voice_events as vev
from desk.ids import PersonId
from desk.language import Lang, Text
from web.life_words import CHECK_INS, INTERNAL, LIFE_SENTENCES, REACHED
from web.names import ANSWERS, CAUSES, IMPACTS, OUTCOMES, STAGES, TIERS, fault_in_words
from web.words import say, span

_SENTENCES: Final[dict[type[ev.Event], Text]] = {
    ev.TicketOpened: Text("{by} 报修，定为 {grade}：{reason}", "{by} reported; graded {grade}: {reason}"),
    ev.InformationAdded: Text("{by} 补充：{words}{attached}", "{by} added: {words}{attached}"),
    ev.FaultCorrected: Text("{by} 更正为：{fault}", "{by} corrected it to: {fault}"),
    ev.ReadingNoted: Text(
        "{by} 更正读法，只作记录：{fault}", "{by} corrected the reading, for the record: {fault}"
    ),
    ev.Regraded: Text("{by} 改定为 {grade}：{reason}", "{by} regraded it {grade}: {reason}"),
    ev.GradeObjected: Text("{by} 对级别有异议{wanted}：{words}", "{by} disputes the grade{wanted}: {words}"),
    ev.GradeUpheld: Text("{by} 复核后维持原级{note}", "{by} looked again and kept the grade{note}"),
    ev.ReviewReminded: Text(
        "级别异议无人决定，再次提醒主管", "Nobody decided about the grade; supervisors reminded"
    ),
    ev.FaultSpread: Text("别处也有同样故障：工单 {nos}", "The same fault in other rooms: tickets {nos}"),
    ev.JoinedIncident: Text("并入应急预案 {incident_no}", "Joined major incident {incident_no}"),
    ev.MajorEventNeared: Text(
        "重要活动将近：{event}（{starts}）", "A major event is near: {event} ({starts})"
    ),
    ev.SafetyInstructed: Text("已先给出安全提示", "The safety instruction was given first"),
    ev.SelfHelpOffered: Text("给出自助步骤", "A self-help step was shown"),
    ev.StepAnswered: Text("排查「{ask}」：{answer}", "Step “{ask}”: {answer}"),
    ev.SelfHelpPassed: Text("{by} 把排查交给 {to}", "{by} handed the steps to {to}"),
    ev.SelfHelpEnded: Text("自助排查结束：{outcome}", "Self-help ended: {outcome}"),
    ev.Paged: Text("呼叫 {tiers}：{people}", "Paged {tiers}: {people}"),
    ev.NobodyOnCall: Text(
        "{tiers} 无人可呼叫，立即转下一级", "Nobody of the {tiers} could be paged; next rung at once"
    ),
    ev.CallListSent: Text(
        "无人接单，已把电话名单发给主管：{people}", "Nobody has it; supervisors got the call list: {people}"
    ),
    ev.PageUndelivered: Text(
        "呼叫 {person} 未送达：{cause}", "The page to {person} was not delivered: {cause}"
    ),
    ev.Acknowledged: Text("{by} 接单", "{by} accepted the job"),
    ev.Reassigned: Text("{by} 转派给 {to}", "{by} handed it to {to}"),
    ev.HelpRequested: Text("{by} 请求支援", "{by} asked for help"),
    ev.Departed: Text("{by} 出发", "{by} is on the way"),
    ev.Arrived: Text("{by} 到场{check_in}", "{by} arrived{check_in}"),
    ev.Diagnosed: Text("{by} 已诊断{note}", "{by} found the cause{note}"),
    ev.Held: Text(
        "{by} 挂起：{cause}，最晚到 {until}{note}",
        "{by} put it on hold: {cause}, until {until} at the latest{note}",
    ),
    ev.Resumed: Text("{by} 恢复处理{note}", "{by} resumed it{note}"),
    ev.TermsApplied: Text(
        "{by} 改用合同第 {version} 版：{why}", "{by} applied version {version} of the contract: {why}"
    ),
    ev.TeachingRestored: Text("{by} 教学已恢复{note}", "{by} got the lesson going again{note}"),
    ev.WorkedAround: Text("{by} 自己先恢复了教学{note}", "{by} got the lesson going by self-help{note}"),
    ev.Repaired: Text("{by} 已修复{note}", "{by} repaired it{note}"),
    ev.FixConfirmed: Text("{by} 确认修好，办结", "{by} confirmed the fix; closed"),
    ev.FixDenied: Text(
        "{by} 反馈没修好，重新开始：{words}", "{by} says it is not fixed; a new round: {words}"
    ),
    ev.Cancelled: Text("{by} 撤销：{words}", "{by} withdrew it: {words}"),
    ev.Urged: Text("{by} 催单：{words}", "{by} pressed for speed: {words}"),
    ev.HumanRequested: Text("{by} 要求转人工", "{by} asked for a person"),
    ev.DeadlineNeared: Text(
        "{stage}快到期（{due}），已提醒 {people}", "The {stage} deadline ({due}) is near; reminded {people}"
    ),
    ev.DeadlineMissed: Text(
        "{stage}超时（应于 {due}），系统于 {late} 后发现",
        "The {stage} deadline ({due}) was missed; noticed {late} later",
    ),
    ev.TakenOver: Text("{by} 接管", "{by} took the job over"),
    ev.PhoneCallMade: Text("{by} 已电话通知", "{by} has phoned"),
    ev.ConfirmationAsked: Text("第 {count} 次请老师确认", "Asked the teacher to confirm, reminder {count}"),
    ev.CallbackDue: Text("老师未确认，请主管回访", "No confirmation; a supervisor is to call back"),
    rev.ReportNoted: Text(
        "{by} 补充服务报告（{part}）：{words}", "{by} added to the report ({part}): {words}"
    ),
    rev.ReportSigned: Text("{by} 在服务报告上签字（校验 {seal}）", "{by} signed the report (check {seal})"),
    rev.SignatureAsked: Text(
        "请 {to} 在服务报告上签字，{until} 前有效", "Asked {to} to sign the report, good until {until}"
    ),
    rev.SignatureFailed: Text("{by} 输错了签字验证数字", "{by} typed a wrong code for the signature"),
    rev.SignatureLapsed: Text(
        "提醒后仍未签字，服务报告记为未签字", "Still not signed after a reminder: the report stays unsigned"
    ),
    rev.ReportDeclined: Text(
        "{by} 认为服务报告有误，没有签字：{words}", "{by} did not sign the report: {words}"
    ),
    vev.VoiceJoined: Text("{by} 也报了同一个故障：{words}", "{by} reported the same fault: {words}"),
    vev.VoiceLeft: Text(
        "{person} 的是另一个问题：工单 {no}", "The fault of {person} is another one: ticket {no}"
    ),
    vev.CommonFaultFound: Text(
        "认定为共同故障（{place}），并入工单 {nos}",
        "Found to be a common fault ({place}); tickets {nos} follow",
    ),
    vev.JoinedCommonFault: Text(
        "并入共同故障：工单 {lead_no}", "Joined the common fault of ticket {lead_no}"
    ),
    vev.LeftCommonFault: Text("{by} 改为单独处理", "{by} took it out of the common fault"),
    vev.CommonFaultSplit: Text(
        "{by} 拆分共同故障，级别恢复为 {grade}", "{by} split the common fault; grade {grade} again"
    ),
    vev.CommonFaultRepaired: Text(
        "随工单 {lead_no} 修复{note}", "Repaired together with ticket {lead_no}{note}"
    ),
    aev.RepairRepeated: Text(
        "重复报修：工单 {no} 刚修过（{person}，{closed}）",
        "Repeat repair: ticket {no} was closed at {closed} ({person})",
    ),
    aev.TeacherCalled: Text("{by} 电话回访：{reached}{note}", "{by} rang the teacher: {reached}{note}"),
    aev.RatingAsked: Text("请老师评价", "Asked the teacher how satisfied they are"),
    aev.RatingExplained: Text("{by} 的评价说明：{words}", "{by} about the rating: {words}"),
    aev.FollowUpOpened: Text("评价 {score} 分，请 {to} 跟进", "Rated {score}/5; {to} is to follow up"),
    aev.FollowUpReminded: Text(
        "跟进还没做，第 {count} 次提醒", "The follow-up is not done; reminder {count}"
    ),
    aev.FollowedUp: Text("{by} 跟进：{follow}{note}", "{by} followed up: {follow}{note}"),
    ev.Rated: Text("{by} 评价：{score} 分", "{by} rated it {score}/5"),
    **LIFE_SENTENCES,
}


def sentences() -> frozenset[type[ev.Event]]:
    """The kinds of event that have a sentence."""
    return frozenset(_SENTENCES)


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes events down: in one language, with people's names, with instants as `show` prints them."""

    lang: Lang
    names: Mapping[PersonId, str]
    show: Callable[[datetime], str]

    def sentence(self, event: ev.Event) -> str:
        """One event. An event this table does not know is named by its type rather than hidden."""
        pattern = _SENTENCES.get(type(event))
        if pattern is None:
            return type(event).__name__
        values = {"by": self.name(event.by), **self._values(event)}
        words = pattern.of(self.lang).format_map(values).rstrip("：: ")
        return (
            words
            if event.entered is None
            else f"{words}{say('entered', self.lang)}".format(self.show(event.entered))
        )

    def _values(self, event: ev.Event) -> dict[str, str]:
        """The values a sentence may want, from whichever fields this event has."""
        fields = {field: getattr(event, field) for field in _READERS if hasattr(event, field)}
        found: dict[str, str] = {}
        for field, value in fields.items():
            found.update(_READERS[field](self, value))
        return found

    def name(self, person: PersonId | None) -> str:
        """A person's name; the desk itself when nobody did it."""
        return self.names.get(person, person) if person else say("the_desk", self.lang)

    def people(self, people: tuple[PersonId, ...]) -> str:
        """Several names, or the word for nobody."""
        comma = "、" if self.lang is Lang.ZH else ", "
        return comma.join(self.name(person) for person in people) or say("nobody", self.lang)

    def fault(self, fault: ev.Fault) -> str:
        """Where, what, and how bad."""
        impact = IMPACTS.get(fault.facts.impact)
        told = (
            fault.place,
            fault_in_words(fault, self.lang),
            impact.of(self.lang) if impact else "",
            say("danger", self.lang) if fault.facts.safety else "",
        )
        return " ".join(filter(None, told))

    def bracketed(self, words: str) -> str:
        """Words in brackets after a sentence."""
        return f"（{words}）" if self.lang is Lang.ZH else f" ({words})"

    def noted(self, note: str) -> str:
        """A note as the end of a sentence; nothing when there is none."""
        if not note:
            return ""
        return f"：{note}" if self.lang is Lang.ZH else f": {note}"


_READERS: Final[dict[str, Callable[[Scribe, Any], dict[str, str]]]] = {
    "verdict": lambda s, v: {"grade": str(v.grade), "reason": v.reason.of(s.lang)},
    "words": lambda s, v: {"words": v},
    "media": lambda s, v: {"attached": f" 📎×{len(v)}"} if v else {"attached": ""},
    "fault": lambda s, v: {"fault": s.fault(v)},
    "ask": lambda s, v: {"ask": v},
    "answer": lambda s, v: {"answer": ANSWERS[v].of(s.lang) if v in ANSWERS else v},
    "label": lambda s, v: {"answer": v} if v else {},
    "outcome": lambda s, v: (
        {"outcome": OUTCOMES[v].of(s.lang)} if v in OUTCOMES else {"follow": say(f"follow_{v}", s.lang)}
    ),
    "people": lambda s, v: {"people": s.people(v)},
    "told": lambda s, v: {"people": s.people(v)},
    "tiers": lambda s, v: {"tiers": " + ".join(TIERS[tier].of(s.lang) for tier in v)},
    "person": lambda s, v: {"person": s.name(v)},
    "to": lambda s, v: {"to": s.name(v)},
    "reason": lambda s, v: {"cause": CAUSES[v].of(s.lang) if v in CAUSES else v},
    "until": lambda s, v: {"until": s.show(v)},
    "contract_version": lambda s, v: {"version": str(v)},
    "why": lambda s, v: {"why": v},
    "note": lambda s, v: {"note": s.noted(v)},
    "stage": lambda s, v: {"stage": STAGES[v].of(s.lang)},
    "name": lambda s, v: {"event": v or say("major_event", s.lang)},
    "starts": lambda s, v: {"starts": s.show(v)},
    "due": lambda s, v: {"due": s.show(v)},
    "late": lambda s, v: {"late": span(v.total_seconds(), s.lang)},
    "count": lambda s, v: {"count": str(v)},
    "score": lambda s, v: {"score": str(v)},
    "wanted": lambda s, v: {"wanted": f" → {v}" if v else ""},
    "nos": lambda s, v: {"nos": ", ".join(map(str, v))},
    "digest": lambda s, v: {"seal": v[:8]},
    "part": lambda s, v: {"part": say(f"part_{v}", s.lang)},
    "incident_no": lambda s, v: {"incident_no": str(v)},
    "closed_at": lambda s, v: {"closed": s.show(v)},
    "lead_no": lambda s, v: {"lead_no": str(v)},
    "no": lambda s, v: {"no": str(v) if v else "—"},
    "place": lambda s, v: {"place": v},
    "check_in": lambda s, v: {"check_in": s.bracketed(CHECK_INS[v].of(s.lang)) if v else ""},
    "internal": lambda s, v: {"internal": INTERNAL[v].of(s.lang)},
    "reached": lambda s, v: {"reached": REACHED[v].of(s.lang)},
}
