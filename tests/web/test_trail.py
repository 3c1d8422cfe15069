"""Each kind of event as a sentence: nothing left out, no placeholder left in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desk import events as ev
from desk.contract import StageName
from desk.grading import FaultFacts, judge
from desk.holds import HoldReason
from desk.ids import ContractId, MediaId, PersonId, SchoolId, StepId, TicketId, TreeId
from desk.language import Lang
from desk.people import Tier
from desk.reading import Answer, DeviceClass, Symptom
from storage.contract_packs import load_pack
from web.trail import Scribe, sentences

AT = datetime(2026, 9, 1, tzinfo=UTC)
BERRY, HAZEL = PersonId("berry"), PersonId("hazel")
NAMES = {BERRY: "白工", HAZEL: "韩老师"}
PACK = load_pack(Path("contracts/changge.yaml"))
FACTS = FaultFacts(device=DeviceClass.PROJECTOR, symptom=Symptom.NO_SIGNAL)
FAULT = ev.Fault(FACTS, "三年级2班")
VERDICT = judge(PACK, FACTS)

SAID = [
    (
        ev.TicketOpened(
            at=AT,
            by=HAZEL,
            ticket=TicketId("t"),
            no=1,
            school=SchoolId("s"),
            reporter=HAZEL,
            contract=ContractId("changge"),
            contract_version=1,
            fault=FAULT,
            verdict=VERDICT,
            words="",
        ),
        f"韩老师 报修，定为 {VERDICT.grade}：{VERDICT.reason.zh}",
    ),
    (ev.InformationAdded(at=AT, by=HAZEL, words="还有声音"), "韩老师 补充：还有声音"),
    (ev.InformationAdded(at=AT, by=HAZEL, media=(MediaId("m"),)), "韩老师 补充： 📎×1"),
    (ev.FaultCorrected(at=AT, by=HAZEL, fault=FAULT), "韩老师 更正为：三年级2班 投影仪 无信号"),
    (
        ev.StepAnswered(at=AT, tree=TreeId("t"), step=StepId("s"), ask="灯亮吗", answer=Answer.NO),
        "排查「灯亮吗」：否/没好",
    ),
    (ev.SelfHelpOffered(at=AT, tree=TreeId("t"), version=1, step=StepId("s")), "给出自助步骤"),
    (ev.Paged(at=AT, people=(BERRY,), rung=0, tiers=(Tier.FIRST, Tier.SECOND)), "呼叫 一线 + 二线：白工"),
    (ev.NobodyOnCall(at=AT, rung=1, tiers=(Tier.THIRD,)), "三线 无人可呼叫，立即转下一级"),
    (ev.PageUndelivered(at=AT, person=BERRY, reason="blocked"), "呼叫 白工 未送达：blocked"),
    (ev.PageUndelivered(at=AT, person=BERRY, reason="on_leave"), "呼叫 白工 未送达：请假"),
    (ev.Reassigned(at=AT, by=BERRY, to=HAZEL), "白工 转派给 韩老师"),
    (ev.Diagnosed(at=AT, by=BERRY), "白工 已诊断"),
    (ev.Repaired(at=AT, by=BERRY, note="换了电源线"), "白工 已修复：换了电源线"),
    (ev.Cancelled(at=AT, by=HAZEL), "韩老师 撤销"),
    (
        ev.DeadlineMissed(at=AT, stage=StageName.ARRIVAL, due=AT, late=timedelta(seconds=30)),
        "到场超时（应于 08:00），系统于 1 分钟 后发现",
    ),
    (ev.DeadlineNeared(at=AT, stage=StageName.RESPONSE, due=AT, told=()), "响应快到期（08:00），已提醒 无"),
    (ev.Rated(at=AT, by=HAZEL, score=5), "韩老师 评价：5 分"),
    (ev.CallbackDue(at=AT), "老师未确认，请主管回访"),
    (
        ev.Held(at=AT, by=BERRY, reason=HoldReason.CUSTOMER_ACCESS, until=AT, note="在考试"),
        "白工 挂起：进不了教室，最晚到 08:00：在考试",
    ),
    (ev.Resumed(at=AT), "系统 恢复处理"),
    (ev.Arrived(at=AT, by=BERRY, entered=AT), "白工 到场（08:00 补记）"),
]


@pytest.mark.parametrize(("event", "sentence"), SAID, ids=lambda value: type(value).__name__)
def test_an_event_reads_as_a_sentence(event, sentence):
    assert Scribe(Lang.ZH, NAMES, lambda instant: "08:00").sentence(event) == sentence


@pytest.mark.parametrize(("event", "_"), SAID, ids=lambda value: type(value).__name__)
def test_no_placeholder_is_left_in_english(event, _):
    assert "{" not in Scribe(Lang.EN, NAMES, lambda instant: "08:00").sentence(event)


def test_a_plain_event_needs_nothing_but_who_and_when():
    plain = [kind for kind in sentences() if set(kind.__dataclass_fields__) == {"at", "by", "entered"}]
    assert len(plain) >= 8
    for kind in plain:
        assert Scribe(Lang.EN, NAMES, str).sentence(kind(at=AT, by=BERRY))
