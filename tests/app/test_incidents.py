"""`chalkline incidents …`: what there was, the report of one; and incidents in the audit's chain."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import HOME
from desk import incident_events as ev
from desk.ids import ContractId, IncidentId, PersonId
from desk.incident import IncidentChange
from desk.incident_events import BusinessState, IncidentOutcome
from desk.people import EmergencyGroup
from storage.incident_files import load_plans
from tests.app.past import SCHOOLS, asked
from tests.app.terminal import Run, one_sentence
from tests.kit.builders import MINUTE, NOON
from usecases.ports import UnitOfWork

PLAN = next(plan for plan in load_plans(HOME / "incidents").values() if plan.id == "network_down")
BOSS, TESTER = PersonId("s-jiang"), PersonId("e-zheng")
PHONE = "13800000001"


def happened() -> Iterator[ev.IncidentEvent]:
    yield ev.MemberAssigned(at=NOON, by=BOSS, group=EmergencyGroup.TESTING, person=TESTER)
    yield ev.BusinessTested(at=NOON + MINUTE, by=TESTER, step="test_before", result=BusinessState.PARTLY)
    yield ev.NoteAdded(at=NOON + MINUTE, by=TESTER, step="test_before", words=f"三楼能上，打{PHONE}")
    yield ev.DutyUnanswered(at=NOON + 5 * MINUTE, step="look", person=PersonId("e-zhou"), times=1)
    yield ev.IncidentEnded(at=NOON + 9 * MINUTE, by=BOSS, outcome=IncidentOutcome.STOPPED, cause="交给运营商")


def remember(uow: UnitOfWork) -> None:
    opening = ev.IncidentDeclared(
        at=NOON,
        by=BOSS,
        incident=IncidentId("i"),
        no=1,
        school=SCHOOLS["gangbei"],
        contract=ContractId("gangbei"),
        contract_version=1,
        plan=PLAN,
    )
    change = IncidentChange.opening(opening)
    for event in happened():
        change = change.happened(event)
    uow.incidents.save(change.incident, change.events)


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """The demo district, after one incident that was stopped early."""
    run("demo")
    asked(tmp_path / "var", remember)
    return run


def test_incidents_are_listed_and_reported_with_everything_that_was_done(desk: Run) -> None:
    assert "1  2026-" in desk("incidents", "list").out
    assert "网络大面积中断 Network down  青禾第一小学  stopped" in desk("incidents", "list").out
    told = desk("incidents", "report", "1").out
    for part in (
        "结果：提前结束",
        "郑可",
        "部分能用，三楼能上",
        "原因和预防：交给运营商",
        "问题处理报告",
        "周正 没有回应",
    ):
        assert part in told
    english = desk("incidents", "report", "1", "--lang", "en").out
    for part in (
        "stopped early",
        "tested: it partly works",
        "no answer from 周正",
        "the problem report (by ",
    ):
        assert part in english


def test_an_unknown_incident_is_one_sentence_and_none_at_all_is_said(run: Run) -> None:
    run("demo")
    assert run("incidents", "list").out == "There were no major incidents.\n"
    assert "This desk has no major incident 7" in one_sentence(run("incidents", "report", "7"))


def test_check_counts_the_plans_and_refuses_a_bad_one_with_its_line(run: Run, tmp_path: Path) -> None:
    assert "4 incident plans" in run("check").out
    folder = tmp_path / "plans"
    folder.mkdir()
    for path in (HOME / "incidents").glob("*.yaml"):
        text = path.read_text("utf-8").replace("again: hardware", "again: nowhere")
        (folder / path.name).write_text(text, encoding="utf-8")
    told = one_sentence(run("check", INCIDENTS_DIR=str(folder)))
    assert told.startswith("disaster.yaml:")
    assert "'nowhere' is no phase" in told


def test_incidents_of_the_quarter_are_in_the_audits_chain_without_telephone_numbers(
    desk: Run, tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    quarter = f"{NOON.year}Q{(NOON.month + 2) // 3}"
    given = ("--contract", "gangbei", "--quarter", quarter, "--to", str(file), "--names")
    assert desk("audit", "export", *given).code == 0
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    [incident] = [line for line in lines if line["kind"] == "incident"]
    assert (incident["no"], incident["plan"], incident["outcome"]) == (1, "network_down", "stopped")
    assert [event["event"] for event in incident["trail"]] == [
        "IncidentDeclared",
        *(type(event).__name__ for event in happened()),
    ]
    assert incident["trail"][0]["plan"]["phases"], "what people were asked to do is on record"
    assert PHONE not in file.read_text("utf-8")
    assert {line["id"] for line in lines if line["kind"] == "person"} == {BOSS, TESTER, "e-zhou"}
    assert desk("audit", "verify", str(file)).code == 0
    changed = file.read_text("utf-8").replace("三楼能上", "四楼能上")
    file.write_text(changed, encoding="utf-8")
    assert desk("audit", "verify", str(file)).code == 1
