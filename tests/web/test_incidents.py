"""The pages of common faults and major incidents: who sees them, what stands there, what is done from them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from desk import incident_events as iev
from desk import voice_events as vev
from desk.buttons import Verb
from desk.change import Change
from desk.ids import PlanId, TicketId
from desk.incident import Incident
from desk.incident_events import INCIDENT_EVENT_TYPES, BusinessState, IncidentOutcome
from desk.incident_plan import Plan, StepKind
from desk.people import EmergencyGroup
from storage.incident_files import load_plans
from tests.web.kit import BERRY, ELM, FROST, SCHOOL, STEADY, a_ticket
from tests.web.test_board import signed_in, words_of
from usecases.act_on_incident import _ACTS
from usecases.declare_incident import Declaration, declare
from usecases.ports import UnitOfWork
from usecases.recording import record
from web.incident_words import INCIDENT_WORDS

PLANS = load_plans(Path("incidents"))
PLAN = PlanId("network_down")
LEAD, FOLLOWER = TicketId("ticket-1001"), TicketId("ticket-1002")
START = {"plan": PLAN, "school": SCHOOL}


@pytest.fixture
def plans() -> Mapping[PlanId, Plan]:
    return PLANS


def a_common_fault(uow: UnitOfWork) -> None:
    """1002 follows 1001: the rooms share a building."""
    for no in (1001, 1002):
        a_ticket(uow, no)
    found = vev.CommonFaultFound(
        at=uow.now, rule="x", place="教学楼A", tickets=(FOLLOWER,), nos=(1002,), places=("三年级2班",)
    )
    record(uow, Change(uow.tickets.get(LEAD)).happened(found))
    follows = vev.JoinedCommonFault(at=uow.now, lead=LEAD, lead_no=1001)
    record(uow, Change(uow.tickets.get(FOLLOWER)).happened(follows))


def an_incident(uow: UnitOfWork) -> Incident:
    """The network of the school is down; 冯工 does the technical work, 白工 has no duty."""
    uow.people.add(replace(FROST, emergency=(EmergencyGroup.TECHNICAL, EmergencyGroup.TESTING)))
    return declare(uow, Declaration(PLAN, SCHOOL, ELM.id))


async def the_incident(store) -> Incident:
    return await store.read(lambda uow: uow.incidents.by_no(1))


async def page_of(visitor, path: str) -> str:
    answer = await visitor.get(path)
    assert answer.status_code == 200, answer.text
    return words_of(answer.text)


async def does(visitor, verb: str, about: str = "", path: str = "/incidents/1", **fields: str) -> str:
    """Post it; the page that comes then."""
    answer = await visitor.post(f"{path}/act", data={"verb": verb, "about": about, **fields})
    assert answer.status_code == 303, answer.text
    return await page_of(visitor, answer.headers["location"])


def open_step(incident: Incident, group: EmergencyGroup, kind: StepKind = StepKind.DO) -> str:
    return next(step.id for step in incident.open_steps if step.by is group and step.kind is kind)


async def test_both_kinds_stand_in_one_list_and_lead_to_their_pages(visitor, store):
    assert "现在没有共同故障。" in await page_of(visitor, "/incidents")
    await store.run(a_common_fault)
    await store.run(an_incident)
    page = (await visitor.get("/incidents?seat=supervisor")).text
    assert 'href="/incidents/1?seat=supervisor">预案 1 · 网络大面积中断</a>' in page
    assert 'href="/incidents/common/1001?seat=supervisor">共同故障 · 教学楼A</a>' in page
    words = words_of(page)
    assert "第 1/4 阶段：核实" in words
    assert "完成 0/13 步" in words
    assert "2 间教室" in words


async def test_a_common_fault_has_every_room_with_ticket_state_and_who_follows(visitor, store):
    await store.run(a_common_fault)
    page = await page_of(visitor, "/incidents/common/1001")
    assert re.search(r"1001 III级 三年级2班 韩老师 .* 牵头 等待接单", page)
    assert re.search(r"1002 III级 三年级2班 韩老师 .* 跟随 1001 等待接单", page)
    assert "认定为共同故障（教学楼A），并入工单 1002" in page
    assert await page_of(visitor, "/incidents/common/1002") == page


async def test_a_common_fault_is_split_there_and_is_none_any_more(visitor, store):
    await store.run(a_common_fault)
    page = await does(visitor, "split", path="/incidents/common/1001")
    assert "已记录：拆分" in page
    assert not (await store.read(lambda uow: uow.tickets.get(FOLLOWER))).is_dormant
    assert (await visitor.get("/incidents/common/1001")).status_code == 404
    assert "现在没有共同故障。" in await page_of(visitor, "/incidents")


async def test_the_other_verbs_of_the_leading_ticket_are_there_and_refusals_are_sentences(visitor, store):
    await store.run(a_common_fault)
    path = "/incidents/common/1001"
    assert "已记录：接管" in await does(visitor, "take_over", path=path)
    assert (await store.read(lambda uow: uow.tickets.get(LEAD))).handler == ELM.id
    assert "没有做成" in await does(visitor, "accept", path=path)


@pytest.mark.parametrize("seat", ["teacher", "me"])
async def test_it_is_for_staff(visitor, store, seat):
    await store.run(a_common_fault)
    await store.run(an_incident)
    for path in ("/incidents", "/incidents/1", "/incidents/common/1001"):
        answer = await visitor.get(f"{path}?seat={seat}")
        assert answer.status_code in (403, 404)
        assert "教学楼A" not in answer.text
        assert "冯工" not in answer.text
    refused = await visitor.post(f"/incidents/1/act?seat={seat}", data={"verb": "incident_end"})
    assert refused.status_code in (403, 404)
    assert (await the_incident(store)).is_open


async def test_staff_of_another_school_find_nothing_and_can_do_nothing(stranger, store):
    await store.run(a_common_fault)
    await store.run(an_incident)
    await signed_in(stranger, store, STEADY)
    page = await page_of(stranger, "/incidents")
    assert "现在没有共同故障。" in page
    assert "预案 1" not in page
    for path in ("/incidents/1", "/incidents/common/1001"):
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.post(f"{path}/act", data={"verb": "split"})).status_code == 404
    assert (await stranger.get("/incidents/new", params=START)).status_code == 404
    assert (await stranger.post("/incidents/new", data=START)).status_code == 404
    assert (await store.read(lambda uow: uow.tickets.get(FOLLOWER))).is_dormant


async def test_a_supervisor_sees_whom_a_plan_would_call_and_starts_it(visitor, store):
    await store.run(a_common_fault)
    page = await page_of(visitor, f"/incidents/new?plan={PLAN}&school={SCHOOL}")
    assert "启动“网络大面积中断”（青禾一小）？" in page
    assert "应急领导小组 林主管" in page
    assert await store.read(lambda uow: uow.incidents.latest(5)) == ()
    answer = await visitor.post("/incidents/new", data=START)
    assert answer.status_code == 303
    assert "已记录：启动预案" in await page_of(visitor, answer.headers["location"])
    assert (await the_incident(store)).declared_by == ELM.id
    assert "预案 1 正在执行" in await page_of(visitor, f"/incidents/new?plan={PLAN}&school={SCHOOL}")


async def test_an_engineer_starts_nothing(visitor, store):
    for answer in (
        await visitor.get("/incidents/new?seat=engineer", params={"seat": "engineer", **START}),
        await visitor.post("/incidents/new?seat=engineer", data=START),
    ):
        assert answer.status_code == 403
    assert await store.read(lambda uow: uow.incidents.latest(5)) == ()
    assert "启动预案" not in await page_of(visitor, "/incidents?seat=engineer")


async def test_stages_duties_and_the_time_line_stand_there(visitor, store):
    await store.run(an_incident)
    page = await page_of(visitor, "/incidents/1")
    assert "谁在指挥 林主管" in page
    assert "应急技术处理小组 · 冯工 等待回应" in page
    assert "应急技术处理小组 冯工 08:00 起" in page
    assert "林主管 启动预案“网络大面积中断”" in page


async def test_a_member_answers_their_own_step_and_nobody_elses(stranger, store):
    incident = await store.run(an_incident)
    await signed_in(stranger, store, FROST)
    page = await page_of(stranger, "/incidents/1")
    assert "结束预案" not in page
    assert "分派职责" not in page
    step = open_step(incident, EmergencyGroup.TECHNICAL)
    assert "已记录：收到" in await does(stranger, "incident_take", step)
    assert (step, FROST.id) in (await the_incident(store)).taken
    owner = open_step(incident, EmergencyGroup.OWNER)
    for verb, about in (("incident_done", owner), ("incident_end", ""), ("incident_add", "testing")):
        assert "没有做成：不归您做" in await does(stranger, verb, about, whom=BERRY.id)
    after = await the_incident(store)
    assert (after.is_open, after.done) == (True, ())


async def test_an_engineer_of_the_school_without_a_duty_only_reads(stranger, store):
    incident = await store.run(an_incident)
    await signed_in(stranger, store, BERRY)
    assert "现在要做的" not in await page_of(stranger, "/incidents/1")
    assert "没有做成" in await does(stranger, "incident_done", incident.open_steps[0].id)
    assert (await the_incident(store)).seq == incident.seq


async def test_a_leader_acts_for_others_with_words_support_and_tests(visitor, store):
    incident = await store.run(an_incident)
    technical = open_step(incident, EmergencyGroup.TECHNICAL)
    assert "已记录：已电话联系到" in await does(visitor, "incident_phoned", technical)
    assert "需要支援" in await does(visitor, "incident_support", technical, words="要备用交换机")
    test = open_step(incident, EmergencyGroup.TESTING, StepKind.TEST_BEFORE)
    page = await does(visitor, "incident_partly", test, words="三楼能上")
    assert re.search(r"先测 部分能用 林主管 · 08:00 · 三楼能上", page)
    assert "林主管 测试：部分能用" in page
    after = await the_incident(store)
    assert after.support == (technical,)
    assert [note.words for note in after.notes] == ["要备用交换机", "三楼能上"]
    assert after.tests[0].result is BusinessState.PARTLY


async def test_a_test_takes_only_its_own_results_and_a_done_step_is_over(visitor, store):
    incident = await store.run(an_incident)
    test = open_step(incident, EmergencyGroup.TESTING, StepKind.TEST_BEFORE)
    assert "没有做成：不归您做" in await does(visitor, "incident_restored", test)
    owner = open_step(incident, EmergencyGroup.OWNER)
    assert "已记录：已完成" in await does(visitor, "incident_done", owner)
    assert "没有做成：这一步已经过去了" in await does(visitor, "incident_done", owner)
    assert len((await the_incident(store)).done) == 1


async def test_a_duty_is_given_to_who_could_have_it_and_to_nobody_else(visitor, store):
    await store.run(an_incident)
    assert "没有做成：不归您做" in await does(visitor, "incident_replace", "technical", whom=STEADY.id)
    assert "没有做成：不归您做" in await does(visitor, "incident_replace", "nonsense", whom=BERRY.id)
    await does(visitor, "incident_add", "technical", whom=BERRY.id)
    assert (await the_incident(store)).people(EmergencyGroup.TECHNICAL) == (FROST.id, BERRY.id)
    await does(visitor, "incident_replace", "resources", whom=BERRY.id)
    assert (await the_incident(store)).people(EmergencyGroup.RESOURCES) == (BERRY.id,)


async def test_it_ends_by_a_leaders_word_with_its_cause_and_nothing_happens_to_it_then(visitor, store):
    incident = await store.run(an_incident)
    page = await does(visitor, "incident_end", words="核心交换机电源坏了，已备一台")
    assert "已记录：结束预案" in page
    assert "原因和预防 核心交换机电源坏了，已备一台" in page
    assert "现在要做的" not in page
    assert (await the_incident(store)).outcome is IncidentOutcome.STOPPED
    for verb, about in (("incident_done", incident.open_steps[0].id), ("incident_end", "")):
        assert "没有做成：这一步已经过去了" in await does(visitor, verb, about)
    assert "没有做成" in await does(visitor, "incident_add", "technical", whom=BERRY.id)
    assert "提前结束" in await page_of(visitor, "/incidents")


async def test_another_site_can_do_nothing(visitor, store):
    await store.run(an_incident)
    answer = await visitor.post(
        "/incidents/1/act", data={"verb": "incident_end"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert (await the_incident(store)).is_open


async def test_the_pages_are_english_where_english_is_asked_for(visitor, store):
    await store.run(a_common_fault)
    await store.run(an_incident)
    names = r"白工|冯工|林主管|韩老师|三年级2班|教学楼A|Ctrl"
    for path in ("/incidents", "/incidents/1", f"/incidents/new?plan={PLAN}&school={SCHOOL}"):
        page = (await visitor.get(path, params={"lang": "en"} | dict(START))).text.split("<main")[1]
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(names, "", page)), path


def test_every_event_and_verb_of_an_incident_has_its_words():
    assert {f"in_ev_{name}" for name in INCIDENT_EVENT_TYPES} == {
        key for key in INCIDENT_WORDS if key.startswith("in_ev_")
    }
    assert {f"in_do_{verb.value}" for verb in (*_ACTS, Verb.INCIDENT_START)} == {
        key for key in INCIDENT_WORDS if key.startswith("in_do_")
    }
    assert {f"in_outcome_{outcome}" for outcome in IncidentOutcome} <= set(INCIDENT_WORDS)
    assert iev.NoteAdded.__name__ in INCIDENT_EVENT_TYPES
