"""The incidents folder is taken whole or refused whole, with the file, the line and the reason of every problem."""

import re
from pathlib import Path

import pytest

from desk.incident_plan import Plan
from desk.people import EmergencyGroup
from storage.incident_files import IncidentPlanError, load_plans

ROOT = Path(__file__).resolve().parents[2]
PLANS = load_plans(ROOT / "incidents")
GROUPS = (ROOT / "incidents" / "groups.yaml").read_text("utf-8")
NETWORK = (ROOT / "incidents" / "network_down.yaml").read_text("utf-8")
each_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: plan.id)


def folder(at: Path, network: str = NETWORK, groups: str = GROUPS) -> Path:
    (at / "groups.yaml").write_text(groups, encoding="utf-8")
    (at / "network_down.yaml").write_text(network, encoding="utf-8")
    return at


def test_the_shipped_folder_has_the_three_kinds_of_the_source_with_security_in_two() -> None:
    """000 §5.15.4: network, security event (intrusion, virus), disaster."""
    assert set(PLANS) == {"network_down", "virus", "intrusion", "disaster"}


def test_the_five_groups_and_their_duties_stand_in_the_order_of_the_source() -> None:
    duties = next(iter(PLANS.values())).groups
    assert [duty.group for duty in duties] == list(EmergencyGroup)
    assert [str(duty.clause) for duty in duties] == [f"000 §5.15.1({n})" for n in range(1, 6)]


@each_plan
def test_the_business_test_stands_before_any_repair_and_after_it(plan: Plan) -> None:
    kinds = [step.kind.value for step in plan.steps if step.kind != "do"]
    assert kinds == ["test_before", "test_after"]
    assert any(step.id == "test_before" for step in plan.phases[0].steps)


@each_plan
def test_what_is_risky_waits_for_the_leading_groups_word(plan: Plan) -> None:
    """000 §5.15.1(1): the leading group reviews all risky work."""
    approvals = {step.id for step in plan.steps if step.id == "approve" and step.by is EmergencyGroup.LEADING}
    waiting = [step for step in plan.steps if approvals & set(step.after)]
    assert waiting
    assert {step.by for step in waiting} == {EmergencyGroup.TECHNICAL}


@each_plan
def test_the_maker_is_called_while_the_business_is_restored(plan: Plan) -> None:
    """000 §5.15.4: at the same time the maker's service is called in."""
    assert any(step.id == "maker" and step.by is EmergencyGroup.OWNER for step in plan.steps)


def test_a_virus_is_isolated_before_anything_else_and_nobody_is_told_to_restart() -> None:
    first = PLANS["virus"].steps[0]  # type: ignore[index]  # ids are strings
    assert first.id == "isolate"
    assert re.search(r"不断电、不重启、不插U盘", first.say.zh)


BAD = [
    ("an unknown group", "by: testing\n        kind: test_before", "by: testers\n        kind: test_before", "'by' does not know 'testers'"),
    ("a test by the wrong group", "by: testing\n        kind: test_before", "by: owner\n        kind: test_before", "the test belongs to the group `testing`"),
    ("no test afterwards", "        kind: test_after\n", "", "not exactly one test_after"),
    ("a step that waits for one behind it", "after: [approve]", "after: [test_after]", "waits for 'test_after'"),
    ("a step that stands twice", "- id: maker", "- id: soft", "step 'soft' stands twice"),
    ("a way back to nowhere", "again: restore", "again: close", "'close' is no phase up to the test after"),
    ("a clause nobody wrote", "clause: 000 §5.15.4-1", "clause: 000 §9", "is not in the table"),
    ("a step too long for a corridor", "备份新配置。", "备份新配置。" + "再看一遍。" * 12, "say it in 60"),
    ("a start that asks for nothing", "  - {symptoms: [network_down], impacts: [multi_room, whole_school]}", "  - {}", "asks for nothing"),
    ("another name than the file", "id: network_down", "id: network", "is not the file's name"),
    ("a key of nobody", "again: restore", "again: restore\nlater: 5min", "'later' is not a key"),
    ("a group without a first step", "        by: resources\n        say: {zh: 备好代用", "        by: technical\n        say: {zh: 备好代用", "resources has nothing to do in the first phase"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "said"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_plan_is_refused_with_file_line_and_reason(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    assert was in NETWORK
    with pytest.raises(IncidentPlanError) as refused:
        load_plans(folder(tmp_path, NETWORK.replace(was, becomes, 1)))
    assert said in str(refused.value)
    assert re.match(r"network_down\.yaml:\d+: ", str(refused.value))


def test_a_missing_group_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IncidentPlanError, match="group owner stands there 0 times"):
        load_plans(folder(tmp_path, groups=GROUPS.replace("id: owner", "id: leading")))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "groups.yaml").write_text(GROUPS, encoding="utf-8")
    with pytest.raises(IncidentPlanError, match="holds no plan"):
        load_plans(tmp_path)
